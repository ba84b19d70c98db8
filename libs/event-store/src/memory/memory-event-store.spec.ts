import { collect, someEvents } from "../contract/given.contract.ts";
import { describeEventStore } from "../event-store.contract.ts";
import { MemoryEventStore } from "./memory-event-store.ts";

describeEventStore(
  "memory",
  async ({ clock }) => {
    const store = new MemoryEventStore({ clock });
    return { store, dispose: () => store.close() };
  },
  "not durable",
);

describe("the memory engine", () => {
  it("leaves gaps between positions, so that nobody counts on their being neighbours", async () => {
    const store = new MemoryEventStore({ clock: { now: () => "2025-03-31T10:15:30.123Z" } });
    await store.append("grant-a", "no_stream", someEvents(2));
    const [first, second] = await collect(store.readAll());
    expect(second!.position - first!.position).toBeGreaterThan(1);
  });

  it("does not let a reader change the log", async () => {
    const store = new MemoryEventStore({ clock: { now: () => "2025-03-31T10:15:30.123Z" } });
    await store.append("grant-a", "no_stream", someEvents(1));
    const [event] = await collect(store.readAll());
    Object.assign(event!.data, { index: 99 });
    expect((await collect(store.readAll()))[0]?.data).toEqual({ index: 0 });
  });
});
