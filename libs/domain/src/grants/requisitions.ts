import { lineOf } from "../agreements/agreement.ts";
import type { LineId } from "../agreements/agreement-terms.ts";
import type { Day } from "../calendar.ts";
import { covered } from "../guarded-books.ts";
import { type Ore, ZERO, add, formatAmount, positive, subtract, sum } from "../money.ts";
import { RuleError } from "../rule-error.ts";
import type {
  ApproveRequisition,
  Basis,
  ReceiveRequisition,
  RecordException,
  RejectRequisition,
  RequestSupplement,
  SupplementRequisition,
  WithdrawRequisition,
} from "./commands.ts";
import { refuseSecondPayment } from "./disbursements.ts";
import type { GrantEvent, OpenedApprovalUndone, RequisitionApproved, RequisitionReceived } from "./events.ts";
import { requisitionedBefore } from "./opened-cases.ts";
import { assertOtherPerson, grantBooks, itemsFrom, known, unused } from "./placing.ts";
import type { GrantState, Requisition } from "./state.ts";
import { assertPayable, assertWay, requisitionDeadline, termsOf } from "./terms.ts";

export function receiveRequisition(state: GrantState, command: ReceiveRequisition): GrantEvent[] {
  const { type: _, basis, ...data } = command;
  unused(state.requisitions, data.requisitionId, "requisition", "requisitionId");
  positive(data.amount);
  assertMapping(basis, data.agreement, data.amount, data.lines);
  assertPeriod(data.period);
  assertPayeesNumber(basis, data.organisationsnummer);
  return [{ type: "RequisitionReceived", data }];
}

/** @throws RuleError `organisationsnummer-not-payees` */
export function assertPayeesNumber(
  { payee }: Pick<Basis, "payee">,
  organisationsnummer: string,
  field = "organisationsnummer",
): void {
  const expected = payee.organisationsnummer;
  if (expected === undefined || expected === organisationsnummer) return;
  throw new RuleError(
    "organisationsnummer-not-payees",
    `The requisition bears organisationsnummer ${organisationsnummer}; ${payee.party}, who is paid, has ${expected}.`,
    { field, figures: { given: organisationsnummer, expected, payee: payee.party } },
  );
}

/**
 * A requisition that is not decided may end. One that was approved before the cut-over of an opened grant may
 * too, while nothing pays it: its approval is undone first, for no entry can be reversed.
 */
function freeToEnd(
  state: GrantState,
  { requisitionId, reason, by, on }: { requisitionId: string; reason: string; by: string; on: Day },
): GrantEvent[] {
  const requisition = known(state.requisitions, requisitionId, "requisition", "requisitionId");
  if (!requisition.approvedBefore || requisition.approved === undefined) {
    assertUndecided(requisition);
    return [];
  }
  refuseSecondPayment(state, { requisition: requisitionId });
  return [undoneApproval(requisition.approved, { reason, by, effectiveOn: on })];
}

/** Puts the money of an approval from before the cut-over back to what was promised. */
export function undoneApproval(
  { agreement, recipient, requisitionId, items }: RequisitionApproved["data"],
  { reason, by, effectiveOn }: { reason: string; by: string; effectiveOn: Day },
): OpenedApprovalUndone {
  return {
    type: "OpenedApprovalUndone",
    data: { agreement, recipient, requisitionId, items, reason, by, effectiveOn },
  };
}

export function requestSupplement(state: GrantState, command: RequestSupplement): GrantEvent[] {
  const { type: _, ...data } = command;
  assertUndecided(known(state.requisitions, data.requisitionId, "requisition", "requisitionId"));
  return [{ type: "SupplementRequested", data }];
}

export function supplementRequisition(state: GrantState, command: SupplementRequisition): GrantEvent[] {
  const { type: _, basis, ...data } = command;
  const requisition = known(state.requisitions, data.requisitionId, "requisition", "requisitionId");
  assertUndecided(requisition);
  assertMapping(basis, data.agreement, requisition.received.amount, data.lines);
  return [{ type: "RequisitionSupplemented", data }];
}

export function rejectRequisition(state: GrantState, command: RejectRequisition): GrantEvent[] {
  const { type: _, ...data } = command;
  const undone = freeToEnd(state, data);
  return covered<GrantEvent>(grantBooks(state, command), [...undone, { type: "RequisitionRejected", data }]);
}

