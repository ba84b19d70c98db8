import type { LineId, PartyId } from "../agreements/agreement-terms.ts";
import type { Day } from "../calendar.ts";
import type { Actor } from "../event.ts";
import type { Giro } from "../identifiers/giro.ts";
import type { GrantEventOf, Item, ItemFrom } from "./grant-event.ts";

/** What a payment pays: an approved requisition, a refund, or a line that is paid without requisition. */
export type PaymentBasis =
  { readonly requisition: string } | { readonly refund: string } | { readonly paymentDecision: string };

export type DisbursementOrdered = GrantEventOf<
  "DisbursementOrdered",
  {
    readonly disbursementId: string;
    readonly basis: PaymentBasis;
    readonly items: readonly ItemFrom<"requisitioned" | "allocated">[];
    /** The party that is paid: the recipient, or its payee. */
    readonly payee: PartyId;
    readonly payTo: Giro;
    readonly paymentReference?: string;
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;

/** The second pair of eyes on the order; only now may the bank get it. */
export type DisbursementApproved = GrantEventOf<
  "DisbursementApproved",
  { readonly disbursementId: string; readonly by: Actor; readonly on: Day }
>;

export type DisbursementCancelled = GrantEventOf<
  "DisbursementCancelled",
  {
    readonly disbursementId: string;
    readonly items: readonly ItemFrom<"requisitioned" | "allocated">[];
    readonly reason: string;
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;

export type DisbursementConfirmed = GrantEventOf<
  "DisbursementConfirmed",
  {
    readonly disbursementId: string;
    readonly items: readonly Item[];
    readonly bankReference: string;
    readonly by: Actor;
    /** The bank date. */
    readonly effectiveOn: Day;
  }
>;

/** In the year of the payment the money goes back to where it came from; later it is a repayment. */
export type DisbursementReturned = GrantEventOf<
  "DisbursementReturned",
  {
    readonly disbursementId: string;
    readonly items: readonly (Item & {
      readonly from: "in_payment" | "outstanding";
      readonly to: "requisitioned" | "allocated" | "repaid";
    })[];
    readonly reason: string;
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;

export type DisposalReported = GrantEventOf<
  "DisposalReported",
  {
    readonly items: readonly Item[];
    readonly report: string;
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;

export type FundsPassedOn = GrantEventOf<
  "FundsPassedOn",
  {
    readonly items: readonly (Item & { readonly to: PartyId })[];
    readonly decision: string;
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;

export type CoFinancingDecided = GrantEventOf<
  "CoFinancingDecided",
  {
    readonly items: readonly (Item & { readonly toLine: LineId })[];
    /** The consultation that must come first (2013 §7). */
    readonly consultation: string;
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;
