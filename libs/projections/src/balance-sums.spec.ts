import fc from "fast-check";
import type { Account, Place, Transfer } from "#domain/accounts.ts";
import { parseFundingKey } from "#domain/appropriations/funding-key.ts";
import { type Day, day } from "#domain/calendar.ts";
import { kronor, ore } from "#domain/money.ts";
import { type BalanceFold, DIMENSIONS, type Dimension } from "./balance-fold.ts";
import { OneDateFold } from "./testing/one-date-fold.ts";

const funding = fc.constantFrom(
  ...["2013-9-1:6-7", "2013-9-1:6-18", "2014-9-1:6-7", "2013-9-4:5"].map((key) => parseFundingKey(key)),
);
const account = fc.constantFrom<Account>("available", "allocated", "outstanding", "repaid");
const place: fc.Arbitrary<Place> = fc.oneof(
  fc.record({
    account,
    funding,
    agreement: fc.constantFrom("x", "y"),
    line: fc.constantFrom("a", "b"),
    recipient: fc.constantFrom("skr", "region-a"),
    holder: fc.constantFrom("skr", "region-b"),
  }),
  fc.record({ account, funding }),
  fc.record({ account: fc.constantFrom<Account>("bank", "unplaced"), receipt: fc.constantFrom("b1", "b2") }),
);
const dated = fc.record({
  from: place,
  to: place,
  amount: fc.integer({ min: 1, max: 100 }).map(ore),
  on: fc.constantFrom("2013-01-01", "2013-06-01", "2014-01-01").map(day),
});
type Dated = Transfer & { readonly on: Day };

/** Straight from the meaning of the words, for the comparison. */
function valueOf(at: Place, dimension: Dimension): string | null {
  const [year = null, area = null, anslag = null] = at.funding?.split("-") ?? [];
  switch (dimension) {
    case "year":
      return year;
    case "area":
      return area;
    case "anslag":
      return anslag;
    case "anslagspost":
      return at.funding ?? null;
    default:
      return at[dimension] ?? null;
  }
}

function foldOf(transfers: readonly Dated[]): BalanceFold {
  const fold = new OneDateFold();
  for (const { on, ...transfer } of transfers) fold.apply([transfer], on);
  return fold;
}

describe("balances", () => {
  it("are sums of transfers over any dimensions, net and one way, on any day, of any part", () => {
    const query = fc.record({
      by: fc.uniqueArray(fc.constantFrom(...DIMENSIONS), { maxLength: 3 }),
      on: fc.constantFrom(undefined, ...["2012-12-31", "2013-01-01", "2013-12-31", "2014-01-01"].map(day)),
      where: fc.constantFrom<Partial<Record<Dimension, string | null>>[]>(
        {},
        { line: "a" },
        { line: null },
        { year: "2013" },
      ),
    });
    fc.assert(
      fc.property(fc.array(dated, { maxLength: 12 }), query, (transfers, { by, on, where }) => {
        const rows = foldOf(transfers).balances({ by, where, ...(on === undefined ? {} : { on }) });
        const counted = transfers.filter((each) => on === undefined || each.on <= on);
        const within = (at: Place, key: Partial<Record<Dimension, string | null>>): boolean =>
          Object.entries({ ...where, ...key }).every(
            ([dimension, value]) => valueOf(at, dimension as Dimension) === value,
          ) &&
          Object.entries(where).every(([dimension, value]) => valueOf(at, dimension as Dimension) === value);
        for (const { key, net, turnover } of rows) {
          for (const name of Object.keys(net) as Account[]) {
            const sumOf = (side: "from" | "to"): number =>
              counted
                .filter((each) => each[side].account === name && within(each[side], key))
                .reduce((total, each) => total + each.amount, 0);
            expect(turnover[name]).toBe(sumOf("to"));
            expect(net[name]).toBe(sumOf("to") - sumOf("from") + 0);
          }
        }
        const keys = counted
          .flatMap((each) => [each.from, each.to])
          .filter((at) => within(at, {}))
          .map((at) => JSON.stringify(by.map((dimension) => valueOf(at, dimension))));
        expect(rows.length).toBe(new Set(keys).size);
      }),
    );
  });

  it("do not depend on the order in which entries are recorded", () => {
    fc.assert(
      fc.property(fc.array(dated, { maxLength: 12 }), (transfers) => {
        const query = { by: DIMENSIONS, on: day("2013-06-01") };
        expect(foldOf(transfers.toReversed()).balances(query)).toEqual(foldOf(transfers).balances(query));
      }),
    );
  });

  it("keep what was ever repaid visible after it was released", () => {
    const at = {
      funding: parseFundingKey("2013-9-1:6-7"),
      agreement: "x",
      line: "a",
      recipient: "skr",
      holder: "skr",
    };
    const fold = new OneDateFold();
    const repaid: Place = { account: "repaid", ...at };
    fold.apply(
      [{ from: { account: "outstanding", ...at }, to: repaid, amount: kronor(4) }],
      day("2013-06-01"),
    );
    fold.apply(
      [{ from: repaid, to: { account: "available", funding: at.funding }, amount: kronor(3) }],
      day("2013-07-01"),
    );
    const [row] = fold.balances({ by: ["recipient"], where: { recipient: "skr" } });
    expect([row?.net.repaid, row?.turnover.repaid]).toEqual([kronor(1), kronor(4)]);
  });

  it("stand in the order of their keys, numbers as numbers, those without the dimension first", () => {
    const fold = new OneDateFold();
    for (const key of ["2013-9-1:6-18", "2013-9-1:6-7", "2013-10-1:1", "2013-9-1:6"]) {
      const at = { funding: parseFundingKey(key) };
      fold.apply(
        [
          {
            from: { account: "appropriation", ...at },
            to: { account: "available", ...at },
            amount: kronor(1),
          },
        ],
        day("2013-01-01"),
      );
    }
    fold.apply(
      [
        {
          from: { account: "bank", receipt: "b" },
          to: { account: "unplaced", receipt: "b" },
          amount: kronor(1),
        },
      ],
      day("2013-01-01"),
    );
    expect(fold.balances({ by: ["anslagspost"] }).map(({ key }) => key.anslagspost)).toEqual([
      null,
      "2013-9-1:6",
      "2013-9-1:6-7",
      "2013-9-1:6-18",
      "2013-10-1:1",
    ]);
  });
});
