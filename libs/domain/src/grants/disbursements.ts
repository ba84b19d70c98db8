import { yearOf } from "../calendar.ts";
import { covered } from "../guarded-books.ts";
import { RuleError } from "../rule-error.ts";
import type {
  ApproveDisbursement,
  CancelDisbursement,
  ConfirmDisbursement,
  OrderDisbursement,
  ReturnDisbursement,
} from "./commands.ts";
import type { DisbursementOrdered, GrantEvent } from "./events.ts";
import { assertOtherPerson, grantBooks, itemsFrom, known, unused } from "./placing.ts";
import type { Disbursement, GrantState } from "./state.ts";
import { assertPayable } from "./terms.ts";

/**
 * Reserves the money in the grant. What is paid: an approved requisition, a refund, or (on a line paid
 * without requisition) amounts of its own.
 *
 * @throws RuleError `requisition-not-approved`, `requisition-in-payment`, `pay-to-missing`,
 *   `payee-without-number`,
 *   `payment-exceeds-allocated` and those of assertPayable
 */
export function orderDisbursement(state: GrantState, command: OrderDisbursement): GrantEvent[] {
  const { agreement, recipient, disbursementId, by, effectiveOn, basis } = command;
  unused(state.disbursements, disbursementId, "disbursement", "disbursementId");
  assertPayee(command);
  const paid = whatIsPaid(state, command);
  const payTo = command.payTo ?? paid.payTo;
  if (payTo === undefined) {
    throw new RuleError(
      "pay-to-missing",
      "A payment without requisition needs the bankgiro or plusgiro to pay to.",
      {
        field: "payTo",
      },
    );
  }
  const paymentReference = command.paymentReference ?? paid.paymentReference;
  return covered<GrantEvent>(grantBooks(state, command), [
    {
      type: "DisbursementOrdered",
      data: {
        agreement,
        recipient,
        disbursementId,
        basis: paid.basis,
        items: paid.items,
        payee: basis.payee.party,
        payTo,
        ...(paymentReference === undefined ? {} : { paymentReference }),
        by,
        effectiveOn,
      },
    },
  ]);
}

/**
 * A recipient without organisationsnummer, such as a collaboration region, names a payee that has one
 * (DOMAIN, the process, 4).
 */
function assertPayee({ basis, recipient }: OrderDisbursement): void {
  if (basis.payee.organisationsnummer !== undefined) return;
  throw new RuleError(
    "payee-without-number",
    `${basis.payee.party} has no organisationsnummer and cannot be paid: name a payee of ${recipient} that has one.`,
    { field: "recipient", figures: { recipient, payee: basis.payee.party } },
  );
}

interface Paid {
  readonly basis: DisbursementOrdered["data"]["basis"];
  readonly items: DisbursementOrdered["data"]["items"];
  readonly payTo?: DisbursementOrdered["data"]["payTo"];
  readonly paymentReference?: string;
}

function whatIsPaid(state: GrantState, command: OrderDisbursement): Paid {
  const { pays, agreement, effectiveOn, basis } = command;
  if ("requisition" in pays) {
    const requisition = known(state.requisitions, pays.requisition, "requisition", "requisition");
    const { approved, received, status } = requisition;
    if (!approved) {
      throw new RuleError(
        "requisition-not-approved",
        `Requisition ${pays.requisition} is ${status}: only an approved one is paid.`,
        { field: "requisition", figures: { requisition: pays.requisition, status } },
      );
    }
    refuseSecondPayment(state, pays);
    for (const { line } of approved.items) assertPayable(basis.agreement, agreement, line, "requisition");
    return {
      basis: pays,
      items: approved.items.map((item) => ({ ...item, from: "requisitioned" })),
      payTo: received.payTo,
      ...(received.paymentReference === undefined ? {} : { paymentReference: received.paymentReference }),
    };
  }
  if ("refund" in pays) {
    const refund = known(state.refunds, pays.refund, "refund", "refund");
    refuseSecondPayment(state, pays);
    return {
      basis: pays,
      items: refund.items.map((item) => ({ ...item, from: "requisitioned" })),
      payTo: refund.payTo,
    };
  }
  const decisions = pays.items.map(({ line }) => assertPayable(basis.agreement, agreement, line, "payment"));
  const items = itemsFrom(state, "allocated", pays.items, effectiveOn, {
    rule: "payment-exceeds-allocated",
    what: "The payment",
  });
  return {
    basis: { paymentDecision: [...new Set(decisions.map(({ decisionId }) => decisionId))].join(", ") },
    items: items.map((item) => ({ ...item, from: "allocated" })),
  };
}

