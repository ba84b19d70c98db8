import type { LineId, PartyId } from "../agreements/agreement-terms.ts";
import type { FundingKey } from "../appropriations/funding-key.ts";
import type { Day } from "../calendar.ts";
import type { Actor, Cause, EntryReversed, FundsArrived } from "../event.ts";
import type { Giro } from "../identifiers/giro.ts";
import type { Ore } from "../money.ts";

/** Every grant event names its grant, so that it can be read alone. */
interface OfGrant {
  readonly agreement: string;
  readonly recipient: PartyId;
}

/** An amount of one line, from one post, with one holder. */
export interface Item {
  readonly line: LineId;
  readonly funding: FundingKey;
  readonly holder: PartyId;
  readonly amount: Ore;
}

export interface ItemFrom<Source extends string> extends Item {
  readonly from: Source;
}

export interface Period {
  readonly from: Day;
  readonly to: Day;
}

interface Event<Type extends string, Data> {
  readonly type: Type;
  readonly data: OfGrant & Data;
}

export type AllocationReduced = Event<
  "AllocationReduced",
  Item & {
    readonly reason: string;
    readonly decision: string;
    readonly by: Actor;
    readonly effectiveOn: Day;
    /** The post that takes over the commitment, when it moves at year end as one pair. */
    readonly movesTo?: FundingKey;
  }
>;

export type RequisitionReceived = Event<
  "RequisitionReceived",
  {
    readonly requisitionId: string;
    readonly amount: Ore;
    /** The form names no line; the desk maps it when it can, at the latest on approval. */
    readonly lines?: readonly { readonly line: LineId; readonly amount: Ore }[];
    readonly period: Period;
    readonly organisationsnummer: string;
    readonly agreementCaseNumber?: string;
    readonly decisionCaseNumber?: string;
    readonly payTo: Giro;
    readonly paymentReference?: string;
    /** Opaque ids in the register of persons. */
    readonly contact?: string;
    readonly signatory?: string;
    readonly receivedOn: Day;
    readonly by: Actor;
  }
>;

export type SupplementRequested = Event<
  "SupplementRequested",
  { readonly requisitionId: string; readonly missing: string; readonly by: Actor; readonly on: Day }
>;

export type RequisitionSupplemented = Event<
  "RequisitionSupplemented",
  {
    readonly requisitionId: string;
    readonly lines?: readonly { readonly line: LineId; readonly amount: Ore }[];
    readonly payTo?: Giro;
    readonly paymentReference?: string;
    readonly agreementCaseNumber?: string;
    readonly decisionCaseNumber?: string;
    readonly signatory?: string;
    readonly by: Actor;
    readonly on: Day;
  }
>;

