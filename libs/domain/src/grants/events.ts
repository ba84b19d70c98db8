import type { EntryReversed, FundsArrived } from "../event.ts";
import type { AllocationReduced, EntitlementLapsed, FundsReleased } from "./entitlement-events.ts";
import type { OpenedApprovalUndone, OpeningBalanceRecorded } from "./opening-events.ts";
import type {
  CoFinancingDecided,
  DisbursementApproved,
  DisbursementCancelled,
  DisbursementConfirmed,
  DisbursementOrdered,
  DisbursementReturned,
  DisposalReported,
  FundsPassedOn,
} from "./payment-events.ts";
import type {
  CostReportApproved,
  CostReportCorrected,
  CostReportReceived,
  CostReportRejected,
  DeviationResolved,
} from "./report-events.ts";
import type {
  ExceptionRecorded,
  RequisitionApproved,
  RequisitionReceived,
  RequisitionRejected,
  RequisitionSupplemented,
  RequisitionWithdrawn,
  SupplementRequested,
} from "./requisition-events.ts";
import type {
  ReclaimDecided,
  ReclaimWithdrawn,
  ReclaimWrittenOff,
  RefundDecided,
  RepaymentReceived,
} from "./claim-events.ts";

export type * from "./claim-events.ts";
export type * from "./entitlement-events.ts";
export type * from "./grant-event.ts";
export type * from "./opening-events.ts";
export type * from "./payment-events.ts";
export type * from "./report-events.ts";
export type * from "./requisition-events.ts";

/** Everything that is recorded in a grant, from its first allocation to the last krona repaid. */
export type GrantEvent =
  | OpeningBalanceRecorded
  | OpenedApprovalUndone
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
  | CostReportRejected
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
