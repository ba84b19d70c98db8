import { assertMayAllocate } from "../agreements/agreement.ts";
import type { PaymentDecisionRecorded } from "../agreements/events.ts";
import { covered } from "../guarded-books.ts";
import { positive } from "../money.ts";
import { RuleError } from "../rule-error.ts";
import type { RecordOpeningBalance } from "./commands.ts";
import type { GrantEvent, OpenedItem, OpeningBalanceRecorded } from "./events.ts";
import { itemsOfRequisition } from "./opened-cases.ts";
import { assertItems, byId } from "./opening-items.ts";
import { assertRoomForOpening } from "./opening-room.ts";
import { grantBooks, known, unused } from "./placing.ts";
import { assertPayeesNumber, assertPeriod } from "./requisitions.ts";
import type { GrantState } from "./state.ts";
import { assertPayable } from "./terms.ts";

type Opening = OpeningBalanceRecorded["data"];

/**
 * A grant in mid-life enters as one event with its source, so that an authority can start on any day. It is
 * decided in the grant, which alone can tell that nothing stands there yet: the counter-account that the money
 * comes from has no floor for its post to guard, and the post is told (ARCHITECTURE, "A grant in mid-life").
 *
 * @throws RuleError `opening-exists`, `opening-after-money`, `opening-…`, `account-of-no-case`, and those of
 *   assertMayAllocate and assertPayable
 */
export function recordOpeningBalance(state: GrantState, command: RecordOpeningBalance): GrantEvent[] {
  const { agreement, recipient, source, by, effectiveOn, basis } = command;
  assertNothingBefore(state, command);
  if (command.items.length === 0) {
    throw new RuleError("nothing-asked", "An opening balance names at least one amount.", { field: "items" });
  }
  const items = command.items.map((item, index): OpenedItem => {
    positive(item.amount, `items[${index}].amount`);
    return { ...item, holder: item.holder ?? recipient };
  });
  for (const { line } of items) assertMayAllocate(basis.agreement, agreement, line, [recipient]);
  assertNewCases(state, command);
  assertItems(command, items);
  const data: Opening = {
    agreement,
    recipient,
    source,
    items,
    requisitions: requisitionsOf(command, items),
    disbursements: disbursementsOf(command, items),
    reports: command.reports ?? [],
    reclaims: command.reclaims ?? [],
    by,
    effectiveOn,
  };
  assertRoomForOpening(command, items);
  return covered<GrantEvent>(grantBooks(state, command), [{ type: "OpeningBalanceRecorded", data }]);
}

/**
 * Once per grant, before any other money: what is there already would be counted twice. When a wrong opening is
 * reversed another takes its place, also beside what was allocated since.
 */
function assertNothingBefore(state: GrantState, { agreement, recipient }: RecordOpeningBalance): void {
  const figures = { agreement, recipient };
  if (state.opening) {
    throw new RuleError(
      "opening-exists",
      `${recipient} under ${agreement} was opened as of ${state.opening.effectiveOn}: reverse that opening before another.`,
      { field: "recipient", figures: { ...figures, openedOn: state.opening.effectiveOn } },
    );
  }
  if (state.beganWith === "allocation") {
    throw new RuleError(
      "opening-after-money",
      `${recipient} had its first money under ${agreement} in this ledger: nothing of it stood anywhere before.`,
      { field: "recipient", figures },
    );
  }
}

