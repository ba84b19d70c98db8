import { COUNTER_ACCOUNTS, type Place } from "./accounts.ts";
import type { Cells } from "./balances.ts";
import type { Day } from "./calendar.ts";
import { type Ore, ZERO } from "./money.ts";

/** A place whose balance (öre) is below zero from a day on. */
export interface CellBelowZero {
  readonly place: Place;
  readonly on: Day;
  readonly balance: Ore;
}

/**
 * The first place and day on which a stream's account stands below zero, the two counter-accounts left out
 * (DOMAIN, Invariants). Nothing in a sound stream: its decider refuses what would lead there.
 */
export function firstBelowZero(cells: Cells): CellBelowZero | undefined {
  for (const { place, series } of cells.values()) {
    if (COUNTER_ACCOUNTS.has(place.account)) continue;
    const index = series.levels.findIndex((level) => level < ZERO);
    const [on, balance] = [series.days[index], series.levels[index]];
    if (on !== undefined && balance !== undefined) return { place, on, balance };
  }
  return undefined;
}
