import {
  type AgreementState,
  assertInForce,
  lineOf,
  paymentDecisionFor,
  registered,
} from "../agreements/agreement.ts";
import {
  type AgreementTerms,
  type DutyTerm,
  type LineId,
  WAY_OF_PAYMENT,
} from "../agreements/agreement-terms.ts";
import type { PaymentDecisionRecorded } from "../agreements/events.ts";
import { type Day, rolledDeadline } from "../calendar.ts";
import { RuleError } from "../rule-error.ts";

/** The terms that hold for a line: the payment decision's where it has them, else the agreement's. */
export function termsOf(agreement: AgreementState, id: string, line: LineId): AgreementTerms {
  return { ...registered(agreement, id).terms, ...paymentDecisionFor(agreement, line)?.terms };
}

/** The last day on which a requisition for the line is in time; undefined when no right lapses. */
export function requisitionDeadline(agreement: AgreementState, id: string, line: LineId): Day | undefined {
  const term = termsOf(agreement, id, line).requisition;
  return term?.lapses ? rolledDeadline(term.deadline, term.roll) : undefined;
}

/** The day by which a recipient owes a cost report for the line; undefined = no document states a duty. */
export function costReportDeadline(
  agreement: AgreementState,
  id: string,
  line: LineId,
  recipient: string,
): Day | undefined {
  return dutyDay(termsOf(agreement, id, line).costReport, recipient);
}

/** The day by which a recipient repays what it did not use of the line; undefined = no document states a duty. */
export function repaymentDeadline(
  agreement: AgreementState,
  id: string,
  line: LineId,
  recipient: string,
): Day | undefined {
  return dutyDay(termsOf(agreement, id, line).repayment, recipient);
}

function dutyDay(term: DutyTerm | undefined, recipient: string): Day | undefined {
  if (!term || (term.parties && !term.parties.includes(recipient))) return undefined;
  return term.deadline;
}

/**
 * What must hold before every approval and payment: the agreement is in force, the line is paid in this
 * way, and a recorded payment decision covers it (DOMAIN, the process, 1).
 *
 * @throws RuleError `agreement-not-in-force`, `line-unknown`, `line-paid-otherwise`, `payment-decision-missing`
 */
export function assertPayable(
  agreement: AgreementState,
  id: string,
  line: LineId,
  way: "requisition" | "payment",
): PaymentDecisionRecorded["data"] {
  assertInForce(agreement, id);
  assertWay(agreement, id, line, way);
  const decision = paymentDecisionFor(agreement, line);
  if (!decision) {
    throw new RuleError(
      "payment-decision-missing",
      `No payment decision that covers line ${line} of ${id} is recorded; one precedes every approval and payment.`,
      { field: "line", figures: { line } },
    );
  }
  return decision;
}

/** @throws RuleError `line-unknown`, `line-paid-otherwise` */
export function assertWay(
  agreement: AgreementState,
  id: string,
  line: LineId,
  way: "requisition" | "payment" | "disposal",
): void {
  const { payment } = lineOf(agreement, id, line);
  if (WAY_OF_PAYMENT[payment] !== way) {
    const asked = {
      requisition: "requisitioned",
      payment: "paid without requisition",
      disposal: "disposed of",
    };
    throw new RuleError(
      "line-paid-otherwise",
      `Line ${line} of ${id} is not ${asked[way]}: its condition is ${payment}.`,
      {
        field: "line",
        figures: { line, condition: payment },
      },
    );
  }
}
