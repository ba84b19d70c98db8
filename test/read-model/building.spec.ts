import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import type { EventStore } from "#event-store/event-store.ts";
import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import { SqliteEventStore } from "#event-store/sqlite/sqlite-event-store.ts";
import { catchUp } from "#projections/read-model/catch-up.ts";
import { compareTables } from "#projections/read-model/compare.ts";
import { Generations } from "#projections/read-model/generations.ts";
import { LiveReadModel } from "#projections/read-model/live-read-model.ts";
import { PoisonedEvent } from "#projections/read-model/posted-events.ts";
import { ReadModel } from "#projections/read-model/read-model.ts";
import { ReadModelFollower } from "#projections/read-model/read-model-follower.ts";
import { rebuild } from "#projections/read-model/rebuild.ts";
import { type Entry, append, longHistory } from "./long-history.ts";

/** More than a follower reads event by event. */
const EVENTS = 21_000;
const PATIENCE = 120_000;

let entries: Entry[];
let store: MemoryEventStore;
let folded: ReadModel;
let folder: string;

beforeAll(async () => {
  entries = await longHistory(EVENTS);
  store = await logOf(entries);
  folded = await foldedFrom(store);
}, PATIENCE);
afterAll(async () => {
  await folded.close();
  await store.close();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "building-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function logOf(written: readonly Entry[]): Promise<MemoryEventStore> {
  let time = Date.parse("2013-01-02T08:00:00.000Z");
  const log = new MemoryEventStore({ clock: { now: () => new Date((time += 60_000)).toISOString() } });
  await append(log, written);
  return log;
}

/** The read model as following the log event by event makes it. */
async function foldedFrom(log: EventStore, through = Number.POSITIVE_INFINITY): Promise<ReadModel> {
  const model = await ReadModel.inMemory();
  await catchUp(log, model.writer, { through });
  return model;
}

const lastOf = async (log: EventStore): Promise<number> => {
  let last = -1;
  for await (const { position } of log.readAll()) last = position;
  return last;
};

async function mustBeAsFolded(live: LiveReadModel, expected = folded): Promise<void> {
  const differences = await live.read((found) => expected.read((ours) => compareTables(ours, found)));
  expect(differences).toEqual([]);
  expect(await indexesOf(live.model)).toEqual(await indexesOf(expected));
}

const indexesOf = (model: ReadModel): Promise<unknown[]> =>
  model.read(async (db) => {
    const indexes = sql`select m.name as asked, l.name, l."unique", group_concat(i.name) as columns
      from sqlite_master m, pragma_index_list(m.name) l, pragma_index_info(l.name) i
      where m.type = 'table' group by 1, 2, 3 order by 1, 2`;
    return (await indexes.execute(db)).rows;
  });

const generationsIn = (models = folder): string[] =>
  existsSync(models) ? readdirSync(models).filter((name) => name.endsWith(".sqlite")) : [];

/** Resolves when something is written into a generation that is not in use: it is built beside the empty one. */
async function building(models = folder): Promise<void> {
  const isBegun = (name: string): boolean =>
    name !== new Generations(models).current() && existsSync(join(models, `${name}-wal`));
  while (!generationsIn(models).some(isBegun)) await moment(5);
}

/** A process of its own, which can be killed at any moment. */
function startFollowing(log: string, models: string): ChildProcess {
  const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  const typescript = here("../../scripts/typescript.mjs");
  const args = ["--conditions=source", "--import", typescript, here("./following-process.ts"), log, models];
  return spawn(process.execPath, args, { stdio: "ignore", cwd: here("../..") });
}

const moment = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("a read model that is built from nothing", () => {
  it(
    "is as one that is folded event by event, and nothing else is left in its folder",
    async () => {
      const live = await LiveReadModel.open(folder);
      const follower = await ReadModelFollower.start(store, live);
      await follower.waitFor(await lastOf(store), PATIENCE);
      expect(generationsIn()).toEqual(["000002.sqlite"]);
      await mustBeAsFolded(live);
      await follower.close();
      await live.close();
    },
    PATIENCE,
  );

  it.each([30, 400, 1_500])(
    "is begun again when its follower was closed %i ms after the beginning",
    async (milliseconds) => {
      const first = await LiveReadModel.open(folder);
      const closed = await ReadModelFollower.start(store, first);
      await building();
      await moment(milliseconds);
      await closed.close();
      expect(generationsIn()).toHaveLength(1);
      await first.close();

      const live = await LiveReadModel.open(folder);
      const follower = await ReadModelFollower.start(store, live);
      await follower.waitFor(await lastOf(store), PATIENCE);
      await mustBeAsFolded(live);
      await follower.close();
      await live.close();
    },
    PATIENCE,
  );

  it(
    "is gone over to by a second follower, which follows meanwhile",
    async () => {
      const [one, two] = [await LiveReadModel.open(folder), await LiveReadModel.open(folder)];
      const followers = [
        await ReadModelFollower.start(store, one),
        await ReadModelFollower.start(store, two),
      ];
      for (const follower of followers) await follower.waitFor(await lastOf(store), PATIENCE);
      while (one.isSuperseded || two.isSuperseded) await moment(20);
      await mustBeAsFolded(one);
      await mustBeAsFolded(two);
      expect(generationsIn()).toHaveLength(1);
      for (const follower of followers) await follower.close();
      await one.close();
      await two.close();
    },
    PATIENCE,
  );

  it(
    "lets nobody else build, and says so",
    async () => {
      const live = await LiveReadModel.open(folder);
      const follower = await ReadModelFollower.start(store, live);
      await building();
      await expect(rebuild(store, folder)).rejects.toThrow("is being built by another process");
      await follower.waitFor(await lastOf(store), PATIENCE);
      await mustBeAsFolded(live);
      await follower.close();
      await live.close();
    },
    PATIENCE,
  );

  it(
    "is never built in a generation that another process has put into use, empty as it is",
    async () => {
      const live = await LiveReadModel.open(folder);
      const follower = await ReadModelFollower.start(store, live);
      await follower.waitFor(await lastOf(store), PATIENCE);
      const generations = new Generations(folder);
      const generation = generations.next();
      const theirs = await ReadModel.open({ file: generations.fileOf(generation) });
      generations.switchTo(generation);

      const onEvents = (): Promise<void> => moment(0);
      await catchUp(store, theirs.writer, { onEvents });
      while (live.isSuperseded) await moment(20);

      await mustBeAsFolded(live);
      await follower.close();
      await live.close();
      await theirs.close();
    },
    PATIENCE,
  );

  it.each<[string, number, (entry: Entry) => Entry]>([
    ["is not known", 5_000, (entry) => ({ ...entry, type: "FromAnotherWorld" })],
    [
      "cannot be folded with what its grant has said before",
      12_000,
      (entry) => ({
        ...entry,
        type: "RequisitionApproved",
        data: { ...entry.data, items: [], requisitionId: "no" },
      }),
    ],
  ])(
    "ends in front of an event that %s: rebuilding says which, and a follower comes as far as can be",
    async (_, from, spoil) => {
      const at = entries.findIndex(({ stream }, index) => index >= from && stream.startsWith("grant-"));
      const log = await logOf(entries.map((entry, index) => (index === at ? spoil(entry) : entry)));
      const error = await rebuild(log, folder).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(PoisonedEvent);
      const { position, id } = (error as PoisonedEvent).event;
      expect(id).toBe(entries[at]?.id);
      expect(generationsIn()).toEqual([]);

      const live = await LiveReadModel.open(folder);
      const follower = await ReadModelFollower.start(log, live);
      await expect(follower.waitFor(position, PATIENCE)).rejects.toThrow(`at position ${position}`);
      const expected = await foldedFrom(log, position - 1);
      await mustBeAsFolded(live, expected);
      await expected.close();
      await follower.close();
      await live.close();
      await log.close();
    },
    PATIENCE,
  );

  it(
    "is built by the next process when the first was killed in the middle",
    async () => {
      const file = join(folder, "ledger.sqlite");
      const models = join(folder, "read-model");
      let time = Date.parse("2013-01-02T08:00:00.000Z");
      const clock = { now: () => new Date((time += 60_000)).toISOString() };
      const log = await SqliteEventStore.open({ file, clock });
      await append(log, entries);
      for (const milliseconds of [10, 600, 1_500]) {
        const running = startFollowing(file, models);
        await building(models);
        await moment(milliseconds);
        running.kill("SIGKILL");
        await once(running, "close");
      }
      const live = await LiveReadModel.open(models);
      const follower = await ReadModelFollower.start(log, live);
      await follower.waitFor(await lastOf(log), PATIENCE);
      expect(generationsIn(models)).toHaveLength(1);
      const expected = await foldedFrom(log);
      await mustBeAsFolded(live, expected);
      await expected.close();
      await follower.close();
      await live.close();
      await log.close();
    },
    PATIENCE,
  );
});
