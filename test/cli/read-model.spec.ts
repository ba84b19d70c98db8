import { randomUUID } from "node:crypto";
import { spawn } from "node:child_process";
import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { dataFolderAt } from "#ledger/data-folder/data-folder.ts";
import { openForWriting } from "#ledger/data-folder/open-ledger.ts";
import { systemClock } from "#ledger/data-folder/system-clock.ts";
import { fillFolder } from "./folder-with-money.ts";
import {
  type Ended,
  ROOT,
  buildLedger,
  endOf,
  errorIn,
  ledger,
  printed,
  rowsOf,
  start,
  temporaryFolder,
} from "./run-ledger.ts";

const folder = temporaryFolder();
const filled = join(folder.path, "filled");
const ASKED = ["balances", "--by", "anslagspost,recipient", "--json"];
const DETOUR = /^The read model of the data folder cannot be used \(.*\): the answer is built from the log/;
let answer: Ended;

beforeAll(async () => {
  buildLedger();
  await fillFolder(filled);
  answer = await ledger(...ASKED, "--data", filled);
}, 120_000);
afterAll(() => folder.remove());

/** A copy of the folder, with its read model. */
function copyOf(name: string): string {
  const path = join(folder.path, name);
  cpSync(filled, path, { recursive: true });
  return path;
}
const modelIn = (path: string): string =>
  join(path, "read-model", readFileSync(join(path, "read-model", "current"), "utf8").trim());

