import type { Day } from "#domain/calendar.ts";
import { WholeNumber } from "../balances/queries.ts";
import { AsKnownQuery } from "../reads/as-of-queries.ts";
import { AgreementId, Choice } from "../requests/fields.ts";
import { type ListAsKnownAsked, ListAsKnownQuery } from "../work/work-queries.ts";

export const AGREEMENT_ORDERS = ["id", "-id", "title", "-title", "year", "-year"] as const;
export type AgreementOrder = (typeof AGREEMENT_ORDERS)[number];

export class AgreementsQuery extends ListAsKnownQuery {
  @WholeNumber("Only agreements of this budget year.", "2022", 1900, 2199)
  budgetYear?: string;

  @Choice("Only agreements that are in force, or only those that are not.", ["true", "false"], {
    optional: true,
  })
  inForce?: string;

  @Choice("By what the list is ordered; a minus turns it round.", AGREEMENT_ORDERS, { optional: true })
  order?: string;
}

/** What {@link AgreementsQuery} becomes when it is read. */
export interface AgreementsAsked extends ListAsKnownAsked {
  readonly budgetYear?: number;
  readonly inForce?: "true" | "false";
  readonly order?: AgreementOrder;
}

export class OverviewQuery extends AsKnownQuery {
  @AgreementId("The agreement.")
  agreement!: string;
}

/** What {@link OverviewQuery} becomes when it is read. */
export interface OverviewAsked {
  readonly agreement: string;
  readonly effective?: Day;
  readonly knownAt?: string;
}
