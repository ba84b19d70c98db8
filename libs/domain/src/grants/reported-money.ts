import type { FundingKey } from "../appropriations/funding-key.ts";
import { balanceAt, freeAt } from "../balances.ts";
import type { Day } from "../calendar.ts";
import { type Ore, ZERO, add, largest, smallest, subtract, sum } from "../money.ts";
import { BY_DECISION, notAcceptedAt, reclaimsAt, repaidByDecision, samePlace } from "./claims.ts";
import type { MoneyAtHolder } from "./cost-report-arithmetic.ts";
import type { Item } from "./events.ts";
import { grantBooks, placeOf } from "./placing.ts";
import { approvedAt, isAt, refundableAt, refundsUnderWay } from "./refunds.ts";
import type { BookedOutcome, CostReport, GrantState } from "./state.ts";

/**
 * Everything that was paid to this holder by the day on which the report came, and not returned, passed on or
 * used for another line. A report says nothing of money that was paid after it was written.
 */
export function paidTo(state: GrantState, at: Omit<Item, "amount">, on: Day): Ore {
  const { cells } = grantBooks(state, state);
  const accounts = ["spent", "unused", "reclaimed", "repaid", "written_off"] as const;
  const accounted = sum(accounts.map((account) => balanceAt(cells, placeOf(state, account, at))));
  const stands = add(accounted, freeAt(cells, placeOf(state, "outstanding", at), on));
  return largest(ZERO, subtract(stands, returnedAt(state, at)));
}

/** What the bank sent back in a later year: it stands as repaid, and was never received. */
export function returnedAt(state: GrantState, at: Omit<Item, "amount">): Ore {
  const returned = [...state.disbursements.values()].filter(({ repaid }) => repaid);
  return sum(
    returned
      .flatMap(({ ordered }) => ordered.items)
      .filter((item) => samePlace(item, { ...at, amount: ZERO }))
      .map(({ amount }) => amount),
  );
}

/** What the report can account for, with what is repaid already. */
export function receivedOf({ outstanding, spent, unused: left, reclaimed, repaid }: MoneyAtHolder): Ore {
  return sum([outstanding, spent, left, reclaimed, repaid]);
}

/**
 * Where the money of one line, post and holder stands, as the cost report arithmetic asks: of what is not
 * accounted for, only what was there on the day the report came, and still is.
 */
export function moneyAt(
  state: GrantState,
  at: { line: string; funding: FundingKey; holder: string },
  corrected: CostReport | undefined,
  on: Day,
): MoneyAtHolder {
  const { cells } = grantBooks(state, state);
  const balance = (account: Parameters<typeof placeOf>[1]): Ore =>
    balanceAt(cells, placeOf(state, account, at));
  const freeable = freeableReclaims(state, at, corrected !== undefined);
  return {
    outstanding: freeAt(cells, placeOf(state, "outstanding", at), on),
    spent: stillSpent(state, at, corrected),
    unused: corrected === undefined ? ZERO : balance("unused"),
    reclaimed: sum(freeable.map(({ amount }) => amount)),
    repaid: repaidForWantOfCosts(state, at, corrected),
    refundsUnderWay: sum(refundsUnderWay(state, corrected, at, on).map(({ amount }) => amount)),
  };
}

/** What reports booked as costs at a place, with the costs in it that were refused since (öre). */
const bookedAt = (outcomes: readonly BookedOutcome[]): Ore =>
  sum(outcomes.map(({ spent, notAccepted = ZERO }) => add(spent, notAccepted)));

/**
 * Costs of a corrected report that were decided not to be accepted, and still are not. Such a decision names a place
 * and no report. It is taken to mean the other reports' costs first, so that each of them may be stated anew with the
 * same costs, one after the other, and nothing is demanded that was not before.
 */
export function notAcceptedOf(
  state: GrantState,
  at: Omit<Item, "amount">,
  corrected: CostReport | undefined,
): Ore {
  if (corrected === undefined) return ZERO;
  return largest(ZERO, subtract(notAcceptedAt(state, at), bookedAt(approvedAt(state, at, corrected))));
}

/**
 * What a corrected report booked as costs and still stands: what the other reports booked is theirs, but for refused
 * costs, and a cost that was booked and then reclaimed is no longer there to correct.
 */
function stillSpent(state: GrantState, at: Omit<Item, "amount">, corrected: CostReport | undefined): Ore {
  if (corrected === undefined) return ZERO;
  const booked = bookedAt(corrected.outcomes.filter((outcome) => isAt(outcome, at)));
  const ofOthers = subtract(bookedAt(approvedAt(state, at, corrected)), notAcceptedAt(state, at));
  const spent = balanceAt(grantBooks(state, state).cells, placeOf(state, "spent", at));
  return smallest(booked, largest(ZERO, subtract(spent, largest(ZERO, ofOthers))));
}

/** The same krona is refunded once: what another report leaves to refund covers no cost of this one. */
function repaidForWantOfCosts(
  state: GrantState,
  at: Omit<Item, "amount">,
  corrected: CostReport | undefined,
): Ore {
  const repaid = balanceAt(grantBooks(state, state).cells, placeOf(state, "repaid", at));
  const spoken = sum([
    returnedAt(state, at),
    repaidByDecision(state, at),
    refundableAt(state, at, corrected),
  ]);
  return largest(ZERO, subtract(repaid, spoken));
}

/**
 * Claims on money that no cost covered when they were made. A first report frees what was demanded of
 * unreported money; a correction also what an earlier report called unused. What was demanded because a
 * cost was not accepted, or because the line was ruled lower, stays demanded: no cost changes that decision.
 */
export function freeableReclaims(
  state: GrantState,
  at: Omit<Item, "amount">,
  correcting: boolean,
): ReturnType<typeof reclaimsAt> {
  return reclaimsAt(state, at)
    .filter(({ grounds }) => !BY_DECISION.has(grounds))
    .filter(({ from }) => from === "outstanding" || (correcting && from === "unused"));
}
