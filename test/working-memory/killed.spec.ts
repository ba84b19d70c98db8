import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { partyStream } from "#domain/accounts.ts";
import { SqliteEventStore } from "#event-store/sqlite/sqlite-event-store.ts";
import { KeptWorkingMemory } from "#projections/kept/kept-working-memory.ts";
import { Projector } from "#projections/projector.ts";
import { WorkingMemory } from "#projections/working-memory.ts";

const HERE = dirname(fileURLToPath(import.meta.url));
const FROM_SOURCE = ["--conditions=source", "--import", "./scripts/typescript.mjs"];
const LIVES = 8;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "killed-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Lets a process work until it has taken so many commands, and kills it in the middle of the next ones. */
async function live(life: number, commands: number): Promise<string[]> {
  const child = spawn(
    process.execPath,
    ["--no-warnings", ...FROM_SOURCE, join(HERE, "writing-process.ts"), folder, String(life)],
    { cwd: dirname(dirname(HERE)), stdio: ["ignore", "pipe", "pipe"] },
  );
  let [out, err] = ["", ""];
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
    if (out.split("took ").length > commands) child.kill("SIGKILL");
  });
  const signal = await new Promise((resolve) => child.once("close", (_, by) => resolve(by)));
  expect([signal, err]).toEqual(["SIGKILL", ""]);
  // The last line may be cut off.
  return out.split("\n").slice(0, -1);
}

it("a process that is killed at any moment loses no command id and invents none", async () => {
  const taken: string[] = [];
  const began: number[] = [];
  for (let life = 0; life < LIVES; life++) {
    const lines = await live(life, 20 + 7 * life);
    taken.push(...lines.flatMap((line) => (line.startsWith("took ") ? line.slice(5) : [])));
    began.push(Number(lines[0]?.slice("began ".length)));
    expect(lines.filter((line) => line.startsWith("notice "))).toEqual([]);
  }
  // Each life went on where the file of the one before it ended: nothing was made anew.
  expect(began.slice(1).every((position, life) => position > (began[life] ?? 0))).toBe(true);

  const clock = { now: (): string => "2030-01-01T00:00:00.000Z" };
  const store = await SqliteEventStore.open({ file: join(folder, "ledger.sqlite"), clock });
  const memory = await KeptWorkingMemory.open({ file: join(folder, "working-memory.sqlite"), store });
  const replayed = new WorkingMemory();
  for await (const event of store.readAll()) replayed.apply(event);
  const projector = new Projector(store, memory);
  await projector.caughtUp();
  expect([...memory.parties]).toEqual([...replayed.parties]);
  for (const party of taken) {
    expect(await memory.commands.find(`register-${party}`)).toEqual({
      stream: partyStream(party),
      hash: `hash-${party}`,
    });
  }
  for (let life = 0; life < LIVES; life++) {
    for (let number = 0; number < 500; number++) {
      const id = `register-p${life}-${number}`;
      expect([id, await memory.commands.find(id)]).toEqual([id, replayed.commands.find(id)]);
    }
  }
  await projector.close();
  await memory.close();
  await store.close();
}, 120_000);
