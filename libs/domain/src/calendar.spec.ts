import fc from "fast-check";
import {
  addDays,
  day,
  earlierOf,
  endOfStockholmDay,
  endsMonth,
  laterOf,
  parseDay,
  rolledDeadline,
  stockholmDay,
  weekdayOf,
  yearOf,
} from "./calendar.ts";
import { InvariantError } from "./rule-error.ts";

const anyDay = fc
  .date({ min: new Date("1900-01-01"), max: new Date("2999-12-31"), noInvalidDate: true })
  .map((date) => day(date.toISOString().slice(0, 10)));

describe("a day", () => {
  it.each(["1900-01-01", "2000-02-29", "2013-12-01", "2999-12-31"])("%s exists", (text) => {
    expect(parseDay(text)).toBe(text);
  });

  it.each<unknown>([
    "2013-02-29",
    "1900-02-29",
    "2022-02-30",
    "2022-13-01",
    "2022-00-10",
    "2022-01-00",
    "1899-12-31",
    "3000-01-01",
    "22-01-01",
    "2022-1-1",
    "2022-01-01 ",
    "2022-01-01T00:00:00Z",
    "20220101",
    "1 december 2013",
    20220101,
    null,
    undefined,
    new Date("2022-01-01"),
    JSON.parse('{"toString": 1}'),
  ])("refuses %p by the rule date-format, naming the field", (given) => {
    expect(() => parseDay(given, "signed.state")).toThrow(
      expect.objectContaining({ name: "RuleError", rule: "date-format", field: "signed.state" }),
    );
  });

  it.each(["1819-01-01", "0020-01-01"])("%s is before the ledger's time", (text) => {
    expect(() => parseDay(text)).toThrow(
      expect.objectContaining({ rule: "date-format", details: { field: "date", figures: { given: text } } }),
    );
  });

  it("names its year", () => {
    expect(yearOf(day("2013-12-01"))).toBe(2013);
  });

  it("knows its weekday: 1 December 2013 was a Sunday", () => {
    expect(weekdayOf(day("2013-12-01"))).toBe(0);
    expect(weekdayOf(day("2022-12-01"))).toBe(4);
  });

  it("compares in calendar order (property)", () => {
    fc.assert(
      fc.property(anyDay, anyDay, (a, b) => {
        const [first, last] = Date.parse(a) <= Date.parse(b) ? [a, b] : [b, a];
        expect(earlierOf(a, b)).toBe(first);
        expect(laterOf(a, b)).toBe(last);
      }),
    );
  });
});

describe("adding days", () => {
  it.each([
    ["2012-02-28", 1, "2012-02-29"],
    ["2013-02-28", 1, "2013-03-01"],
    ["2022-12-31", 1, "2023-01-01"],
    ["2023-01-01", -1, "2022-12-31"],
    // Clocks change in Stockholm on these nights; a day is still one day.
    ["2022-03-26", 2, "2022-03-28"],
    ["2022-10-29", 2, "2022-10-31"],
  ])("%s and %d days give %s", (from, days, to) => {
    expect(addDays(day(from), days)).toBe(to);
  });

  it("comes back by the same number of days (property)", () => {
    fc.assert(
      fc.property(
        anyDay.filter((date) => date > "1910" && date < "2990"),
        fc.integer({ min: -3000, max: 3000 }),
        (date, days) => {
          expect(addDays(addDays(date, days), -days)).toBe(date);
        },
      ),
    );
  });

  it("refuses to leave the years that a day may have", () => {
    expect(() => addDays(day("2999-12-31"), 1)).toThrow(expect.objectContaining({ rule: "date-format" }));
    expect(() => addDays(day("2999-12-31"), 4_000_000)).toThrow(
      expect.objectContaining({ rule: "date-format" }),
    );
    expect(() => addDays(day("2022-01-01"), 1e12)).toThrow(expect.objectContaining({ rule: "date-format" }));
  });

  it("adds whole days only", () => {
    expect(() => addDays(day("2022-01-01"), 0.5)).toThrow(InvariantError);
    expect(() => addDays(day("2022-01-01"), NaN)).toThrow(InvariantError);
  });
});

