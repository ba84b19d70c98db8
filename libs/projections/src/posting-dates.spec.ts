import fc from "fast-check";
import { type Day, addDays, day } from "#domain/calendar.ts";
import { PostingDates } from "./posting-dates.ts";

const closing = (through: string, asOfPosition: number) => ({
  through: day(through),
  asOfPosition,
  by: "anna",
});

describe("posting dates", () => {
  it("are the effective dates while nothing is closed", () => {
    expect(new PostingDates().postingDate(day("2013-01-15"), 1)).toBe("2013-01-15");
  });

  it("are the first open day for what takes effect in a closed period, from the closing's place in the log on", () => {
    const dates = new PostingDates();
    expect(dates.postingDate(day("2013-12-30"), 1)).toBe("2013-12-30");
    dates.close(closing("2013-12-31", 1), 2);
    expect(
      ["2013-12-30", "2013-12-31", "2014-01-01", "2014-02-01"].map((on, i) =>
        dates.postingDate(day(on), 3 + i),
      ),
    ).toEqual(["2014-01-01", "2014-01-01", "2014-01-01", "2014-02-01"]);
    expect(dates.closed).toBe("2013-12-31");
  });

  it("stay on the last day that there is when even that was closed: what is in the log can be posted", () => {
    const dates = new PostingDates();
    dates.close(closing("2999-12-31", 1), 2);
    expect(dates.postingDate(day("2022-06-01"), 3)).toBe("2999-12-31");
  });

  it("a closing is void when money moved after the position that it certifies; its repeat holds", () => {
    const dates = new PostingDates();
    dates.postingDate(day("2013-12-30"), 5);
    dates.postingDate(day("2013-12-31"), 6);
    dates.close(closing("2013-12-31", 5), 7);
    expect([dates.closed, dates.voidClosings]).toEqual([undefined, [7]]);
    expect(dates.postingDate(day("2013-12-31"), 8)).toBe("2013-12-31");
    dates.close(closing("2013-12-31", 8), 9);
    expect([dates.closed, dates.voidClosings]).toEqual(["2013-12-31", [7]]);
  });

  it("a closing holds on a log without money, and on the very last entry", () => {
    const empty = new PostingDates();
    empty.close(closing("2013-01-31", -1), 3);
    expect(empty.closed).toBe("2013-01-31");
    const dates = new PostingDates();
    dates.postingDate(day("2013-01-01"), 4);
    dates.close(closing("2013-01-31", 4), 5);
    expect(dates.closed).toBe("2013-01-31");
  });

  it("never fall in a closed period and never before the effective date", () => {
    const days = fc.integer({ min: 0, max: 20 }).map((offset) => addDays(day("2013-01-01"), offset));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), days), { maxLength: 30 }), (steps) => {
        const dates = new PostingDates();
        let closed: Day | undefined;
        for (const [position, [closes, on]] of steps.entries()) {
          if (closes) {
            dates.close({ through: on, asOfPosition: position, by: "anna" }, position);
            if (closed === undefined || on > closed) closed = on;
          } else {
            const posted = dates.postingDate(on, position);
            expect(posted >= on).toBe(true);
            expect(closed === undefined || posted > closed).toBe(true);
            if (closed === undefined || on > closed) expect(posted).toBe(on);
          }
        }
        expect(dates.closed).toBe(closed);
      }),
    );
  });
});
