import type { Place } from "#domain/accounts.ts";
import { parseFundingKey } from "#domain/appropriations/funding-key.ts";
import { day } from "#domain/calendar.ts";
import { kronor } from "#domain/money.ts";
import { BalanceFold } from "./balance-fold.ts";

const funding = parseFundingKey("2013-9-1:6-7");
const appropriation: Place = { account: "appropriation", funding };
const available: Place = { account: "available", funding };
const withdrawn: Place = { account: "withdrawn", funding };

describe("belowZero", () => {
  it("finds a day in between, though the sum over all days is above zero", () => {
    const fold = new BalanceFold();
    fold.apply([{ from: appropriation, to: available, amount: kronor(10) }], day("2013-03-01"));
    fold.apply([{ from: available, to: withdrawn, amount: kronor(4) }], day("2013-02-01"));
    expect(fold.belowZero()).toEqual([{ place: available, on: "2013-02-01", balance: kronor(-4) }]);
  });

  it("finds nothing while every day is covered, the counter-account's minus left out", () => {
    const fold = new BalanceFold();
    fold.apply([{ from: appropriation, to: available, amount: kronor(10) }], day("2013-01-01"));
    fold.apply([{ from: available, to: withdrawn, amount: kronor(10) }], day("2013-01-01"));
    expect(fold.belowZero()).toEqual([]);
  });
});
