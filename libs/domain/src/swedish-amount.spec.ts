import fc from "fast-check";
import { LARGEST_AMOUNT, kronor, ore } from "./money.ts";
import { formatSwedishAmount, parseSwedishAmount } from "./swedish-amount.ts";

const NBSP = "\u00a0";
const NARROW = "\u202f";

describe("every form of amount in the four agreements", () => {
  // 2007: running text in millions; a line break falls between number and unit more than once.
  it.each([
    ["1,35 miljoner kronor", 1_350_000],
    ["2 miljoner kronor", 2_000_000],
    ["2,385 miljoner kronor", 2_385_000],
    ["2,5 miljoner kronor", 2_500_000],
    ["3 miljoner kronor", 3_000_000],
    ["3,165 miljoner kronor", 3_165_000],
    ["5 miljoner kronor", 5_000_000],
    ["6 \nmiljoner kronor", 6_000_000],
    ["7,5 miljoner kronor", 7_500_000],
    ["8 miljoner kronor", 8_000_000],
    ["8,5 miljoner kronor", 8_500_000],
    ["10 miljoner kronor", 10_000_000],
    ["11 miljoner kronor", 11_000_000],
    ["12 miljoner kronor", 12_000_000],
    ["15 miljoner kronor", 15_000_000],
    ["19,6 miljoner kronor", 19_600_000],
    ["23 miljoner kronor", 23_000_000],
  ])("2007: %j", (text, expected) => {
    expect(parseSwedishAmount(text)).toBe(kronor(expected));
  });

  it.each([
    ["250 000 kronor", 250_000],
    ["3 000 000 kronor", 3_000_000],
    ["5 000 000 kronor", 5_000_000],
    ["6 000 000 kronor", 6_000_000],
    ["11 000 000 kronor", 11_000_000],
    ["15 000 000 kronor", 15_000_000],
  ])("2011: %j", (text, expected) => {
    expect(parseSwedishAmount(text)).toBe(kronor(expected));
  });

  it.each([
    ["500 000 kr", 500_000],
    ["1 000 000 kronor", 1_000_000],
    ["1 500 000 kronor", 1_500_000],
    ["2 000 000 kronor", 2_000_000],
    ["2 100 000 kronor", 2_100_000],
    ["3 000 000 kronor", 3_000_000],
    ["3 100 000 kronor", 3_100_000],
    ["3 200 000 kronor", 3_200_000],
    ["5 000 000 kronor", 5_000_000],
    ["15 000 000 kronor", 15_000_000],
    ["33 900 000 kronor", 33_900_000],
    ["35 300 000  kronor", 35_300_000], // two spaces before the unit
    ["35,3 mnkr", 35_300_000], // the table's column heading gives the unit
    ["1,4 mnkr", 1_400_000],
  ])("2013: %j", (text, expected) => {
    expect(parseSwedishAmount(text)).toBe(kronor(expected));
  });

  it.each([
    ["2 000 000 kronor", 2_000_000],
    ["2 500 000 kronor", 2_500_000],
    ["4 000 000 kronor", 4_000_000],
    ["4 500 000 kronor", 4_500_000],
    ["5 000 000 kr", 5_000_000],
    ["5 000 000 kronor", 5_000_000],
    ["5 500 000 kronor", 5_500_000],
    ["6 000 000 kronor", 6_000_000],
    ["9 500 000 kronor", 9_500_000],
    ["10 000 000 kronor", 10_000_000],
    ["17 500 000 kronor", 17_500_000],
    ["28 300 000 kronor", 28_300_000],
    ["60 000 000 kronor", 60_000_000],
    ["65 000 000 kronor", 65_000_000],
    ["71 700 000 kronor", 71_700_000],
    ["74 500 000 kronor", 74_500_000],
    ["100 000 000 kronor", 100_000_000],
    ["112 500 000 kronor", 112_500_000],
    ["172 500 000 kronor", 172_500_000],
    ["174 500 000 kronor", 174_500_000],
    ["284 000 000 kronor", 284_000_000],
    ["384 000 000 kronor", 384_000_000],
  ])("2022: %j", (text, expected) => {
    expect(parseSwedishAmount(text)).toBe(kronor(expected));
  });

  it("2013: 1400 000 kronor is read only once a person has confirmed it", () => {
    expect(() => parseSwedishAmount("1400 000 kronor", { field: "lines[9].amount" })).toThrow(
      expect.objectContaining({
        name: "RuleError",
        rule: "amount-grouping-irregular",
        field: "lines[9].amount",
        message: `lines[9].amount "1400 000 kronor" is grouped irregularly: it would be read as 1${NBSP}400${NBSP}000,00${NBSP}kr. Confirm that reading or correct the digits.`,
        figures: { given: "1400 000 kronor", reading: "1400000.00" },
      }),
    );
    expect(parseSwedishAmount("1400 000 kronor", { confirmIrregular: true })).toBe(kronor(1_400_000));
  });

  it("2022: the dash of a list item is no minus, and is asked to be left out", () => {
    expect(() => parseSwedishAmount("- 65 000 000 kronor")).toThrow(
      expect.objectContaining({ rule: "amount-negative", message: expect.stringContaining("list's dash") }),
    );
  });
});

