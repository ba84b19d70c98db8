import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { day } from "#domain/calendar.ts";
import { kronor } from "#domain/money.ts";
import { POST } from "#domain/testing/given-agreement.ts";
import type { EventToAppend } from "#event-store/event-store.ts";
import { SqliteEventStore } from "#event-store/sqlite/sqlite-event-store.ts";
import { DatabaseDamaged, DatabaseUnavailable } from "../database-unavailable.ts";
import { ProjectionStopped } from "../projector.ts";
import { Generations } from "./generations.ts";
import type { LiveReadModel } from "./live-read-model.ts";
import { ReadModelBehind } from "./position-waiters.ts";
import { ProjectionThread } from "./projection-thread.ts";
import { balances } from "./queries/sums.ts";
import { rebuild } from "./rebuild.ts";

/** Milliseconds: starting the thread from the sources reads them all. */
const PATIENT = 60_000;
const STREAM = `anslagspost-${POST}`;

let folder: string;
let models: string;
let file: string;
let store: SqliteEventStore;
let written: number;
let opened: (() => Promise<void>)[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "thread-"));
  models = join(folder, "read-model");
  file = join(folder, "log.sqlite");
  store = await SqliteEventStore.open({ file, clock: { now: () => "2013-06-01T10:00:00.000Z" } });
  opened = [() => store.close()];
  written = 0;
});
afterEach(async () => {
  for (const close of opened.reverse()) await close();
  rmSync(folder, { recursive: true });
});

/** Every event grants ten kronor. */
async function grow(count: number, type = "AppropriationGranted"): Promise<number> {
  const data = {
    funding: POST,
    name: "Ett anslag",
    kind: "years_grant",
    amount: kronor(10),
    decision: "regleringsbrev",
    by: "anna",
    effectiveOn: day("2013-01-01"),
  };
  const events = Array.from({ length: count }, (_, n): EventToAppend => {
    const number = written + n;
    const id = `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
    return { id, type, data, metadata: { actor: "anna", commandId: `anna/${number}` } };
  });
  const { position } = await store.append(STREAM, written === 0 ? "no_stream" : written - 1, events);
  written += count;
  return position;
}

async function start(): Promise<{ following: ProjectionThread; live: LiveReadModel }> {
  const started = await ProjectionThread.start({ log: file, folder: models }, 2);
  let isOpen = true;
  opened.push(async () => {
    if (!isOpen) return;
    isOpen = false;
    await started.following.close();
    await started.live.close();
  });
  return started;
}
const stop = async (): Promise<void> => opened.pop()?.();

const kronorIn = (live: LiveReadModel): Promise<number> =>
  live.read(async (db) => ((await balances(db, { by: [] }))[0]?.net.available ?? 0) / 100);

/** Overwrites everything behind the first page, where the rows are; the header stays that of a database. */
function scrawl(damaged: string): void {
  const { size } = statSync(damaged);
  const handle = openSync(damaged, "r+");
  writeSync(handle, Buffer.alloc(size - 4096, 0x5a), 0, size - 4096, 4096);
  closeSync(handle);
}
const currentFile = (): string => join(models, new Generations(models).current() ?? "none");

describe("A read model that a thread of its own keeps up to date", () => {
  it(
    "shows a write to whoever waits for its position, and goes on after a restart where it had come to",
    async () => {
      const first = await start();
      const position = await grow(3);
      await first.following.waitFor(position);
      expect(await kronorIn(first.live)).toBe(30);
      await expect(first.following.waitFor(position + 99, 20)).rejects.toThrow(ReadModelBehind);
      await stop();
      await expect(first.following.waitFor(position + 1)).rejects.toThrow(ProjectionStopped);
      const last = await grow(1);

      const second = await start();
      expect(second.following.position).toBeGreaterThanOrEqual(position);
      await second.following.waitFor(last);
      expect(await kronorIn(second.live)).toBe(40);
    },
    PATIENT,
  );

  it(
    "goes over to a generation that is built meanwhile, and never back in time",
    async () => {
      const { live, following } = await start();
      await following.waitFor(await grow(5));
      const before = live.identity;
      let [isDone, asked] = [false, 0];
      const reading = (async () => {
        for (let seen = 0; !isDone; asked++) {
          const now = await kronorIn(live);
          expect(now).toBeGreaterThanOrEqual(seen);
          seen = now;
        }
      })();
      await rebuild(store, models);
      while (live.identity === before) await following.waitFor(await grow(1));
      isDone = true;
      await reading;
      expect(asked).toBeGreaterThan(0);
      await following.waitFor(await grow(1));
      expect(await kronorIn(live)).toBe(written * 10);
    },
    PATIENT,
  );

  it(
    "is built anew when a reader finds that it is damaged: nothing is answered from it any more",
    async () => {
      const first = await start();
      await first.following.waitFor(await grow(400));
      await stop();
      scrawl(currentFile());
      const { live, following } = await start();
      const answer = await kronorIn(live).catch((error: unknown) => error);
      if (answer instanceof Error) expect(answer).toBeInstanceOf(DatabaseDamaged);
      else expect(answer).toBe(4000);
      for (let now: unknown; now !== 4000;) {
        now = await kronorIn(live).catch((error: unknown) => {
          expect(error).toBeInstanceOf(DatabaseDamaged);
        });
      }
      await following.waitFor(await grow(1));
      expect(await kronorIn(live)).toBe(4010);
    },
    PATIENT,
  );

  it(
    "is built anew when its folder is removed; until then the one that is open answers",
    async () => {
      const { live, following } = await start();
      await following.waitFor(await grow(5));
      const before = live.identity;
      rmSync(models, { recursive: true });
      while (live.identity === before) expect(await kronorIn(live)).toBe(50);
      await following.waitFor(await grow(1));
      expect(await kronorIn(live)).toBe(60);
    },
    PATIENT,
  );

  it(
    "stops in front of an event that it does not know, and says so to all who wait",
    async () => {
      const { live, following } = await start();
      await following.waitFor(await grow(2));
      const poisoned = await grow(1, "FromAnotherWorld");
      await expect(following.waitFor(poisoned)).rejects.toThrow(/FromAnotherWorld .* cannot be applied/);
      expect(following.stopped?.message).toMatch(/FromAnotherWorld .* cannot be applied/);
      expect(await kronorIn(live)).toBe(20);
    },
    PATIENT,
  );

  it(
    "says why it cannot begin",
    async () => {
      writeFileSync(models, "a file");
      const refused = ProjectionThread.start({ log: file, folder: models }, 1);
      await expect(refused).rejects.toThrow(DatabaseUnavailable);
      await expect(refused).rejects.toThrow(/read model in .* cannot be used/);
      await expect(
        ProjectionThread.start({ log: join(folder, "none.sqlite"), folder: models }, 1),
      ).rejects.toThrow(/There is no event store/);
    },
    PATIENT,
  );
});
