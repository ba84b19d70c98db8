import { readFileSync } from "node:fs";
import fc from "fast-check";
import { parse } from "yaml";
import { readDistributionKey } from "./distribution-keys/distribution-key-file.ts";
import { distributeByKey, distributeByTable, distributeEqually } from "./distribution.ts";
import type { Share, Weight } from "./distribution.ts";
import { ZERO, kronor, ore, sum } from "./money.ts";

const KRONA = kronor(1);
const ORE = ore(1);

const population2022 = readDistributionKey(
  parse(readFileSync(new URL("../../../agreements/keys/population-2022.yaml", import.meta.url), "utf8")),
);

/**
 * Whole kronor per region: as published for a grant of 1 382 000 000 kr in 2022, and as computed for the
 * 112 500 000 kr of agreement 2022 chapter 6.6 (its own appendix is not known).
 */
const REGIONS: readonly (readonly [region: string, of1382000000: number, of112500000: number])[] = [
  ["region-01", 319_176_216, 25_982_145],
  ["region-03", 52_160_836, 4_246_088],
  ["region-04", 39_883_744, 3_246_687],
  ["region-05", 62_124_560, 5_057_173],
  ["region-06", 48_546_206, 3_951_844],
  ["region-07", 26_896_403, 2_189_468],
  ["region-08", 32_685_582, 2_660_729],
  ["region-09", 8_068_802, 656_831],
  ["region-10", 21_041_321, 1_712_843],
  ["region-12", 185_399_420, 15_092_210],
  ["region-13", 44_981_466, 3_661_661],
  ["region-14", 230_702_198, 18_780_027],
  ["region-17", 37_473_505, 3_050_484],
  ["region-18", 40_585_919, 3_303_847],
  ["region-19", 36_884_873, 3_002_567],
  ["region-20", 38_134_524, 3_104_294],
  ["region-21", 38_096_014, 3_101_159],
  ["region-22", 32_319_540, 2_630_932],
  ["region-23", 17_456_995, 1_421_065],
  ["region-24", 36_330_649, 2_957_452],
  ["region-25", 33_051_227, 2_690_494],
];

const amounts = (shares: readonly Share[]): number[] => shares.map(({ amount }) => amount);

/** Cases that rounding finds hard: few and many recipients, tiny and huge weights, equal ones and zeros. */
const anyWeight = fc.oneof(
  fc.nat({ max: 5 }),
  fc.nat({ max: 3_000_000 }),
  fc.nat({ max: Number.MAX_SAFE_INTEGER }),
);
const anyKey = fc
  .array(anyWeight, { minLength: 1, maxLength: 30 })
  .filter((weights) => weights.some((weight) => weight > 0))
  .map((weights): Weight[] => weights.map((weight, index) => ({ key: `party-${index}`, weight })));
const anyAmount = fc
  .oneof(fc.nat({ max: 1000 }), fc.nat({ max: 100_000_000_000 }), fc.nat({ max: Number.MAX_SAFE_INTEGER }))
  .map(ore);
const anyUnit = fc
  .oneof(
    fc.constantFrom(1, 100, 100_000),
    fc.integer({ min: 1, max: 1_000_000 }),
    fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  )
  .map(ore);

describe("by the population key of 2022, in whole kronor", () => {
  it("1 382 000 000 kr give the 21 amounts that were published", () => {
    expect(distributeByKey(kronor(1_382_000_000), population2022.weights, KRONA)).toEqual(
      REGIONS.map(([key, published]) => ({ key, amount: kronor(published) })),
    );
  });

  it("112 500 000 kr give the 21 amounts of agreement 2022", () => {
    expect(distributeByKey(kronor(112_500_000), population2022.weights, KRONA)).toEqual(
      REGIONS.map(([key, , computed]) => ({ key, amount: kronor(computed) })),
    );
  });
});

describe("equally", () => {
  const six = ["norra", "mellansverige", "stockholm-gotland", "vastra", "sydostra", "sodra"];

  it("60 000 000 kr give each of six collaboration regions 10 000 000 kr", () => {
    expect(distributeEqually(kronor(60_000_000), six, KRONA)).toEqual(
      six.map((key) => ({ key, amount: kronor(10_000_000) })),
    );
  });

  it("100 kr by six leave four kronor over, which the first four in order get", () => {
    expect(amounts(distributeEqually(kronor(100), six, KRONA))).toEqual([1700, 1700, 1700, 1700, 1600, 1600]);
  });

  it("the rounding unit decides: 100 kr by six in öre differ by one öre only", () => {
    expect(amounts(distributeEqually(kronor(100), six, ORE))).toEqual([1667, 1667, 1667, 1667, 1666, 1666]);
  });
});

