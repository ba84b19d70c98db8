import type { Day } from "#domain/calendar.ts";
import { WORK_KINDS, type WorkKind } from "#projections/read-model/queries/worklist.ts";
import { SEARCH_KINDS, type SearchKind } from "#projections/read-model/work-tables.ts";
import { WholeNumber } from "../balances/queries.ts";
import { KnownAt } from "../reads/asked-time.ts";
import { Cursor } from "../reads/cursor-field.ts";
import { readActor } from "../requests/actor.ts";
import { Field } from "../requests/field.ts";
import { AgreementId, CalendarDay, Choice, Slug } from "../requests/fields.ts";
import { MOST_SEARCHED, readSearched } from "./searched-text.ts";

/** A list page by page, as it was known at a time. */
export class ListAsKnownQuery {
  @KnownAt()
  knownAt?: string;

  @WholeNumber("At most this many rows.", "100", 1, 10_000)
  limit?: string;

  @Cursor()
  cursor?: string;
}

/** What {@link ListAsKnownQuery} becomes when it is read. */
export interface ListAsKnownAsked {
  readonly knownAt?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

export class WorklistQuery extends ListAsKnownQuery {
  @CalendarDay(
    "The day at whose end a report counts as overdue; without it today, or the day of knownAt. What else waits is told as recorded: to look back at it, ask with knownAt.",
    { optional: true, example: "2023-04-30" },
  )
  effective?: string;

  @Choice("Only what waits in this way.", WORK_KINDS, { optional: true })
  kind?: string;

  @AgreementId("Only this agreement.", { optional: true })
  agreement?: string;

  @Slug("Only this recipient.", "skr", { optional: true })
  recipient?: string;

  @Field({
    description: "Leaves out what this person wrote in and so may not decide.",
    schema: { type: "string", maxLength: 64 },
    example: "handlaggare-1",
    read: readActor,
    optional: true,
    list: false,
  })
  notRegisteredBy?: string;

  @Choice(
    "What has waited longest first, or by amount; a minus turns it round.",
    ["opened", "-opened", "amount", "-amount"],
    { optional: true },
  )
  order?: string;
}

/** What {@link WorklistQuery} becomes when it is read. */
export interface WorklistAsked extends ListAsKnownAsked {
  readonly effective?: Day;
  readonly kind?: WorkKind;
  readonly agreement?: string;
  readonly recipient?: string;
  readonly notRegisteredBy?: string;
  readonly order?: "opened" | "-opened" | "amount" | "-amount";
}

export class SearchQuery extends ListAsKnownQuery {
  @Field({
    description:
      "Words that each begin a word of what is found: names, purposes, case numbers, ids, amounts.",
    schema: { type: "string", minLength: 1, maxLength: MOST_SEARCHED },
    example: "S2022/02782",
    read: readSearched,
    optional: false,
    list: false,
  })
  q!: string;

  @Choice("Only what is of this kind.", SEARCH_KINDS, { optional: true })
  kind?: string;

  @AgreementId("Only in this agreement.", { optional: true })
  agreement?: string;

  @Slug("Only about this recipient.", "skr", { optional: true })
  recipient?: string;
}

/** What {@link SearchQuery} becomes when it is read. */
export interface SearchAsked extends ListAsKnownAsked {
  readonly q: string;
  readonly kind?: SearchKind;
  readonly agreement?: string;
  readonly recipient?: string;
}