export type RequisitionApproved = Event<
  "RequisitionApproved",
  {
    readonly requisitionId: string;
    readonly items: readonly Item[];
    /** What was asked for beyond the approval, and why it was cut. */
    readonly cut?: { readonly amount: Ore; readonly reason: string };
    readonly paymentDecision: string;
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;

export type RequisitionRejected = Event<
  "RequisitionRejected",
  { readonly requisitionId: string; readonly reason: string; readonly by: Actor; readonly on: Day }
>;

export type RequisitionWithdrawn = Event<
  "RequisitionWithdrawn",
  { readonly requisitionId: string; readonly reason: string; readonly by: Actor; readonly on: Day }
>;

/** A second requisition on a line that is paid "engångsvis" rests on a recorded exception. */
export type ExceptionRecorded = Event<
  "ExceptionRecorded",
  {
    readonly line: LineId;
    readonly kind: "second_requisition";
    readonly reason: string;
    readonly decision: string;
    readonly by: Actor;
    readonly on: Day;
  }
>;

/** What a payment pays: an approved requisition, a refund, or a line that is paid without requisition. */
export type PaymentBasis =
  { readonly requisition: string } | { readonly refund: string } | { readonly paymentDecision: string };

export type DisbursementOrdered = Event<
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
export type DisbursementApproved = Event<
  "DisbursementApproved",
  { readonly disbursementId: string; readonly by: Actor; readonly on: Day }
>;

export type DisbursementCancelled = Event<
  "DisbursementCancelled",
  {
    readonly disbursementId: string;
    readonly items: readonly ItemFrom<"requisitioned" | "allocated">[];
    readonly reason: string;
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;

export type DisbursementConfirmed = Event<
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
export type DisbursementReturned = Event<
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

export type DisposalReported = Event<
  "DisposalReported",
  {
    readonly items: readonly Item[];
    readonly report: string;
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;

export type FundsPassedOn = Event<
  "FundsPassedOn",
  {
    readonly items: readonly (Item & { readonly to: PartyId })[];
    readonly decision: string;
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;

export type CoFinancingDecided = Event<
  "CoFinancingDecided",
  {
    readonly items: readonly (Item & { readonly toLine: LineId })[];
    /** The consultation that must come first (2013 §7). */
    readonly consultation: string;
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;

/** What one line and holder reports. */
export interface ReportedUse {
  readonly line: LineId;
  readonly holder: PartyId;
  /** Given when a line has money from several posts and the report tells them apart. */
  readonly funding?: FundingKey;
  readonly costs: Ore;
  /** A part in dispute stays outstanding until it is settled. */
  readonly disputed?: Ore;
}

export type CostReportReceived = Event<
  "CostReportReceived",
  {
    readonly reportId: string;
    readonly period: Period;
    readonly uses: readonly ReportedUse[];
    readonly largerItems?: readonly { readonly what: string; readonly amount: Ore }[];
    /** The chief financial officer's certificate: alternative 1 (correct), or 2 with deviations and measures. */
    readonly certificate: {
      readonly alternative: 1 | 2;
      readonly deviations?: string;
      readonly measures?: string;
      readonly certifier?: string;
    };
    readonly signatory?: string;
    /** The approved report that this one replaces. */
    readonly corrects?: string;
    readonly receivedOn: Day;
    readonly by: Actor;
  }
>;

/** The result of the cost report arithmetic for one line, post and holder. */
export interface ReportOutcome {
  readonly line: LineId;
  readonly funding: FundingKey;
  readonly holder: PartyId;
  /** Paid, net of returns, passing on and co-financing. */
  readonly received: Ore;
  readonly costs: Ore;
  readonly spent: Ore;
  readonly unused: Ore;
  readonly disputed: Ore;
  /** Costs beyond what was received: shown, not booked. */
  readonly excess: Ore;
  /** Costs that money already repaid would have covered: may be refunded by decision. */
  readonly refundable: Ore;
}

export type CostReportApproved = Event<
  "CostReportApproved",
  {
    readonly reportId: string;
    readonly period: Period;
    readonly outcomes: readonly ReportOutcome[];
    readonly by: Actor;
    /** The period's last day, or the first later one on which the money was there. */
    readonly effectiveOn: Day;
  }
>;

export type ReportAccount = "outstanding" | "spent" | "unused";

export type CostReportCorrected = Event<
  "CostReportCorrected",
  {
    readonly reportId: string;
    readonly corrects: string;
    readonly period: Period;
    readonly outcomes: readonly ReportOutcome[];
    readonly differences: readonly (Item & { readonly from: ReportAccount; readonly to: ReportAccount })[];
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;

export type DeviationResolved = Event<
  "DeviationResolved",
  { readonly reportId: string; readonly resolution: string; readonly by: Actor; readonly on: Day }
>;

export type ReclaimSource = "unused" | "outstanding" | "spent";

export type ReclaimDecided = Event<
  "ReclaimDecided",
  {
    readonly reclaimId: string;
    readonly items: readonly ItemFrom<ReclaimSource>[];
    readonly grounds: "unused" | "late_report" | "cost_not_accepted" | "ruling" | "other";
    /** Decided elsewhere (2013: Regeringskansliet, 2022: the government) and recorded here. */
    readonly decision: string;
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;

export type ReclaimWithdrawn = Event<
  "ReclaimWithdrawn",
  {
    readonly reclaimId: string;
    readonly items: readonly ItemFrom<ReclaimSource>[];
    readonly reason: string;
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;

export type ReclaimWrittenOff = Event<
  "ReclaimWrittenOff",
  {
    readonly reclaimId: string;
    readonly items: readonly ItemFrom<ReclaimSource>[];
    readonly decision: string;
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;

export type RepaymentReceived = Event<
  "RepaymentReceived",
  {
    readonly placementId: string;
    readonly items: readonly (ItemFrom<"unused" | "reclaimed" | "outstanding"> & {
      readonly reclaim?: string;
      /** Where the claim that is paid took the money from. */
      readonly demandedFrom?: ReclaimSource;
    })[];
    readonly cause: Cause;
    /** The bank date of the receipt. */
    readonly effectiveOn: Day;
  }
>;

export type RefundDecided = Event<
  "RefundDecided",
  {
    readonly refundId: string;
    readonly items: readonly Item[];
    readonly decision: string;
    readonly payTo: Giro;
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;

export type EntitlementLapsed = Event<
  "EntitlementLapsed",
  {
    readonly items: readonly Item[];
    /** The day after which the right was lost, as rolled by the agreement's policy. */
    readonly deadline: Day;
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;

export type FundsReleased = Event<
  "FundsReleased",
  {
    readonly items: readonly ItemFrom<"lapsed" | "repaid">[];
    readonly decision: string;
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;

export type GrantEvent =
  | AllocationReduced
  | RequisitionReceived
  | SupplementRequested
  | RequisitionSupplemented
  | RequisitionApproved
  | RequisitionRejected
  | RequisitionWithdrawn
  | ExceptionRecorded
  | DisbursementOrdered
  | DisbursementApproved
  | DisbursementCancelled
  | DisbursementConfirmed
  | DisbursementReturned
  | DisposalReported
  | FundsPassedOn
  | CoFinancingDecided
  | CostReportReceived
  | CostReportApproved
  | CostReportCorrected
  | DeviationResolved
  | ReclaimDecided
  | ReclaimWithdrawn
  | ReclaimWrittenOff
  | RepaymentReceived
  | RefundDecided
  | EntitlementLapsed
  | FundsReleased
  | FundsArrived
  | EntryReversed;