export function withdrawRequisition(state: GrantState, command: WithdrawRequisition): GrantEvent[] {
  const { type: _, ...data } = command;
  const undone = freeToEnd(state, data);
  return covered<GrantEvent>(grantBooks(state, command), [...undone, { type: "RequisitionWithdrawn", data }]);
}

export function recordException(state: GrantState, command: RecordException): GrantEvent[] {
  const { type: _, basis, ...data } = command;
  lineOf(basis.agreement, data.agreement, data.line);
  return [{ type: "ExceptionRecorded", data }];
}

/**
 * The second person's decision. Over-requisition is cut with a reason, never clipped silently.
 *
 * @throws RuleError `requisition-…`, `approval-exceeds-requisition`, `cut-without-reason`, `same-person`,
 *   `second-requisition`, `requisition-too-late`, `requisition-exceeds-allocated` and those of assertPayable
 */
export function approveRequisition(state: GrantState, command: ApproveRequisition): GrantEvent[] {
  const { agreement, recipient, requisitionId, by, effectiveOn, basis, cutReason } = command;
  const requisition = known(state.requisitions, requisitionId, "requisition", "requisitionId");
  const { received } = requisition;
  assertUndecided(requisition);
  if (requisition.status === "supplement_requested") {
    throw new RuleError(
      "requisition-awaits-supplement",
      `Requisition ${requisitionId} waits for the supplement that was asked for.`,
      { field: "requisitionId", figures: { requisitionId } },
    );
  }
  assertOtherPerson(by, requisition.writers, `requisition ${requisitionId}`);
  if (effectiveOn < received.receivedOn) {
    throw new RuleError(
      "approved-before-received",
      `Requisition ${requisitionId} was received on ${received.receivedOn} and cannot be approved on ${effectiveOn}.`,
      { field: "effectiveOn", figures: { receivedOn: received.receivedOn, approvedOn: effectiveOn } },
    );
  }
  const lines = [...new Set(command.items.map(({ line }) => line))];
  const decisions = lines.map((line) => assertPayable(basis.agreement, agreement, line, "requisition"));
  for (const line of lines) {
    assertInTime(basis, agreement, line, received);
    assertOnce(state, basis, line, requisitionId);
  }
  const decisionIds = [...new Set(decisions.map(({ decisionId }) => decisionId))];
  const stated = received.decisionCaseNumber;
  if (stated !== undefined && !decisions.some(({ caseNumber }) => caseNumber === stated)) {
    const expected = [...new Set(decisions.map(({ caseNumber }) => caseNumber))].join(", ");
    throw new RuleError(
      "requisition-case-number-differs",
      `Requisition ${requisitionId} names payment decision ${stated}; its lines are covered by ${expected}. Ask for a supplement.`,
      { field: "decisionCaseNumber", figures: { given: stated, expected } },
    );
  }
  // What was asked for is the nearer limit: who approves more than that is told so first.
  assertWithinRequest(received, sum(command.items.map(({ amount }) => amount)));
  const items = itemsFrom(state, "allocated", command.items, effectiveOn, {
    rule: "requisition-exceeds-allocated",
    what: "The approval",
  });
  const cut = cutOf(received, sum(items.map(({ amount }) => amount)), cutReason);
  assertWithinMapping(received, command.items);
  return covered<GrantEvent>(grantBooks(state, command), [
    {
      type: "RequisitionApproved",
      data: {
        agreement,
        recipient,
        requisitionId,
        items,
        ...(cut === undefined ? {} : { cut }),
        paymentDecision: decisionIds.join(", "),
        by,
        effectiveOn,
      },
    },
  ]);
}

function assertWithinRequest(received: RequisitionReceived["data"], approved: Ore): void {
  if (approved <= received.amount) return;
  const figures = { requisitioned: formatAmount(received.amount), approved: formatAmount(approved) };
  throw new RuleError(
    "approval-exceeds-requisition",
    `${figures.requisitioned} was requisitioned; ${figures.approved} cannot be approved.`,
    { field: "items", figures },
  );
}

function cutOf(
  received: RequisitionReceived["data"],
  approved: Ore,
  reason: string | undefined,
): { amount: Ore; reason: string } | undefined {
  const figures = { requisitioned: formatAmount(received.amount), approved: formatAmount(approved) };
  if (approved === received.amount) return undefined;
  if (reason === undefined || reason.trim() === "") {
    throw new RuleError(
      "cut-without-reason",
      `${figures.requisitioned} was requisitioned and ${figures.approved} approved: a cut needs its reason.`,
      { field: "cutReason", figures },
    );
  }
  return { amount: subtract(received.amount, approved), reason };
}

