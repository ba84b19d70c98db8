import type { AppendReply, AppendRequest } from "./append-messages.ts";
import { RecentAppends } from "./recent-appends.ts";

const asked = (stream: string, ...ids: string[]): AppendRequest => ({
  ticket: 1,
  stream,
  expected: -1,
  events: ids.map((id) => ({ id, type: "Noted", data: `{"id":"${id}"}`, metadata: "{}" })),
  now: "2025-01-01T00:00:00.000Z",
});
const answered = (after: number, count: number, revision: number): AppendReply => ({
  ticket: 1,
  kind: "appended",
  revision,
  position: after + count,
  after,
  recordedAt: "2025-01-01T00:00:00.000Z",
});
const failed: AppendReply = { ticket: 1, kind: "failed", failure: { reason: "disk_full", message: "full" } };

describe("What the writer was told to be in the log", () => {
  it("is given to who follows from a place in it, as it stands in the log", () => {
    const recent = new RecentAppends();
    recent.took(asked("grant-a", "a", "b"), answered(7, 2, 4));
    recent.took(asked("grant-b", "c"), answered(9, 1, 0));
    expect(recent.after(8, 10)).toEqual({
      events: [
        expect.objectContaining({
          id: "b",
          stream: "grant-a",
          revision: 4,
          position: 9,
          data: { id: "b" },
        }),
        expect.objectContaining({ id: "c", stream: "grant-b", revision: 0, position: 10 }),
      ],
      more: false,
    });
    expect(recent.after(7, 1)).toMatchObject({ events: [{ id: "a" }], more: true });
    expect(recent.after(10, 10)).toEqual({ events: [], more: false });
  });

  it("sends to the file whoever is further behind than it goes", () => {
    const recent = new RecentAppends();
    expect(recent.after(0, 10)).toBeUndefined();
    recent.took(asked("grant-a", "a"), answered(7, 1, 0));
    expect(recent.after(6, 10)).toBeUndefined();
  });

  it("begins anew after an event that it was not told of", () => {
    const recent = new RecentAppends();
    recent.took(asked("grant-a", "a"), answered(7, 1, 0));
    recent.took(asked("grant-a", "c"), answered(9, 1, 2));
    expect(recent.after(7, 10)).toBeUndefined();
    expect(recent.after(8, 10)).toBeUndefined();
    expect(recent.after(9, 10)).toMatchObject({ events: [{ id: "c" }] });
  });

  it("is known of a stream also from reading it to its end, until the writer says otherwise", () => {
    const recent = new RecentAppends();
    recent.readToEnd("grant-a", -1);
    expect(recent.headOf("grant-a")).toBe(-1);
    recent.took(asked("grant-a", "a"), answered(0, 1, 0));
    expect(recent.headOf("grant-a")).toBe(0);
  });

  it("knows nothing any more once an outcome is unknown: the event may stand in the log", () => {
    const recent = new RecentAppends();
    recent.took(asked("grant-a", "a"), answered(0, 1, 0));
    expect(recent.headOf("grant-a")).toBe(0);
    recent.took(asked("grant-a", "b"), failed);
    expect(recent.headOf("grant-a")).toBeUndefined();
    expect(recent.after(1, 10)).toBeUndefined();
  });

  it("keeps the newest only, and each reader's events are its own", () => {
    const recent = new RecentAppends();
    for (let after = 0; after < 10_000; after++) {
      recent.took(asked("grant-a", `e-${after}`), answered(after, 1, after));
    }
    expect(recent.after(0, 10)).toBeUndefined();
    const [first] = recent.after(9_999, 1)?.events ?? [];
    Object.assign(first?.data ?? {}, { id: "changed" });
    expect(recent.after(9_999, 1)).toMatchObject({ events: [{ data: { id: "e-9999" } }] });
  });
});