describe("a command that reads", () => {
  it("keeps the read model in the data folder, and reads on where the last one ended", async () => {
    expect(answer).toMatchObject({ exit: 0, err: "" });
    expect(readdirSync(join(filled, "read-model"))).toContain("000001.sqlite");
    const path = copyOf("again");
    await ledger(
      "import",
      "agreements/sjsv-2022.yaml",
      "agreements/keys/population-2022.yaml",
      "--data",
      path,
    );
    expect(await rowsOf("balances", "--where", "agreement=sjsv-2022", "--data", path)).toEqual([]);
    expect(readdirSync(join(path, "read-model"))).not.toContain("000002.sqlite");
  });

  it.each<[string, (path: string) => void | DatabaseSync]>([
    [
      "of another version",
      (path) => {
        const model = new DatabaseSync(modelIn(path));
        model.exec("UPDATE checkpoint SET schema_version = 999");
        model.close();
      },
    ],
    ["no database", (path) => writeFileSync(modelIn(path), "This is somebody's letter.\n".repeat(100))],
    [
      "a database of something else",
      (path) => {
        rmSync(modelIn(path));
        const other = new DatabaseSync(modelIn(path));
        other.exec("CREATE TABLE letters (text TEXT)");
        other.close();
      },
    ],
    [
      "damaged",
      (path) => {
        const model = new DatabaseSync(modelIn(path));
        model.exec("DROP TABLE places");
        model.close();
      },
    ],
    [
      "a file where the folder should be",
      (path) => {
        rmSync(join(path, "read-model"), { recursive: true });
        writeFileSync(join(path, "read-model"), "");
      },
    ],
  ])("answers the same from the log, and says so, when the read model is %s", async (what, harm) => {
    const path = copyOf(what.replaceAll(" ", "-"));
    harm(path);
    const before = readdirSync(path, { recursive: true }).filter((name) => !/-(wal|shm)$/.test(String(name)));
    const ended = await ledger(...ASKED, "--data", path);
    expect(ended).toEqual({ exit: 0, out: answer.out, err: expect.stringMatching(DETOUR) });
    expect(ended.err.trimEnd().split("\n")).toHaveLength(1);
    const after = readdirSync(path, { recursive: true }).filter((name) => !/-(wal|shm)$/.test(String(name)));
    expect(after).toEqual(before);
  });

  it("tells no figures of a log that holds less than its read model, until a person says that it is the log", async () => {
    const path = copyOf("restored");
    const model = new DatabaseSync(modelIn(path));
    model.exec(
      "UPDATE checkpoint SET position = 900; UPDATE events SET position = 900 WHERE position = (SELECT max(position) FROM events)",
    );
    model.close();
    const refused = await ledger(...ASKED, "--data", path);
    expect(refused).toMatchObject({ exit: 4, out: "" });
    expect(errorIn(refused)).toMatchObject({
      rule: "log-lost-events",
      message: expect.stringMatching(
        /with an event at position 900, .* say so with "ledger rebuild --accept"/,
      ),
    });
    expect(await ledger("rebuild", "--data", path)).toMatchObject({ exit: 1, err: "" });
    expect(await ledger(...ASKED, "--data", path)).toMatchObject({ exit: 4 });
    expect(await ledger("rebuild", "--accept", "--data", path)).toMatchObject({ exit: 1, err: "" });
    expect(await ledger(...ASKED, "--data", path)).toEqual({ exit: 0, out: answer.out, err: "" });
  });

  it("answers the same when another program holds the read model", async () => {
    const path = copyOf("held");
    const holder = new DatabaseSync(modelIn(path));
    holder.exec("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");
    try {
      const ended = await ledger(...ASKED, "--data", path);
      expect(ended).toEqual({ exit: 0, out: answer.out, err: expect.stringMatching(DETOUR) });
    } finally {
      holder.close();
    }
  });

  it("answers the same on a disk with no room for a read model, and leaves no part of one", async () => {
    const path = copyOf("full");
    rmSync(join(path, "read-model"), { recursive: true });
    // No file may grow beyond 64 blocks of 512 bytes: enough to read the log, too little for the tables.
    const bin = join(ROOT, "bin", "ledger.mjs");
    const script = `ulimit -f 64; exec "${process.execPath}" "${bin}" ${ASKED.join(" ")} --data "${path}"`;
    const ended = await endOf(spawn("sh", ["-c", script], { cwd: ROOT }));
    expect(ended).toEqual({ exit: 0, out: answer.out, err: expect.stringMatching(DETOUR) });
    const left = existsSync(join(path, "read-model")) ? readdirSync(join(path, "read-model")) : [];
    expect(left.filter((name) => name !== "building.lock")).toEqual([]);
  });

  it("many at once in a folder without a read model all answer", async () => {
    const path = copyOf("many");
    rmSync(join(path, "read-model"), { recursive: true });
    const all = await Promise.all(Array.from({ length: 4 }, () => ledger(...ASKED, "--data", path)));
    expect(all.map(({ exit, out }) => ({ exit, out }))).toEqual(
      all.map(() => ({ exit: 0, out: answer.out })),
    );
    expect(existsSync(modelIn(path))).toBe(true);
  });

  it("ends with 4 and the name of an event that cannot be applied", async () => {
    const path = copyOf("poisoned");
    const log = await openForWriting(dataFolderAt(path), systemClock);
    const event = { id: randomUUID(), type: "Nonsense", data: {}, metadata: {} };
    await log.append("grant-none.none", "no_stream", [event]);
    await log.close();
    rmSync(join(path, "read-model"), { recursive: true });
    for (const command of [["balances"], ["journal"], ["rebuild"]]) {
      const ended = await ledger(...command, "--data", path, "--json");
      expect(ended).toMatchObject({ exit: 4, out: "" });
      expect(ended.err.trimEnd().split("\n")).toHaveLength(2);
      expect(ended.err).toMatch(/Event Nonsense at position \d+ \(grant-none\.none, revision 0\) cannot/);
      expect(errorIn(ended)).toMatchObject({ rule: "log-not-applied", figures: { type: "Nonsense" } });
    }
  });
});