/** Arrival decides (2013 §7, 2022 chapter 8); the deadline as rolled by the agreement's policy. */
function assertInTime(
  basis: Basis,
  agreement: string,
  line: LineId,
  received: RequisitionReceived["data"],
): void {
  const deadline = requisitionDeadline(basis.agreement, agreement, line);
  if (deadline !== undefined && received.receivedOn > deadline) {
    throw new RuleError(
      "requisition-too-late",
      `The requisition was received on ${received.receivedOn}, after the last day for line ${line}, ${deadline}: the right has lapsed.`,
      { field: "receivedOn", figures: { line, receivedOn: received.receivedOn, deadline } },
    );
  }
}

/** "Engångsvis" (2013 §7, 2022 chapter 8): a second approval on a line rests on a recorded exception. */
function assertOnce(state: GrantState, basis: Basis, line: LineId, requisitionId: string): void {
  if (!termsOf(basis.agreement, state.agreement, line).requisition?.once) return;
  const earlier = [...state.requisitions.values()]
    .filter(
      ({ approved, approvedBefore }) =>
        approved !== undefined &&
        !approvedBefore &&
        approved.requisitionId !== requisitionId &&
        approved.items.some((item) => item.line === line),
    )
    .map(({ received }) => received.requisitionId);
  // However many there were before the cut-over, the exceptions that they rested on were made there too.
  if (requisitionedBefore(state, line, requisitionId)) earlier.unshift("before the cut-over");
  const exceptions = state.exceptions.filter((exception) => exception.line === line);
  if (earlier.length > exceptions.length) {
    const first = earlier[0] ?? "";
    throw new RuleError(
      "second-requisition",
      `Line ${line} is paid once per agreement and requisition ${first} is approved on it: record an exception first.`,
      { field: "items", figures: { line, approved: first } },
    );
  }
}

function assertUndecided(requisition: Requisition): void {
  const { status, received } = requisition;
  if (status === "received" || status === "supplement_requested") return;
  const way = status === "approved" ? "; reverse the approval to decide again" : "";
  throw new RuleError(
    "requisition-decided",
    `Requisition ${received.requisitionId} is ${status} already${way}.`,
    {
      field: "requisitionId",
      figures: { requisitionId: received.requisitionId, status },
    },
  );
}

/** The desk's mapping of the amount to lines: all of it, on lines that are requisitioned. */
function assertMapping(
  basis: Basis,
  agreement: string,
  amount: Ore,
  lines: RequisitionReceived["data"]["lines"],
): void {
  if (lines === undefined) return;
  for (const [index, part] of lines.entries()) {
    positive(part.amount, `lines[${index}].amount`);
    assertWay(basis.agreement, agreement, part.line, "requisition");
  }
  const mapped = sum(lines.map((part) => part.amount));
  if (mapped !== amount) {
    throw new RuleError(
      "mapping-differs",
      `The lines sum to ${formatAmount(mapped)}, the requisition to ${formatAmount(amount)}.`,
      { field: "lines", figures: { mapped: formatAmount(mapped), requisitioned: formatAmount(amount) } },
    );
  }
}

function assertWithinMapping(
  received: RequisitionReceived["data"],
  items: readonly { line: LineId; amount: Ore }[],
): void {
  if (received.lines === undefined) return;
  const approved = new Map<LineId, Ore>();
  for (const { line, amount } of items) approved.set(line, add(approved.get(line) ?? ZERO, amount));
  for (const [line, amount] of approved) {
    const mapped = sum(received.lines.filter((part) => part.line === line).map((part) => part.amount));
    if (amount > mapped) {
      throw new RuleError(
        "approval-exceeds-requisition",
        `${formatAmount(mapped)} was requisitioned for line ${line}; ${formatAmount(amount)} cannot be approved on it.`,
        {
          field: "items",
          figures: { line, requisitioned: formatAmount(mapped), approved: formatAmount(amount) },
        },
      );
    }
  }
}

export function assertPeriod(period: { readonly from: string; readonly to: string }): void {
  if (period.to < period.from) {
    throw new RuleError(
      "period-backwards",
      `The period ends on ${period.to}, before it begins on ${period.from}.`,
      {
        field: "period",
        figures: { from: period.from, to: period.to },
      },
    );
  }
}
