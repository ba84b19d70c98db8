import { StaleRevision } from "./command-errors.ts";
import { CommandHandler } from "./command-handler.ts";
import { anEvent, collect } from "./contract/given.contract.ts";
import { memoryStore, moving, movesIn, withAppend } from "./contract/till.contract.ts";
import { WrongExpectedRevision } from "./errors.ts";
import type { MemoryEventStore } from "./memory/memory-event-store.ts";

describe("commands that meet others", () => {
  let store: MemoryEventStore;
  let handler: CommandHandler;

  beforeEach(() => {
    store = memoryStore();
    handler = new CommandHandler(store);
  });

  const inTill = async (stream = "till-a"): Promise<number[]> =>
    movesIn(await collect(store.readStream(stream)));

  describe("when another process writes to the stream", () => {
    it("decides anew on what it wrote", async () => {
      const other = new CommandHandler(store);
      await handler.execute(moving({ by: 5 }));
      await other.execute(moving({ by: -5 }));
      await expect(handler.execute(moving({ by: -1 }))).rejects.toThrow("Only 0 in the till.");
      await other.execute(moving({ by: 7 }));
      expect(await handler.execute(moving({ by: -7 }))).toMatchObject({ revision: 3, state: { total: 0 } });
    });

    it("does not refuse on a state that is no longer the stream's", async () => {
      await handler.execute(moving({ by: 1 }));
      await new CommandHandler(store).execute(moving({ by: 9 }));
      expect((await handler.execute(moving({ by: -10 }))).state?.total).toBe(0);
    });

    it("gives up after three new attempts, and the next command goes through", async () => {
      let interrupted = 0;
      handler = new CommandHandler(
        withAppend(store, async (stream, expected, events) => {
          if (interrupted < 4) {
            interrupted += 1;
            await store.append(stream, expected, [anEvent("Moved", { by: 1 })]);
          }
          return store.append(stream, expected, events);
        }),
      );
      await expect(handler.execute(moving({ by: 100 }))).rejects.toBeInstanceOf(WrongExpectedRevision);
      expect(await inTill()).toEqual([1, 1, 1, 1]);
      expect((await handler.execute(moving({ by: 100 }))).state?.total).toBe(104);
    });

    it("succeeds when the third new attempt gets through", async () => {
      let interrupted = 0;
      handler = new CommandHandler(
        withAppend(store, async (stream, expected, events) => {
          if (++interrupted <= 3) await store.append(stream, expected, [anEvent("Moved", { by: 1 })]);
          return store.append(stream, expected, events);
        }),
      );
      expect(await handler.execute(moving({ by: 100 }))).toMatchObject({
        revision: 3,
        state: { total: 103 },
      });
    });
  });

  describe("a command on the revision that the caller saw", () => {
    it("goes through when the stream is there", async () => {
      await handler.execute(moving({ by: 5 }, { expectedRevision: "no_stream" }));
      expect(await handler.execute(moving({ by: 5 }, { expectedRevision: 0 }))).toMatchObject({
        revision: 1,
      });
    });

    it("goes through when another process has brought the stream there", async () => {
      await handler.execute(moving({ by: 5 }));
      await new CommandHandler(store).execute(moving({ by: 5 }));
      expect(await handler.execute(moving({ by: 5 }, { expectedRevision: 1 }))).toMatchObject({
        revision: 2,
      });
    });

    it.each([
      ["behind", 0, ["Moved", "Moved"]],
      ["on a stream taken for new", "no_stream" as const, ["Moved", "Moved", "Moved"]],
      ["ahead", 7, []],
    ])("is stale %s, and says what has happened since", async (_, expectedRevision, types) => {
      await handler.execute(moving({ by: 5, times: 3 }));
      const stale = await handler.execute(moving({ by: 1 }, { expectedRevision })).catch((error) => error);
      expect(stale).toBeInstanceOf(StaleRevision);
      expect(stale).toMatchObject({ stream: "till-a", expected: expectedRevision, actual: 2 });
      expect(stale.eventsSince.map((event: { type: string }) => event.type)).toEqual(types);
      expect(await inTill()).toHaveLength(3);
    });

    it("is stale, not retried, when another process gets in between", async () => {
      await handler.execute(moving({ by: 5 }));
      const raced = new CommandHandler(
        withAppend(store, async (stream, expected, events) => {
          if (expected === 0) await store.append(stream, expected, [anEvent("Moved", { by: 1 })]);
          return store.append(stream, expected, events);
        }),
      );
      await expect(raced.execute(moving({ by: 2 }, { expectedRevision: 0 }))).rejects.toMatchObject({
        name: "StaleRevision",
        actual: 1,
        eventsSince: [{ type: "Moved", revision: 1 }],
      });
      expect(await inTill()).toEqual([5, 1]);
    });

    it("holds for exactly one of two clerks who saw the same", async () => {
      await handler.execute(moving({ by: 5 }));
      const attempts = await Promise.allSettled(
        [1, 2, 3].map((by) => handler.execute(moving({ by }, { expectedRevision: 0 }))),
      );
      expect(attempts.map((attempt) => attempt.status)).toEqual(["fulfilled", "rejected", "rejected"]);
      expect(attempts[2]).toMatchObject({ reason: { name: "StaleRevision", expected: 0, actual: 1 } });
    });
  });
});