describe("ledger rebuild", () => {
  it("tells what was built, and that it was the same before", async () => {
    const path = copyOf("rebuilt");
    const ended = await ledger("rebuild", "--data", path);
    expect(ended).toMatchObject({ exit: 0, err: "" });
    expect(ended.out).toMatch(
      /^Built 000002\.sqlite from \d+ events, up to position \d+\. It is in use now\.\nWhat was in use before said the same\.\n$/,
    );
    expect((await ledger(...ASKED, "--data", path)).out).toBe(answer.out);
  });

  it("ends with 1, naming the table, the numbers and the first row, when something differs, and keeps what differs until it is accepted", async () => {
    const path = copyOf("differing");
    const model = new DatabaseSync(modelIn(path));
    model.exec("UPDATE place_months SET inflow = inflow + 1 WHERE inflow > 0");
    model.close();
    const changed = (await ledger(...ASKED, "--data", path)).out;
    expect(changed).not.toBe(answer.out);
    const refused = await ledger("rebuild", "--data", path);
    expect(refused).toMatchObject({
      exit: 1,
      out: expect.stringMatching(/It was not put into use\.\n[^]*Either of the two may have been changed\./),
    });
    expect(readdirSync(join(path, "read-model")).filter((name) => name.startsWith("0000"))).not.toContain(
      "000002.sqlite",
    );
    expect((await ledger(...ASKED, "--data", path)).out).toBe(changed);
    const { exit, out } = await ledger("rebuild", "--accept", "--data", path, "--json");
    expect(exit).toBe(1);
    const told = JSON.parse(out) as { differences: Record<string, unknown>[] };
    expect(told).toMatchObject({
      generation: "000002.sqlite",
      inUse: true,
      events: expect.any(Number),
      position: expect.any(Number),
    });
    expect(told.differences).toEqual([
      {
        table: "place_months",
        rows: { built: expect.any(Number), found: expect.any(Number), differing: expect.any(Number) },
        first: { built: expect.any(String), found: expect.any(String) },
      },
    ]);
    expect((await ledger(...ASKED, "--data", path)).out).toBe(answer.out);
    expect(await ledger("rebuild", "--data", path)).toMatchObject({ exit: 0 });
  });

  it("makes a new one where there is none, or where it cannot be used", async () => {
    const path = copyOf("none");
    writeFileSync(modelIn(path), "This is somebody's letter.\n".repeat(100));
    expect(await ledger("rebuild", "--data", path)).toMatchObject({
      exit: 0,
      out: expect.stringContaining("There was nothing to compare it with"),
    });
    expect(await ledger(...ASKED, "--data", path)).toEqual(answer);
  });

  it("ends with 4 where the read model cannot be written", async () => {
    const path = copyOf("unwritable");
    rmSync(join(path, "read-model"), { recursive: true });
    writeFileSync(join(path, "read-model"), "");
    const ended = await ledger("rebuild", "--data", path, "--json");
    expect(ended).toMatchObject({ exit: 4, out: "" });
    expect(errorIn(ended)).toMatchObject({ rule: "read-model-unavailable" });
  });

  it("is gone over to by a running server, whose reads do not notice", async () => {
    const path = copyOf("served");
    const tampering = new DatabaseSync(modelIn(path));
    tampering.exec("UPDATE place_months SET inflow = inflow + 100 WHERE inflow > 0");
    tampering.close();
    const server = start(["serve", "--port", "0", "--json", "--data", path]);
    const ended = endOf(server);
    try {
      const { url } = JSON.parse(await printed(server, "\n")) as { url: string };
      const asked = `${url}/api/balances?by=recipient&recipient=skr`;
      const outstanding = async (): Promise<string> => {
        const response = await fetch(asked);
        const { rows } = (await response.json()) as { rows: { net: { outstanding: string } }[] };
        return `${response.status} ${rows[0]?.net.outstanding}`;
      };
      const [wrong, right] = ["200 10000001.00", "200 10000000.00"];
      expect(await outstanding()).toBe(wrong);
      const seen: string[] = [];
      let rebuilding = true;
      const reading = (async () => {
        while (rebuilding || seen.at(-1) !== right) seen.push(await outstanding());
      })();
      const rebuilt = await ledger("rebuild", "--accept", "--data", path);
      rebuilding = false;
      expect(rebuilt).toMatchObject({ exit: 1, err: "" });
      await reading;
      expect(new Set(seen)).toEqual(new Set([wrong, right]));
      expect(seen.slice(seen.indexOf(right)).every((one) => one === right)).toBe(true);
      expect((await ledger(...ASKED, "--data", path)).out).toBe(answer.out);
    } finally {
      server.kill("SIGTERM");
    }
    expect(await ended).toMatchObject({ exit: 0 });
    expect(existsSync(join(path, "read-model", "000002.sqlite"))).toBe(true);
  });
});
