import { type Day, endOfStockholmDay, parseDay, stockholmDay } from "#domain/calendar.ts";
import { given, givenFigure } from "#domain/given.ts";
import { RuleError } from "#domain/rule-error.ts";
import { Field } from "../requests/field.ts";
import { CalendarDay, Choice } from "../requests/fields.ts";

/**
 * When something was known: a day means its end in Stockholm, an instant is taken to the millisecond.
 *
 * @returns the last instant that counts, in UTC
 * @throws RuleError `known-at-format`, `date-format`
 */
export function readKnownAt(value: unknown, field: string): string {
  if (typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value)) {
    return endOfStockholmDay(parseDay(value, field));
  }
  try {
    stockholmDay(value as string, field);
  } catch (error) {
    if (!(error instanceof RuleError) || error.rule !== "instant-format") throw error;
    throw new RuleError(
      "known-at-format",
      `${field} must be a day such as 2022-12-31, or an instant with its offset such as 2022-12-31T09:30:00Z, not ${given(value)}. In an address a + is written %2B.`,
      { field, figures: { given: givenFigure(value) } },
    );
  }
  return new Date(value as string).toISOString();
}

export function KnownAt(): PropertyDecorator {
  return Field({
    description:
      "As it was known then: only what was recorded by the end of this day in Stockholm, or by this instant. Without it, everything that is recorded.",
    schema: { type: "string", maxLength: 40 },
    example: "2099-12-31",
    read: readKnownAt,
    optional: true,
    list: false,
  });
}

/** A point on both axes of time. */
export class AsOfQuery {
  @CalendarDay("The end of this day; without it everything that is recorded.", { optional: true })
  effective?: string;

  @KnownAt()
  knownAt?: string;

  @Choice("By effective date, or by posting date.", ["effective", "posting"], { optional: true })
  axis?: string;
}

/** What {@link AsOfQuery} becomes when it is read. */
export interface AsOfAsked {
  readonly effective?: Day;
  /** An instant in UTC. */
  readonly knownAt?: string;
  readonly axis?: "effective" | "posting";
}

/** A point in time for one resource, whose stream is folded up to it. */
export interface AsKnown {
  readonly effective?: Day;
  readonly knownAt?: string;
}