describe("the largest remainder", () => {
  const byWeights = (amount: number, weights: number[], unit = 1): number[] =>
    amounts(
      distributeByKey(
        ore(amount),
        weights.map((weight, index) => ({ key: `party-${index}`, weight })),
        ore(unit),
      ),
    );

  it("gets the unit that is left over, wherever it stands", () => {
    // Exact shares 1.4, 1.8 and 6.8: the two remainders of 0.8 come before 0.4.
    expect(byWeights(10, [14, 18, 68])).toEqual([1, 2, 7]);
  });

  it("is decided by the key's order between equals", () => {
    expect(byWeights(1, [1, 1, 1])).toEqual([1, 0, 0]);
    expect(byWeights(2, [1, 1, 1])).toEqual([1, 1, 0]);
  });

  it("never gives a party without weight anything", () => {
    expect(byWeights(11, [0, 3, 0, 3, 0])).toEqual([0, 6, 0, 5, 0]);
  });

  it("gives nobody anything of nothing", () => {
    expect(byWeights(0, [1, 2])).toEqual([0, 0]);
  });

  it("gives the rest below a unit undivided to the next in the row", () => {
    // 10,50 kr in whole kronor: exact shares 2.1, 3.15 and 5.25 kr. Remainders .25, .15, .10 kr in that row:
    // no whole krona is left over (10.50 − 2 − 3 − 5 = 0.50), so the first in the row gets the 50 öre.
    expect(byWeights(1050, [20, 30, 50], 100)).toEqual([200, 300, 550]);
    // 11,50 kr by three equals: 3 kr each, two kronor left over for the first two, and 50 öre for the third.
    expect(byWeights(1150, [1, 1, 1], 100)).toEqual([400, 400, 350]);
  });

  it("gives an amount below one unit to the largest weight", () => {
    expect(byWeights(99, [1, 3, 2], 100)).toEqual([0, 99, 0]);
  });

  it("is exact where 20 significant digits are not enough", () => {
    const most = Number.MAX_SAFE_INTEGER;
    expect(byWeights(most, [most - 1, most], 1)).toEqual([4_503_599_627_370_495, 4_503_599_627_370_496]);
    expect(byWeights(most, [most, most - 1, 1], 1)).toEqual([
      4_503_599_627_370_496, 4_503_599_627_370_495, 0,
    ]);
  });
});

describe("for any amount, key and unit (properties)", () => {
  const runs = { numRuns: 2000 };

  it("the shares stand in the key's order and sum to the amount, none below zero", () => {
    fc.assert(
      fc.property(anyAmount, anyKey, anyUnit, (amount, weights, unit) => {
        const shares = distributeByKey(amount, weights, unit);
        expect(shares.map(({ key }) => key)).toEqual(weights.map(({ key }) => key));
        expect(sum(amounts(shares).map(ore))).toBe(amount);
        expect(Math.min(...amounts(shares))).toBeGreaterThanOrEqual(0);
      }),
      runs,
    );
  });

  it("a larger weight never gets less, and between equals the earlier never gets less than the later", () => {
    fc.assert(
      fc.property(anyAmount, anyKey, anyUnit, (amount, weights, unit) => {
        const shares = amounts(distributeByKey(amount, weights, unit));
        const ranked = weights
          .map(({ weight }, order) => ({ weight, order, share: shares[order] ?? NaN }))
          .sort((a, b) => a.weight - b.weight || b.order - a.order)
          .map(({ share }) => share);
        for (const [index, share] of ranked.entries()) {
          if (index > 0) expect(share).toBeGreaterThanOrEqual(ranked[index - 1] ?? NaN);
        }
      }),
      runs,
    );
  });

  it("every share is within one unit of the exact one, and all but one are whole units", () => {
    fc.assert(
      fc.property(anyAmount, anyKey, anyUnit, (amount, weights, unit) => {
        const shares = amounts(distributeByKey(amount, weights, unit));
        const whole = weights.reduce((total, { weight }) => total + BigInt(weight), 0n);
        for (const [index, { weight }] of weights.entries()) {
          const exact = BigInt(amount) * BigInt(weight);
          const off = BigInt(shares[index] ?? NaN) * whole - exact;
          expect(off < BigInt(unit) * whole && -off < BigInt(unit) * whole).toBe(true);
        }
        expect(shares.filter((share) => share % unit !== 0).length).toBeLessThanOrEqual(1);
      }),
      runs,
    );
  });

  it("no weight, no share", () => {
    fc.assert(
      fc.property(anyAmount, anyKey, anyUnit, (amount, weights, unit) => {
        const withZero = [{ key: "zero", weight: 0 }, ...weights];
        const [zero, ...rest] = distributeByKey(amount, withZero, unit);
        expect(zero).toEqual({ key: "zero", amount: ZERO });
        expect(rest).toEqual(distributeByKey(amount, weights, unit));
      }),
      runs,
    );
  });

  it("equal shares differ by one unit at most", () => {
    fc.assert(
      fc.property(anyAmount, fc.integer({ min: 1, max: 40 }), anyUnit, (amount, count, unit) => {
        const keys = Array.from({ length: count }, (_, index) => `party-${index}`);
        const shares = amounts(distributeEqually(amount, keys, unit));
        expect(sum(shares.map(ore))).toBe(amount);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(unit);
      }),
      runs,
    );
  });
});

