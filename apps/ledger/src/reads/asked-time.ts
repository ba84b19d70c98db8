import type { Day } from "#domain/calendar.ts";
import { Field } from "../requests/field.ts";
import { CalendarDay, Choice } from "../requests/fields.ts";
import { readKnownAt } from "./known-at.ts";

export function KnownAt(): PropertyDecorator {
  return Field({
    description:
      "As it was known then: only what was recorded by the end of this day in Stockholm, or by this instant. Without it, everything that is recorded.",
    schema: { type: "string", maxLength: 40 },
    example: "2099-12-31",
    read: (value, field) => readKnownAt(value, field, " In an address a + is written %2B."),
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
