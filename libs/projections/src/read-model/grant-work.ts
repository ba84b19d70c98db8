import { paymentsOf, standing } from "#domain/grants/disbursements.ts";
import type { PaymentBasis } from "#domain/grants/events.ts";
import type { GrantState } from "#domain/grants/state.ts";
import { type Ore, sum } from "#domain/money.ts";
import type { GrantCase } from "./grant-cases.ts";
import type { StoredWork } from "./work-tables.ts";

/** What a case waits for. */
export interface Waiting {
  readonly kind: StoredWork;
  /** Null where no amount is at stake yet. */
  readonly amount: Ore | null;
  /** The line, when it is about one alone. */
  readonly line: string | null;
  /** Who wrote in it, and so may not be the one who approves it. */
  readonly writers: Iterable<string>;
}

/** What the desk, or the recipient, has left to do about a case; nothing when it is done. */
export function waitingFor(state: GrantState, { kind, id }: GrantCase): Waiting[] {
  switch (kind) {
    case "requisition":
      return ofRequisition(state, id);
    case "disbursement":
      return ofDisbursement(state, id);
    case "cost_report":
      return ofReport(state, id);
    case "reclaim":
      return ofReclaim(state, id);
    case "refund":
      return ofRefund(state, id);
  }
}

interface Part {
  readonly line: string;
  readonly amount: Ore;
}

const together = (items: readonly Part[]): Pick<Waiting, "amount" | "line"> => ({
  amount: sum(items.map(({ amount }) => amount)),
  line: onlyLine(items),
});

function onlyLine(items: readonly { readonly line: string }[]): string | null {
  const [first, ...others] = new Set(items.map(({ line }) => line));
  return first !== undefined && others.length === 0 ? first : null;
}

function ofRequisition(state: GrantState, id: string): Waiting[] {
  const requisition = state.requisitions.get(id);
  if (!requisition) return [];
  const { status, received, writers, approved } = requisition;
  const asked = { amount: received.amount, line: onlyLine(received.lines ?? []) };
  switch (status) {
    case "received":
      return [{ kind: "requisition_to_decide", ...asked, writers }];
    case "supplement_requested":
      return [{ kind: "supplement_awaited", ...asked, writers }];
    case "approved":
      if (
        approved === undefined ||
        isPaid(state, (basis) => "requisition" in basis && basis.requisition === id)
      ) {
        return [];
      }
      return [{ kind: "requisition_to_order", ...together(approved.items), writers: [] }];
    case "rejected":
    case "withdrawn":
      return [];
  }
}

function ofRefund(state: GrantState, id: string): Waiting[] {
  const refund = state.refunds.get(id);
  if (!refund || isPaid(state, (basis) => "refund" in basis && basis.refund === id)) return [];
  return [{ kind: "refund_to_order", ...together(refund.items), writers: [] }];
}

const isPaid = (state: GrantState, paysIt: (basis: PaymentBasis) => boolean): boolean =>
  paymentsOf(state, ({ basis }) => paysIt(basis)).some(standing);

function ofDisbursement(state: GrantState, id: string): Waiting[] {
  const disbursement = state.disbursements.get(id);
  if (!disbursement) return [];
  const { status, ordered } = disbursement;
  if (status === "ordered") {
    return [{ kind: "payment_to_approve", ...together(ordered.items), writers: [ordered.by] }];
  }
  if (status === "approved") return [{ kind: "payment_to_confirm", ...together(ordered.items), writers: [] }];
  return [];
}

function ofReport(state: GrantState, id: string): Waiting[] {
  const report = state.reports.get(id);
  if (!report) return [];
  const { status, received, deviationOpen } = report;
  const about = { amount: sum(received.uses.map(({ costs }) => costs)), line: onlyLine(received.uses) };
  const stands = status === "received" || status === "approved";
  return [
    ...(status === "received"
      ? [{ kind: "cost_report_to_decide" as const, ...about, writers: [received.by] }]
      : []),
    // A report that was sent back, or that another has taken the place of, has nothing left to resolve.
    ...(stands && deviationOpen ? [{ kind: "deviation_to_resolve" as const, ...about, writers: [] }] : []),
  ];
}

function ofReclaim(state: GrantState, id: string): Waiting[] {
  const left = (state.reclaims.get(id)?.left ?? []).filter(({ amount }) => amount > 0);
  if (left.length === 0) return [];
  const items = left.map(({ item, amount }) => ({ line: item.line, amount }));
  return [{ kind: "claim_open", ...together(items), writers: [] }];
}
