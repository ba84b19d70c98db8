import { StreamNotFound } from "../errors.ts";
import { collect, idsOf, someEvents, type Given } from "./given.contract.ts";

/** Reading a stream and reading the log. */
export function describeReading(given: Given): void {
  describe("readStream", () => {
    it("fails on a stream that is not there", async () => {
      const reading = collect(given.store.readStream("grant-none"));
      await expect(reading).rejects.toBeInstanceOf(StreamNotFound);
      await expect(reading).rejects.toMatchObject({ stream: "grant-none" });
    });

    it("starts at the given revision, that one included, and is empty past the end", async () => {
      const events = someEvents(5);
      await given.store.append("grant-a", "no_stream", events);
      expect(idsOf(await collect(given.store.readStream("grant-a", { from: 3 })))).toEqual(
        idsOf(events.slice(3)),
      );
      expect(await collect(given.store.readStream("grant-a", { from: 5 }))).toEqual([]);
      expect(await collect(given.store.readStream("grant-a", { from: 500 }))).toEqual([]);
    });

    it("gives only the stream's own events", async () => {
      await given.store.append("grant-a", "no_stream", someEvents(2));
      await given.store.append("grant-ab", "no_stream", someEvents(2));
      await given.store.append("grant-a", 1, someEvents(1));
      const read = await collect(given.store.readStream("grant-a"));
      expect(read.map((event) => event.stream)).toEqual(["grant-a", "grant-a", "grant-a"]);
    });
  });

  describe("readAll", () => {
    it("is empty on an empty log", async () => {
      expect(await collect(given.store.readAll())).toEqual([]);
    });

    it("gives the log in order, with increasing safe integers as positions", async () => {
      await given.store.append("grant-a", "no_stream", someEvents(2));
      await given.store.append("grant-b", "no_stream", someEvents(1));
      await given.store.append("grant-a", 1, someEvents(1));
      const log = await collect(given.store.readAll());
      expect(log.map(({ stream, revision }) => [stream, revision])).toEqual([
        ["grant-a", 0],
        ["grant-a", 1],
        ["grant-b", 0],
        ["grant-a", 2],
      ]);
      const positions = log.map((event) => event.position);
      expect(positions.every(Number.isSafeInteger)).toBe(true);
      expect(
        positions.every((position, index) => index === 0 || position > (positions[index - 1] ?? 0)),
      ).toBe(true);
    });

    it("goes on after any position, that one excluded, and stops at the limit", async () => {
      await given.store.append("grant-a", "no_stream", someEvents(6));
      const log = await collect(given.store.readAll());
      for (const [index, { position }] of log.entries()) {
        expect(await collect(given.store.readAll({ after: position }))).toEqual(log.slice(index + 1));
        expect(await collect(given.store.readAll({ after: position, limit: 2 }))).toEqual(
          log.slice(index + 1, index + 3),
        );
      }
      expect(await collect(given.store.readAll({ limit: 0 }))).toEqual([]);
    });

    it("finds again what stands at a position, and begins behind one that is gone", async () => {
      await given.store.append("grant-a", "no_stream", someEvents(4));
      const log = await collect(given.store.readAll());
      for (const [index, { position }] of log.entries()) {
        expect(await collect(given.store.readAll({ from: position }))).toEqual(log.slice(index));
        expect(await collect(given.store.readAll({ from: position, limit: 1 }))).toEqual([log[index]]);
      }
      const last = log.at(-1)?.position ?? -1;
      expect(await collect(given.store.readAll({ from: last + 1_000_000 }))).toEqual([]);
    });

    it("reads more than any batch: 2 500 events, none missing, none twice", async () => {
      const events = someEvents(2_500);
      await given.store.append("grant-a", "no_stream", events);
      expect(idsOf(await collect(given.store.readAll()))).toEqual(idsOf(events));
      expect(idsOf(await collect(given.store.readStream("grant-a")))).toEqual(idsOf(events));
    });

    it("can be left early, and the store goes on", async () => {
      await given.store.append("grant-a", "no_stream", someEvents(10));
      for await (const event of given.store.readAll()) if (event.revision === 3) break;
      for await (const event of given.store.readStream("grant-a")) if (event.revision === 3) break;
      expect(await given.store.append("grant-a", 9, someEvents(1))).toMatchObject({ revision: 10 });
      expect(await collect(given.store.readAll())).toHaveLength(11);
    });
  });
}
