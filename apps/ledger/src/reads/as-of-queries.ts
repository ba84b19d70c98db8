import { WholeNumber } from "../balances/queries.ts";
import { CalendarDay } from "../requests/fields.ts";
import { type AsOfAsked, AsOfQuery, KnownAt } from "./asked-time.ts";
import { Cursor } from "./cursor-field.ts";

/** A list with money in it, as of a point on both axes of time. */
export class ListAsOfQuery extends AsOfQuery {
  @WholeNumber("At most this many rows.", "1000", 1, 10_000)
  limit?: string;

  @Cursor()
  cursor?: string;
}

export interface ListAsOfAsked extends AsOfAsked {
  readonly limit?: number;
  readonly cursor?: string;
}

/** One resource, as of a day and as it was known at a time. */
export class AsKnownQuery {
  @CalendarDay("The accounts at the end of this day; without it after everything that is recorded.", {
    optional: true,
  })
  effective?: string;

  @KnownAt()
  knownAt?: string;
}