describe("a deadline that rolls", () => {
  it.each([
    ["2013-12-01", "2013-12-02"], // Sunday
    ["2013-11-30", "2013-12-02"], // Saturday
    ["2013-11-29", "2013-11-29"], // Friday
    ["2022-12-01", "2022-12-01"], // Thursday
    ["2022-12-31", "2023-01-02"], // Saturday at the turn of the year
  ])("on %s falls on %s under next_weekday", (deadline, falls) => {
    expect(rolledDeadline(day(deadline), "next_weekday")).toBe(falls);
  });

  it("stays on the Sunday when the agreement's policy is none", () => {
    expect(rolledDeadline(day("2013-12-01"), "none")).toBe("2013-12-01");
  });

  it("falls on a weekday at most two days later (property)", () => {
    fc.assert(
      fc.property(
        anyDay.filter((date) => date < "2999-12-29"),
        (deadline) => {
          const falls = rolledDeadline(deadline, "next_weekday");
          expect([1, 2, 3, 4, 5]).toContain(weekdayOf(falls));
          expect([deadline, addDays(deadline, 1), addDays(deadline, 2)]).toContain(falls);
        },
      ),
    );
  });
});

describe("the day in Stockholm at an instant", () => {
  it.each([
    ["2022-12-01T22:59:59Z", "2022-12-01"],
    ["2022-12-01T23:00:00Z", "2022-12-02"], // winter: one hour ahead of UTC
    ["2022-06-30T21:59:59.999Z", "2022-06-30"],
    ["2022-06-30T22:00:00Z", "2022-07-01"], // summer: two hours ahead
    ["2022-12-02T00:30:00+02:00", "2022-12-01"],
  ])("%s is on %s", (instant, expected) => {
    expect(stockholmDay(instant)).toBe(expected);
  });

  it.each([
    "2022-12-01", // a day is no instant
    "2022-12-01T23:30:00", // without an offset: the machine's time zone would decide
    "2022-12-01T24:00:00Z",
    "2022-12-01 23:30:00Z",
    "soon",
    "",
  ])("refuses %p by the rule instant-format", (instant) => {
    expect(() => stockholmDay(instant, "receivedAt")).toThrow(
      expect.objectContaining({ name: "RuleError", rule: "instant-format", field: "receivedAt" }),
    );
  });

  it("names what was given, and the field as a caller without one knows it", () => {
    for (const given of ["1 o'clock", "x2022-01-28T09:30:00Z", "2022-01-28T09:30:00Zx"]) {
      expect(() => stockholmDay(given)).toThrow(
        expect.objectContaining({
          rule: "instant-format",
          details: { field: "instant", figures: { given } },
        }),
      );
    }
  });

  it("refuses an instant on a day that does not exist", () => {
    expect(() => stockholmDay("2022-02-30T12:00:00Z")).toThrow(
      expect.objectContaining({ rule: "date-format" }),
    );
  });
});

describe("the end of a day in Stockholm", () => {
  it.each([
    ["in winter", "2022-01-27", "2022-01-27T22:59:59.999Z"],
    ["in summer", "2022-06-30", "2022-06-30T21:59:59.999Z"],
    ["on the day on which summer time begins", "2022-03-27", "2022-03-27T21:59:59.999Z"],
    ["on the day on which it ends", "2022-10-30", "2022-10-30T22:59:59.999Z"],
    ["on the first day that there is", "1900-01-01", "1900-01-01T22:59:59.999Z"],
    ["on the last day that there is", "2999-12-31", "2999-12-31T22:59:59.999Z"],
  ])("is an instant: %s", (_, date, instant) => {
    expect(endOfStockholmDay(day(date))).toBe(instant);
    expect(stockholmDay(instant)).toBe(date);
  });
});

describe("the last day of a month", () => {
  it.each(["1900-02-28", "2000-02-29", "2022-02-28", "2024-02-29", "2022-12-31", "2999-12-31"])(
    "is %s",
    (date) => {
      expect(endsMonth(day(date))).toBe(true);
    },
  );

  it.each(["1900-01-01", "2000-02-28", "2024-02-28", "2022-12-30", "2999-12-30"])("is not %s", (date) => {
    expect(endsMonth(day(date))).toBe(false);
  });
});