/** @throws RuleError `payment-exists` */
export function refuseSecondPayment(
  state: GrantState,
  pays: { readonly requisition: string } | { readonly refund: string },
): void {
  const id = "requisition" in pays ? pays.requisition : pays.refund;
  const isPaidBy = ({ basis }: DisbursementOrdered["data"]): boolean =>
    "requisition" in pays
      ? "requisition" in basis && basis.requisition === id
      : "refund" in basis && basis.refund === id;
  const live = paymentsOf(state, isPaidBy).find(standing);
  if (live) {
    throw new RuleError(
      "payment-exists",
      `${id} is in payment ${live.ordered.disbursementId} (${live.status}) already.`,
      {
        field: "pays",
        figures: { id, disbursementId: live.ordered.disbursementId, status: live.status },
      },
    );
  }
}

export function paymentsOf(
  state: GrantState,
  matches: (order: DisbursementOrdered["data"]) => boolean,
): Disbursement[] {
  return [...state.disbursements.values()].filter(({ ordered }) => matches(ordered));
}

/**
 * A payment that uses up its basis: under way, made, or come back in a later year, when the money is repaid
 * and the approval has none left. Only a cancelled payment, or one returned in its own year, leaves the basis
 * to be paid anew.
 */
export function standing({ status, repaid }: Disbursement): boolean {
  return repaid || (status !== "cancelled" && status !== "returned");
}

export function approveDisbursement(state: GrantState, command: ApproveDisbursement): GrantEvent[] {
  const { agreement, recipient, disbursementId, by, on } = command;
  const disbursement = known(state.disbursements, disbursementId, "disbursement", "disbursementId");
  assertStatus(disbursement, ["ordered"]);
  assertOtherPerson(by, [disbursement.ordered.by], `payment order ${disbursementId}`);
  return [{ type: "DisbursementApproved", data: { agreement, recipient, disbursementId, by, on } }];
}

export function cancelDisbursement(state: GrantState, command: CancelDisbursement): GrantEvent[] {
  const { agreement, recipient, disbursementId, reason, by, effectiveOn } = command;
  const disbursement = known(state.disbursements, disbursementId, "disbursement", "disbursementId");
  assertStatus(disbursement, ["ordered", "approved"]);
  const { items } = disbursement.ordered;
  return covered<GrantEvent>(grantBooks(state, command), [
    {
      type: "DisbursementCancelled",
      data: { agreement, recipient, disbursementId, items, reason, by, effectiveOn },
    },
  ]);
}

export function confirmDisbursement(state: GrantState, command: ConfirmDisbursement): GrantEvent[] {
  const { agreement, recipient, disbursementId, bankReference, by, effectiveOn } = command;
  const disbursement = known(state.disbursements, disbursementId, "disbursement", "disbursementId");
  assertStatus(disbursement, ["approved"]);
  const items = disbursement.ordered.items.map(({ from: _, ...item }) => item);
  return covered<GrantEvent>(grantBooks(state, command), [
    {
      type: "DisbursementConfirmed",
      data: { agreement, recipient, disbursementId, items, bankReference, by, effectiveOn },
    },
  ]);
}

/**
 * The bank sends the money back. What was never confirmed, and what was paid in the same year, goes back to
 * where it came from; a payment of an earlier year has been charged to that year and comes back as a
 * repayment (DOMAIN, DisbursementReturned).
 */
export function returnDisbursement(state: GrantState, command: ReturnDisbursement): GrantEvent[] {
  const { agreement, recipient, disbursementId, reason, by, effectiveOn } = command;
  const disbursement = known(state.disbursements, disbursementId, "disbursement", "disbursementId");
  assertStatus(disbursement, ["approved", "confirmed"]);
  const { confirmedOn, ordered } = disbursement;
  const laterYear = confirmedOn !== undefined && yearOf(effectiveOn) > yearOf(confirmedOn);
  const items = ordered.items.map(({ from, ...item }) => ({
    ...item,
    from: confirmedOn === undefined ? ("in_payment" as const) : ("outstanding" as const),
    to: laterYear ? ("repaid" as const) : from,
  }));
  return covered<GrantEvent>(grantBooks(state, command), [
    {
      type: "DisbursementReturned",
      data: { agreement, recipient, disbursementId, items, reason, by, effectiveOn },
    },
  ]);
}

function assertStatus({ status, ordered }: Disbursement, allowed: readonly Disbursement["status"][]): void {
  if (allowed.includes(status)) return;
  const id = ordered.disbursementId;
  if (status === "ordered") {
    throw new RuleError(
      "disbursement-not-approved",
      `Payment order ${id} is not approved by a second person, so the bank cannot have got it.`,
      { field: "disbursementId", figures: { disbursementId: id, status } },
    );
  }
  throw new RuleError(
    "disbursement-status",
    `Payment order ${id} is ${status}; this needs ${allowed.join(" or ")}.`,
    {
      field: "disbursementId",
      figures: { disbursementId: id, status, needs: allowed.join(", ") },
    },
  );
}
