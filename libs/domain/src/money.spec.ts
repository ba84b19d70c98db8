import { Decimal } from "decimal.js";
import fc from "fast-check";
import {
  LARGEST_AMOUNT,
  ZERO,
  add,
  formatAmount,
  kronor,
  largest,
  negate,
  notNegative,
  ore,
  oreFromKronor,
  parseAmount,
  parsePositiveAmount,
  positive,
  smallest,
  subtract,
  sum,
} from "./money.ts";
import type { Ore } from "./money.ts";
import { InvariantError } from "./rule-error.ts";

const MOST = Number.MAX_SAFE_INTEGER;
/** Small enough that a handful of them add up within the limit. */
const someAmount = fc.integer({ min: -1e14, max: 1e14 }).map(ore);

describe("an amount is a whole number of öre", () => {
  it.each([0.5, NaN, Infinity, MOST + 1, -MOST - 1])("refuses %p", (amount) => {
    expect(() => ore(amount)).toThrow(InvariantError);
  });

  it("has one zero only: the negation of zero is zero", () => {
    expect(Object.is(negate(ZERO), 0)).toBe(true);
    expect(Object.is(ore(-0), 0)).toBe(true);
  });

  it("takes whole kronor and refuses a fraction, also one that is exact in binary", () => {
    expect(kronor(172_500_000)).toBe(17_250_000_000);
    expect(() => kronor(0.5)).toThrow(InvariantError);
    expect(() => kronor(0.29)).toThrow(InvariantError);
  });

  it("refuses more kronor than fit in öre", () => {
    expect(kronor(90_071_992_547_409)).toBe(9_007_199_254_740_900);
    expect(() => kronor(90_071_992_547_410)).toThrow(InvariantError);
  });
});

describe("adding and subtracting", () => {
  it("stops instead of rounding when a sum leaves the exact integers", () => {
    const tooLarge = expect.objectContaining({ name: "RuleError", rule: "sum-too-large" });
    expect(() => add(ore(MOST), ore(1))).toThrow(tooLarge);
    expect(() => subtract(ore(-MOST), ore(MOST))).toThrow(tooLarge);
    expect(() => sum([ore(MOST), ore(MOST), ore(-MOST)])).toThrow(tooLarge);
  });

  it("goes to the last exact integer of either sign, and says which it is", () => {
    expect([add(ore(MOST - 1), ore(1)), subtract(ore(1 - MOST), ore(1))]).toEqual([MOST, -MOST]);
    expect(() => add(ore(MOST), ore(1))).toThrow(
      expect.objectContaining({ details: { figures: { largest: "90071992547409.91" } } }),
    );
  });

  it("sums nothing to zero", () => {
    expect(sum([])).toBe(ZERO);
  });

  it("takes away what it added (property)", () => {
    fc.assert(
      fc.property(someAmount, someAmount, (a, b) => {
        expect(subtract(add(a, b), b)).toBe(a);
        expect(add(a, negate(b))).toBe(subtract(a, b));
      }),
    );
  });

  it("sums exactly as integers without a limit do, in any order (property)", () => {
    fc.assert(
      fc.property(fc.array(someAmount, { maxLength: 50 }), (amounts) => {
        const exact = amounts.reduce((total, amount) => total + BigInt(amount), 0n);
        expect(BigInt(sum(amounts))).toBe(exact);
        expect(sum(amounts.toReversed())).toBe(sum(amounts));
      }),
    );
  });

  it("finds the smallest and the largest among amounts of both signs", () => {
    const amounts: [Ore, ...Ore[]] = [ore(3), ore(-5), ore(4)];
    expect(smallest(...amounts)).toBe(-5);
    expect(largest(...amounts)).toBe(4);
    expect(smallest(ore(7))).toBe(7);
  });
});

