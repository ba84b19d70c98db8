import {
  closeSync,
  copyFileSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { type Ended, buildLedger, ledger, temporaryFolder } from "../cli/run-ledger.ts";
import {
  ASKED,
  type Bases,
  Served,
  balancesAt,
  copyOf,
  logIn,
  makeBases,
  memoryIn,
  modelIn,
  pageOf,
  registersIn,
  remove,
} from "./damaged-folders.ts";

const temporary = temporaryFolder();
let bases: Bases;

beforeAll(async () => {
  buildLedger();
  bases = await makeBases(temporary.path);
}, 180_000);
afterAll(() => temporary.remove());

const GARBAGE = Buffer.from("This is somebody's letter and no database.\n".repeat(400));
const LOST = /has lost events: .* Restore the newest copy of the log\./;

/** What is said, and how it ends; `same` are the balances as they were before the damage, and nothing else. */
type Expected = "same" | RegExp;

interface Damage {
  readonly base?: "closed" | "killed";
  readonly harm: (folder: string) => void;
  /** A server: it answers the same, or ends with 4 and this sentence. */
  readonly served: Expected;
  /** `ledger balances`: the same, also from a detour that it tells of, or it ends with 4 and this sentence. */
  readonly asked: Expected;
  /** What the doctor says; undefined where it finds nothing wrong. */
  readonly doctor: RegExp | undefined;
}

const cutInHalf = (file: string): void => truncateSync(file, Math.floor(statSync(file).size / 2));

function overwrite(file: string, at: number, bytes: number): void {
  const handle = openSync(file, "r+");
  writeSync(handle, Buffer.alloc(bytes, 0xa5), 0, bytes, at);
  closeSync(handle);
}

/** Makes nonsense of the page that a table or an index begins with. */
function overwriteRoot(file: string, name: string): void {
  const { page, size } = pageOf(file, name);
  overwrite(file, (page - 1) * size, size);
}

/** Makes nonsense of the pages at the end, which are leaves. */
function overwriteLastPages(file: string): void {
  const { size } = pageOf(file, "events");
  overwrite(file, statSync(file).size - 4 * size, 4 * size);
}

function inFile(file: string, ...statements: readonly string[]): void {
  const database = new DatabaseSync(file);
  for (const statement of statements) database.exec(statement);
  database.close();
}

const removeTail = (file: string): void =>
  inFile(
    file,
    "DROP TRIGGER events_are_not_removed",
    "DELETE FROM events WHERE position > (SELECT max(position) FROM events) - 5",
  );

/** Of the streams with one event the one in the middle of the log. */
const ALONE = `(SELECT stream FROM events GROUP BY stream HAVING count(*) = 1
  ORDER BY abs(min(position) - (SELECT max(position) / 2 FROM events)) LIMIT 1)`;

const removeStream = (file: string): void =>
  inFile(
    file,
    "PRAGMA foreign_keys = OFF",
    "DROP TRIGGER events_are_not_removed",
    `CREATE TEMP TABLE gone AS SELECT ${ALONE} AS id`,
    "DELETE FROM events WHERE stream = (SELECT id FROM gone)",
    "DELETE FROM streams WHERE id = (SELECT id FROM gone)",
  );

const DAMAGES: Readonly<Record<string, Damage>> = {
  "a write-ahead log cut in half": {
    ...{ base: "killed", harm: (folder) => cutInHalf(`${logIn(folder)}-wal`) },
    ...{ served: LOST, asked: LOST, doctor: /its last event, at position \d+, is not the log's/ },
  },
  "a write-ahead log that is gone": {
    ...{ base: "killed", harm: (folder) => rmSync(`${logIn(folder)}-wal`) },
    ...{ served: LOST, asked: LOST, doctor: /PROBLEM/ },
  },
  "the write-ahead log of another database": {
    base: "killed",
    harm: (folder) => copyFileSync(`${registersIn(folder)}-wal`, `${logIn(folder)}-wal`),
    ...{ served: LOST, asked: LOST, doctor: /PROBLEM/ },
  },
  "the write-ahead log of another ledger": {
    base: "killed",
    harm: (folder) => copyFileSync(`${logIn(bases.other)}-wal`, `${logIn(folder)}-wal`),
    ...{ served: LOST, asked: LOST, doctor: /is not the log's/ },
  },
  "a lost -shm": {
    ...{ base: "killed", harm: (folder) => rmSync(`${logIn(folder)}-shm`) },
    ...{ served: "same", asked: "same", doctor: undefined },
  },
  "a log whose header is nonsense": {
    harm: (folder) => overwrite(logIn(folder), 0, 100),
    ...{ served: /is not a database/, asked: /is not a database/, doctor: /is not a database/ },
  },
  "a log whose first table page is nonsense": {
    harm: (folder) => overwriteRoot(logIn(folder), "events"),
    ...{ served: /is damaged; restore it/, asked: /is damaged; restore it/, doctor: /damaged/ },
  },
  "a log with nonsense in its last pages": {
    harm: (folder) => overwriteLastPages(logIn(folder)),
    ...{ served: /is damaged; restore it/, asked: /is damaged; restore it/, doctor: /damaged/ },
  },
  "a log cut in half": {
    harm: (folder) => cutInHalf(logIn(folder)),
    ...{ served: /is damaged; restore it/, asked: /is damaged; restore it/, doctor: /damaged/ },
  },
  "a log whose index of streams is nonsense": {
    // Balances need nothing of it; a start reads the streams of what is registered by it.
    harm: (folder) => overwriteRoot(logIn(folder), "sqlite_autoindex_events_1"),
    ...{ served: /is damaged; restore it/, asked: "same", doctor: /SQLite finds .*ledger\.sqlite damaged/ },
  },
  "a log without its last events": {
    harm: (folder) => removeTail(logIn(folder)),
    ...{ served: LOST, asked: LOST, doctor: /is not the log's/ },
  },
  "an empty log": {
    harm: (folder) => truncateSync(logIn(folder)),
    ...{ served: LOST, asked: LOST, doctor: LOST },
  },
  "no log where there was one": {
    harm: (folder) => rmSync(logIn(folder)),
    ...{ served: LOST, asked: LOST, doctor: LOST },
  },
  "the log of another ledger": {
    harm: (folder) => {
      for (const end of ["", "-wal"]) copyFileSync(logIn(bases.other) + end, logIn(folder) + end);
    },
    ...{ served: LOST, asked: LOST, doctor: /is not the log's/ },
  },
  "garbage in the settled mark": {
    harm: (folder) => writeFileSync(join(folder, "settled.json"), GARBAGE),
    ...{ served: "same", asked: "same", doctor: undefined },
  },
  "a settled mark beyond the log": {
    harm: (folder) =>
      writeFileSync(join(folder, "settled.json"), '{"position":900000,"eventId":"of-another-log"}'),
    ...{ served: LOST, asked: LOST, doctor: /The log has lost events: .*settled\.json/ },
  },
  "a log without its last events, of which the working memory alone knows": {
    harm: (folder) => {
      removeTail(logIn(folder));
      rmSync(join(folder, "settled.json"));
      rmSync(join(folder, "read-model"), { recursive: true });
    },
    ...{ served: LOST, asked: LOST, doctor: /The log has lost events: .*working-memory\.sqlite/ },
  },
  "a working memory in which commands are missing": {
    harm: (folder) => inFile(memoryIn(folder), "DELETE FROM commands WHERE position > 20"),
    ...{
      served: "same",
      asked: "same",
      doctor: /working-memory\.sqlite is damaged: it holds \d+ commands where/,
    },
  },
  "an event that is gone with its stream": {
    harm: (folder) => removeStream(logIn(folder)),
    ...{ served: "same", asked: "same", doctor: /position \d+ is missing/ },
  },
  "an event whose command was changed": {
    harm: (folder) =>
      inFile(
        logIn(folder),
        "DROP TRIGGER events_are_not_changed",
        "UPDATE events SET metadata = json_set(metadata, '$.actor', 'eva', '$.commandHash', 'x') WHERE position = 9",
      ),
    ...{
      served: "same",
      asked: "same",
      doctor: /the id of \w+ at position 9 does not follow from its command/,
    },
  },
  "garbage in the lock": {
    harm: (folder) => writeFileSync(`${logIn(folder)}.lock`, GARBAGE),
    ...{ served: /ledger\.sqlite\.lock is no lock.* remove it/, asked: "same", doctor: /\.lock is no lock/ },
  },
  "garbage in `current`": {
    harm: (folder) => writeFileSync(join(folder, "read-model", "current"), GARBAGE),
    ...{ served: "same", asked: "same", doctor: undefined },
  },
  "a `current` that names no generation": {
    harm: (folder) => writeFileSync(join(folder, "read-model", "current"), "000077.sqlite\n"),
    ...{ served: "same", asked: "same", doctor: undefined },
  },
  "a read model that is no database": {
    harm: (folder) => writeFileSync(modelIn(folder), GARBAGE),
    ...{ served: "same", asked: "same", doctor: /000001\.sqlite cannot be read/ },
  },
  "a read model cut in half": {
    harm: (folder) => cutInHalf(modelIn(folder)),
    ...{ served: "same", asked: "same", doctor: /000001\.sqlite/ },
  },
  "an empty read model": {
    harm: (folder) => truncateSync(modelIn(folder)),
    ...{ served: "same", asked: "same", doctor: /holds no read model/ },
  },
  "a read model with nonsense in a page of sums": {
    harm: (folder) => overwriteRoot(modelIn(folder), "place_months"),
    ...{ served: "same", asked: "same", doctor: /000001\.sqlite/ },
  },
  "the read model of another ledger": {
    harm: (folder) => {
      for (const end of ["", "-wal"]) copyFileSync(modelIn(bases.other) + end, modelIn(folder) + end);
    },
    ...{ served: LOST, asked: LOST, doctor: /is not the log's/ },
  },
  "a read model without its write-ahead log": {
    ...{ base: "killed", harm: (folder) => rmSync(`${modelIn(folder)}-wal`) },
    // It is as it was at an earlier position, from which it is brought up to the log.
    ...{ served: "same", asked: "same", doctor: undefined },
  },
  "registers that are no database": {
    harm: (folder) => writeFileSync(registersIn(folder), GARBAGE),
    ...{ served: /registers\.sqlite is not a register/, asked: "same", doctor: /registers\.sqlite/ },
  },
  "registers cut in half": {
    harm: (folder) => cutInHalf(registersIn(folder)),
    ...{ served: /register .* malformed/, asked: "same", doctor: /registers\.sqlite/ },
  },
  "empty registers": {
    harm: (folder) => truncateSync(registersIn(folder)),
    ...{ served: /registers\.sqlite is gone or empty/, asked: "same", doctor: /registers/ },
  },
  "attachments that are gone": {
    harm: (folder) => rmSync(join(folder, "attachments"), { recursive: true }),
    ...{ served: "same", asked: "same", doctor: /Files of attachments are not as they came/ },
  },
};

describe("damage to a data folder that is found at the start", () => {
  it.each(Object.entries(DAMAGES))("%s", async (name, { base = "closed", harm, served, asked, doctor }) => {
    const folders = ["served", "asked", "looked-over"].map((use) =>
      copyOf(bases[base], `${name.replaceAll(/\W+/g, "-")}-${use}`),
    ) as [string, string, string];
    for (const folder of folders) harm(folder);
    const [server, answer, found] = await Promise.all([
      seenFrom(folders[0]),
      ledger(...ASKED, "--data", folders[1]),
      lookedOver(folders[2]),
    ]);
    for (const folder of folders) remove(folder);

    const stopped = (sentence: RegExp) => ({ exit: 4, out: "", err: expect.stringMatching(sentence) });
    if (served === "same") expect(server).toEqual({ status: 200, rows: bases.rows });
    else expect(server).toEqual(stopped(served));
    if (asked === "same") expect(answer).toMatchObject({ exit: 0, out: bases.out });
    else expect(answer).toEqual(stopped(asked));
    if (doctor === undefined) expect(found).toMatchObject({ exit: 0, err: "" });
    else {
      expect(found.exit).toBeGreaterThan(0);
      expect(`${found.out}${found.err}`).toMatch(doctor);
    }
  });
});

/** What a server tells of balances, or how it ends when it does not start. */
async function seenFrom(folder: string): Promise<unknown> {
  const served = await Served.on(folder);
  try {
    if (served.url === undefined) return await served.end();
    // What is found to be damaged by the first question is built anew before the next ones.
    for (let seen = await balancesAt(served.url); ; seen = await balancesAt(served.url)) {
      if (seen.status !== 503) return seen;
      await wait(50);
    }
  } finally {
    await served.end();
  }
}

/** The doctor changes nothing: every file is as it was, but for the index that SQLite keeps of a write-ahead log. */
async function lookedOver(folder: string): Promise<Ended> {
  const about = (): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith("-shm"))
      .map(({ parentPath, name }) => {
        const { size, mtimeMs, ino } = statSync(join(parentPath, name));
        return `${parentPath}/${name} ${size} ${mtimeMs} ${ino}`;
      })
      .sort();
  const before = about();
  const ended = await ledger("doctor", "--data", folder);
  expect(about()).toEqual(before);
  return ended;
}
