import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { day } from "#domain/calendar.ts";
import { kronor } from "#domain/money.ts";
import { POST } from "#domain/testing/given-agreement.ts";
import type { EventToAppend } from "#event-store/event-store.ts";
import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import { DatabaseUnavailable } from "../database-unavailable.ts";
import { ProjectionStopped } from "../projector.ts";
import { LiveReadModel } from "./live-read-model.ts";
import { balances } from "./queries/sums.ts";
import { ReadModelBehind } from "./position-waiters.ts";
import { ReadModelFollower } from "./read-model-follower.ts";

const CLOCK = { now: (): string => "2013-06-01T10:00:00.000Z" };
const STREAM = `anslagspost-${POST}`;

function granted(n: number, type = "AppropriationGranted"): EventToAppend {
  const data = {
    funding: POST,
    name: "Ett anslag",
    kind: "years_grant",
    amount: kronor(10),
    decision: "regleringsbrev",
    by: "anna",
    effectiveOn: day("2013-01-01"),
  };
  const id = `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
  return { id, type, data, metadata: { actor: "anna", commandId: `anna/${n}` } };
}

let folder: string;
let store: MemoryEventStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "follower-"));
  store = new MemoryEventStore({ clock: CLOCK });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

let revision = -1;
beforeEach(() => {
  revision = -1;
});
async function append(...events: EventToAppend[]): Promise<number> {
  const { position } = await store.append(STREAM, revision < 0 ? "no_stream" : revision, events);
  revision += events.length;
  return position;
}

const availableIn = (live: LiveReadModel): Promise<number> =>
  live.read(async (db) => (await balances(db, { by: [] }))[0]?.net.available ?? 0);

describe("following the log", () => {
  it("shows a write to whoever waits for its position", async () => {
    const live = await LiveReadModel.inMemory();
    const follower = await ReadModelFollower.start(store, live);

    await follower.waitFor(await append(granted(1), granted(2)));

    expect(await availableIn(live)).toBe(kronor(20));
    await follower.close();
    await live.close();
  });

  it("goes on after a restart where it had come to", async () => {
    const first = await LiveReadModel.open(folder);
    const before = await ReadModelFollower.start(store, first);
    const position = await append(granted(1));
    await before.waitFor(position);
    await before.close();
    await first.close();
    const last = await append(granted(2));

    const second = await LiveReadModel.open(folder);
    const after = await ReadModelFollower.start(store, second);
    expect(after.position).toBe(position);
    await after.waitFor(last);

    expect(await availableIn(second)).toBe(kronor(20));
    await after.close();
    await second.close();
  });

  it("tells who waits for a position that does not come, rather than keeping them", async () => {
    const live = await LiveReadModel.inMemory();
    const follower = await ReadModelFollower.start(store, live);
    await expect(follower.waitFor(999, 20)).rejects.toThrow(ReadModelBehind);
    await follower.close();
    await live.close();
  });

  it("stops in front of an event that it does not know, and says so to all who wait", async () => {
    const live = await LiveReadModel.inMemory();
    const follower = await ReadModelFollower.start(store, live);
    const sound = await append(granted(1));
    await follower.waitFor(sound);

    const poisoned = await append(granted(2, "FromAnotherWorld"), granted(3));

    await expect(follower.waitFor(poisoned)).rejects.toThrow(ProjectionStopped);
    expect(follower.stopped?.message).toMatch(/FromAnotherWorld at position \d+ .* cannot be applied/);
    await expect(follower.waitFor(poisoned)).rejects.toThrow(ProjectionStopped);
    // What stands is shown as before, for the position that it holds for.
    await follower.waitFor(sound);
    expect(await availableIn(live)).toBe(kronor(10));
    await follower.close();
    await live.close();
  });

  it("tries again while the database cannot be written, says so, and misses nothing", async () => {
    const live = await LiveReadModel.inMemory();
    const follower = await ReadModelFollower.start(store, live);
    const { writer } = live.model;
    const write = writer.write.bind(writer);
    let failures = 3;
    const troubles: (string | undefined)[] = [];
    writer.write = (events) => {
      troubles.push(follower.trouble?.message);
      return failures-- > 0 ? Promise.reject(new DatabaseUnavailable("the disk is full")) : write(events);
    };

    await follower.waitFor(await append(granted(1)));

    // Who asked while it lasted only a moment was not turned away.
    expect(troubles).toEqual([undefined, "the disk is full", "the disk is full", "the disk is full"]);
    expect(follower.trouble).toBeUndefined();
    expect(await availableIn(live)).toBe(kronor(10));
    await follower.close();
    await live.close();
  });
  it("tells of trouble that lasts at once, to who waits and who comes, until it has passed", async () => {
    const live = await LiveReadModel.inMemory();
    const follower = await ReadModelFollower.start(store, live);
    const { writer } = live.model;
    const write = writer.write.bind(writer);
    const full = new DatabaseUnavailable("the disk is full");
    let isFull = true;
    writer.write = (events) => (isFull ? Promise.reject(full) : write(events));

    const position = await append(granted(1));
    // Neither waits for its patience to end, which would be for ever here.
    await expect(follower.waitFor(position, 2 ** 30)).rejects.toBe(full);
    await expect(follower.waitFor(position, 2 ** 30)).rejects.toBe(full);

    isFull = false;
    const isThere = async (): Promise<boolean> =>
      follower.waitFor(position).then(
        () => true,
        () => false,
      );
    while (!(await isThere())) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await availableIn(live)).toBe(kronor(10));
    await follower.close();
    await live.close();
  });
});
