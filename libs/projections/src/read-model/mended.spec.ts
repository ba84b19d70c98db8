import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { day } from "#domain/calendar.ts";
import { kronor } from "#domain/money.ts";
import { POST } from "#domain/testing/given-agreement.ts";
import type { EventToAppend } from "#event-store/event-store.ts";
import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import { DatabaseDamaged } from "../database-unavailable.ts";
import { compareTables } from "./compare.ts";
import { Generations } from "./generations.ts";
import { LiveReadModel } from "./live-read-model.ts";
import { balances } from "./queries/sums.ts";
import { ReadModelFollower } from "./read-model-follower.ts";
import { ReadModel } from "./read-model.ts";
import { rebuild } from "./rebuild.ts";

const STREAM = `anslagspost-${POST}`;

/** Every event grants ten kronor; `history` tells the events of two logs apart. */
function granted(n: number, history: number): EventToAppend {
  const data = {
    funding: POST,
    name: "Ett anslag",
    kind: "years_grant",
    amount: kronor(10),
    decision: "regleringsbrev",
    by: "anna",
    effectiveOn: day("2013-01-01"),
  };
  const id = `00000000-0000-4000-800${history}-${String(n).padStart(12, "0")}`;
  const metadata = { actor: "anna", commandId: `anna/${n}` };
  return { id, type: "AppropriationGranted", data, metadata };
}

class Log {
  readonly store = new MemoryEventStore({ clock: { now: () => "2013-06-01T10:00:00.000Z" } });
  readonly #history: number;
  #length = 0;

  constructor(history = 0) {
    this.#history = history;
  }

  async grow(count: number): Promise<number> {
    const events = Array.from({ length: count }, (_, n) => granted(this.#length + n, this.#history));
    const revision = this.#length === 0 ? "no_stream" : this.#length - 1;
    const { position } = await this.store.append(STREAM, revision, events);
    this.#length += count;
    return position;
  }
}

let folder: string;
let models: string;
let opened: (() => Promise<void>)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mended-"));
  models = join(folder, "read-model");
  opened = [];
});
afterEach(async () => {
  for (const close of opened.reverse()) await close();
  rmSync(folder, { recursive: true });
});

interface Serving {
  readonly live: LiveReadModel;
  readonly follower: ReadModelFollower;
  close(): Promise<void>;
}

async function serve(log: Log): Promise<Serving> {
  const live = await LiveReadModel.open(models);
  const follower = await ReadModelFollower.start(log.store, live);
  let close = async (): Promise<void> => {
    close = () => Promise.resolve();
    await follower.close();
    await live.close();
  };
  opened.push(() => close());
  return { live, follower, close: () => close() };
}

async function servedUpTo(log: Log, events: number): Promise<void> {
  const { follower, close } = await serve(log);
  await follower.waitFor(await log.grow(events));
  await close();
}

const kronorIn = (live: LiveReadModel): Promise<number> =>
  live.read(async (db) => ((await balances(db, { by: [] }))[0]?.net.available ?? 0) / 100);

/** What is served is what the log says, in every row. */
async function expectTheLog({ live, follower }: Serving, log: Log, events: number): Promise<void> {
  const position = await log.grow(1);
  await follower.waitFor(position);
  expect(await kronorIn(live)).toBe((events + 1) * 10);
  const anew = await ReadModel.inMemory();
  const all = [];
  for await (const event of log.store.readAll()) all.push(event);
  await anew.writer.write(all);
  const differences = await live.read((found) => anew.read((built) => compareTables(built, found)));
  expect(differences).toEqual([]);
  await anew.close();
}

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
};

const currentFile = (): string => join(models, new Generations(models).current() ?? "none");

/** Overwrites everything behind the first page, where the rows are; the header stays that of a database. */
function scrawl(file: string): void {
  const { size } = statSync(file);
  const handle = openSync(file, "r+");
  writeSync(handle, Buffer.alloc(size - 4096, 0x5a), 0, size - 4096, 4096);
  closeSync(handle);
}

describe("a read model that is ahead of its log, as after the log was restored from a copy", () => {
  it("is begun anew when the log is shorter", async () => {
    await servedUpTo(new Log(), 5);
    const restored = new Log();
    await restored.grow(3);
    await expectTheLog(await serve(restored), restored, 3);
  });

  it("is begun anew when the log has grown to the same length with other events", async () => {
    await servedUpTo(new Log(), 5);
    const restored = new Log(1);
    await restored.grow(5);
    await expectTheLog(await serve(restored), restored, 5);
  });

  it("is begun anew when the log has grown longer with other events", async () => {
    await servedUpTo(new Log(), 5);
    const restored = new Log(1);
    await restored.grow(9);
    await expectTheLog(await serve(restored), restored, 9);
  });

  it("is begun anew beside an empty log", async () => {
    await servedUpTo(new Log(), 5);
    const empty = new Log();
    await expectTheLog(await serve(empty), empty, 0);
  });

  it("is not gone over to while serving", async () => {
    const log = new Log();
    await log.grow(4);
    const serving = await serve(log);
    await serving.follower.waitFor(await log.grow(1));
    const other = new Log(1);
    await other.grow(9);
    await rebuild(other.store, models, { accept: true });
    await until(() => !serving.live.isSuperseded && !serving.live.isLost);
    await expectTheLog(serving, log, 5);
  });

  it("goes on as it is beside its own log", async () => {
    const log = new Log();
    await servedUpTo(log, 5);
    const before = new Generations(models).current();
    await expectTheLog(await serve(log), log, 5);
    expect(new Generations(models).current()).toBe(before);
  });
});