describe("other ways of writing the same", () => {
  it.each([
    ["33,9 miljoner kr", 33_900_000],
    ["158 mnkr", 158_000_000],
    ["12 tkr", 12_000],
    ["234 716 tkr", 234_716_000], // the regleringsbrev count in thousands
    ["1 758 390 tkr", 1_758_390_000],
    ["1 miljon kronor", 1_000_000],
    ["1 miljon kr", 1_000_000],
    ["500 tusen kronor", 500_000],
    ["1,7 miljarder kronor", 1_700_000_000],
    ["35,3 MNKR", 35_300_000],
    ["35,3mnkr", 35_300_000],
    [" 65 000 000 kr ", 65_000_000],
    ["65000000 kr", 65_000_000],
    [`65${NBSP}000${NBSP}000${NBSP}kr`, 65_000_000],
    [`65${NARROW}000${NARROW}000 kr`, 65_000_000],
    [`65${NBSP}000${NARROW}000 kr`, 65_000_000], // mixed in one amount
    ["0 kr", 0],
    ["0,5 mnkr", 500_000],
  ])("%j", (text, expected) => {
    expect(parseSwedishAmount(text)).toBe(kronor(expected));
  });

  it("reads down to the single öre, in every unit", () => {
    expect(parseSwedishAmount("0,01 kr")).toBe(1);
    expect(parseSwedishAmount("1,50 kronor")).toBe(150);
    expect(parseSwedishAmount("0,00001 tkr")).toBe(1);
    expect(parseSwedishAmount("172,50000001 mnkr")).toBe(17_250_000_001);
  });
});

describe("an amount that is not written in the Swedish way", () => {
  it.each<[unknown, string]>([
    ["-5 kr", "amount-negative"],
    ["\u22125 kr", "amount-negative"],
    ["1e6 kr", "amount-exponent"],
    ["1E+6 kronor", "amount-exponent"],
    ["1,000,000.50 kr", "amount-english-form"],
    ["1,000,000 kronor", "amount-english-form"],
    ["4,500 kronor", "amount-english-form"], // 4,50 kr or 4 500 kr: nobody knows
    ["35.3 mnkr", "amount-english-form"],
    ["1.400.000 kronor", "amount-english-form"],
    ["4 500 000", "amount-unit-missing"],
    ["35,3", "amount-unit-missing"],
    ["35,3 miljoner", "amount-unit-unknown"],
    ["500 000 SEK", "amount-unit-unknown"],
    ["500 000:- ", "amount-unit-unknown"], // stands in no source
    ["500 000 constructor", "amount-unit-unknown"],
    ["12 mnkr 500 tkr", "amount-text-format"],
    ["kronor", "amount-text-format"],
    ["", "amount-text-format"],
    [",5 mnkr", "amount-text-format"],
    ["35, mnkr", "amount-text-format"],
    ["35,3 5 mnkr", "amount-text-format"],
    ["0500 000 kr", "amount-text-format"],
    ["ca 5 kr", "amount-text-format"],
    [`5${" ".repeat(100_000)}kr`, "amount-text-format"],
    ["５ kr", "amount-text-format"],
    [4_500_000, "amount-text-format"],
    [null, "amount-text-format"],
    [undefined, "amount-text-format"],
    ["0,005 kr", "amount-format"],
    ["1,0001 kr", "amount-format"],
    ["0,000000001 mnkr", "amount-format"],
    [`1,${"0".repeat(30)}1 mnkr`, "amount-format"],
    ["1 000 000 000 000,01 kr", "amount-too-large"],
    ["999 999 miljarder kronor", "amount-too-large"],
  ])("%j is refused by the rule %s", (text, rule) => {
    expect(() => parseSwedishAmount(text, { field: "amount", confirmIrregular: true })).toThrow(
      expect.objectContaining({ name: "RuleError", rule, field: "amount" }),
    );
  });

  it.each([
    ["10 00 kr", "1000.00"],
    ["1 4000 000 kr", "14000000.00"],
    ["35  300 000 kr", "35300000.00"], // two spaces: a digit may be missing between them
    ["35\n300 000 kr", "35300000.00"],
    ["1 5 mnkr", "15000000.00"],
  ])("%j is grouped irregularly and would be read as %s", (text, reading) => {
    expect(() => parseSwedishAmount(text)).toThrow(
      expect.objectContaining({ rule: "amount-grouping-irregular", figures: { given: text, reading } }),
    );
  });
});

describe("an amount as the desk shows it", () => {
  it.each([
    [0, "0,00 kr"],
    [5, "0,05 kr"],
    [99_999, "999,99 kr"],
    [100_000, "1 000,00 kr"],
    [17_250_000_000, "172 500 000,00 kr"],
    [-2_830_000_000, "\u221228 300 000,00 kr"],
    [-10_000_00, "\u221210 000,00 kr"],
    [-100_00, "\u2212100,00 kr"],
  ])("%d öre is %s, with non-breaking spaces", (amount, shown) => {
    expect(formatSwedishAmount(ore(amount))).toBe(shown.replaceAll(" ", NBSP));
  });

  it("is read back to the same öre (property)", () => {
    fc.assert(
      fc.property(fc.nat({ max: LARGEST_AMOUNT }), (amount) => {
        expect(parseSwedishAmount(formatSwedishAmount(ore(amount)))).toBe(amount);
      }),
    );
  });
});
