import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Registers } from "./registers.ts";
import { PERSON, SECRET_CONTENT, contentOf, filesIn, openIn, tracesIn } from "./testing/given-registers.ts";

// Each case starts a process for every statement, which take their time on a busy machine.
import.meta.jest.setTimeout(120_000);

const TEXTS = [PERSON.name, PERSON.email, PERSON.phone, SECRET_CONTENT];
const file = { fileName: "underskrift.txt", mediaType: "text/plain" };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "registers-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function within<Result>(work: (registers: Registers) => Promise<Result>): Promise<Result> {
  const registers = await openIn(folder);
  try {
    return await work(registers);
  } finally {
    await registers.close();
  }
}

/** @returns whether it died */
function killed(...args: readonly string[]): boolean {
  const script = fileURLToPath(new URL("./testing/die-midway.ts", import.meta.url));
  const options = ["--conditions=source", "--experimental-transform-types", "--no-warnings"];
  const { status, signal, stderr } = spawnSync(process.execPath, [...options, script, folder, ...args], {
    encoding: "utf8",
  });
  if (signal === "SIGKILL") return true;
  expect([status, stderr]).toEqual([0, ""]);
  return false;
}

describe("registers whose process is killed", () => {
  it("hold the person whole or not at all after an erasure that was cut off before any of its statements", async () => {
    const outcomes = new Set<string>();
    for (let statement = 1; ; statement += 1) {
      const person = await within(async (registers) => {
        const asker = (key: string) => ({ actor: "anna", commandId: `anna/${statement}/${key}` });
        const { subject } = await registers.registerPerson(PERSON, asker("person"));
        await registers.storeAttachment(
          contentOf(SECRET_CONTENT),
          { ...file, persons: [subject] },
          asker("file"),
        );
        return subject;
      });
      const died = killed("erase", person, String(statement));
      await within(async (registers) => {
        const standing = await registers.standing(person);
        outcomes.add(standing);
        if (standing === "known") {
          const { entries } = await registers.attachments({ person });
          expect((await registers.content(entries[0]?.id ?? "")).bytes.toString()).toBe(SECRET_CONTENT);
          await registers.erasePerson(person, "requested", { actor: "anna", commandId: `anna/${statement}` });
        }
        // Opening has finished it: nothing is left while the registers are open, nor afterwards.
        expect([statement, tracesIn(folder, TEXTS)]).toEqual([statement, []]);
      });
      // The process' key was used by the erasure that went through; the next one needs a folder of its own.
      rmSync(folder, { recursive: true });
      folder = mkdtempSync(join(tmpdir(), "registers-"));
      if (!died) break;
    }
    expect([...outcomes].sort()).toEqual(["erased", "known"]);
  });

  it("hold an upload whole or not at all, and no file that they do not know", async () => {
    const outcomes = new Set<number>();
    for (let statement = 1; ; statement += 1) {
      const person = await within(async (registers) => {
        return (await registers.registerPerson(PERSON, { actor: "anna", commandId: "anna/person" })).subject;
      });
      const died = killed("store", person, String(statement));
      await within(async (registers) => {
        const { entries } = await registers.attachments({});
        outcomes.add(entries.length);
        for (const { id } of entries) {
          expect((await registers.content(id)).bytes.toString()).toBe(SECRET_CONTENT);
        }
        const files = filesIn(join(folder, "attachments"));
        expect([statement, files.length]).toEqual([statement, entries.length]);
      });
      rmSync(folder, { recursive: true });
      folder = mkdtempSync(join(tmpdir(), "registers-"));
      if (!died) break;
    }
    expect([...outcomes].sort()).toEqual([0, 1]);
  });

  it("keep nothing of a file that was cut off while it came in", async () => {
    await within((registers) => registers.attachments({}));
    expect(killed("upload")).toBe(true);
    expect(tracesIn(folder, [SECRET_CONTENT])).toHaveLength(1);
    expect(await within((registers) => registers.attachments({}))).toEqual({ entries: [], next: null });
    expect(filesIn(join(folder, "attachments"))).toEqual([]);
  });
});
