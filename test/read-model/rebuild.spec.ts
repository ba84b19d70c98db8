import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { FundingKey } from "#domain/appropriations/funding-key.ts";
import { day } from "#domain/calendar.ts";
import { kronor } from "#domain/money.ts";
import type { EventToAppend } from "#event-store/event-store.ts";
import { SqliteEventStore } from "#event-store/sqlite/sqlite-event-store.ts";
import { Generations } from "#projections/read-model/generations.ts";
import { LiveReadModel } from "#projections/read-model/live-read-model.ts";
import { balances } from "#projections/read-model/queries/sums.ts";
import { ReadModelFollower } from "#projections/read-model/read-model-follower.ts";
import { rebuild } from "#projections/read-model/rebuild.ts";

const POSTS = Array.from({ length: 20 }, (_, post) => `2022-9-1:6-${post + 1}` as FundingKey);

/** Every event grants one krona, so that the number of events in a read is the kronor that it shows. */
function grant(n: number): EventToAppend {
  const month = String(1 + (n % 12)).padStart(2, "0");
  return {
    id: `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
    type: "AppropriationGranted",
    data: {
      funding: POSTS[n % POSTS.length],
      name: "Ett anslag",
      kind: "years_grant",
      amount: kronor(1),
      decision: "regleringsbrev",
      by: "anna",
      effectiveOn: day(`2022-${month}-15`),
    },
    metadata: { actor: "anna", commandId: `anna/${n}` },
  };
}

let folder: string;
let store: SqliteEventStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "rebuild-"));
  let time = Date.parse("2022-01-01T00:00:00.000Z");
  const clock = { now: () => new Date((time += 60_000)).toISOString() };
  store = await SqliteEventStore.open({ file: join(folder, "ledger.sqlite"), clock });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

let written = 0;
async function append(count: number): Promise<number> {
  let position = -1;
  for (let done = 0; done < count; done += 1_000) {
    const size = Math.min(1_000, count - done);
    const events = Array.from({ length: size }, (_, n) => grant(written + n));
    const expected = written === 0 ? "no_stream" : written - 1;
    ({ position } = await store.append("anslagspost-all", expected, events));
    written += size;
  }
  return position;
}

/** One question: how many events the rows hold for, told by several parts of the read model. */
const counted = (live: LiveReadModel) =>
  live.read(async (db, position) => {
    const byPost = await balances(db, { by: ["anslagspost"] });
    const asKnown = await balances(db, { by: [], knownPosition: position });
    const { count } = await db
      .selectFrom("events")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    const kronorIn = byPost.reduce((total, { net }) => total + net.available, 0) / 100;
    return { count, kronorIn, known: (asKnown[0]?.net.available ?? 0) / 100 };
  });

describe("building the read model anew", () => {
  beforeEach(() => {
    written = 0;
  });

  it("is noticed by no reader: 200 000 events, readers all the while, writes in between", async () => {
    const models = join(folder, "read-model");
    await append(200_000);
    const live = await LiveReadModel.open(models, 2);
    const follower = await ReadModelFollower.start(store, live);
    await follower.waitFor(await append(1_000), 120_000);
    const before = new Generations(models).current();
    let last = 0;
    let reads = 0;
    let going = true;
    const reader = async (): Promise<void> => {
      while (going) {
        // What was answered before this question was asked: one that was asked earlier may be answered later.
        const answered = last;
        const { count, kronorIn, known } = await counted(live);
        expect({ kronorIn, known }).toEqual({ kronorIn: count, known: count });
        expect(count).toBeGreaterThanOrEqual(answered);
        last = Math.max(last, count);
        reads += 1;
      }
    };
    const readers = [reader(), reader()];

    const rebuilding = rebuild(store, models);
    for (let batch = 0; batch < 10; batch++) await append(100);
    const rebuilt = await rebuilding;
    const position = await append(100);
    await follower.waitFor(position, 60_000);
    while (live.isSuperseded) await new Promise((resolve) => setTimeout(resolve, 20));
    const readsBefore = reads;
    while (reads < readsBefore + 4) await new Promise((resolve) => setTimeout(resolve, 20));
    going = false;
    await Promise.all(readers);

    expect(rebuilt.differences).toEqual([]);
    expect(rebuilt.events).toBeGreaterThanOrEqual(201_000);
    expect(new Generations(models).current()).not.toBe(before);
    expect(await counted(live)).toEqual({ count: 202_100, kronorIn: 202_100, known: 202_100 });
    await follower.close();
    await live.close();
  }, 300_000);

  it("finds what does not agree with the log, keeps it as a witness, and puts it right when it is told to", async () => {
    const models = join(folder, "read-model");
    const live = await LiveReadModel.open(models);
    const follower = await ReadModelFollower.start(store, live);
    await follower.waitFor(await append(100));
    await follower.close();
    await live.close();
    const inUse = new Generations(models).current() ?? "";
    const tampering = new DatabaseSync(join(models, inUse));
    tampering.exec("UPDATE place_months SET inflow = inflow + 1 WHERE place = 2");
    tampering.close();

    const { differences, isInUse } = await rebuild(store, models);

    expect([isInUse, new Generations(models).current()]).toEqual([false, inUse]);
    expect(readdirSync(models).filter((name) => name.endsWith(".sqlite"))).toEqual([inUse]);
    expect(await rebuild(store, models, { accept: true })).toMatchObject({ isInUse: true, differences });
    expect(differences?.map(({ table }) => table)).toEqual(["place_months"]);
    expect(differences?.[0]?.rows.differing).toBeGreaterThan(0);
    const again = await rebuild(store, models);
    expect(again.differences).toEqual([]);
  });

  it("that was interrupted leaves the former one in use, and is tidied up by the next", async () => {
    const models = join(folder, "read-model");
    await append(2_500);
    await rebuild(store, models);
    const inUse = new Generations(models).current();
    const interrupted = rebuild(store, models, {
      onEvents: (events) => {
        if (events >= 2_000) throw new Error("the power went");
      },
    });

    await expect(interrupted).rejects.toThrow("the power went");
    expect(new Generations(models).current()).toBe(inUse);
    await rebuild(store, models);
    await rebuild(store, models);
    const generations = readdirSync(models).filter((name) => name.endsWith(".sqlite"));
    expect(generations.length).toBeLessThanOrEqual(2);
  });

  it("is gone over to once, however long that takes", async () => {
    const models = join(folder, "read-model");
    const live = await LiveReadModel.open(models);
    const follower = await ReadModelFollower.start(store, live);
    await follower.waitFor(await append(100));
    const goOver = live.followSwitch.bind(live);
    // Longer than between two looks.
    live.followSwitch = async (bringHere) => {
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      await goOver(bringHere);
    };
    await rebuild(store, models);
    const built = new Generations(models).current();
    while (live.isSuperseded) await new Promise((resolve) => setTimeout(resolve, 20));
    await follower.waitFor(await append(1));
    await follower.waitFor(await append(1));
    expect(new Generations(models).current()).toBe(built);
    await follower.close();
    await live.close();
  }, 30_000);

  it("takes the place of a read model of another version, which is not compared", async () => {
    const models = join(folder, "read-model");
    await append(10);
    await rebuild(store, models);
    const old = new DatabaseSync(join(models, new Generations(models).current() ?? ""));
    old.exec("UPDATE checkpoint SET schema_version = 0");
    old.close();

    expect((await rebuild(store, models)).differences).toBeUndefined();
  });
});
