import { StoreUnavailable } from "../errors.ts";
import type { StoredEvent } from "../event-store.ts";
import { collect, someEvents, type Given, whole } from "./given.contract.ts";

/** Following the log, and the end of it all. */
export function describeSubscribing(given: Given): void {
  describe("subscribeAll", () => {
    it("gives what exists, then what comes, across live writes: no gap, no repeat", async () => {
      await given.store.append("grant-a", "no_stream", someEvents(1_500));
      const subscription = given.store.subscribeAll();
      const seen: StoredEvent[] = [];
      const reading = (async () => {
        for await (const event of subscription) {
          seen.push(event);
          if (seen.length === 1_700) break;
        }
      })();
      const writing = (async () => {
        for (let index = 0; index < 100; index++) {
          await Promise.all([
            given.store.append(`grant-b${index}`, "no_stream", someEvents(1)),
            given.store.append(`grant-c${index}`, "no_stream", someEvents(1)),
          ]);
        }
      })();
      await Promise.all([reading, writing]);
      expect(seen.map(whole)).toEqual(await collect(given.store.readAll()));
    });

    it("starts after the given position", async () => {
      await given.store.append("grant-a", "no_stream", someEvents(3));
      const [first] = await collect(given.store.readAll());
      const subscription = given.store.subscribeAll({ after: first!.position });
      for await (const event of subscription) {
        expect(event.revision).toBe(1);
        break;
      }
    });

    it("says when it has caught up, on an empty log and after events", async () => {
      const subscription = given.store.subscribeAll();
      const seen: number[] = [];
      const reading = (async () => {
        for await (const event of subscription) seen.push(event.revision);
      })();
      await subscription.untilCaughtUp();
      expect([subscription.caughtUp, seen]).toEqual([true, []]);
      await given.store.append("grant-a", "no_stream", someEvents(3));
      while (seen.length < 3) await subscription.untilCaughtUp().then(() => new Promise(setImmediate));
      expect([subscription.caughtUp, seen]).toEqual([true, [0, 1, 2]]);
      await subscription.close();
      await reading;
    });

    it("says at each event whether another is known, so that a batch is never left lying", async () => {
      await given.store.append("grant-a", "no_stream", someEvents(1_001));
      const subscription = given.store.subscribeAll();
      const batches: number[] = [];
      let batch = 0;
      for await (const event of subscription) {
        batch += 1;
        if (subscription.caughtUp || batch === 400) batches.push(batch);
        if (subscription.caughtUp || batch === 400) batch = 0;
        if (event.revision === 1_000) break;
      }
      expect(batches).toEqual([400, 400, 201]);
    });

    it("ends when it is closed while it waits, and can be closed again", async () => {
      const subscription = given.store.subscribeAll();
      const reading = collect(subscription);
      await subscription.untilCaughtUp();
      await subscription.close();
      await subscription.close();
      expect(await reading).toEqual([]);
      await expect(subscription.untilCaughtUp()).rejects.toBeInstanceOf(StoreUnavailable);
    });

    it("ends when it is closed from within, after the event that was given last", async () => {
      await given.store.append("grant-a", "no_stream", someEvents(5));
      const subscription = given.store.subscribeAll();
      const seen: number[] = [];
      for await (const event of subscription) {
        seen.push(event.revision);
        if (event.revision === 2) await subscription.close();
      }
      expect(seen).toEqual([0, 1, 2]);
    });

    it("tells who waits for it that it will not catch up, when it is closed before it was read", async () => {
      const subscription = given.store.subscribeAll();
      const waiting = expect(subscription.untilCaughtUp()).rejects.toBeInstanceOf(StoreUnavailable);
      await subscription.close();
      await waiting;
      expect(await collect(subscription)).toEqual([]);
    });

    it("can be had many times, each at its own pace", async () => {
      await given.store.append("grant-a", "no_stream", someEvents(3));
      const counts = await Promise.all(
        [1, 2, 3].map(async (wanted) => {
          let count = 0;
          for await (const event of given.store.subscribeAll()) {
            count += 1;
            if (event.revision === wanted - 1) break;
          }
          return count;
        }),
      );
      expect(counts).toEqual([1, 2, 3]);
    });
  });

  describe("close", () => {
    it("finishes what was begun, ends subscriptions, and can be called again", async () => {
      const subscription = given.store.subscribeAll();
      const reading = collect(subscription);
      await subscription.untilCaughtUp();
      const appends = [1, 2, 3].map((index) =>
        given.store.append(`grant-${index}`, "no_stream", someEvents(1)),
      );
      await Promise.all([given.store.close(), given.store.close()]);
      expect(await Promise.all(appends)).toHaveLength(3);
      await reading;
    });

    it("refuses all work afterwards", async () => {
      await given.store.append("grant-a", "no_stream", someEvents(1));
      await given.store.close();
      const closed = { name: "StoreUnavailable", reason: "closed" };
      await expect(given.store.append("grant-a", 0, someEvents(1))).rejects.toMatchObject(closed);
      await expect(collect(given.store.readStream("grant-a"))).rejects.toMatchObject(closed);
      await expect(collect(given.store.readAll())).rejects.toMatchObject(closed);
      expect(() => given.store.subscribeAll()).toThrow(StoreUnavailable);
    });
  });
}