describe("a distribution that cannot be made", () => {
  const halves: Weight[] = [
    { key: "a", weight: 1 },
    { key: "b", weight: 1 },
  ];

  it.each<[string, string, () => unknown]>([
    ["nobody to give to", "distribution-no-keys", () => distributeByKey(KRONA, [], KRONA)],
    ["nobody among equals", "distribution-no-keys", () => distributeEqually(KRONA, [], KRONA)],
    ["an empty table", "distribution-no-keys", () => distributeByTable(ZERO, [])],
    [
      "somebody who stands twice",
      "distribution-duplicate-key",
      () => distributeByKey(KRONA, [...halves, { key: "a", weight: 2 }], KRONA),
    ],
    [
      "somebody twice among equals",
      "distribution-duplicate-key",
      () => distributeEqually(KRONA, ["a", "a"], KRONA),
    ],
    [
      "somebody twice in the table",
      "distribution-duplicate-key",
      () =>
        distributeByTable(ore(200), [
          { key: "a", amount: KRONA },
          { key: "a", amount: KRONA },
        ]),
    ],
    [
      "a negative weight",
      "distribution-weight",
      () => distributeByKey(KRONA, [{ key: "a", weight: -1 }], KRONA),
    ],
    [
      "half a person",
      "distribution-weight",
      () => distributeByKey(KRONA, [{ key: "a", weight: 0.5 }], KRONA),
    ],
    ["no number", "distribution-weight", () => distributeByKey(KRONA, [{ key: "a", weight: NaN }], KRONA)],
    [
      "all weights zero",
      "distribution-no-weight",
      () => distributeByKey(KRONA, [{ key: "a", weight: 0 }], KRONA),
    ],
    [
      "all weights zero, nothing to give",
      "distribution-no-weight",
      () => distributeByKey(ZERO, [{ key: "a", weight: 0 }], KRONA),
    ],
    ["a unit of nothing", "distribution-unit", () => distributeByKey(KRONA, halves, ZERO)],
    ["a negative unit", "distribution-unit", () => distributeByKey(KRONA, halves, ore(-100))],
    ["a negative amount", "distribution-amount-negative", () => distributeByKey(ore(-1), halves, KRONA)],
    [
      "a negative amount by table",
      "distribution-amount-negative",
      () => distributeByTable(ore(-1), [{ key: "a", amount: ore(-1) }]),
    ],
    [
      "a negative row",
      "distribution-table-negative",
      () =>
        distributeByTable(KRONA, [
          { key: "a", amount: ore(200) },
          { key: "b", amount: ore(-100) },
        ]),
    ],
  ])("%s is refused by the rule %s", (_what, rule, distribute) => {
    expect(distribute).toThrow(expect.objectContaining({ name: "RuleError", rule }));
  });
});

describe("a table in the decision", () => {
  const table: Share[] = [
    { key: "region-01", amount: kronor(70) },
    { key: "region-03", amount: kronor(30) },
    { key: "region-04", amount: ZERO },
  ];

  it("is taken as it stands, zeros included", () => {
    expect(distributeByTable(kronor(100), table)).toEqual(table);
  });

  it.each([
    [101, "-1.00"],
    [99, "1.00"],
  ])("that does not sum to %d kr is refused with the difference %s", (amount, difference) => {
    expect(() => distributeByTable(kronor(amount), table)).toThrow(
      expect.objectContaining({
        rule: "distribution-table-sum",
        message: `The table sums to 100.00, not to ${amount}.00: the difference is ${difference}.`,
        figures: { amount: `${amount}.00`, sum: "100.00", difference },
      }),
    );
  });
});
