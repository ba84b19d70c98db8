import type { Day } from "../calendar.ts";
import { type Ore, ZERO, add, smallest, subtract, sum } from "../money.ts";
import type { Item, ReclaimDecided, ReclaimSource } from "./events.ts";
import type { BookedOutcome, GrantState, Reclaim } from "./state.ts";

/** What a correction does not account for anew stays as the corrected report booked it. */
export function leftOut(earlier: readonly BookedOutcome[], later: readonly BookedOutcome[]): BookedOutcome[] {
  return earlier
    .filter((outcome) => !later.some((other) => samePlace(asItem(other), asItem(outcome))))
    .map((outcome) => ({ ...outcome }));
}

const asItem = (outcome: BookedOutcome): Item => ({ ...outcome, amount: ZERO });

type Demanded = Item & { readonly from?: string; readonly demandedFrom?: ReclaimSource };

/** A claim at one place may hold money of several origins: a decision that names the origin means that one. */
function claimsMeant(state: GrantState, reclaimId: string, item: Demanded): Reclaim["left"] {
  const origin = item.demandedFrom ?? (item.from === "reclaimed" ? undefined : item.from);
  return (state.reclaims.get(reclaimId)?.left ?? []).filter(
    ({ item: at }) => samePlace(at, item) && (origin === undefined || at.from === origin),
  );
}

/** Lowers what a reclaim still demands at a place. */
export function settle(
  state: GrantState,
  reclaimId: string,
  item: Demanded,
  way?: "repaid" | "withdrawn",
): void {
  let rest = item.amount;
  for (const left of claimsMeant(state, reclaimId, item)) {
    const part = smallest(rest, left.amount);
    left.amount = subtract(left.amount, part);
    if (way !== undefined) left[way] = add(left[way], part);
    rest = subtract(rest, part);
  }
}

/** The opposite, for a reversal: never above what was decided. */
export function demandAgain(
  state: GrantState,
  reclaimId: string,
  item: Demanded,
  way?: "repaid" | "withdrawn",
): void {
  let rest = item.amount;
  for (const left of claimsMeant(state, reclaimId, item).toReversed()) {
    const part = smallest(rest, subtract(left.item.amount, left.amount));
    left.amount = add(left.amount, part);
    if (way !== undefined) left[way] = subtract(left[way], part);
    rest = subtract(rest, part);
  }
}

/** What approved reports leave to refund, oldest first. */
function refundableAt(state: GrantState, item: Item): BookedOutcome[] {
  return [...state.reports.values()]
    .filter(({ status }) => status === "approved")
    .flatMap(({ outcomes }) => outcomes)
    .filter((outcome) => samePlace(asItem(outcome), item));
}

/** A refund uses up what approved reports leave to refund. */
export function useRefundable(state: GrantState, item: Item): void {
  let rest = item.amount;
  for (const outcome of refundableAt(state, item)) {
    const part = smallest(rest, outcome.refundable);
    outcome.refundable = subtract(outcome.refundable, part);
    outcome.refunded = add(outcome.refunded, part);
    rest = subtract(rest, part);
  }
}

/** The opposite, for a reversal. */
export function restoreRefundable(state: GrantState, item: Item): void {
  let rest = item.amount;
  const outcomes = refundableAt(state, item);
  for (const outcome of outcomes.toReversed()) {
    const part = smallest(rest, outcome.refunded);
    outcome.refundable = add(outcome.refundable, part);
    outcome.refunded = subtract(outcome.refunded, part);
    rest = subtract(rest, part);
  }
  // A correction that was booked while the refund was under way counted on it: now it is open again.
  const latest = outcomes.at(-1);
  if (latest) latest.refundable = add(latest.refundable, rest);
}

export function samePlace(a: Item & { from?: string }, b: Item & { from?: string }): boolean {
  return a.line === b.line && a.funding === b.funding && a.holder === b.holder;
}

/** Claims that no report can answer: a cost was not accepted, or the line was ruled lower. */
export const BY_DECISION: ReadonlySet<string> = new Set(["cost_not_accepted", "ruling"]);

function claimedAt(
  state: GrantState,
  at: Omit<Item, "amount">,
  grounds: ReadonlySet<string>,
): Reclaim["left"] {
  return [...state.reclaims.values()]
    .filter(({ decided }) => grounds.has(decided.grounds))
    .flatMap(({ left }) => left)
    .filter(({ item }) => samePlace(item, { ...at, amount: ZERO }));
}

/** What was paid back because it was decided so, whatever a report says: never repaid too much. */
export function repaidByDecision(state: GrantState, at: Omit<Item, "amount">): Ore {
  return sum(claimedAt(state, at, BY_DECISION).map(({ repaid }) => repaid));
}

/** Reported costs that were decided not to be accepted, and still are not. */
export function notAcceptedAt(state: GrantState, at: Omit<Item, "amount">): Ore {
  const claims = claimedAt(state, at, new Set(["cost_not_accepted"]));
  return sum(claims.map(({ item, withdrawn }) => subtract(item.amount, withdrawn)));
}

export interface ReclaimAt {
  readonly reclaimId: string;
  readonly from: ReclaimSource;
  readonly amount: Ore;
  readonly grounds: ReclaimDecided["data"]["grounds"];
  readonly effectiveOn: Day;
}

/** What the reclaims taken from a source still demand at one place, oldest first. */
export function reclaimsAt(state: GrantState, item: Omit<Item, "amount">): ReclaimAt[] {
  return [...state.reclaims].flatMap(([reclaimId, { decided, left }]) =>
    left
      .filter(({ item: at, amount }) => amount > 0 && samePlace(at, { ...item, amount: ZERO }))
      .map(({ item: at, amount }) => ({
        reclaimId,
        from: at.from,
        amount,
        grounds: decided.grounds,
        effectiveOn: decided.effectiveOn,
      })),
  );
}
