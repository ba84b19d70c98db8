import type { Day } from "../calendar.ts";
import { type Ore, ZERO, add, smallest, subtract } from "../money.ts";
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
export function settle(state: GrantState, reclaimId: string, item: Demanded): void {
  let rest = item.amount;
  for (const left of claimsMeant(state, reclaimId, item)) {
    const part = smallest(rest, left.amount);
    left.amount = subtract(left.amount, part);
    rest = subtract(rest, part);
  }
}

/** The opposite, for a reversal: never above what was decided. */
export function demandAgain(state: GrantState, reclaimId: string, item: Demanded): void {
  let rest = item.amount;
  for (const left of claimsMeant(state, reclaimId, item).toReversed()) {
    const part = smallest(rest, subtract(left.item.amount, left.amount));
    left.amount = add(left.amount, part);
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
  for (const outcome of refundableAt(state, item).toReversed()) {
    const part = smallest(rest, outcome.refunded);
    outcome.refundable = add(outcome.refundable, part);
    outcome.refunded = subtract(outcome.refunded, part);
    rest = subtract(rest, part);
  }
}

export function samePlace(a: Item & { from?: string }, b: Item & { from?: string }): boolean {
  return a.line === b.line && a.funding === b.funding && a.holder === b.holder;
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