/** Names that the grant does not have yet, days that are not after the cut-over, and an amount for each case. */
function assertNewCases(state: GrantState, command: RecordOpeningBalance): void {
  const { items, requisitions = [], disbursements = [], reports = [], reclaims = [] } = command;
  const cutOver = command.effectiveOn;
  for (const [index, { requisitionId, receivedOn, period, organisationsnummer }] of requisitions.entries()) {
    const at = `requisitions[${index}]`;
    unused(state.requisitions, requisitionId, "requisition", `${at}.requisitionId`);
    assertNotAfter(receivedOn, cutOver, `${at}.receivedOn`);
    assertPeriod(period);
    const payee = command.payees[index] ?? command.basis.payee;
    assertPayeesNumber({ payee }, organisationsnummer, `${at}.organisationsnummer`);
    const held = itemsOfRequisition({ items: items as readonly OpenedItem[], disbursements }, requisitionId);
    if (held.length === 0) throw withoutAmount("requisition", requisitionId, `${at}.requisitionId`);
    if (new Set(held.map(({ disbursement }) => disbursement)).size > 1) {
      throw new RuleError(
        "opening-requisition-split",
        `Requisition ${requisitionId} is paid in one payment: its money stands there whole, or is requisitioned whole.`,
        { field: `${at}.requisitionId`, figures: { requisition: requisitionId } },
      );
    }
  }
  for (const [index, { disbursementId, requisition, confirmedOn }] of disbursements.entries()) {
    const at = `disbursements[${index}]`;
    unused(state.disbursements, disbursementId, "disbursement", `${at}.disbursementId`);
    if (requisition !== undefined) {
      known(byId(requisitions, "requisitionId"), requisition, "requisition", `${at}.requisition`);
    }
    if (confirmedOn !== undefined) assertNotAfter(confirmedOn, cutOver, `${at}.confirmedOn`);
    const held = items.filter(({ disbursement }) => disbursement === disbursementId);
    if (held.length === 0) throw withoutAmount("disbursement", disbursementId, `${at}.disbursementId`);
    const account = confirmedOn === undefined ? "in_payment" : "outstanding";
    const other = held.find((item) => item.account !== account);
    if (other) {
      throw new RuleError(
        "opening-payment-account",
        `Payment ${disbursementId} is ${confirmedOn === undefined ? "not confirmed" : `confirmed on ${confirmedOn}`}: its money stands in ${account}, not in ${other.account}.`,
        { field: `${at}.confirmedOn`, figures: { disbursement: disbursementId, account: other.account } },
      );
    }
  }
  for (const [index, { reportId, receivedOn, period, uses }] of reports.entries()) {
    const at = `reports[${index}]`;
    unused(state.reports, reportId, "cost report", `${at}.reportId`);
    assertNotAfter(receivedOn, cutOver, `${at}.receivedOn`);
    assertPeriod(period);
    for (const { line } of uses) {
      assertMayAllocate(command.basis.agreement, command.agreement, line, [command.recipient]);
    }
  }
  for (const [index, { reclaimId }] of reclaims.entries()) {
    const at = `reclaims[${index}].reclaimId`;
    unused(state.reclaims, reclaimId, "reclaim", at);
    if (!items.some(({ reclaim }) => reclaim === reclaimId)) throw withoutAmount("reclaim", reclaimId, at);
  }
  // Each list names a thing once; `byId` says so.
  byId(disbursements, "disbursementId");
  byId(requisitions, "requisitionId");
  byId(reports, "reportId");
  byId(reclaims, "reclaimId");
}

function assertNotAfter(date: string, cutOver: string, field: string): void {
  if (date <= cutOver) return;
  throw new RuleError(
    "opening-case-after-cutover",
    `${field} is ${date}, after the cut-over on ${cutOver}: what came later is registered as it came.`,
    { field, figures: { given: date, cutOver } },
  );
}

function withoutAmount(what: string, id: string, field: string): RuleError {
  return new RuleError("opening-case-without-amount", `No item of the opening belongs to ${what} ${id}.`, {
    field,
    figures: { [what]: id },
  });
}

/** An approval before the cut-over rested on a payment decision as every other does. */
function requisitionsOf(
  { agreement, basis, requisitions = [], disbursements = [] }: RecordOpeningBalance,
  items: readonly OpenedItem[],
): Opening["requisitions"] {
  return requisitions.map((form) => {
    const lines = itemsOfRequisition({ items, disbursements }, form.requisitionId).map(({ line }) => line);
    const decisions = lines.map((line) => assertPayable(basis.agreement, agreement, line, "requisition"));
    return { ...form, paymentDecision: decisionsOf(decisions) };
  });
}

function disbursementsOf(
  { agreement, basis, requisitions = [], disbursements = [] }: RecordOpeningBalance,
  items: readonly OpenedItem[],
): Opening["disbursements"] {
  const forms = byId(requisitions, "requisitionId");
  return disbursements.map((payment, index) => {
    const way = payment.requisition === undefined ? "payment" : "requisition";
    const lines = items
      .filter(({ disbursement }) => disbursement === payment.disbursementId)
      .map(({ line }) => line);
    const decisions = lines.map((line) => assertPayable(basis.agreement, agreement, line, way));
    const payTo = payment.payTo ?? forms.get(payment.requisition ?? "")?.payTo;
    if (payTo === undefined) {
      throw new RuleError(
        "pay-to-missing",
        "A payment without requisition needs the bankgiro or plusgiro to pay to.",
        { field: `disbursements[${index}].payTo` },
      );
    }
    return {
      ...payment,
      payTo,
      payee: basis.payee.party,
      paymentDecision: decisionsOf(decisions),
    };
  });
}

function decisionsOf(decisions: readonly PaymentDecisionRecorded["data"][]): string {
  return [...new Set(decisions.map(({ decisionId }) => decisionId))].join(", ");
}
