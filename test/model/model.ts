import { type Asked, type Entry, type Verdict, World, refused } from "./facts.ts";
import * as agreements from "./rules/agreements.ts";
import * as allocations from "./rules/allocations.ts";
import * as appropriations from "./rules/appropriations.ts";
import * as claims from "./rules/claims.ts";
import * as receipts from "./rules/receipts.ts";
import * as reports from "./rules/reports.ts";
import * as use from "./rules/use.ts";
import * as parties from "./rules/parties.ts";
import { closePeriod } from "./rules/periods.ts";
import * as payments from "./rules/payments.ts";
import * as requisitions from "./rules/requisitions.ts";
import { recordOpening } from "./rules/opening.ts";
import { lapseDue } from "./rules/lapse.ts";
import { decideRefund } from "./rules/refunds.ts";
import { applyRuling } from "./rules/rulings.ts";
import { reverse } from "./rules/reversals.ts";

type Rule = (world: World, asked: Asked) => Verdict;

/** What the model knows of each kind of command. */
export const RULES: Readonly<Record<string, Rule>> = {
  "grant-appropriation": appropriations.grantAppropriation,
  "adjust-appropriation": appropriations.adjustAppropriation,
  "move-appropriation": appropriations.moveAppropriation,
  "withdraw-appropriation": appropriations.withdrawAppropriation,
  "close-year": appropriations.closeYear,
  "register-agreement": agreements.registerAgreement,
  "amend-agreement": agreements.amendAgreement,
  "record-condition": agreements.recordCondition,
  "rule-discrepancy": agreements.ruleDiscrepancy,
  "fund-line": agreements.fundLine,
  "reduce-line-funding": agreements.reduceLineFunding,
  "record-payment-decision": agreements.recordPaymentDecision,
  allocate: allocations.allocate,
  distribute: allocations.distribute,
  "reduce-allocation": allocations.reduceAllocation,
  "apply-ruling": applyRuling,
  "release-funds": allocations.releaseFunds,
  "receive-requisition": requisitions.receiveRequisition,
  "request-supplement": requisitions.requestSupplement,
  "supplement-requisition": requisitions.supplementRequisition,
  "reject-requisition": (world, asked) => requisitions.endRequisition(world, asked, "rejected"),
  "withdraw-requisition": (world, asked) => requisitions.endRequisition(world, asked, "withdrawn"),
  "record-exception": requisitions.recordException,
  "approve-requisition": requisitions.approveRequisition,
  "order-disbursement": payments.orderDisbursement,
  "approve-disbursement": payments.approveDisbursement,
  "confirm-disbursement": payments.confirmDisbursement,
  "cancel-disbursement": payments.cancelDisbursement,
  "return-disbursement": payments.returnDisbursement,
  reverse,
  "report-disposal": use.reportDisposal,
  "pass-on": use.passOn,
  "co-finance": use.coFinance,
  "receive-cost-report": reports.receiveCostReport,
  "approve-cost-report": reports.approveCostReport,
  "reject-cost-report": reports.rejectCostReport,
  "resolve-deviation": reports.resolveDeviation,
  "decide-reclaim": claims.decideReclaim,
  "withdraw-reclaim": claims.withdrawReclaim,
  "write-off-reclaim": claims.writeOffReclaim,
  "decide-refund": decideRefund,
  "record-receipt": receipts.recordReceipt,
  "place-receipt": receipts.placeReceipt,
  "refund-receipt": receipts.refundReceipt,
  "lapse-due": lapseDue,
  "record-opening-balance": recordOpening,
  "close-period": closePeriod,
  "register-party": parties.registerParty,
  "rename-party": parties.renameParty,
  "succeed-party": parties.succeedParty,
  "name-payee": parties.namePayee,
  "record-organisationsnummer": parties.recordNumber,
  "register-distribution-key": parties.registerKey,
};

/**
 * The model: what DOMAIN says of a command, as a list of transfers or as the reasons against it. It knows nothing
 * of the deciders; where DOMAIN leaves a choice it makes theirs.
 */
export class Model {
  readonly world = new World();

  /** Decides, and when it is taken adds it to the list. */
  take(asked: Asked, step: string): Verdict {
    const rule = RULES[asked.command.type];
    if (!rule) throw new Error(`The model does not play ${asked.command.type}.`);
    const verdict = rule(this.world, asked);
    if ("refused" in verdict) return verdict;
    const { books } = this.world;
    const before = books.lines.length;
    for (const { moves, on, type, kind } of verdict.entries) {
      if (books.shortOf(moves, on).length > 0) {
        books.lines.length = before;
        return refused("account-below-zero");
      }
      books.add(moves, on, kind ?? type);
    }
    verdict.then?.();
    for (const entry of verdict.entries) this.keep(entry, step);
    return verdict;
  }

  /** A case names an entry by its step, type and stream: of several alike, the first. */
  private keep(entry: Entry, step: string): void {
    const { kept } = this.world;
    const alike = kept.some(
      (each) => each.step === step && each.type === entry.type && each.stream === entry.stream,
    );
    if (!alike && entry.unnamed !== true) kept.push({ ...entry, step, reversed: false });
  }
}
