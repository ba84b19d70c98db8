import type { StoredEvent } from "./event-store.ts";
import { LogOrder } from "./log-order.ts";

const T = (second: number): string => `2025-03-31T10:15:${second}.000Z`;
const event = (stream: string, revision: number, position: number, second = 10): StoredEvent => ({
  ...{ id: `${stream}-${revision}`, type: "T", data: {}, metadata: {} },
  ...{ stream, revision, position, recordedAt: T(second) },
});

describe("the order of a log", () => {
  const found = (...events: readonly StoredEvent[]): string[] => {
    const order = new LogOrder();
    return events.flatMap((each) => order.take(each));
  };

  it("is whole with streams that count from 0, gaps between positions and moments that stand still", () => {
    const order = new LogOrder();
    for (const each of [event("a", 0, 1), event("b", 0, 5), event("a", 1, 6, 11)]) {
      expect(order.take(each)).toEqual([]);
    }
    expect([order.events, order.streams, order.last?.position]).toEqual([3, 2, 6]);
  });

  it("tells a stream that begins late or leaves out a revision", () => {
    expect(found(event("a", 1, 1))).toEqual([
      "a goes on with revision 1 at position 1, where 0 should stand",
    ]);
    expect(found(event("a", 0, 1), event("a", 2, 2))).toEqual([
      "a goes on with revision 2 at position 2, where 1 should stand",
    ]);
  });

  it("tells a position that does not increase and a moment that goes back", () => {
    expect(found(event("a", 0, 7), event("a", 1, 7))).toEqual(["position 7 comes after position 7"]);
    expect(found(event("a", 0, 1, 20), event("a", 1, 2, 19))).toEqual([
      `the event at position 2 was recorded at ${T(19)}, before the one in front of it`,
    ]);
  });
});
