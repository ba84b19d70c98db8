import { commandHash } from "./canonical-json.ts";
import { CommandIdReused } from "./command-errors.ts";
import { CommandHandler } from "./command-handler.ts";
import { collect, idsOf } from "./contract/given.contract.ts";
import {
  type Till,
  lostAnswer,
  memoryStore,
  moving,
  movesIn,
  till,
  withAppend,
} from "./contract/till.contract.ts";
import { StoreUnavailable } from "./errors.ts";
import type { MemoryEventStore } from "./memory/memory-event-store.ts";

describe("commands given again", () => {
  let store: MemoryEventStore;
  let handler: CommandHandler;

  beforeEach(() => {
    store = memoryStore();
    handler = new CommandHandler(store);
  });

  const inTill = async (stream = "till-a"): Promise<number[]> =>
    movesIn(await collect(store.readStream(stream)));

  describe("a repeated command", () => {
    it("gives its first outcome, says so and writes nothing, whatever has happened since", async () => {
      const request = moving({ by: 5, times: 2 });
      const first = await handler.execute(request);
      await handler.execute(moving({ by: 1 }));
      for (const again of [handler, new CommandHandler(store)]) {
        const outcome = await again.execute(request);
        expect(outcome).toMatchObject({ ...first, repeated: true, state: undefined });
        expect(idsOf(outcome.events)).toEqual(idsOf(first.events));
      }
      expect(await inTill()).toEqual([5, 5, 1]);
    });

    it("does so also where the revision that it was given on is long past", async () => {
      const request = moving({ by: 5 }, { expectedRevision: "no_stream" });
      const first = await handler.execute(request);
      await handler.execute(moving({ by: 1 }));
      expect(await handler.execute(request)).toMatchObject({ ...first, repeated: true, state: undefined });
    });

    it("is told what the first was of the state right after it, whatever has happened since", async () => {
      // Decided together with a later one in the same append, on a state that moves on in place.
      const decider: typeof till = {
        ...till,
        evolve: (state, event) => Object.assign(state, till.evolve(state, event)),
      };
      const summarise = (state: Till, events: readonly object[]): string =>
        `${state.total} after ${events.length}`;
      const requests = [5, 7, 11].map((by) => ({ ...moving({ by }), decider, summarise }));
      const busy = handler.execute({ ...moving({ by: 1 }), decider });
      const first = await Promise.all(requests.map((request) => handler.execute(request)));
      await busy;
      expect(first.map(({ summary }) => summary)).toEqual(["6 after 1", "13 after 1", "24 after 1"]);
      await handler.execute(moving({ by: 100 }));
      for (const again of [handler, new CommandHandler(store)]) {
        const repeats = await Promise.all(requests.map((request) => again.execute(request)));
        expect(repeats.map(({ summary }) => summary)).toEqual(first.map(({ summary }) => summary));
      }
    });

    it("is told the same position, also where others went into the same append", async () => {
      const requests = [5, 7, 11].map((by) => moving({ by, times: 2 }));
      const busy = handler.execute(moving({ by: 1 }));
      const first = await Promise.all(requests.map((request) => handler.execute(request)));
      await busy;
      const log = await collect(store.readStream("till-a"));
      expect(first.map(({ position }) => position)).toEqual([2, 4, 6].map((at) => log[at]?.position));
      for (const again of [handler, new CommandHandler(store)]) {
        const repeats = await Promise.all(requests.map((request) => again.execute(request)));
        expect(repeats.map(({ position }) => position)).toEqual(first.map(({ position }) => position));
      }
    });

    it("at the same moment, in one process or two, is written once", async () => {
      const other = new CommandHandler(store);
      const request = moving({ by: 5 });
      const outcomes = await Promise.all([
        handler.execute(request),
        other.execute(request),
        handler.execute(request),
        other.execute(request),
      ]);
      expect(await inTill()).toEqual([5]);
      expect(outcomes.filter((outcome) => !outcome.repeated)).toHaveLength(1);
      expect(new Set(outcomes.map((outcome) => `${outcome.revision} ${outcome.position}`)).size).toBe(1);
    });

    it("is written once when it waits in the queue together with its first", async () => {
      const busy = handler.execute(moving({ by: 1 }));
      const request = moving({ by: 5 });
      const outcomes = await Promise.all([
        handler.execute(request),
        handler.execute(request),
        handler.execute(moving({ by: 7 })),
        busy,
      ]);
      expect(await inTill()).toEqual([1, 5, 7]);
      expect(outcomes.map((outcome) => outcome.repeated)).toEqual([false, true, false, false]);
    });

    it("is refused with other content, in one process or two, at the same moment too", async () => {
      const request = moving({ by: 5 });
      const changed = { ...request, command: { by: 6 }, commandHash: commandHash({ by: 6 }) };
      const attempts = await Promise.allSettled([
        handler.execute(request),
        new CommandHandler(store).execute(changed),
        handler.execute(changed),
      ]);
      const refused = attempts.filter((attempt) => attempt.status === "rejected");
      expect(refused.map(({ reason }) => reason instanceof CommandIdReused && reason.commandId)).toContain(
        request.commandId,
      );
      expect(await inTill()).toHaveLength(1);
      await expect(handler.execute(changed).then(() => handler.execute(request))).rejects.toBeInstanceOf(
        CommandIdReused,
      );
    });

    it("is decided anew after a refusal: only successes are remembered", async () => {
      const request = moving({ by: -5 });
      await expect(handler.execute(request)).rejects.toThrow("Only 0 in the till.");
      await handler.execute(moving({ by: 5 }));
      expect(await handler.execute(request)).toMatchObject({ repeated: false, state: { total: 0 } });
    });

    it("has a meaning of its own in each stream", async () => {
      const request = moving({ by: 5 });
      await handler.execute(request);
      expect(await handler.execute({ ...request, stream: "till-b" })).toMatchObject({ repeated: false });
    });
  });

  describe("when an answer is lost", () => {
    it.each([
      ["after the commit", true],
      ["before the commit", false],
    ])("%s, tries once more and writes once", async (_, committed) => {
      let lost = 0;
      handler = new CommandHandler(
        withAppend(store, async (...append) => {
          if (lost++ > 0) return store.append(...append);
          if (committed) await store.append(...append);
          throw lostAnswer();
        }),
      );
      expect(await handler.execute(moving({ by: 5 }))).toMatchObject({ revision: 0, repeated: false });
      expect((await handler.execute(moving({ by: 1 }))).state?.total).toBe(6);
      expect(await inTill()).toEqual([5, 1]);
    });

    it("for good, says so; the same command later gives the outcome that was lost", async () => {
      let lost = 0;
      handler = new CommandHandler(
        withAppend(store, async (...append) => {
          const appended = await store.append(...append);
          if (lost++ < 2) throw lostAnswer();
          return appended;
        }),
      );
      const request = moving({ by: 5 });
      await expect(handler.execute(request)).rejects.toBeInstanceOf(StoreUnavailable);
      expect(await handler.execute(request)).toMatchObject({
        revision: 0,
        repeated: true,
      });
      expect(await inTill()).toEqual([5]);
    });

    it("and another process writes before the second try: nothing comes twice", async () => {
      let lost = 0;
      handler = new CommandHandler(
        withAppend(store, async (...append) => {
          if (lost++ > 0) return store.append(...append);
          await store.append(...append);
          await new CommandHandler(store).execute(moving({ by: -5 }));
          throw lostAnswer();
        }),
      );
      expect(await handler.execute(moving({ by: 5 }))).toMatchObject({ revision: 0, state: { total: 5 } });
      expect(await inTill()).toEqual([5, -5]);
      expect((await handler.execute(moving({ by: 1 }))).state?.total).toBe(1);
    });
  });
});
