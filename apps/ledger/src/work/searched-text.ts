import { given, givenFigure } from "#domain/given.ts";
import { RuleError } from "#domain/rule-error.ts";

export const MOST_SEARCHED = 200;

/** @throws RuleError `search-format` for anything but a text of 1 to 200 characters */
export function readSearched(value: unknown, field: string): string {
  if (typeof value === "string" && value.length > 0 && value.length <= MOST_SEARCHED) return value;
  throw new RuleError(
    "search-format",
    `${field} must be a text of 1 to ${MOST_SEARCHED} characters, not ${given(value)}.`,
    { field, figures: { given: givenFigure(value) } },
  );
}
