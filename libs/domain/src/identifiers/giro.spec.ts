import fc from "fast-check";
import { giroDigits, parseBankgiro, parseGiro, parsePlusgiro } from "./giro.ts";
import { luhnDigit } from "./luhn.ts";

const complete = (digits: string): string => digits + luhnDigit(digits);

describe("a bankgiro number", () => {
  it.each([
    ["5402-9681", "5402-9681"],
    ["54029681", "5402-9681"],
    ["5402\u20119681", "5402-9681"],
    [" 5402 \u2013 9681 ", "5402-9681"],
    ["902-0033", "902-0033"],
    ["9020033", "902-0033"],
  ])("%j is printed %s", (text, printed) => {
    expect(parseBankgiro(text)).toBe(printed);
  });

  it.each<unknown>([
    "540-968",
    "15402-9681",
    "54-029681",
    "0902-0033",
    "000-0000",
    "5402-968x",
    "",
    54029681,
    null,
  ])("is not %p", (text) => {
    expect(() => parseBankgiro(text, "requisition.bankgiro")).toThrow(
      expect.objectContaining({ name: "RuleError", rule: "bankgiro-format", field: "requisition.bankgiro" }),
    );
  });

  it("with a wrong check digit is refused, naming the right one", () => {
    expect(() => parseBankgiro("5402-9680")).toThrow(
      expect.objectContaining({
        rule: "bankgiro-checksum",
        message: "bankgiro 5402-9680 has a wrong check digit: the last digit should be 1.",
        figures: { given: "5402-9680", expectedDigit: "1" },
      }),
    );
  });
});

describe("a plusgiro number", () => {
  it.each([
    ["4-2", "4-2"],
    ["42", "4-2"],
    ["18-2", "18-2"],
    ["182-6", "182-6"],
    ["1826-7", "18 26-7"],
    ["2865434", "28 65 43-4"],
    ["28 65 43\u20114", "28 65 43-4"],
    ["28\u00a065\u00a043 - 4", "28 65 43-4"],
    ["41054685", "410 54 68-5"],
  ])("%j is printed %s", (text, printed) => {
    expect(parsePlusgiro(text)).toBe(printed);
  });

  it.each<unknown>(["4", "410546850", "28-65434", "0-0", "04-2", "28.65.43-4", "", 42, undefined])(
    "is not %p",
    (text) => {
      expect(() => parsePlusgiro(text)).toThrow(
        expect.objectContaining({ name: "RuleError", rule: "plusgiro-format", field: "plusgiro" }),
      );
    },
  );

  it("with a wrong check digit is refused, naming the right one", () => {
    expect(() => parsePlusgiro("28 65 43-5")).toThrow(
      expect.objectContaining({
        rule: "plusgiro-checksum",
        message: "plusgiro 28 65 43-5 has a wrong check digit: the last digit should be 4.",
        figures: { given: "28 65 43-5", expectedDigit: "4" },
      }),
    );
  });
});

describe("the type of a giro number is given and stored, never guessed", () => {
  it("reads the same digits as either, as the recipient said", () => {
    expect(parseGiro({ type: "bankgiro", number: "9020033" })).toEqual({
      type: "bankgiro",
      number: "902-0033",
    });
    expect(parseGiro({ type: "plusgiro", number: "9020033" })).toEqual({
      type: "plusgiro",
      number: "90 20 03-3",
    });
  });

  it.each<unknown>([undefined, null, "", "Bankgiro", "iban", 1])("refuses the type %p", (type) => {
    expect(() => parseGiro({ type, number: "9020033" }, "requisition.giro")).toThrow(
      expect.objectContaining({ name: "RuleError", rule: "giro-type", field: "requisition.giro.type" }),
    );
  });

  it("names the number's own field when the number is wrong", () => {
    expect(() => parseGiro({ type: "plusgiro", number: "9020034" })).toThrow(
      expect.objectContaining({ rule: "plusgiro-checksum", field: "giro.number" }),
    );
  });

  it("has one spelling per account: printed or as digits, it is read back the same (property)", () => {
    const bankgiros = fc.stringMatching(/^[1-9]\d{5,6}$/).map(complete);
    const plusgiros = fc.stringMatching(/^[1-9]\d{0,6}$/).map(complete);
    fc.assert(
      fc.property(bankgiros, plusgiros, (bankgiro, plusgiro) => {
        expect(giroDigits(parseBankgiro(bankgiro))).toBe(bankgiro);
        expect(parseBankgiro(parseBankgiro(bankgiro))).toBe(parseBankgiro(bankgiro));
        expect(giroDigits(parsePlusgiro(plusgiro))).toBe(plusgiro);
        expect(parsePlusgiro(parsePlusgiro(plusgiro))).toBe(parsePlusgiro(plusgiro));
      }),
    );
  });
});
