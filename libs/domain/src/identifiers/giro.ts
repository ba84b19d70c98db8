import { given, givenFigure } from "../given.ts";
import { RuleError } from "../rule-error.ts";
import { expectedLastDigit } from "./luhn.ts";
import { withoutSpaces } from "./printed-text.ts";

declare const bankgiroBrand: unique symbol;
declare const plusgiroBrand: unique symbol;

/** A bankgiro number as printed, `123-4567` or `1234-5678`. */
export type Bankgiro = string & { readonly [bankgiroBrand]: true };
/** A plusgiro number as printed, `12 34 56-7`. */
export type Plusgiro = string & { readonly [plusgiroBrand]: true };

/** The same digits can be valid as both, so the type travels with the number and is never guessed (FORMATS). */
export type Giro =
  | { readonly type: "bankgiro"; readonly number: Bankgiro }
  | { readonly type: "plusgiro"; readonly number: Plusgiro };

/**
 * A leading zero is refused for both: it pads numbers in bank files to a fixed width, and the same account
 * would get two spellings.
 */
const BANKGIRO = /^([1-9]\d{2,3})-?(\d{4})$/;
const PLUSGIRO = /^([1-9]\d{0,6})-?(\d)$/;

/**
 * Reads a bankgiro number: 7–8 digits, the last by Luhn, spaces and any dash accepted.
 *
 * @throws RuleError `bankgiro-format`, `bankgiro-checksum`
 */
export function parseBankgiro(text: unknown, field = "bankgiro"): Bankgiro {
  const parts = typeof text === "string" ? BANKGIRO.exec(withoutSpaces(text)) : null;
  if (!parts) {
    throw new RuleError(
      "bankgiro-format",
      `${field} must be a bankgiro number of 7 or 8 digits, such as "123-4567", not ${given(text)}.`,
      { field, figures: { given: givenFigure(text) } },
    );
  }
  const [, first = "", last = ""] = parts;
  const printed = `${first}-${last}`;
  checkLastDigit("bankgiro-checksum", printed, field);
  return printed as Bankgiro;
}

/**
 * Reads a plusgiro number: 2–8 digits, the last by Luhn, spaces and any dash accepted.
 *
 * @throws RuleError `plusgiro-format`, `plusgiro-checksum`
 */
export function parsePlusgiro(text: unknown, field = "plusgiro"): Plusgiro {
  const parts = typeof text === "string" ? PLUSGIRO.exec(withoutSpaces(text)) : null;
  if (!parts) {
    throw new RuleError(
      "plusgiro-format",
      `${field} must be a plusgiro number of 2 to 8 digits, such as "12 34 56-6", not ${given(text)}.`,
      { field, figures: { given: givenFigure(text) } },
    );
  }
  const [, first = "", last = ""] = parts;
  const printed = `${inPairs(first)}-${last}`;
  checkLastDigit("plusgiro-checksum", printed, field);
  return printed as Plusgiro;
}

/**
 * Reads a giro number together with its type.
 *
 * @throws RuleError `giro-type`, and what {@link parseBankgiro} and {@link parsePlusgiro} throw, with the
 *   field `….number`
 */
export function parseGiro(value: { readonly type: unknown; readonly number: unknown }, field = "giro"): Giro {
  switch (value.type) {
    case "bankgiro":
      return { type: "bankgiro", number: parseBankgiro(value.number, `${field}.number`) };
    case "plusgiro":
      return { type: "plusgiro", number: parsePlusgiro(value.number, `${field}.number`) };
    default:
      throw new RuleError(
        "giro-type",
        `${field}.type must be "bankgiro" or "plusgiro", as the recipient gave it, not ${given(value.type)}.`,
        { field: `${field}.type`, figures: { given: givenFigure(value.type) } },
      );
  }
}

/** The digits alone, as a payment order carries them (FORMATS: payment order). */
export function giroDigits(number: Bankgiro | Plusgiro): string {
  return number.replace(/\D/g, "");
}

/** Pairs from the right; a single digit left over joins the pair after it: `410 54 68`. */
function inPairs(digits: string): string {
  return digits.replace(/(?<=\d\d)(?=(?:\d\d)+$)/g, " ");
}

function checkLastDigit(rule: string, printed: string, field: string): void {
  const expected = expectedLastDigit(printed.replace(/\D/g, ""));
  if (!printed.endsWith(expected)) {
    throw new RuleError(
      rule,
      `${field} ${printed} has a wrong check digit: the last digit should be ${expected}.`,
      { field, figures: { given: printed, expectedDigit: expected } },
    );
  }
}
