import { randomUUID } from "node:crypto";
import {
  AppendTooLarge,
  EmptyAppend,
  InvalidAppend,
  StreamNotFound,
  WrongExpectedRevision,
} from "../errors.ts";
import type { EventToAppend } from "../event-store.ts";
import { anEvent, collect, idsOf, outcomeOf, someEvents, type Given } from "./given.contract.ts";

/** What an append means, and what is refused. */
export function describeAppend(given: Given): void {
  describe("append", () => {
    it("starts a stream at revision 0 and continues it from there", async () => {
      expect(await given.store.append("grant-a", "no_stream", someEvents(2))).toMatchObject({ revision: 1 });
      expect(await given.store.append("grant-a", 1, someEvents(3))).toMatchObject({
        revision: 4,
        repeated: false,
      });
      const revisions = (await collect(given.store.readStream("grant-a"))).map((event) => event.revision);
      expect(revisions).toEqual([0, 1, 2, 3, 4]);
    });

    it("answers with the position of its last event", async () => {
      const { position } = await given.store.append("grant-a", "no_stream", someEvents(3));
      expect((await collect(given.store.readAll())).at(-1)?.position).toBe(position);
    });

    it("tells where each of its events stands, or the last one's place alone", async () => {
      const { position, positions } = await given.store.append("grant-a", "no_stream", someEvents(3));
      const stored = (await collect(given.store.readAll())).map((event) => event.position);
      expect(positions ?? stored).toEqual(stored);
      expect(stored.at(-1)).toBe(position);
    });

    it("is refused ahead of the stream, and says where the stream is", async () => {
      await given.store.append("grant-a", "no_stream", someEvents(2));
      const refused = given.store.append("grant-a", 2, someEvents(1));
      await expect(refused).rejects.toBeInstanceOf(WrongExpectedRevision);
      await expect(refused).rejects.toMatchObject({ stream: "grant-a", expected: 2, actual: 1 });
    });

    it("is refused on a stream that is not there, unless none was expected", async () => {
      await expect(given.store.append("grant-a", 0, someEvents(1))).rejects.toMatchObject({
        name: "WrongExpectedRevision",
        expected: 0,
        actual: "no_stream",
      });
    });

    it("is refused where no stream was expected but other events stand", async () => {
      await given.store.append("grant-a", "no_stream", someEvents(1));
      await expect(given.store.append("grant-a", "no_stream", someEvents(1))).rejects.toMatchObject({
        name: "WrongExpectedRevision",
        expected: "no_stream",
        actual: 0,
      });
      expect(await collect(given.store.readStream("grant-a"))).toHaveLength(1);
    });

    it("is a repeat when exactly its ids follow the expected revision: first outcome, nothing written", async () => {
      await given.store.append("grant-a", "no_stream", someEvents(1));
      const events = someEvents(3);
      const first = await given.store.append("grant-a", 0, events);
      await given.store.append("grant-a", 3, someEvents(2));
      expect(await given.store.append("grant-a", 0, events)).toMatchObject({
        ...outcomeOf(first),
        repeated: true,
      });
      expect(await collect(given.store.readStream("grant-a"))).toHaveLength(6);
    });

    it("is a repeat also where it began the stream", async () => {
      const events = someEvents(2);
      const first = await given.store.append("grant-a", "no_stream", events);
      expect(await given.store.append("grant-a", "no_stream", events)).toMatchObject({
        ...outcomeOf(first),
        repeated: true,
      });
    });

    it("knows an id again in either case of its letters", async () => {
      const event = anEvent();
      await given.store.append("grant-a", "no_stream", [{ ...event, id: event.id.toUpperCase() }]);
      expect(await given.store.append("grant-a", "no_stream", [event])).toMatchObject({ repeated: true });
    });

    it("is a repeat of a part: the leading events of an earlier append", async () => {
      const events = someEvents(3);
      await given.store.append("grant-a", "no_stream", events);
      expect(await given.store.append("grant-a", "no_stream", events.slice(0, 2))).toMatchObject({
        revision: 1,
        repeated: true,
      });
    });

    it.each([
      ["the first id differs", (own: EventToAppend[]) => [anEvent(), ...own.slice(1)]],
      ["only a prefix matches and the stream ends", (own: EventToAppend[]) => [...own, anEvent()]],
      ["the last id differs", (own: EventToAppend[]) => [...own.slice(0, -1), anEvent()]],
      ["the order differs", (own: EventToAppend[]) => own.toReversed()],
    ])("is a conflict when %s", async (_, changed) => {
      const events = someEvents(2);
      await given.store.append("grant-a", "no_stream", events);
      await expect(given.store.append("grant-a", "no_stream", changed(events))).rejects.toMatchObject({
        name: "WrongExpectedRevision",
        actual: 1,
      });
      expect(await collect(given.store.readStream("grant-a"))).toHaveLength(2);
    });

    it("does not compare ids at the current revision: the same ids are written again", async () => {
      const events = someEvents(1);
      await given.store.append("grant-a", "no_stream", events);
      expect(await given.store.append("grant-a", 0, events)).toMatchObject({ revision: 1, repeated: false });
      expect(idsOf(await collect(given.store.readStream("grant-a")))).toEqual([
        ...idsOf(events),
        ...idsOf(events),
      ]);
    });

    it("takes the same ids in another stream", async () => {
      const events = someEvents(1);
      await given.store.append("grant-a", "no_stream", events);
      expect(await given.store.append("grant-b", "no_stream", events)).toMatchObject({ repeated: false });
    });

    it("keeps data, metadata, type and names exactly, whatever the script", async () => {
      const event: EventToAppend = {
        id: randomUUID(),
        type: "Återkrävt",
        data: {
          namn: "Överenskommelse – Hälso- och sjukvård",
          emoji: "🧾",
          quotes: `"'\\ \u0000 \u2028`,
          lone: "\ud800",
          nested: [{ amount: 9_007_199_254_740_991, none: null, yes: true, fraction: 0.1 }],
          ["__proto__"]: "own",
        },
        metadata: { actor: "åäö", list: [] },
      };
      await given.store.append("anslagspost-2022:9:1:6:18 åäö 🧾", "no_stream", [event]);
      const [stored] = await collect(given.store.readStream("anslagspost-2022:9:1:6:18 åäö 🧾"));
      expect(stored).toEqual({
        ...event,
        stream: "anslagspost-2022:9:1:6:18 åäö 🧾",
        revision: 0,
        position: expect.any(Number),
        recordedAt: "2025-03-31T10:15:30.123Z",
      });
      expect(await collect(given.store.readAll())).toEqual([stored]);
    });

    it("keeps what was given at the call, not what the caller makes of it afterwards", async () => {
      const data = { amount: 1 };
      const pending = given.store.append("grant-a", "no_stream", [anEvent("Noted", data)]);
      data.amount = 2;
      await pending;
      expect((await collect(given.store.readStream("grant-a")))[0]?.data).toEqual({ amount: 1 });
    });

    it("takes an append up to the limit of 1 MiB and refuses one byte more", async () => {
      // {"text":""} is 11 bytes, {} is 2, and a type counts twice its length.
      const sized = (bytes: number): EventToAppend => ({
        id: randomUUID(),
        type: "Big",
        data: { text: "x".repeat(bytes - 11 - 2 - 6) },
        metadata: {},
      });
      await expect(given.store.append("grant-a", "no_stream", [sized(1_048_577)])).rejects.toMatchObject({
        name: "AppendTooLarge",
        bytes: 1_048_577,
        limit: 1_048_576,
      });
      expect(await given.store.append("grant-a", "no_stream", [sized(1_048_576)])).toMatchObject({
        revision: 0,
      });
      const halves = [sized(524_288), sized(524_289)];
      await expect(given.store.append("grant-a", 0, halves)).rejects.toBeInstanceOf(AppendTooLarge);
      const [stored] = await collect(given.store.readStream("grant-a"));
      expect(stored?.data).toEqual({ text: "x".repeat(1_048_557) });
    });

    it("counts bytes and not characters", async () => {
      const event = anEvent("Big", { text: "å".repeat(600_000) });
      await expect(given.store.append("grant-a", "no_stream", [event])).rejects.toBeInstanceOf(
        AppendTooLarge,
      );
    });

    it("is refused without events", async () => {
      await expect(given.store.append("grant-a", "no_stream", [])).rejects.toBeInstanceOf(EmptyAppend);
    });

    const cyclic: Record<string, unknown> = {};
    cyclic["self"] = [cyclic];

    it.each<[string, unknown]>([
      ["undefined", undefined],
      ["null", null],
      ["an array", []],
      ["text", "text"],
      ["a function", () => 1],
      ["a BigInt inside", { amount: 1n }],
      ["a function inside", { then: [{ f: () => 1 }] }],
      ["a symbol inside", { s: Symbol("s") }],
      ["NaN inside", { amount: Number.NaN }],
      ["infinity inside", { amount: [Number.NEGATIVE_INFINITY] }],
      ["undefined in an array", { list: [1, undefined] }],
      ["a hole in an array", { list: new Array(1) }],
      ["a cycle", cyclic],
      ["a date", { at: new Date(0) }],
      ["a map", { map: new Map([[1, 2]]) }],
      ["an own serialiser", { toJSON: () => ({}) }],
    ])("is refused when data is or holds %s, and writes nothing", async (_, data) => {
      const broken = { ...anEvent(), data: data as object };
      const refused = given.store.append("grant-a", "no_stream", [anEvent(), broken]);
      await expect(refused).rejects.toBeInstanceOf(InvalidAppend);
      await expect(refused).rejects.toThrow(/events\[1\]\.data/);
      const inMetadata = { ...anEvent(), metadata: data as object };
      await expect(given.store.append("grant-a", "no_stream", [inMetadata])).rejects.toThrow(
        /events\[0\]\.metadata/,
      );
      await expect(collect(given.store.readStream("grant-a"))).rejects.toBeInstanceOf(StreamNotFound);
    });

    it("takes the same object twice in one event: that is no cycle", async () => {
      const shared = { amount: 1 };
      await given.store.append("grant-a", "no_stream", [anEvent("Noted", { a: shared, b: shared })]);
      const [stored] = await collect(given.store.readStream("grant-a"));
      expect(stored?.data).toEqual({ a: { amount: 1 }, b: { amount: 1 } });
    });

    it.each([
      ["a type of the store's own", "grant-a", 0, { ...anEvent(), type: "$system" }],
      ["an empty type", "grant-a", 0, { ...anEvent(), type: "" }],
      ["a stream of the store's own", "$grant", 0, anEvent()],
      ["an empty stream name", "", 0, anEvent()],
      ["half a character in the stream name", "grant-\ud800", 0, anEvent()],
      ["an id that is no UUID", "grant-a", 0, { ...anEvent(), id: "1" }],
      ["a negative revision", "grant-a", -1, anEvent()],
      ["half a revision", "grant-a", 0.5, anEvent()],
    ])("is refused with %s", async (_, stream, revision, event) => {
      await given.store.append("grant-a", "no_stream", someEvents(1));
      await expect(given.store.append(stream, revision, [event])).rejects.toBeInstanceOf(InvalidAppend);
      expect(await collect(given.store.readAll())).toHaveLength(1);
    });
  });
}
