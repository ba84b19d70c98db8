import { Decimal } from "decimal.js";
import { given, givenFigure } from "./given.ts";
import { formatAmount, oreFromKronor } from "./money.ts";
import type { Ore } from "./money.ts";
import { RuleError } from "./rule-error.ts";

/** Units as the agreements and the regleringsbrev write them, as powers of ten of a krona. */
const UNITS: Readonly<Record<string, number>> = {
  kr: 0,
  krona: 0,
  kronor: 0,
  tkr: 3,
  "tusen kr": 3,
  "tusen kronor": 3,
  mkr: 6,
  mnkr: 6,
  "miljon kr": 6,
  "miljon kronor": 6,
  "miljoner kr": 6,
  "miljoner kronor": 6,
  mdkr: 9,
  "miljard kr": 9,
  "miljard kronor": 9,
  "miljarder kr": 9,
  "miljarder kronor": 9,
};

/** Digits with anything that people put among them, then the unit. */
const AMOUNT = /^([\d\s.,]*\d)\s*([^\d.,]*)$/;
/** Longer is a passage and no amount; the limit also bounds the work of the patterns. */
const LONGEST = 100;
/** A space, U+00A0, U+2009 or U+202F between groups of three; or no separator at all. */
const REGULAR_GROUPS = /^(?:[1-9]\d{0,2}(?:[ \u00A0\u2009\u202F]\d{3})*|[1-9]\d*|0)$/;

export interface SwedishAmountOptions {
  /** Somebody has looked at an irregular grouping and said that the reading is right. */
  readonly confirmIrregular?: boolean;
  readonly field?: string;
}

/**
 * Reads an amount as Swedish documents write it: `4 500 000 kronor`, `500 000 kr`, `35,3 mnkr`,
 * `2,385 miljoner kronor`, `234 716 tkr`. The separators may differ within one amount.
 *
 * An irregular grouping such as `1400 000 kronor` (agreement 2013, ch. on payment) may hide a missing or an
 * extra digit, so it is refused with the reading it would take, until a person confirms it.
 *
 * @returns öre, exactly
 * @throws RuleError `amount-text-format`, `amount-negative`, `amount-exponent`, `amount-english-form`,
 *   `amount-unit-missing`, `amount-unit-unknown`, `amount-grouping-irregular`, and from money.ts
 *   `amount-format` (finer than an öre) and `amount-too-large`
 */
export function parseSwedishAmount(text: unknown, options: SwedishAmountOptions = {}): Ore {
  const { confirmIrregular = false, field = "amount" } = options;
  const refuse = (rule: string, why: string, figures: Record<string, string> = {}): never => {
    throw new RuleError(rule, `${field} ${given(text)} ${why}`, {
      field,
      figures: { given: givenFigure(text), ...figures },
    });
  };
  const likeThis = `such as "4 500 000 kronor" or "35,3 mnkr"`;
  if (typeof text !== "string" || text.length > LONGEST)
    return refuse("amount-text-format", `must be a short text, ${likeThis}.`);
  const written = text.trim();
  if (/^[-\u2010-\u2015\u2212]/.test(written)) {
    // A dash in front is as often a list's bullet (agreement 2022, chapter 8) as a minus sign.
    return refuse("amount-negative", "begins with a dash: leave a list's dash out; a minus is not accepted.");
  }
  if (/\d\s*e[-+]?\d/i.test(written)) return refuse("amount-exponent", "has an exponent: write its digits.");

  const [, number = "", unitText = ""] = AMOUNT.exec(written) ?? [];
  if (number === "") return refuse("amount-text-format", `is not digits and a unit, ${likeThis}.`);
  if (number.includes(".") || number.indexOf(",") !== number.lastIndexOf(",")) {
    return refuse(
      "amount-english-form",
      "has points or several commas: group by spaces, decimals after one comma.",
    );
  }
  const unit = unitText.toLowerCase().replace(/\s+/g, " ").trim();
  if (unit === "") return refuse("amount-unit-missing", "has no unit: kronor, kr, tkr or mnkr.");
  const power = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
  if (power === undefined) {
    return refuse("amount-unit-unknown", `has an unknown unit; known are ${Object.keys(UNITS).join(", ")}.`);
  }

  const [whole = "", decimals = ""] = number.split(",");
  const digits = whole.replace(/\s/g, "");
  if (!/^(?:0|[1-9]\d*)$/.test(digits) || !/^\d*$/.test(decimals)) {
    return refuse("amount-text-format", `is not one number before its unit, ${likeThis}.`);
  }
  if (power === 0 && decimals.length === 3 && digits !== "0") {
    // "4,500 kronor" would be 4,50 kr by the Swedish comma and 4 500 kr by the English one.
    return refuse(
      "amount-english-form",
      "has three decimals of a krona, or an English thousand: group by spaces, at most two decimals.",
    );
  }
  // The exponent shifts the point within the text: nothing is multiplied, so nothing can be rounded.
  const amount = oreFromKronor(new Decimal(`${digits}.${decimals || "0"}e${power}`), field);
  if (!REGULAR_GROUPS.test(whole) && !confirmIrregular) {
    return refuse(
      "amount-grouping-irregular",
      `is grouped irregularly: it would be read as ${formatSwedishAmount(amount)}. Confirm that reading or correct the digits.`,
      { reading: formatAmount(amount) },
    );
  }
  return amount;
}

/** As Swedish documents write it, with öre: `172 500 000,00 kr` with U+00A0 for spaces and U+2212 for minus. */
export function formatSwedishAmount(amount: Ore): string {
  const [whole = "", decimals = ""] = formatAmount(amount).replace("-", "\u2212").split(".");
  return `${whole.replace(/\B(?=(?:\d{3})+$)/g, "\u00A0")},${decimals}\u00A0kr`;
}
