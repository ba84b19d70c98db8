import fc from "fast-check";
import type { Place } from "./accounts.ts";
import {
  type Cells,
  assertCovered,
  balanceAt,
  book,
  emptySeries,
  firstDayCovering,
  freeAt,
  levelOn,
  lowestFrom,
  post,
} from "./balances.ts";
import { type Day, addDays, day } from "./calendar.ts";
import { type Ore, kronor, ore } from "./money.ts";
import { RuleError } from "./rule-error.ts";
import { AGREEMENT, POST } from "./testing/given-agreement.ts";

const START = day("2013-01-01");
const ALL_DAYS = Array.from({ length: 12 }, (_, index) => addDays(START, index));

type Posting = readonly [date: Day, difference: Ore];
const date = fc.constantFrom(...ALL_DAYS);
const postings = fc.array(fc.tuple(date, fc.integer({ min: -9, max: 9 }).map(ore)), { maxLength: 15 });

/** The naive model: a list of postings, summed anew for every question. */
const level = (list: readonly Posting[], on: Day): number =>
  list.filter(([posted]) => posted <= on).reduce((total, [, difference]) => total + difference, 0);
const lowest = (list: readonly Posting[], from: Day): number =>
  Math.min(...ALL_DAYS.filter((each) => each >= from).map((each) => level(list, each)));

function seriesOf(list: readonly Posting[]) {
  const series = emptySeries();
  for (const [on, difference] of list) post(series, on, difference);
  return series;
}

describe("the level of an account over days", () => {
  it("is the sum of what was posted up to the day, in whatever order it was posted", () => {
    fc.assert(
      fc.property(postings, date, (list, on) => {
        const series = seriesOf(list);
        expect(levelOn(series, on)).toBe(level(list, on) + 0);
        expect(levelOn(series)).toBe(level(list, day("2999-12-31")) + 0);
        expect(series.days).toEqual(series.days.toSorted());
        expect(new Set(series.days).size).toBe(series.days.length);
        expect(seriesOf(list.toReversed())).toEqual(series);
      }),
    );
  });

  it("what can leave on a day is the lowest level from that day on", () => {
    fc.assert(
      fc.property(postings, date, (list, on) => {
        expect(lowestFrom(seriesOf(list), on)).toBe(lowest(list, on) + 0);
      }),
    );
  });

  it("the first day from which an amount can leave is found, or that there is none", () => {
    fc.assert(
      fc.property(postings, date, fc.integer({ min: 0, max: 12 }).map(ore), (list, on, amount) => {
        const expected = ALL_DAYS.find((each) => each >= on && lowest(list, each) >= amount);
        expect(firstDayCovering(seriesOf(list), on, amount)).toBe(expected);
      }),
    );
  });

  it("is zero where nothing was ever posted", () => {
    expect([levelOn(emptySeries()), levelOn(emptySeries(), START), lowestFrom(emptySeries(), START)]).toEqual(
      [0, 0, 0],
    );
    expect(firstDayCovering(emptySeries(), START, kronor(1))).toBeUndefined();
    expect(balanceAt(new Map(), { account: "bank" })).toBe(0);
    expect(freeAt(new Map(), { account: "bank" }, START)).toBe(0);
  });
});

