import type { RequestOf, RequestType } from "../ledger/requests.ts";
import * as accounting from "./accounting-requests.ts";
import * as agreements from "./agreement-requests.ts";
import * as appropriations from "./appropriation-requests.ts";
import * as claims from "./claim-requests.ts";
import * as openings from "./opening-requests.ts";
import * as payments from "./payment-requests.ts";
import * as receipts from "./receipt-requests.ts";
import * as registers from "./register-requests.ts";
import * as requisitions from "./requisition-requests.ts";
import type { Wire } from "./wire.ts";

/** The class of each request: the compiler compares them with what the ledger takes, field by field. */
type Described = { [Type in RequestType]: new () => Wire<Omit<RequestOf<Type>, "type">> };

/** Every kind of request that the ledger takes, with the class that describes its wire form. */
export const REQUESTS = {
  "register-agreement": agreements.RegisterAgreement,
  "amend-agreement": agreements.AmendAgreement,
  "record-condition": agreements.RecordCondition,
  "rule-discrepancy": agreements.RuleDiscrepancy,
  "fund-line": agreements.FundLine,
  "record-payment-decision": agreements.RecordPaymentDecision,
  "grant-appropriation": appropriations.GrantAppropriation,
  "adjust-appropriation": appropriations.AdjustAppropriation,
  "move-appropriation": appropriations.MoveAppropriation,
  "withdraw-appropriation": appropriations.WithdrawAppropriation,
  "close-year": appropriations.CloseYear,
  "reduce-line-funding": appropriations.ReduceLineFunding,
  allocate: appropriations.Allocate,
  distribute: appropriations.Distribute,
  "record-opening-balance": openings.RecordOpeningBalance,
  "receive-requisition": requisitions.ReceiveRequisition,
  "request-supplement": requisitions.RequestSupplement,
  "supplement-requisition": requisitions.SupplementRequisition,
  "approve-requisition": requisitions.ApproveRequisition,
  "reject-requisition": requisitions.RejectRequisition,
  "withdraw-requisition": requisitions.WithdrawRequisition,
  "record-exception": requisitions.RecordException,
  "order-disbursement": payments.OrderDisbursement,
  "approve-disbursement": payments.ApproveDisbursement,
  "cancel-disbursement": payments.CancelDisbursement,
  "confirm-disbursement": payments.ConfirmDisbursement,
  "return-disbursement": payments.ReturnDisbursement,
  "report-disposal": payments.ReportDisposal,
  "pass-on": payments.PassOn,
  "co-finance": payments.CoFinance,
  "receive-cost-report": accounting.ReceiveCostReport,
  "approve-cost-report": accounting.ApproveCostReport,
  "reject-cost-report": accounting.RejectCostReport,
  "resolve-deviation": accounting.ResolveDeviation,
  "decide-reclaim": claims.DecideReclaim,
  "withdraw-reclaim": claims.WithdrawReclaim,
  "write-off-reclaim": claims.WriteOffReclaim,
  "decide-refund": claims.DecideRefund,
  "reduce-allocation": claims.ReduceAllocation,
  "lapse-due": claims.LapseDue,
  "release-funds": claims.ReleaseFunds,
  "apply-ruling": claims.ApplyRuling,
  "record-receipt": receipts.RecordReceipt,
  "place-receipt": receipts.PlaceReceipt,
  "refund-receipt": receipts.RefundReceipt,
  "register-party": registers.RegisterParty,
  "rename-party": registers.RenameParty,
  "succeed-party": registers.SucceedParty,
  "record-organisationsnummer": registers.RecordOrganisationsnummer,
  "name-payee": registers.NamePayee,
  "register-distribution-key": registers.RegisterDistributionKey,
  "close-period": registers.ClosePeriod,
  reverse: registers.Reverse,
} as const satisfies Described;

export const REQUEST_TYPES = Object.keys(REQUESTS) as RequestType[];
