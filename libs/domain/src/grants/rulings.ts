import type { Place } from "../accounts.ts";
import type { FundingKey } from "../appropriations/funding-key.ts";
import { freeAt } from "../balances.ts";
import { covered } from "../guarded-books.ts";
import { type Ore, ZERO, add, formatAmount, positive, smallest, subtract, sum } from "../money.ts";
import { RuleError } from "../rule-error.ts";
import type { ApplyRuling } from "./commands.ts";
import type { GrantEvent, ItemFrom, ReclaimSource, RequisitionApproved } from "./events.ts";
import { grantBooks, placeOf, unused } from "./placing.ts";
import { undoneApproval } from "./requisitions.ts";
import { type GrantState, fundingsOf } from "./state.ts";

/**
 * A ruling lowered a line (DOMAIN, the process, 3): unpaid money is reduced, approvals and orders undone
 * first; paid money is reclaimed. One decision, so that nothing of it is left half done.
 *
 * @throws RuleError `ruling-exceeds-grant` when the grant does not hold as much as the ruling takes
 */
export function applyRuling(state: GrantState, command: ApplyRuling): GrantEvent[] {
  const { agreement, recipient, line, reclaimId, decision, by, effectiveOn } = command;
  const books = grantBooks(state, command);
  unused(state.reclaims, reclaimId, "reclaim", "reclaimId");
  const excess = positive(command.excess, "excess");
  const fundings = fundingsOf(books, line);
  const allocated = new Map<FundingKey, Ore>(
    fundings.map((funding) => [
      funding,
      freeAt(books.cells, placeOf(state, "allocated", { line, funding, holder: recipient }), effectiveOn),
    ]),
  );
  const undone = undo(state, command, allocated, excess);
  let rest = excess;
  const reductions: GrantEvent[] = [];
  for (const [funding, free] of allocated) {
    const amount = smallest(rest, free);
    if (amount === 0) continue;
    rest = subtract(rest, amount);
    reductions.push({
      type: "AllocationReduced",
      data: {
        agreement,
        recipient,
        line,
        funding,
        holder: recipient,
        amount,
        reason: "ruling",
        decision,
        by,
        effectiveOn,
      },
    });
  }
  const claimed: ItemFrom<ReclaimSource>[] = [];
  for (const from of ["unused", "outstanding", "spent"] as const) {
    // Place by place as repayments are placed, and not in the order in which the money happened to come.
    const places = [...books.cells.values()]
      .map(({ place }) => place)
      .filter((place) => place.account === from && place.line === line)
      .toSorted((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
    for (const place of places) {
      if (rest === 0) break;
      const amount = smallest(rest, freeAt(books.cells, place, effectiveOn));
      if (amount <= 0) continue;
      rest = subtract(rest, amount);
      claimed.push({
        line,
        funding: place.funding as FundingKey,
        holder: place.holder ?? recipient,
        amount,
        from,
      });
    }
  }
  if (rest > 0) {
    throw new RuleError(
      "ruling-exceeds-grant",
      `The ruling takes ${formatAmount(excess)} from line ${line}; ${recipient} holds ${formatAmount(subtract(excess, rest))} of it from ${effectiveOn} on.`,
      {
        field: "excess",
        figures: { line, excess: formatAmount(excess), holds: formatAmount(subtract(excess, rest)) },
      },
    );
  }
  const reclaim: GrantEvent[] =
    claimed.length === 0
      ? []
      : [
          {
            type: "ReclaimDecided",
            data: {
              agreement,
              recipient,
              reclaimId,
              items: claimed,
              grounds: "ruling",
              decision,
              by,
              effectiveOn,
            },
          },
        ];
  return covered<GrantEvent>(books, [...undone, ...reductions, ...reclaim]);
}

const orderOf = ({ funding, holder }: Place): string => `${funding ?? ""}|${holder ?? ""}`;

/** Cancels orders and reverses approvals on the line, until enough is allocated again; keeps count in `allocated`. */
function undo(
  state: GrantState,
  { line, approvals, decision, by, effectiveOn }: ApplyRuling,
  allocated: Map<FundingKey, Ore>,
  excess: Ore,
): GrantEvent[] {
  const events: GrantEvent[] = [];
  const free = (items: readonly { line: string; funding: FundingKey; amount: Ore }[]): void => {
    for (const { funding, amount } of items.filter((item) => item.line === line)) {
      allocated.set(funding, add(allocated.get(funding) ?? ZERO, amount));
    }
  };
  const enough = (): boolean => sum(allocated.values()) >= excess;
  const { agreement, recipient } = state;
  const live = [...state.disbursements.values()].filter(
    ({ status, ordered }) =>
      (status === "ordered" || status === "approved") && ordered.items.some((item) => item.line === line),
  );
  for (const requisition of state.requisitions.values()) {
    const { approved } = requisition;
    if (enough() || approved === undefined || !approved.items.some((item) => item.line === line)) continue;
    const id = approved.requisitionId;
    const orders = [...state.disbursements.values()].filter(
      ({ ordered }) => "requisition" in ordered.basis && ordered.basis.requisition === id,
    );
    if (orders.some(({ status, repaid }) => status === "confirmed" || repaid)) continue;
    const original = approvals
      .filter(({ eventId }) => !state.books?.reversed.has(eventId))
      .findLast(({ data }) => (data as RequisitionApproved["data"]).requisitionId === id);
    if (original === undefined && !requisition.approvedBefore) continue;
    for (const { ordered, status } of orders) {
      if (status !== "ordered" && status !== "approved") continue;
      const { disbursementId, items } = ordered;
      events.push({
        type: "DisbursementCancelled",
        data: { agreement, recipient, disbursementId, items, reason: decision, by, effectiveOn },
      });
    }
    events.push(
      original === undefined
        ? undoneApproval(approved, { reason: decision, by, effectiveOn })
        : { type: "EntryReversed", data: { original, reason: decision, by, effectiveOn } },
    );
    free(approved.items);
  }
  for (const { ordered } of live) {
    if (enough() || !ordered.items.every(({ from }) => from === "allocated")) continue;
    const { disbursementId, items } = ordered;
    events.push({
      type: "DisbursementCancelled",
      data: { agreement, recipient, disbursementId, items, reason: decision, by, effectiveOn },
    });
    free(items);
  }
  return events;
}
