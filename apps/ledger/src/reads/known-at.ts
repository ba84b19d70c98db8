import { endOfStockholmDay, parseDay, stockholmDay } from "#domain/calendar.ts";
import { given, givenFigure } from "#domain/given.ts";
import { RuleError } from "#domain/rule-error.ts";

/**
 * When something was known: a day means its end in Stockholm, an instant is taken to the millisecond.
 *
 * @param hint what else to say to whom the form is refused, beginning with a space
 * @returns the last instant that counts, in UTC
 * @throws RuleError `known-at-format`, `date-format`
 */
export function readKnownAt(value: unknown, field: string, hint = ""): string {
  if (typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value)) {
    return endOfStockholmDay(parseDay(value, field));
  }
  try {
    stockholmDay(value as string, field);
  } catch (error) {
    if (!(error instanceof RuleError) || error.rule !== "instant-format") throw error;
    throw new RuleError(
      "known-at-format",
      `${field} must be a day such as 2022-12-31, or an instant with its offset such as 2022-12-31T09:30:00Z, not ${given(value)}.${hint}`,
      { field, figures: { given: givenFigure(value) } },
    );
  }
  return new Date(value as string).toISOString();
}
