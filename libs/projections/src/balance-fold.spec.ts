import type { Place } from "#domain/accounts.ts";
import { parseFundingKey } from "#domain/appropriations/funding-key.ts";
import { day } from "#domain/calendar.ts";
import { kronor, ore } from "#domain/money.ts";
import { BalanceFolds } from "./balance-fold.ts";
import { OneDateFold } from "./testing/one-date-fold.ts";

const funding = parseFundingKey("2013-9-1:6-7");
const appropriation: Place = { account: "appropriation", funding };
const available: Place = { account: "available", funding };
const withdrawn: Place = { account: "withdrawn", funding };

describe("belowZero", () => {
  it("finds a day in between, though the sum over all days is above zero", () => {
    const fold = new OneDateFold();
    fold.apply([{ from: appropriation, to: available, amount: kronor(10) }], day("2013-03-01"));
    fold.apply([{ from: available, to: withdrawn, amount: kronor(4) }], day("2013-02-01"));
    expect(fold.belowZero()).toEqual([{ place: available, on: "2013-02-01", balance: kronor(-4) }]);
  });

  it("finds nothing while every day is covered, the counter-account's minus left out", () => {
    const fold = new OneDateFold();
    fold.apply([{ from: appropriation, to: available, amount: kronor(10) }], day("2013-01-01"));
    fold.apply([{ from: available, to: withdrawn, amount: kronor(10) }], day("2013-01-01"));
    expect(fold.belowZero()).toEqual([]);
  });

  it("finds a day by posting date that is covered by effective date", () => {
    const folds = new BalanceFolds();
    const [january, march] = [day("2013-01-01"), day("2013-03-01")];
    folds.apply([{ from: appropriation, to: available, amount: kronor(10) }], january, march);
    folds.apply([{ from: available, to: withdrawn, amount: kronor(4) }], january, january);
    expect(folds.byEffectiveDate.belowZero()).toEqual([]);
    expect(folds.byPostingDate.belowZero()).toEqual([{ place: available, on: january, balance: kronor(-4) }]);
  });

  it("tells of each day on which a place that stays below zero has moved, not of the days between", () => {
    const fold = new OneDateFold();
    fold.apply([{ from: available, to: withdrawn, amount: kronor(4) }], day("2013-02-01"));
    fold.apply([{ from: available, to: withdrawn, amount: kronor(1) }], day("2013-02-03"));
    expect(fold.belowZero().map(({ on, balance }) => [on, balance])).toEqual([
      ["2013-02-01", kronor(-4)],
      ["2013-02-03", kronor(-5)],
    ]);
  });
});

describe("balances", () => {
  it("are refused where what came is beyond what a number holds exactly, and every level is still known", () => {
    const fold = new OneDateFold();
    const amount = ore(Number.MAX_SAFE_INTEGER);
    for (let times = 0; times < 3; times++) {
      fold.apply([{ from: appropriation, to: available, amount }], day("2013-01-01"));
      fold.apply([{ from: available, to: withdrawn, amount }], day("2013-01-01"));
    }
    fold.apply([{ from: available, to: withdrawn, amount: ore(1) }], day("2013-01-02"));
    expect(fold.belowZero()).toEqual([{ place: available, on: "2013-01-02", balance: ore(-1) }]);
    expect(() => fold.balances({ by: [] })).toThrow(expect.objectContaining({ rule: "sum-too-large" }));
  });
});