describe("an amount that breaks a rule", () => {
  const refused = (rule: string, given: string, field = "amount") =>
    expect.objectContaining({ rule, details: { field, figures: { given } } });

  it("is named with what was given, in the caller's field or as the amount", () => {
    expect(() => parseAmount("1,00")).toThrow(refused("amount-format", "1,00"));
    expect(() => parsePositiveAmount("0.00")).toThrow(refused("amount-not-positive", "0.00"));
    expect(() => parsePositiveAmount("-1.00", "sum")).toThrow(refused("amount-not-positive", "-1.00", "sum"));
    expect(() => positive(kronor(-2))).toThrow(refused("amount-not-positive", "-2.00"));
    expect(() => notNegative(kronor(-3))).toThrow(refused("amount-negative", "-3.00"));
    expect(() => oreFromKronor(new Decimal("0.001"))).toThrow(refused("amount-format", "0.001"));
    expect(notNegative(ZERO)).toBe(ZERO);
  });
});

describe("an amount on the wire", () => {
  it.each([
    ["0.00", 0],
    ["0.05", 5],
    ["172500000.00", 17_250_000_000],
    ["-28300000.00", -2_830_000_000],
    ["1000000000000.00", LARGEST_AMOUNT],
  ])("reads %s as %d öre and writes it the same", (text, amount) => {
    expect(parseAmount(text)).toBe(amount);
    expect(formatAmount(ore(amount))).toBe(text);
  });

  it.each<unknown>([
    172500000,
    "172500000",
    "172500000.0",
    "172500000.000",
    "172 500 000.00",
    "172,500,000.00",
    "172500000,00",
    "+1.00",
    "01.00",
    ".50",
    "1e3",
    "1.00\n",
    "",
    "NaN",
    "１.00",
    null,
    undefined,
    10n,
    JSON.parse('{"toString": 1}'),
  ])("refuses %p by the rule amount-format, naming the field", (given) => {
    expect(() => parseAmount(given, "lines[0].amount")).toThrow(
      expect.objectContaining({
        name: "RuleError",
        rule: "amount-format",
        field: "lines[0].amount",
        message: expect.stringMatching(/^lines\[0\]\.amount must be a decimal string with exactly two/),
      }),
    );
  });

  it("refuses the first öre above a thousand miljarder, and says what the limit is", () => {
    expect(parseAmount("1000000000000.00")).toBe(LARGEST_AMOUNT);
    for (const given of ["1000000000000.01", "-1000000000000.01", `${"9".repeat(40)}.00`]) {
      expect(() => parseAmount(given)).toThrow(
        expect.objectContaining({
          rule: "amount-too-large",
          figures: { given, largest: "1000000000000.00" },
        }),
      );
    }
  });

  it("keeps every amount through writing and reading (property)", () => {
    fc.assert(
      fc.property(someAmount, (amount) => {
        expect(parseAmount(formatAmount(amount))).toBe(amount);
      }),
    );
  });

  it.each(["0.00", "-0.01"])("refuses to move %s: it is not above zero", (given) => {
    expect(() => parsePositiveAmount(given, "amount")).toThrow(
      expect.objectContaining({ rule: "amount-not-positive", figures: { given } }),
    );
  });

  it("moves a single öre", () => {
    expect(parsePositiveAmount("0.01")).toBe(1);
  });
});

describe("kronor with decimals, exactly", () => {
  it("refuses a fraction of an öre behind 20 significant digits, where a product would have lost it", () => {
    expect(() => oreFromKronor(new Decimal("100000000000.00999999999999"))).toThrow(
      expect.objectContaining({
        rule: "amount-format",
        message: "amount is finer than one öre: 100000000000.00999999999999 kronor.",
      }),
    );
  });

  it("takes an exponent for what it is worth", () => {
    expect(oreFromKronor(new Decimal("35.3e6"))).toBe(3_530_000_000);
  });

  it("refuses what is no amount at all", () => {
    expect(() => oreFromKronor(new Decimal("Infinity"))).toThrow(
      expect.objectContaining({ rule: "amount-too-large" }),
    );
    expect(() => oreFromKronor(new Decimal(NaN))).toThrow(InvariantError);
  });
});
