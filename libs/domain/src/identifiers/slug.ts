import { given, givenFigure } from "../given.ts";
import { RuleError } from "../rule-error.ts";

/** Identifiers of agreements, parties and lines: lower-case letters and digits with `.` and `-` between them. */
export const SLUG = /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/;
export const LONGEST_SLUG = 60;

/** @throws RuleError `slug-format` */
export function parseSlug(text: unknown, field = "id"): string {
  if (typeof text === "string" && text.length <= LONGEST_SLUG && SLUG.test(text)) return text;
  throw new RuleError(
    "slug-format",
    `${field} must be lower-case letters, digits, "." and "-", as in "3.2.1" or "region-01", not ${given(text)}.`,
    { field, figures: { given: givenFigure(text) } },
  );
}
