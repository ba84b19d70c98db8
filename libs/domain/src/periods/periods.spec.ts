import { day } from "../calendar.ts";
import { lastClosed, periods } from "./periods.ts";

const close = (through: string, asOfPosition = 7) => ({
  type: "close-period" as const,
  through: day(through),
  asOfPosition,
  by: "anna",
});
const after = (...days: string[]) =>
  days.reduce(
    (state, through) =>
      periods.decide(close(through), state).reduce((next, event) => periods.evolve(next, event), state),
    periods.initialState(),
  );

describe("the closing of periods", () => {
  it("names the day through which the books are closed and the log position that its balances hold for", () => {
    expect(periods.decide(close("2013-01-31", 42), periods.initialState())).toEqual([
      { type: "PeriodClosed", data: { through: "2013-01-31", asOfPosition: 42, by: "anna" } },
    ]);
  });

  it("goes on in time, and may be repeated for the same day when it was void", () => {
    expect(lastClosed(after())).toBeUndefined();
    expect(lastClosed(after("2013-01-31", "2013-01-31", "2013-02-28"))).toBe("2013-02-28");
  });

  it("never reopens what is closed", () => {
    expect(() => after("2013-02-28", "2013-02-27")).toThrow(
      expect.objectContaining({
        rule: "period-already-closed",
        field: "through",
        figures: { closedThrough: "2013-02-28", asked: "2013-02-27" },
      }),
    );
  });

  it("leaves a day to post on: the last day that there is cannot be closed", () => {
    expect(() => after("2999-12-31")).toThrow(
      expect.objectContaining({
        rule: "period-leaves-no-day",
        details: { field: "through", figures: { given: "2999-12-31" } },
      }),
    );
    expect(lastClosed(after("2999-12-30"))).toBe("2999-12-30");
  });
});
