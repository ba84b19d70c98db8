import type { LineId, PartyId } from "../agreements/agreement-terms.ts";
import type { Day } from "../calendar.ts";
import type { Actor } from "../event.ts";
import type { Giro } from "../identifiers/giro.ts";
import type { Ore } from "../money.ts";
import type { ReclaimDecided, ReclaimSource } from "./claim-events.ts";
import type { GrantEventOf, Item, Period } from "./grant-event.ts";
import type { RequisitionReceived } from "./requisition-events.ts";

/** Where money of a grant can stand on the day that the ledger takes it over: every account of a grant. */
export const OPENED_ACCOUNTS = [
  "allocated",
  "requisitioned",
  "in_payment",
  "outstanding",
  "spent",
  "unused",
  "reclaimed",
  "repaid",
  "written_off",
  "lapsed",
] as const;
export type OpenedAccount = (typeof OPENED_ACCOUNTS)[number];

/** An amount where it stands on the cut-over day, with the case at the desk that it belongs to. */
export interface OpenedItem extends Item {
  readonly account: OpenedAccount;
  /** The approved requisition that waits to be paid. */
  readonly requisition?: string;
  /** The payment that the bank has or has confirmed. */
  readonly disbursement?: string;
  /** The approved cost report that booked it. */
  readonly report?: string;
  /** The claim, and where it took the money from. */
  readonly reclaim?: string;
  readonly demandedFrom?: ReclaimSource;
}

/** The form as it came; what it asks for is what its items hold. */
export type OpenedRequisition = Omit<
  RequisitionReceived["data"],
  "agreement" | "recipient" | "amount" | "lines" | "by"
>;

export interface OpenedDisbursement {
  readonly disbursementId: string;
  /** The opened requisition that it pays; none on a line that is paid without. */
  readonly requisition?: string;
  /** Needed without a requisition; else as the requisition says. */
  readonly payTo?: Giro;
  readonly paymentReference?: string;
  /** The bank date, when the bank had confirmed it by the cut-over. */
  readonly confirmedOn?: Day;
}

/** A report that had come and was approved by the cut-over: nothing that it is about is overdue. */
export interface OpenedReport {
  readonly reportId: string;
  readonly period: Period;
  readonly uses: readonly { readonly line: LineId; readonly holder: PartyId; readonly costs: Ore }[];
  readonly receivedOn: Day;
}

export interface OpenedReclaim {
  readonly reclaimId: string;
  readonly grounds: ReclaimDecided["data"]["grounds"];
  readonly decision: string;
}

/**
 * A grant that began before the ledger, in one event: where its money stands at the cut-over, and the cases
 * that are needed to go on with it (ARCHITECTURE, "A grant in mid-life").
 */
export type OpeningBalanceRecorded = GrantEventOf<
  "OpeningBalanceRecorded",
  {
    /** The document or system that the figures were taken from. */
    readonly source: string;
    readonly items: readonly OpenedItem[];
    /** With the payment decisions that cover them. */
    readonly requisitions: readonly (OpenedRequisition & { readonly paymentDecision: string })[];
    readonly disbursements: readonly (OpenedDisbursement & {
      readonly payTo: Giro;
      readonly payee: PartyId;
      readonly paymentDecision: string;
    })[];
    readonly reports: readonly OpenedReport[];
    readonly reclaims: readonly OpenedReclaim[];
    readonly by: Actor;
    /** The cut-over: from this day on the ledger answers for the grant. */
    readonly effectiveOn: Day;
  }
>;

/**
 * The approval of a requisition that was approved before the cut-over is undone. There is no entry of it to
 * reverse, for the opening holds it among other things.
 */
export type OpenedApprovalUndone = GrantEventOf<
  "OpenedApprovalUndone",
  {
    readonly requisitionId: string;
    readonly items: readonly Item[];
    readonly reason: string;
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;
