import type { FundingKey } from "../appropriations/funding-key.ts";
import { balanceAt, freeAt } from "../balances.ts";
import type { Day } from "../calendar.ts";
import { type Ore, ZERO, add, largest, smallest, subtract, sum } from "../money.ts";
import { BY_DECISION, reclaimsAt, repaidByDecision, samePlace } from "./claims.ts";
import type { MoneyAtHolder } from "./cost-report-arithmetic.ts";
import type { Item } from "./events.ts";
import { grantBooks, placeOf } from "./placing.ts";
import { refundsUnderWay } from "./refunds.ts";
import type { CostReport, GrantState } from "./state.ts";

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
  const bookedBefore = sum(
    (corrected?.outcomes ?? [])
      .filter(
        ({ line, funding, holder }) => line === at.line && funding === at.funding && holder === at.holder,
      )
      .map(({ spent }) => spent),
  );
  const freeable = freeableReclaims(state, at, corrected !== undefined);
  return {
    outstanding: freeAt(cells, placeOf(state, "outstanding", at), on),
    // A cost that was booked and then reclaimed as not accepted is no longer there to correct.
    spent: smallest(bookedBefore, balance("spent")),
    unused: corrected === undefined ? ZERO : balance("unused"),
    reclaimed: sum(freeable.map(({ amount }) => amount)),
    repaid: largest(
      ZERO,
      subtract(subtract(balance("repaid"), returnedAt(state, at)), repaidByDecision(state, at)),
    ),
    refundsUnderWay: sum(refundsUnderWay(state, corrected, at, on).map(({ amount }) => amount)),
  };
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
