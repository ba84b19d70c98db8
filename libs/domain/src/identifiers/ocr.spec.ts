import fc from "fast-check";
import { luhnDigit } from "./luhn.ts";
import { parseOcr } from "./ocr.ts";

describe("an OCR reference", () => {
  it.each([
    ["18", "18"], // the shortest: one digit and its check digit
    ["1230", "1230"],
    [" 12 30 ", "1230"],
    ["12\u00a030", "1230"],
    ["1".repeat(24) + luhnDigit("1".repeat(24)), "1".repeat(24) + luhnDigit("1".repeat(24))],
  ])("%j is read as %s", (text, digits) => {
    expect(parseOcr(text)).toBe(digits);
  });

  it.each<unknown>(["", "0", "1".repeat(26), "12-30", "OCR 1230", "12.30", 1230, null])(
    "is not %p",
    (text) => {
      expect(() => parseOcr(text, "reference")).toThrow(
        expect.objectContaining({ name: "RuleError", rule: "ocr-format", field: "reference" }),
      );
    },
  );

  it("with a wrong check digit is refused, naming the right one", () => {
    expect(() => parseOcr("1231")).toThrow(
      expect.objectContaining({
        rule: "ocr-checksum",
        message: "ocr 1231 has a wrong check digit: the last digit should be 0.",
        figures: { given: "1231", expectedDigit: "0" },
      }),
    );
  });

  it("is read with any payload once its check digit stands (property)", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{1,24}$/), (payload) => {
        const reference = payload + luhnDigit(payload);
        expect(parseOcr(reference)).toBe(reference);
      }),
    );
  });
});

describe("an OCR reference with a length digit", () => {
  it("counts itself and the check digit: 123 becomes 12351", () => {
    expect(parseOcr("12351", "ocr", { lengthDigit: true })).toBe("12351");
  });

  it("wraps at ten digits", () => {
    const payload = "123456780";
    const reference = payload + luhnDigit(payload);
    expect(reference).toHaveLength(10);
    expect(parseOcr(reference, "ocr", { lengthDigit: true })).toBe(reference);
  });

  it("is refused when the length is another, although the check digit is right", () => {
    expect(parseOcr("1230")).toBe("1230");
    expect(() => parseOcr("1230", "ocr", { lengthDigit: true })).toThrow(
      expect.objectContaining({
        rule: "ocr-length-digit",
        message: "ocr 1230 has 4 digits, so the last but one should be 4.",
        figures: { given: "1230", length: "4", expectedDigit: "4" },
      }),
    );
  });
});
