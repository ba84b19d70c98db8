import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { StoredEvent } from "#event-store/event-store.ts";
import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import { KeptWorkingMemory } from "#projections/kept/kept-working-memory.ts";
import { idsIn } from "#projections/taken-commands.ts";
import { WorkingMemory } from "#projections/working-memory.ts";
import { anyRequests } from "#ledger/ledger/testing/any-requests.ts";
import { historyOf } from "../read-model/any-history.ts";

let folder: string;
let files = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kept-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Everything that a memory knows, the answers about each of these ids included. */
async function knowledge(memory: WorkingMemory, ids: readonly string[]): Promise<object> {
  const { agreements, parties, fundings, grants, postingDates, position } = memory;
  const found = await Promise.all(ids.map(async (id) => [id, await memory.commands.find(id)]));
  return {
    ...{ agreements: [...agreements], parties: [...parties] },
    ...{ fundings: [...fundings], grants: [...grants] },
    ...{ books: postingDates.books, position, found },
  };
}

/** What a replay of the log up to a position knows. */
function replayed(log: readonly StoredEvent[], through: number, ids: readonly string[]): Promise<object> {
  const memory = new WorkingMemory();
  for (const event of log) if (event.position <= through) memory.apply(event);
  return knowledge(memory, ids);
}

/** A copy of what a process that is gone now has left behind. */
function leftBehind(file: string): string {
  const copy = join(folder, `copy-${++files}.sqlite`);
  for (const ending of ["", "-wal"]) if (existsSync(file + ending)) cpSync(file + ending, copy + ending);
  return copy;
}

/** One stretch of a process's life: how many events it sees, and whether it ends in order. */
const stretch = fc.record({
  events: fc.integer({ min: 1, max: 60 }),
  closes: fc.boolean(),
  atOnce: fc.integer({ min: 1, max: 20 }),
});

it("what was kept is what a replay of the log gives: in any stretches, with crashes between", async () => {
  const stretches = fc.array(stretch, { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(anyRequests, stretches, async (requests, lives) => {
      const store = await logWith(await historyOf(requests, [1, 30, 200]));
      const log: StoredEvent[] = [];
      for await (const event of store.readAll()) log.push(event);
      const ids = [...new Set(log.flatMap(idsIn)), "never-used"];
      let file = join(folder, `kept-${++files}.sqlite`);
      for (const { events, closes, atOnce } of lives) {
        const pace = { atOnce, most: 2 * atOnce, soon: 1 };
        const memory = await KeptWorkingMemory.open({ file, store, pace });
        const after = memory.position ?? -1;
        expect(await knowledge(memory, ids)).toEqual(await replayed(log, after, ids));
        for (const event of log.filter(({ position }) => position > after).slice(0, events)) {
          memory.apply(event);
          await memory.room;
        }
        expect(await knowledge(memory, ids)).toEqual(await replayed(log, memory.position ?? -1, ids));
        const copy = leftBehind(file);
        await memory.close();
        if (!closes) file = copy;
      }
      const memory = await KeptWorkingMemory.open({ file, store });
      expect(await knowledge(memory, ids)).toEqual(await replayed(log, memory.position ?? -1, ids));
      await memory.close();
    }),
    { numRuns: 25 },
  );
}, 300_000);

async function logWith(events: readonly StoredEvent[]): Promise<MemoryEventStore> {
  let instant = Date.parse("2013-01-02T08:00:00.000Z");
  const store = new MemoryEventStore({ clock: { now: () => new Date((instant += 1_000)).toISOString() } });
  for (const { stream, revision, id, type, data, metadata } of events) {
    await store.append(stream, revision === 0 ? "no_stream" : revision - 1, [{ id, type, data, metadata }]);
  }
  return store;
}