describe("a read model that cannot be used when it is opened is built anew", () => {
  const damages: Record<string, () => void> = {
    "its pointer is missing": () => rmSync(join(models, "current")),
    "its pointer is empty": () => writeFileSync(join(models, "current"), ""),
    "its pointer is garbage": () => writeFileSync(join(models, "current"), Buffer.alloc(9_000, 0xff)),
    "its pointer names another folder": () => writeFileSync(join(models, "current"), "../000001.sqlite"),
    "its pointer names what is gone": () => writeFileSync(join(models, "current"), "000099.sqlite\n"),
    "its generation is cut off": () => truncateSync(currentFile(), 5_000),
    "its generation is empty": () => truncateSync(currentFile(), 0),
    "its generation is no database": () => writeFileSync(currentFile(), "no database ".repeat(2_000)),
    "its generation is damaged inside": () => scrawl(currentFile()),
    "its generation is another database": () => {
      const database = new DatabaseSync(currentFile());
      database.exec("DROP TABLE checkpoint; CREATE TABLE checkpoint (id INTEGER)");
      database.close();
    },
    "its generation has lost its checkpoint": () => {
      const database = new DatabaseSync(currentFile());
      database.exec("DELETE FROM checkpoint");
      database.close();
    },
    "its checkpoint has run ahead of its rows": () => {
      const database = new DatabaseSync(currentFile());
      database.exec("UPDATE checkpoint SET position = position + 1");
      database.close();
    },
  };
  it.each(Object.entries(damages))("%s", async (_, damage) => {
    const log = new Log();
    await servedUpTo(log, 50);
    damage();
    await expectTheLog(await serve(log), log, 50);
  });

  it("and says so when the folder itself cannot be used", async () => {
    writeFileSync(models, "a file");
    await expect(LiveReadModel.open(models)).rejects.toThrow(/read model in .* cannot be used/);
  });

  it("and says so when its pointer cannot be read", async () => {
    mkdirSync(join(models, "current"), { recursive: true });
    await expect(LiveReadModel.open(models)).rejects.toThrow(/read model in .* cannot be used/);
  });
});

describe("a read model that is lost while it is served is built anew without a restart", () => {
  const losses: Record<string, () => void> = {
    "its folder is removed": () => rmSync(models, { recursive: true }),
    "its pointer is removed": () => rmSync(join(models, "current")),
    "its pointer becomes garbage": () => writeFileSync(join(models, "current"), "garbage"),
    "its file is removed": () => rmSync(currentFile()),
    "its pointer names a damaged one": () => {
      writeFileSync(join(models, "000077.sqlite"), "no database ".repeat(2_000));
      writeFileSync(join(models, "current"), "000077.sqlite\n");
    },
  };
  it.each(Object.entries(losses))("%s; until then the one that is open answers", async (_, lose) => {
    const log = new Log();
    const serving = await serve(log);
    await serving.follower.waitFor(await log.grow(50));
    lose();
    expect(await kronorIn(serving.live)).toBe(500);
    await until(() => !serving.live.isLost && !serving.live.isSuperseded);
    await expectTheLog(serving, log, 50);
    await serving.close();
    await expectTheLog(await serve(log), log, 51);
  });

  it("another is built in its place under the same name: that one is gone over to", async () => {
    const log = new Log();
    const serving = await serve(log);
    await serving.follower.waitFor(await log.grow(5));
    rmSync(models, { recursive: true });
    await rebuild(log.store, models);
    await until(() => !serving.live.isLost && !serving.live.isSuperseded);
    await expectTheLog(serving, log, 5);
    await serving.close();
    expect((await rebuild(log.store, models)).differences).toEqual([]);
  });

  it("a question finds that it is damaged: none is answered from it any more", async () => {
    const log = new Log();
    const serving = await serve(log);
    await serving.follower.waitFor(await log.grow(5));
    const broken = () => Promise.reject(new DatabaseDamaged("database disk image is malformed"));
    await expect(serving.live.read(broken)).rejects.toThrow(DatabaseDamaged);
    await expect(kronorIn(serving.live)).rejects.toThrow(DatabaseDamaged);
    await until(() => !serving.live.isLost);
    await expectTheLog(serving, log, 5);
  });

  it("a write finds that it is damaged: the new one has the write too", async () => {
    const log = new Log();
    const serving = await serve(log);
    await serving.follower.waitFor(await log.grow(5));
    const { writer } = serving.live.model;
    writer.write = () => Promise.reject(new DatabaseDamaged("database disk image is malformed"));
    await expectTheLog(serving, log, 5);
  });

  it("it cannot be built anew just now: that is told, what is open follows on, and it is tried again", async () => {
    const log = new Log();
    const serving = await serve(log);
    await serving.follower.waitFor(await log.grow(5));
    rmSync(models, { recursive: true });
    writeFileSync(models, "in the way");
    await until(() => serving.follower.trouble !== undefined);
    await serving.follower.waitFor(await log.grow(1));
    expect(await kronorIn(serving.live)).toBe(60);
    rmSync(models);
    await until(() => !serving.live.isLost);
    await expectTheLog(serving, log, 6);
    expect(serving.follower.trouble).toBeUndefined();
  });

  it("a generation that is rebuilt meanwhile is gone over to, though the present one cannot be written", async () => {
    const log = new Log();
    const serving = await serve(log);
    await serving.follower.waitFor(await log.grow(5));
    const { DatabaseUnavailable } = await import("../database-unavailable.ts");
    serving.live.model.writer.write = () => Promise.reject(new DatabaseUnavailable("the disk is full"));
    const position = await log.grow(1);
    await until(() => serving.follower.trouble !== undefined);
    await rebuild(log.store, models);
    await serving.follower.waitFor(position);
    await expectTheLog(serving, log, 6);
  });
});