describe("no account below zero on any day", () => {
  const grant = { funding: POST, agreement: AGREEMENT, line: "a", recipient: "skr", holder: "skr" };
  const allocated: Place = { account: "allocated", ...grant };
  const requisitioned: Place = { account: "requisitioned", ...grant };
  const everything = (): boolean => true;

  const accounts = fc.constantFrom(allocated, requisitioned);
  const moves = fc.array(fc.tuple(accounts, date, fc.integer({ min: 1, max: 9 }).map(ore)), {
    minLength: 1,
    maxLength: 3,
  });
  const incomes = fc.array(fc.tuple(accounts, date, fc.integer({ min: 1, max: 9 }).map(ore)), {
    maxLength: 8,
  });

  it("is what decides, as a look at every day would", () => {
    fc.assert(
      fc.property(incomes, moves, (income, asked) => {
        const cells: Cells = new Map();
        for (const [place, on, amount] of income) book(cells, place, on, amount);
        const entries = asked.map(([from, effectiveOn, amount]) => ({
          effectiveOn,
          transfers: [{ from, to: from === allocated ? requisitioned : allocated, amount }],
        }));
        const balance = (place: Place, on: Day): number => {
          const came = income.filter(([at, posted]) => at === place && posted <= on).map((each) => each[2]);
          const moved = asked
            .filter(([, posted]) => posted <= on)
            .map(([from, , amount]) => (from === place ? -amount : amount));
          return [...came, ...moved].reduce<number>((total, amount) => total + amount, 0);
        };
        const sound = ALL_DAYS.every((on) => balance(allocated, on) >= 0 && balance(requisitioned, on) >= 0);
        const before = JSON.stringify([...cells]);
        let refused: unknown;
        try {
          assertCovered(cells, entries, everything);
        } catch (error) {
          refused = error;
        }
        expect(refused === undefined).toBe(sound);
        if (refused !== undefined) expect((refused as RuleError).rule).toBe("account-below-zero");
        // Trying a decision out leaves the books as they were.
        expect(JSON.stringify([...cells])).toBe(before);
      }),
      { numRuns: 500 },
    );
  });

  it("names the account, the first day below zero, what it holds and what it would be", () => {
    const cells: Cells = new Map();
    book(cells, allocated, day("2013-01-05"), kronor(10));
    book(cells, allocated, day("2013-01-09"), kronor(-8));
    const entry = {
      effectiveOn: day("2013-01-06"),
      transfers: [{ from: allocated, to: requisitioned, amount: kronor(3) }],
    };
    const figures = {
      account: "allocated",
      date: "2013-01-09",
      anslagspost: POST,
      line: "a",
      holder: "skr",
      holds: "2.00",
      wouldBe: "-1.00",
    };
    expect(() => assertCovered(cells, [entry], everything)).toThrow(
      expect.objectContaining({ rule: "account-below-zero", figures }),
    );
  });

  it("names of a place the dimensions that it has, and no others", () => {
    const unplaced: Place = { account: "unplaced", receipt: "bg-1" };
    const placed: Place = { account: "placed", receipt: "bg-1" };
    const entry = { effectiveOn: START, transfers: [{ from: unplaced, to: placed, amount: kronor(3) }] };
    const refusal = (): RuleError | undefined => {
      try {
        assertCovered(new Map(), [entry], everything);
      } catch (error) {
        if (error instanceof RuleError) return error;
      }
      return undefined;
    };
    expect(refusal()?.figures).toStrictEqual({
      account: "unplaced",
      date: START,
      holds: "0.00",
      wouldBe: "-3.00",
    });
  });

  it("tells places apart whose dimensions read the same in one row", () => {
    const cells: Cells = new Map();
    book(cells, { ...allocated, line: "a1", recipient: "2" }, START, kronor(1));
    expect(balanceAt(cells, { ...allocated, line: "a", recipient: "12" })).toBe(0);
  });

  it("lets the two counter-accounts go below zero, and leaves alone what another stream guards", () => {
    const appropriation: Place = { account: "appropriation", funding: POST };
    const available: Place = { account: "available", funding: POST };
    const effectiveOn = START;
    const grantedOut = {
      effectiveOn,
      transfers: [{ from: appropriation, to: available, amount: kronor(5) }],
    };
    expect(() => assertCovered(new Map(), [grantedOut], everything)).not.toThrow();
    const elsewhere = { effectiveOn, transfers: [{ from: available, to: allocated, amount: kronor(5) }] };
    expect(() =>
      assertCovered(new Map(), [elsewhere], ({ account }) => account === "allocated"),
    ).not.toThrow();
    expect(() => assertCovered(new Map(), [elsewhere], everything)).toThrow(RuleError);
  });
});
