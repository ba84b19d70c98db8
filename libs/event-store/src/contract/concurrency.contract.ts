import { collect, idsOf, someEvents, type Given } from "./given.contract.ts";

/** What holds when appends meet. */
export function describeConcurrency(given: Given): void {
  describe("appends at the same time", () => {
    it("at one revision of one stream: exactly one wins, the others learn where the stream is", async () => {
      await given.store.append("grant-a", "no_stream", someEvents(1));
      const attempts = await Promise.allSettled(
        Array.from({ length: 20 }, () => given.store.append("grant-a", 0, someEvents(2))),
      );
      const won = attempts.filter((attempt) => attempt.status === "fulfilled");
      const lost = attempts.filter((attempt) => attempt.status === "rejected");
      expect(won).toHaveLength(1);
      expect(lost).toHaveLength(19);
      for (const { reason } of lost) expect(reason).toMatchObject({ expected: 0, actual: 2 });
      expect(await collect(given.store.readStream("grant-a"))).toHaveLength(3);
    });

    it("of the same events: all succeed and they stand there once", async () => {
      const events = someEvents(2);
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, () => given.store.append("grant-a", "no_stream", events)),
      );
      expect(outcomes.filter((outcome) => !outcome.repeated)).toHaveLength(1);
      expect(new Set(outcomes.map((outcome) => outcome.position)).size).toBe(1);
      expect(await collect(given.store.readAll())).toHaveLength(2);
    });

    it("one after the other without waiting: each finds what the one before it wrote", async () => {
      const outcomes = await Promise.all([
        given.store.append("grant-a", "no_stream", someEvents(1)),
        given.store.append("grant-a", 0, someEvents(1)),
        given.store.append("grant-a", 1, someEvents(1)),
      ]);
      expect(outcomes.map((outcome) => outcome.revision)).toEqual([0, 1, 2]);
    });

    it("200 over many streams: all are written, each event once, each append together and in order", async () => {
      const appends = Array.from({ length: 200 }, (_, index) => ({
        stream: `grant-${index % 40}`,
        expected: Math.floor(index / 40) * 2 - 1,
        events: someEvents(2),
      }));
      await Promise.all(
        appends.map(({ stream, expected, events }) =>
          given.store.append(stream, expected < 0 ? "no_stream" : expected, events),
        ),
      );
      const log = await collect(given.store.readAll());
      expect(new Set(idsOf(log)).size).toBe(400);
      expect(log).toHaveLength(400);
      for (const { stream, expected, events } of appends) {
        const at = log.findIndex((event) => event.id === events[0]?.id);
        expect(log.slice(at, at + 2)).toMatchObject([
          { id: events[0]?.id, stream, revision: expected + 1 },
          { id: events[1]?.id, stream, revision: expected + 2 },
        ]);
      }
    });

    it("with one refused among them: the others are not disturbed", async () => {
      const attempts = await Promise.allSettled([
        given.store.append("grant-a", "no_stream", someEvents(1)),
        given.store.append("grant-b", 7, someEvents(1)),
        given.store.append("grant-c", "no_stream", someEvents(1)),
      ]);
      expect(attempts.map((attempt) => attempt.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
      expect((await collect(given.store.readAll())).map((event) => event.stream)).toEqual([
        "grant-a",
        "grant-c",
      ]);
    });
  });

  describe("recorded time", () => {
    it("never goes backwards in the log, even when the clock does", async () => {
      for (const instant of [
        "2025-01-01T00:00:00.005Z",
        "2024-12-31T23:59:59.999Z",
        "2025-01-01T00:00:00.006Z",
      ]) {
        given.now = instant;
        await given.store.append(`grant-${instant}`, "no_stream", someEvents(2));
      }
      const times = (await collect(given.store.readAll())).map((event) => event.recordedAt);
      expect(times).toEqual(times.toSorted());
      for (const time of times) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    });
  });
}
