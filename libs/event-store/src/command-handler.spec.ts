import type { Decider } from "#domain/decider.ts";
import { type Cached, CommandHandler } from "./command-handler.ts";
import { anEvent, collect } from "./contract/given.contract.ts";
import {
  memoryStore,
  moving,
  movesIn,
  till,
  withAppend,
  type Move,
  type MoveBy,
} from "./contract/till.contract.ts";
import { AppendTooLarge, InvalidAppend, StoreUnavailable, StreamNotFound } from "./errors.ts";
import { StreamView, foldOf } from "./stream-view.ts";
import type { MemoryEventStore } from "./memory/memory-event-store.ts";

describe("the command handler", () => {
  let store: MemoryEventStore;
  let handler: CommandHandler;

  beforeEach(() => {
    store = memoryStore();
    handler = new CommandHandler(store);
  });

  const inTill = async (stream = "till-a"): Promise<number[]> =>
    movesIn(await collect(store.readStream(stream)));

  it("writes what was decided and answers with revision, position, events and state", async () => {
    const request = moving({ by: 5, times: 2 }, { extraMetadata: { software: "0.1.0", actor: "forged" } });
    const outcome = await handler.execute(request);
    const stored = await collect(store.readStream("till-a"));
    expect(outcome).toMatchObject({
      stream: "till-a",
      revision: 1,
      position: stored[1]?.position,
      repeated: false,
      state: { total: 10, moves: 2 },
    });
    expect(stored).toMatchObject(outcome.events);
    expect(stored[0]?.metadata).toEqual({
      software: "0.1.0",
      commandId: request.commandId,
      commandHash: request.commandHash,
      actor: "clerk-1",
      schemaVersion: 1,
      correlationId: request.commandId,
    });
  });

  it("keeps cause and correlation in the metadata", async () => {
    const causation = { eventId: anEvent().id, stream: "anslagspost-1" };
    await handler.execute(moving({ by: 5 }, { causation, correlationId: "case-1" }));
    const [stored] = await collect(store.readStream("till-a"));
    expect(stored?.metadata).toMatchObject({ causation, correlationId: "case-1" });
  });

  it("passes on what the decider throws, writes nothing, and goes on", async () => {
    await handler.execute(moving({ by: 5 }));
    await expect(handler.execute(moving({ by: -6 }))).rejects.toThrow("Only 5 in the till.");
    expect((await handler.execute(moving({ by: -5 }))).state).toEqual({ total: 0, moves: 2 });
    expect(await inTill()).toEqual([5, -5]);
  });

  it("writes nothing when there is nothing to do, and says where the stream stands", async () => {
    const nothing = { events: [], repeated: false };
    expect(await handler.execute(moving({ by: 0 }))).toMatchObject({
      ...nothing,
      revision: "no_stream",
      position: undefined,
    });
    await expect(collect(store.readStream("till-a"))).rejects.toBeInstanceOf(StreamNotFound);
    const { position } = await handler.execute(moving({ by: 5 }));
    expect(await handler.execute(moving({ by: 0 }))).toMatchObject({ ...nothing, revision: 0, position });
  });

  it("has the same state in memory as after reading the stream", async () => {
    const keys: Decider<MoveBy, Move, string[]> = {
      initialState: () => [],
      evolve: (state, { data }) => [...state, ...Object.keys(data)],
      decide: ({ by }) => [{ type: "Moved", data: { by, note: undefined } }],
    };
    const request = { ...moving({ by: 1 }), decider: keys };
    expect((await handler.execute(request)).state).toEqual(["by"]);
  });

  describe("many commands on one stream at the same time", () => {
    it("are each decided on the state that those before it left", async () => {
      await handler.execute(moving({ by: 10 }));
      const attempts = await Promise.allSettled(
        Array.from({ length: 30 }, () => handler.execute(moving({ by: -1 }))),
      );
      expect(attempts.filter((attempt) => attempt.status === "fulfilled")).toHaveLength(10);
      const states = attempts.flatMap((attempt) =>
        attempt.status === "fulfilled" ? [attempt.value.state?.total] : [],
      );
      expect(states).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
      expect((await inTill()).reduce((sum, by) => sum + by, 0)).toBe(0);
    });

    it("share appends: 200 commands take far fewer than 200", async () => {
      let appends = 0;
      handler = new CommandHandler(
        withAppend(store, (...append) => {
          appends += 1;
          return store.append(...append);
        }),
      );
      const outcomes = await Promise.all(
        Array.from({ length: 200 }, () => handler.execute(moving({ by: 1 }))),
      );
      expect(outcomes.map((outcome) => outcome.revision)).toEqual(Array.from({ length: 200 }, (_, i) => i));
      expect(appends).toBeLessThanOrEqual(4);
    });

    it("do not suffer from one whose event cannot be stored", async () => {
      const attempts = await Promise.allSettled([
        handler.execute(moving({ by: 1 })),
        handler.execute(moving({ by: 2 })),
        handler.execute(moving({ by: 3, note: 1n })),
        handler.execute(moving({ by: 4 })),
      ]);
      expect(attempts[2]).toMatchObject({ status: "rejected", reason: expect.any(InvalidAppend) });
      expect(await inTill()).toEqual([1, 2, 4]);
    });

    it("do not suffer from one that is too large, nor from being too large together", async () => {
      store = memoryStore(2_000);
      handler = new CommandHandler(store);
      const attempts = await Promise.allSettled([
        ...[1, 2, 3, 4, 5, 6, 7, 8].map((by) => handler.execute(moving({ by, note: "x".repeat(500) }))),
        handler.execute(moving({ by: 9, note: "x".repeat(2_000) })),
        handler.execute(moving({ by: 10 })),
      ]);
      expect(attempts[8]).toMatchObject({ status: "rejected", reason: expect.any(AppendTooLarge) });
      expect(await inTill()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 10]);
    });

    it("do not learn of a refusal that rests on an event which was not written", async () => {
      // The first append of the burst is held; the second one, of all that have queued behind it, fails.
      await handler.execute(moving({ by: 1 }));
      let appends = 0;
      handler = new CommandHandler(
        withAppend(store, async (...append) => {
          appends += 1;
          if (appends === 2) throw new StoreUnavailable("disk_full", "full");
          if (appends === 3) throw new StoreUnavailable("disk_full", "full");
          return store.append(...append);
        }),
      );
      const attempts = await Promise.allSettled([
        handler.execute(moving({ by: 1 })),
        handler.execute(moving({ by: -2 })),
        handler.execute(moving({ by: -1 })),
      ]);
      // The third would be refused after the second; as the second was not written, neither answer stands.
      expect(attempts.map((attempt) => attempt.status)).toEqual(["fulfilled", "rejected", "rejected"]);
      expect(attempts[2]).toMatchObject({ reason: { name: "StoreUnavailable", reason: "disk_full" } });
      expect((await handler.execute(moving({ by: -1 }))).state?.total).toBe(1);
    });
  });

  describe("keeps the states of the streams used last, and reads the others again:", () => {
    let reads: number;
    beforeEach(() => {
      reads = 0;
    });
    const keeping = (cached: Partial<Cached>): CommandHandler => {
      const counted = { ...withAppend(store, (...append) => store.append(...append)) };
      counted.readStream = (stream, options) => {
        // What is kept is asked for what came after it.
        if (options?.from === 0) reads += 1;
        return store.readStream(stream, options);
      };
      return new CommandHandler(counted, cached);
    };
    const inStream = (stream: string, times = 1): Promise<unknown> =>
      Promise.all(
        Array.from({ length: times }, () => handler.execute(moving({ by: 1 }, { stream: `till-${stream}` }))),
      );

    it("only so many", async () => {
      handler = keeping({ streams: 2 });
      for (const stream of ["a", "b", "a", "c", "a"]) await inStream(stream);
      expect(reads).toBe(3);
      await inStream("b");
      expect(await inTill("till-b")).toHaveLength(2);
      expect(reads).toBe(4);
      await Promise.all(["a", "b", "c", "d", "a", "b"].map((stream) => inStream(stream)));
      expect(await inTill("till-b")).toHaveLength(4);
    });

    it("only of so much weight, a stream that was but read included", async () => {
      for (const stream of ["a", "b", "c"]) await inStream(stream, 200);
      const one = new StreamView("till-a", foldOf(till));
      await one.catchUp(store);
      handler = keeping({ bytes: 2.5 * one.weight, lastUsed: 1 });
      const read = (stream: string): Promise<unknown> => handler.read(`till-${stream}`, till);
      for (const stream of ["a", "b", "b", "a"]) await read(stream);
      expect(reads).toBe(2);
      await read("c");
      await read("b");
      expect(reads).toBe(4);
    });

    it("the last ones whatever they weigh", async () => {
      for (const stream of ["a", "b", "c"]) await inStream(stream, 200);
      handler = keeping({ bytes: 1, lastUsed: 2 });
      for (const stream of ["a", "b", "a", "b"]) await inStream(stream);
      expect(reads).toBe(2);
      for (const stream of ["c", "a"]) await inStream(stream);
      expect(reads).toBe(4);
    });
  });
});
