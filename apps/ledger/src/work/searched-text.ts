import { given, givenFigure } from "#domain/given.ts";
import { RuleError } from "#domain/rule-error.ts";

export const MOST_SEARCHED = 200;

/** Characters that are not seen belong to no word. */
const UNSEEN = /\p{Cc}/u;

/** @throws RuleError `search-format` for anything but a text of 1 to 200 characters that are seen */
export function readSearched(value: unknown, field: string): string {
  const isText = typeof value === "string" && value.length > 0 && value.length <= MOST_SEARCHED;
  if (isText && !UNSEEN.test(value)) return value;
  throw new RuleError(
    "search-format",
    `${field} must be a text of 1 to ${MOST_SEARCHED} characters without control characters, not ${given(value)}.`,
    { field, figures: { given: givenFigure(value) } },
  );
}
