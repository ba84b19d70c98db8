import type { AgreementState } from "../agreements/agreement.ts";
import type { LineId, PartyId } from "../agreements/agreement-terms.ts";
import type { FundingKey } from "../appropriations/funding-key.ts";
import type { Day } from "../calendar.ts";
import type { Actor, Cause, OriginalEntry } from "../event.ts";
import type { RecordArrival, ReverseEntry } from "../guarded-books.ts";
import type { Giro } from "../identifiers/giro.ts";
import type { Ore } from "../money.ts";
import type {
  CostReportReceived,
  CostReportRejected,
  DeviationResolved,
  ExceptionRecorded,
  OpenedDisbursement,
  OpenedItem,
  OpenedReclaim,
  OpenedReport,
  OpenedRequisition,
  ReclaimDecided,
  ReclaimSource,
  RequisitionReceived,
  RequisitionRejected,
  RequisitionSupplemented,
  RequisitionWithdrawn,
  SupplementRequested,
} from "./events.ts";

/** What a grant decides upon besides its own history: facts that only grow, read before the decision. */
export interface Basis {
  readonly agreement: AgreementState;
  /** Who is paid: the recipient, or the payee it names, with the number that the requisition must bear. */
  readonly payee: { readonly party: PartyId; readonly organisationsnummer?: string };
}

interface OfGrant {
  readonly agreement: string;
  readonly recipient: PartyId;
}

interface Needs {
  readonly basis: Basis;
}

/** A part of a line; the post is found when it is not given, the holder is the recipient unless said. */
export interface Part {
  readonly line: LineId;
  readonly funding?: FundingKey;
  readonly holder?: PartyId;
  readonly amount: Ore;
}

interface Command<Type extends string> extends OfGrant {
  readonly type: Type;
  readonly by: Actor;
}

export type ReceiveRequisition = { readonly type: "receive-requisition" } & RequisitionReceived["data"] &
  Needs;
export type RequestSupplement = { readonly type: "request-supplement" } & SupplementRequested["data"];
export type SupplementRequisition = {
  readonly type: "supplement-requisition";
} & RequisitionSupplemented["data"] &
  Needs;
export type RejectRequisition = { readonly type: "reject-requisition" } & RequisitionRejected["data"];
export type WithdrawRequisition = { readonly type: "withdraw-requisition" } & RequisitionWithdrawn["data"];
export type RecordException = { readonly type: "record-exception" } & ExceptionRecorded["data"] & Needs;

export interface ApproveRequisition extends Command<"approve-requisition">, Needs {
  readonly requisitionId: string;
  readonly items: readonly Part[];
  readonly cutReason?: string;
  readonly effectiveOn: Day;
}

export interface OrderDisbursement extends Command<"order-disbursement">, Needs {
  readonly disbursementId: string;
  readonly pays:
    { readonly requisition: string } | { readonly refund: string } | { readonly items: readonly Part[] };
  /** Needed on a line paid without requisition; else as the requisition or refund says. */
  readonly payTo?: Giro;
  readonly paymentReference?: string;
  readonly effectiveOn: Day;
}

export interface ApproveDisbursement extends Command<"approve-disbursement"> {
  readonly disbursementId: string;
  readonly on: Day;
}
export interface CancelDisbursement extends Command<"cancel-disbursement"> {
  readonly disbursementId: string;
  readonly reason: string;
  readonly effectiveOn: Day;
}
export interface ConfirmDisbursement extends Command<"confirm-disbursement"> {
  readonly disbursementId: string;
  readonly bankReference: string;
  readonly effectiveOn: Day;
}
export interface ReturnDisbursement extends Command<"return-disbursement"> {
  readonly disbursementId: string;
  readonly reason: string;
  readonly effectiveOn: Day;
}

export interface ReportDisposal extends Command<"report-disposal">, Needs {
  readonly items: readonly Part[];
  readonly report: string;
  readonly effectiveOn: Day;
}
export interface PassOn extends Command<"pass-on">, Needs {
  readonly items: readonly (Part & { readonly to: PartyId })[];
  readonly decision: string;
  readonly effectiveOn: Day;
}
export interface CoFinance extends Command<"co-finance">, Needs {
  readonly items: readonly (Part & { readonly toLine: LineId })[];
  readonly consultation: string;
  readonly effectiveOn: Day;
}

export type ReceiveCostReport = { readonly type: "receive-cost-report" } & CostReportReceived["data"] & Needs;
export interface ApproveCostReport extends Command<"approve-cost-report"> {
  readonly reportId: string;
  readonly on: Day;
}
export type RejectCostReport = { readonly type: "reject-cost-report" } & CostReportRejected["data"];
export type ResolveDeviation = { readonly type: "resolve-deviation" } & DeviationResolved["data"];

