import fc from "fast-check";
import { ZERO, kronor, ore } from "../money.ts";
import { type MoneyAtHolder, accountFor } from "./cost-report-arithmetic.ts";

function money(outstanding: number, rest: Partial<Record<keyof MoneyAtHolder, number>> = {}): MoneyAtHolder {
  const { spent = 0, unused = 0, reclaimed = 0, repaid = 0, refundsUnderWay = 0 } = rest;
  return {
    outstanding: kronor(outstanding),
    spent: kronor(spent),
    unused: kronor(unused),
    reclaimed: kronor(reclaimed),
    repaid: kronor(repaid),
    refundsUnderWay: kronor(refundsUnderWay),
  };
}

describe("the cost report arithmetic (DOMAIN, case 1; paid 10)", () => {
  it("a refund under way is not refundable once more, nor is what it will cover excess", () => {
    expect(
      accountFor(money(0, { spent: 6, repaid: 2, refundsUnderWay: 2 }), { costs: kronor(9), disputed: ZERO }),
    ).toMatchObject({
      spent: kronor(6),
      refundable: kronor(1),
      refundUnderWay: kronor(2),
      excess: ZERO,
    });
  });

  it.each([
    [
      "report 8",
      money(10),
      8,
      0,
      { spent: 8, unused: 2, outstanding: 0, freed: 0, excess: 0, refundable: 0 },
    ],
    [
      "2 repaid, then report 8",
      money(8, { repaid: 2 }),
      8,
      0,
      { spent: 8, unused: 0, outstanding: 0, freed: 0, excess: 0, refundable: 0 },
    ],
    [
      "2 repaid, then report 9",
      money(8, { repaid: 2 }),
      9,
      0,
      { spent: 8, unused: 0, outstanding: 0, freed: 0, excess: 0, refundable: 1 },
    ],
    [
      "2 repaid, then report 11",
      money(8, { repaid: 2 }),
      11,
      0,
      { spent: 8, unused: 0, outstanding: 0, freed: 0, excess: 1, refundable: 2 },
    ],
    [
      "costs 11",
      money(10),
      11,
      0,
      { spent: 10, unused: 0, outstanding: 0, freed: 0, excess: 1, refundable: 0 },
    ],
    [
      "costs 0",
      money(10),
      0,
      0,
      { spent: 0, unused: 10, outstanding: 0, freed: 0, excess: 0, refundable: 0 },
    ],
    [
      "all reclaimed, late report 8",
      money(0, { reclaimed: 10 }),
      8,
      0,
      { spent: 8, unused: 0, outstanding: 0, freed: 8, excess: 0, refundable: 0 },
    ],
    [
      "half reclaimed, late report 8",
      money(5, { reclaimed: 5 }),
      8,
      0,
      { spent: 8, unused: 0, outstanding: 0, freed: 3, excess: 0, refundable: 0 },
    ],
    [
      "report 8/2, 2 repaid, corrected to 7",
      money(0, { spent: 8, repaid: 2 }),
      7,
      0,
      { spent: 7, unused: 1, outstanding: 0, freed: 0, excess: 0, refundable: 0 },
    ],
    [
      "report 8/2, 2 repaid, corrected to 9",
      money(0, { spent: 8, repaid: 2 }),
      9,
      0,
      { spent: 8, unused: 0, outstanding: 0, freed: 0, excess: 0, refundable: 1 },
    ],
    [
      "report 8/2, corrected to 9",
      money(0, { spent: 8, unused: 2 }),
      9,
      0,
      { spent: 9, unused: 1, outstanding: 0, freed: 0, excess: 0, refundable: 0 },
    ],
    [
      "report 8 of which 3 in dispute",
      money(10),
      8,
      3,
      { spent: 5, unused: 2, outstanding: 3, freed: 0, excess: 0, refundable: 0 },
    ],
    [
      "report 12 of which 3 in dispute",
      money(10),
      12,
      3,
      { spent: 9, unused: 0, outstanding: 1, freed: 0, excess: 0, refundable: 0 },
    ],
  ])("%s", (_, at, costs, disputed, expected) => {
    const kronorOf = Object.entries(accountFor(at, { costs: kronor(costs), disputed: kronor(disputed) })).map(
      ([key, amount]) => [key, amount / 100],
    );
    expect(Object.fromEntries(kronorOf)).toEqual({ refundUnderWay: 0, ...expected });
  });

  const some = fc.integer({ min: 0, max: 1_000 }).map(ore);
  const anywhere = fc.record({
    outstanding: some,
    spent: some,
    unused: some,
    reclaimed: some,
    repaid: some,
    refundsUnderWay: some,
  });
  const reported = fc.tuple(some, some).map(([a, b]) => ({ costs: ore(a + b), disputed: a }));

  it("creates and loses no money: what was at hand and what is freed is what stands afterwards", () => {
    fc.assert(
      fc.property(anywhere, reported, (at, costs) => {
        const { spent, unused, outstanding, freed } = accountFor(at, costs);
        expect(spent + unused + outstanding).toBe(at.outstanding + at.spent + at.unused + freed);
      }),
    );
  });

  it("gives no amount below zero, frees no more than was demanded, refunds no more than was repaid", () => {
    fc.assert(
      fc.property(anywhere, reported, (at, costs) => {
        const result = accountFor(at, costs);
        for (const amount of Object.values(result)) expect(amount).toBeGreaterThanOrEqual(0);
        expect(result.freed).toBeLessThanOrEqual(at.reclaimed);
        expect(result.refundable).toBeLessThanOrEqual(at.repaid);
        expect(result.outstanding).toBeLessThanOrEqual(costs.disputed);
      }),
    );
  });

  it("every accepted cost is spent, refundable, being refunded or shown as excess, and nothing is unused beside a shortage", () => {
    fc.assert(
      fc.property(anywhere, reported, (at, costs) => {
        const { spent, refundable, refundUnderWay, excess, unused, freed } = accountFor(at, costs);
        expect(spent + refundable + refundUnderWay + excess).toBe(costs.costs - costs.disputed);
        expect(refundUnderWay).toBeLessThanOrEqual(at.refundsUnderWay);
        if (refundable + excess > 0) expect(unused).toBe(0);
        if (freed > 0) expect(unused).toBe(0);
      }),
    );
  });

  it("reported again with the same costs, nothing moves", () => {
    fc.assert(
      fc.property(anywhere, reported, (at, costs) => {
        const { spent, unused, outstanding, freed } = accountFor(at, costs);
        const after = { ...at, spent, unused, outstanding, reclaimed: ore(at.reclaimed - freed) };
        expect(accountFor(after, costs)).toMatchObject({ spent, unused, outstanding, freed: ZERO });
      }),
    );
  });
});
