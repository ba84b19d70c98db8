import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import type { EventStore } from "#event-store/event-store.ts";
import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
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

const generationsIn = (): string[] => readdirSync(folder).filter((name) => name.endsWith(".sqlite"));

/** Resolves when a second generation is there: a follower builds beside the empty one that it began with. */
async function building(): Promise<void> {
  while (generationsIn().length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
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
});
