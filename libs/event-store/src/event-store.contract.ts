import { describeAppend } from "./contract/append.contract.ts";
import { describeConcurrency } from "./contract/concurrency.contract.ts";
import { collect, outcomeOf, someEvents, type Given } from "./contract/given.contract.ts";
import { describeReading } from "./contract/reading.contract.ts";
import { describeSubscribing } from "./contract/subscribing.contract.ts";
import type { Clock, EventStore } from "./event-store.ts";

/** A store opened for one test. */
export interface OpenedStore {
  readonly store: EventStore;
  /** Closes the store and opens what it left behind; missing where nothing survives. */
  readonly reopen?: () => Promise<EventStore>;
  /** Closes and removes everything. */
  readonly dispose: () => Promise<void>;
}

/** An engine whose times come from elsewhere may leave the clock aside. */
export type OpenStore = (options: { readonly clock: Clock }) => Promise<OpenedStore>;

/** What every engine behind the port must do. Run it from the engine's own spec. */
export function describeEventStore(
  name: string,
  open: OpenStore,
  durable: "durable" | "not durable" = "durable",
): void {
  describe(`${name} as an event store`, () => {
    let opened: OpenedStore;
    // Each case gets a fresh store; the parts of the suite read it through this object.
    const given = { now: "" } as Given;

    beforeEach(async () => {
      given.now = "2025-03-31T10:15:30.123Z";
      opened = await open({ clock: { now: () => given.now } });
      given.store = opened.store;
    });

    afterEach(() => opened.dispose());

    describeAppend(given);
    describeConcurrency(given);
    describeReading(given);
    describeSubscribing(given);

    if (durable === "durable") {
      it("has everything again after it was closed and opened", async () => {
        given.now = "2025-06-01T00:00:00.000Z";
        const events = someEvents(3);
        const first = await given.store.append("grant-a", "no_stream", events);
        const before = await collect(given.store.readAll());
        const again = await opened.reopen?.();
        if (!again) throw new Error("A durable engine must say how it is reopened.");
        expect(await collect(again.readAll())).toEqual(before);
        expect(await again.append("grant-a", "no_stream", events)).toMatchObject({
          ...outcomeOf(first),
          repeated: true,
        });
        given.now = "2025-05-01T00:00:00.000Z";
        const next = await again.append("grant-a", 2, someEvents(1));
        expect(next.revision).toBe(3);
        expect(next.position).toBeGreaterThan(first.position);
        // The recorded time stands still across the restart too, though the clock has gone back.
        expect((await collect(again.readAll())).at(-1)?.recordedAt).toBe("2025-06-01T00:00:00.000Z");
      });
    }
  });
}
