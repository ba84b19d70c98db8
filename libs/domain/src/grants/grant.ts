import { grantStream } from "../accounts.ts";
import type { Decider } from "../decider.ts";
import { type ReverseEntry, decideArrival, decideReversal, openBooks } from "../guarded-books.ts";
import { RuleError } from "../rule-error.ts";
import type { GrantCommand } from "./commands.ts";
import { approveCostReport, receiveCostReport, rejectCostReport, resolveDeviation } from "./cost-reports.ts";
import {
  approveDisbursement,
  cancelDisbursement,
  confirmDisbursement,
  orderDisbursement,
  paymentsOf,
  returnDisbursement,
  standing,
} from "./disbursements.ts";
import { lapseDue, reduceAllocation, releaseFunds } from "./entitlement.ts";
import type { GrantEvent, PaymentBasis } from "./events.ts";
import { builtOnOpening } from "./opened-cases.ts";
import { recordOpeningBalance } from "./opening.ts";
import { decideReclaim, withdrawReclaim, writeOffReclaim } from "./reclaims.ts";
import { decideRefund, receiveRepayment } from "./repayments.ts";
import {
  approveRequisition,
  receiveRequisition,
  recordException,
  rejectRequisition,
  requestSupplement,
  supplementRequisition,
  withdrawRequisition,
} from "./requisitions.ts";
import { carriesRefund } from "./refunds.ts";
import { applyRuling } from "./rulings.ts";
import { type GrantState, evolveGrant, initialGrant } from "./state.ts";
import { coFinance, passOn, reportDisposal } from "./use-of-funds.ts";

/** The decider of one grant: everything between one agreement and one recipient, from promise to last krona. */
export const grant: Decider<GrantCommand, GrantEvent, GrantState> = {
  initialState: initialGrant,
  evolve: evolveGrant,
  decide: (command, state) => decideOn(withNames(state, command), command),
};

/** A grant without events knows its names from the command. */
function withNames(state: GrantState, command: GrantCommand): GrantState {
  if (state.agreement !== "" || !("agreement" in command)) return state;
  return {
    ...state,
    agreement: command.agreement,
    recipient: command.recipient,
    ...(command.type === "receive-requisition" || command.type === "record-opening-balance"
      ? { books: openBooks(grantStream(command.agreement, command.recipient)) }
      : {}),
  };
}

function decideOn(state: GrantState, command: GrantCommand): GrantEvent[] {
  switch (command.type) {
    case "record-opening-balance":
      return recordOpeningBalance(state, command);
    case "receive-requisition":
      return receiveRequisition(state, command);
    case "request-supplement":
      return requestSupplement(state, command);
    case "supplement-requisition":
      return supplementRequisition(state, command);
    case "approve-requisition":
      return approveRequisition(state, command);
    case "reject-requisition":
      return rejectRequisition(state, command);
    case "withdraw-requisition":
      return withdrawRequisition(state, command);
    case "record-exception":
      return recordException(state, command);
    case "order-disbursement":
      return orderDisbursement(state, command);
    case "approve-disbursement":
      return approveDisbursement(state, command);
    case "cancel-disbursement":
      return cancelDisbursement(state, command);
    case "confirm-disbursement":
      return confirmDisbursement(state, command);
    case "return-disbursement":
      return returnDisbursement(state, command);
    case "report-disposal":
      return reportDisposal(state, command);
    case "pass-on":
      return passOn(state, command);
    case "co-finance":
      return coFinance(state, command);
    case "receive-cost-report":
      return receiveCostReport(state, command);
    case "approve-cost-report":
      return approveCostReport(state, command);
    case "reject-cost-report":
      return rejectCostReport(state, command);
    case "resolve-deviation":
      return resolveDeviation(state, command);
    case "decide-reclaim":
      return decideReclaim(state, command);
    case "withdraw-reclaim":
      return withdrawReclaim(state, command);
    case "write-off-reclaim":
      return writeOffReclaim(state, command);
    case "receive-repayment":
      return receiveRepayment(state, command);
    case "decide-refund":
      return decideRefund(state, command);
    case "reduce-allocation":
      return reduceAllocation(state, command);
    case "lapse-due":
      return lapseDue(state, command);
    case "release-funds":
      return releaseFunds(state, command);
    case "apply-ruling":
      return applyRuling(state, command);
    case "record-arrival":
      return decideArrival(state.books, command);
    case "reverse-entry":
      return reverse(state, command);
  }
}

