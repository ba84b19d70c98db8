import { given, givenFigure } from "../given.ts";
import { RuleError } from "../rule-error.ts";
import { expectedLastDigit } from "./luhn.ts";
import { withoutSpaces } from "./printed-text.ts";

declare const ocrBrand: unique symbol;

/** A payment reference that a bank checks digit by digit, without spaces. */
export type OcrReference = string & { readonly [ocrBrand]: true };

/**
 * Reads an OCR reference: 2–25 digits, the last by Luhn.
 *
 * @param mode.lengthDigit the payee's agreement with its bank says that the last digit but one is the
 *   whole reference's length mod 10, both check digits counted
 * @throws RuleError `ocr-format`, `ocr-checksum`, `ocr-length-digit`
 */
export function parseOcr(
  text: unknown,
  field = "ocr",
  mode: { readonly lengthDigit?: boolean } = {},
): OcrReference {
  const digits = typeof text === "string" ? withoutSpaces(text) : "";
  if (!/^\d{2,25}$/.test(digits)) {
    throw new RuleError("ocr-format", `${field} must be 2 to 25 digits, not ${given(text)}.`, {
      field,
      figures: { given: givenFigure(text) },
    });
  }
  const expected = expectedLastDigit(digits);
  if (!digits.endsWith(expected)) {
    throw new RuleError(
      "ocr-checksum",
      `${field} ${digits} has a wrong check digit: the last digit should be ${expected}.`,
      { field, figures: { given: digits, expectedDigit: expected } },
    );
  }
  const expectedLength = String(digits.length % 10);
  if (mode.lengthDigit && digits.at(-2) !== expectedLength) {
    throw new RuleError(
      "ocr-length-digit",
      `${field} ${digits} has ${digits.length} digits, so the last but one should be ${expectedLength}.`,
      { field, figures: { given: digits, length: String(digits.length), expectedDigit: expectedLength } },
    );
  }
  return digits as OcrReference;
}
