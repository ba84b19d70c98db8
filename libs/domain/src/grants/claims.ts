import type { Day } from "../calendar.ts";
import { type Ore, ZERO, add, smallest, subtract, sum } from "../money.ts";
import type { Item, ReclaimDecided, ReclaimSource } from "./events.ts";
import type { GrantState, Reclaim } from "./state.ts";

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