/**
 * An entry is reversed while nothing stands on it: the approval of a requisition that is in payment, or a
 * report that was corrected, is not taken away from under what followed.
 *
 * @throws RuleError `reversal-blocked` naming what must be undone first
 */
function reverse(state: GrantState, command: ReverseEntry): GrantEvent[] {
  if (!state.books) throw new RuleError("grant-unknown", "This grant has no entries.", { field: "entry" });
  const { original } = command;
  // What is reversed already is refused as that, whatever has taken its place since.
  const blocker = state.books.reversed.has(original.eventId)
    ? undefined
    : blockerOf(state, original as { type: string; data: object } as GrantEvent);
  if (blocker !== undefined) {
    throw new RuleError("reversal-blocked", `${command.original.type} cannot be reversed while ${blocker}.`, {
      field: "entry",
      figures: { entry: command.original.eventId, type: command.original.type },
    });
  }
  return decideReversal(state.books, command);
}

function blockerOf(state: GrantState, original: GrantEvent): string | undefined {
  switch (original.type) {
    case "OpeningBalanceRecorded":
      return builtOnOpening(state, original.data);
    case "OpenedApprovalUndone":
      return "the requisition has been decided anew: approve it anew";
    case "RequisitionApproved": {
      const live = paymentsOf(state, ({ basis }) => pays(basis, original.data.requisitionId)).find(standing);
      return live && `payment ${live.ordered.disbursementId} of it is ${live.status}: undo the payment first`;
    }
    case "RefundDecided": {
      const live = paymentsOf(state, ({ basis }) => pays(basis, original.data.refundId)).find(standing);
      return live && `payment ${live.ordered.disbursementId} of it is ${live.status}: undo the payment first`;
    }
    case "DisbursementOrdered": {
      const status = state.disbursements.get(original.data.disbursementId)?.status;
      return status === "ordered" ? undefined : `the order is ${status}: cancel it, or reverse what followed`;
    }
    case "DisbursementConfirmed": {
      const status = state.disbursements.get(original.data.disbursementId)?.status;
      return status === "confirmed" ? undefined : `the payment is ${status}`;
    }
    case "DisbursementCancelled":
    case "DisbursementReturned":
      return blockerOfRevival(state, original.data.disbursementId);
    case "CostReportApproved":
    case "CostReportCorrected": {
      const report = state.reports.get(original.data.reportId);
      if (report?.status === "replaced") return "a later report corrects it: reverse the correction first";
      return report !== undefined && carriesRefund(report)
        ? "a refund rests on it: reverse the refund first"
        : undefined;
    }
    case "ReclaimDecided": {
      const reclaim = state.reclaims.get(original.data.reclaimId);
      const touched = reclaim?.left.some(({ item, amount }) => amount !== item.amount) ?? true;
      return touched ? "part of the claim is withdrawn, repaid or written off" : undefined;
    }
    default:
      return undefined;
  }
}

const pays = (basis: PaymentBasis, id: string): boolean =>
  ("requisition" in basis && basis.requisition === id) || ("refund" in basis && basis.refund === id);

/** An order that comes back to life must not pay what another order pays, or what is no longer approved. */
function blockerOfRevival(state: GrantState, disbursementId: string): string | undefined {
  const basis = state.disbursements.get(disbursementId)?.ordered.basis;
  if (basis === undefined || "paymentDecision" in basis) return undefined;
  const id = "requisition" in basis ? basis.requisition : basis.refund;
  const other = paymentsOf(state, (order) => pays(order.basis, id)).find(
    (payment) => payment.ordered.disbursementId !== disbursementId && standing(payment),
  );
  if (other) return `${id} is in payment ${other.ordered.disbursementId} (${other.status})`;
  const approved =
    "requisition" in basis ? state.requisitions.get(id)?.approved !== undefined : state.refunds.has(id);
  return approved ? undefined : `the decision that it pays, ${id}, is reversed`;
}