export interface DecideReclaim extends Command<"decide-reclaim">, Needs {
  readonly reclaimId: string;
  readonly items: readonly (Part & { readonly from: ReclaimSource })[];
  readonly grounds: ReclaimDecided["data"]["grounds"];
  readonly decision: string;
  readonly effectiveOn: Day;
}
/** Without an amount the whole rest of the claim. */
export interface WithdrawReclaim extends Command<"withdraw-reclaim"> {
  readonly reclaimId: string;
  readonly amount?: Ore;
  readonly reason: string;
  readonly effectiveOn: Day;
}
export interface WriteOffReclaim extends Command<"write-off-reclaim"> {
  readonly reclaimId: string;
  readonly amount?: Ore;
  readonly decision: string;
  readonly effectiveOn: Day;
}

/** By policy: a receipt was placed on this grant. */
export interface ReceiveRepayment extends OfGrant {
  readonly type: "receive-repayment";
  readonly placementId: string;
  readonly amount: Ore;
  readonly line?: LineId;
  readonly holder?: PartyId;
  readonly cause: Cause;
  readonly effectiveOn: Day;
}
export interface DecideRefund extends Command<"decide-refund"> {
  readonly refundId: string;
  readonly items: readonly Part[];
  readonly decision: string;
  readonly payTo: Giro;
  readonly effectiveOn: Day;
}

export interface ReduceAllocation extends Command<"reduce-allocation"> {
  readonly line: LineId;
  readonly funding?: FundingKey;
  readonly amount: Ore;
  readonly reason: string;
  readonly decision: string;
  readonly effectiveOn: Day;
  readonly movesTo?: FundingKey;
}
/** The daily run: lets lapse what was not requisitioned in time. */
export interface LapseDue extends Command<"lapse-due">, Needs {
  readonly on: Day;
}
export interface ReleaseFunds extends Command<"release-funds">, Needs {
  readonly items: readonly (Part & { readonly from: "lapsed" | "repaid" })[];
  readonly decision: string;
  readonly effectiveOn: Day;
}
/** A ruling lowered a line: unpaid money is reduced, approvals and orders undone first; paid money is reclaimed. */
export interface ApplyRuling extends Command<"apply-ruling"> {
  readonly line: LineId;
  /** How much this grant holds beyond the ruling. */
  readonly excess: Ore;
  readonly reclaimId: string;
  readonly decision: string;
  readonly effectiveOn: Day;
  /** The approvals of this grant as they stand in its stream, for those that must be undone. */
  readonly approvals: readonly OriginalEntry[];
}

/** What may still be promised of a line on one post, and of the line as a whole (öre), when it is asked. */
export interface OpeningRoom {
  readonly line: LineId;
  readonly funding: FundingKey;
  /** Whether an appropriation is registered on the post. */
  readonly known: boolean;
  readonly funded: Ore;
  readonly left: Ore;
  /** The most that the line can carry, and how much of that is left. */
  readonly ceiling: Ore;
  readonly leftOfLine: Ore;
}

/** A grant that began before the ledger enters as it stands on the cut-over day. */
export interface RecordOpeningBalance extends Command<"record-opening-balance">, Needs {
  readonly source: string;
  readonly items: readonly (Omit<OpenedItem, "holder"> & { readonly holder?: PartyId })[];
  readonly requisitions?: readonly OpenedRequisition[];
  readonly disbursements?: readonly OpenedDisbursement[];
  readonly reports?: readonly OpenedReport[];
  readonly reclaims?: readonly OpenedReclaim[];
  readonly rooms: readonly OpeningRoom[];
  /** Who was paid on the day each requisition came, in their order: that is whose number it bears. */
  readonly payees: readonly Basis["payee"][];
  readonly effectiveOn: Day;
}

export type GrantCommand =
  | RecordOpeningBalance
  | ReceiveRequisition
  | RequestSupplement
  | SupplementRequisition
  | ApproveRequisition
  | RejectRequisition
  | WithdrawRequisition
  | RecordException
  | OrderDisbursement
  | ApproveDisbursement
  | CancelDisbursement
  | ConfirmDisbursement
  | ReturnDisbursement
  | ReportDisposal
  | PassOn
  | CoFinance
  | ReceiveCostReport
  | ApproveCostReport
  | RejectCostReport
  | ResolveDeviation
  | DecideReclaim
  | WithdrawReclaim
  | WriteOffReclaim
  | ReceiveRepayment
  | DecideRefund
  | ReduceAllocation
  | LapseDue
  | ReleaseFunds
  | ApplyRuling
  | RecordArrival
  | ReverseEntry;
