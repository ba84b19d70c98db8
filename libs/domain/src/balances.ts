import { ACCOUNTS, COUNTER_ACCOUNTS, type Dimensions, type Place, type Transfer } from "./accounts.ts";
import type { Day } from "./calendar.ts";
import { type Ore, ZERO, add, formatAmount, negate } from "./money.ts";
import { RuleError } from "./rule-error.ts";

/** The level of one account at one place over effective dates: `levels[i]` holds from `days[i]` on. */
export interface Series {
  readonly days: Day[];
  readonly levels: Ore[];
}

export const emptySeries = (): Series => ({ days: [], levels: [] });

/** Index of the last of these ordered days on or before `date`, -1 when there is none. */
export function lastOnOrBefore(days: readonly Day[], date: Day): number {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (date >= (days[middle] as Day)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The balance at the end of a day; without a day, after everything that is known. */
export function levelOn(series: Series, date?: Day): Ore {
  const index = date === undefined ? series.levels.length - 1 : lastOnOrBefore(series.days, date);
  return index < 0 ? ZERO : (series.levels[index] as Ore);
}

/** The lowest balance on any day from `date` on: what can leave on that day without a later day going below zero. */
export function lowestFrom(series: Series, date: Day): Ore {
  let lowest = levelOn(series, date);
  for (let index = lastOnOrBefore(series.days, date) + 1; index < series.levels.length; index++) {
    const level = series.levels[index] as Ore;
    if (level < lowest) lowest = level;
  }
  return lowest;
}

/** The first day, from `date` on, from which at least `amount` can leave; undefined when there is none. */
export function firstDayCovering(series: Series, date: Day, amount: Ore): Day | undefined {
  if (lowestFrom(series, date) >= amount) return date;
  for (const candidate of series.days) {
    // What does not cover the amount from `date` on does not from any earlier day either.
    if (lowestFrom(series, candidate) >= amount) return candidate;
  }
  return undefined;
}

/** Adds a difference from a day on, in place. */
export function post(series: Series, date: Day, difference: Ore): void {
  const index = lastOnOrBefore(series.days, date);
  if (series.days[index] === date) {
    for (let i = index; i < series.levels.length; i++)
      series.levels[i] = add(series.levels[i] as Ore, difference);
    return;
  }
  const before = index < 0 ? ZERO : (series.levels[index] as Ore);
  series.days.splice(index + 1, 0, date);
  series.levels.splice(index + 1, 0, add(before, difference));
  for (let i = index + 2; i < series.levels.length; i++)
    series.levels[i] = add(series.levels[i] as Ore, difference);
}

export interface Cell {
  readonly place: Place;
  readonly series: Series;
}

/** What one stream holds, account by account and place by place, over effective dates. */
export type Cells = Map<string, Cell>;

/** A place has one key. */
export function placeKey(place: Place): string {
  return `${place.account}|${dimensionsKey(place)}`;
}

/** Missing dimensions are empty: what stands on any account with the same dimensions has one key. */
export function dimensionsKey({ funding, agreement, line, recipient, holder, receipt }: Dimensions): string {
  return `${funding ?? ""}|${agreement ?? ""}|${line ?? ""}|${recipient ?? ""}|${holder ?? ""}|${receipt ?? ""}`;
}

export function cellAt(cells: Cells, place: Place): Cell | undefined {
  return cells.get(placeKey(place));
}

/** What can leave this place on that day without any later day going below zero. */
export function freeAt(cells: Cells, place: Place, date: Day): Ore {
  const cell = cellAt(cells, place);
  return cell ? lowestFrom(cell.series, date) : ZERO;
}

export function balanceAt(cells: Cells, place: Place, date?: Day): Ore {
  const cell = cellAt(cells, place);
  return cell ? levelOn(cell.series, date) : ZERO;
}

/** Books one side of a transfer, in place. */
export function book(cells: Cells, place: Place, date: Day, difference: Ore): void {
  const key = placeKey(place);
  let cell = cells.get(key);
  if (!cell) {
    cell = { place, series: emptySeries() };
    cells.set(key, cell);
  }
  post(cell.series, date, difference);
}

/** A copy of the cells that these transfers touch, for trying a decision out. */
function touched(cells: Cells, transfers: readonly Transfer[]): Cells {
  const copy: Cells = new Map();
  for (const { from, to } of transfers) {
    for (const place of [from, to]) {
      const key = placeKey(place);
      const cell = cells.get(key);
      if (cell && !copy.has(key)) {
        copy.set(key, {
          place,
          series: { days: [...cell.series.days], levels: [...cell.series.levels] },
        });
      }
    }
  }
  return copy;
}

export interface DatedTransfers {
  readonly transfers: readonly Transfer[];
  readonly effectiveOn: Day;
}

/**
 * The invariant behind every decision: no account but the two counter-accounts goes below zero, at any
 * effective date from the entry's own onward (DOMAIN, Invariants); before its own day an entry changes nothing.
 * Only places for which `guards` says yes are tried: those whose every movement this stream knows.
 *
 * @throws RuleError `account-below-zero` naming the account, the day, what is there and what was asked
 */
export function assertCovered(
  cells: Cells,
  entries: readonly DatedTransfers[],
  guards: (place: Place) => boolean,
): void {
  const trial = touched(
    cells,
    entries.flatMap((entry) => entry.transfers),
  );
  for (const { transfers, effectiveOn } of entries) {
    for (const transfer of transfers) {
      if (guards(transfer.from)) book(trial, transfer.from, effectiveOn, negate(transfer.amount));
      if (guards(transfer.to)) book(trial, transfer.to, effectiveOn, transfer.amount);
    }
  }
  for (const [key, { place, series }] of trial) {
    if (COUNTER_ACCOUNTS.has(place.account)) continue;
    const index = series.levels.findIndex((level) => level < 0);
    if (index < 0) continue;
    const date = series.days[index] as Day;
    const before = cells.get(key);
    throw new RuleError(
      "account-below-zero",
      `${place.account} (${ACCOUNTS[place.account].swedish}) would be ${formatAmount(series.levels[index] as Ore)} on ${date}; it holds ${formatAmount(before ? levelOn(before.series, date) : ZERO)} that day.`,
      {
        figures: {
          account: place.account,
          date,
          ...(place.funding === undefined ? {} : { anslagspost: place.funding }),
          ...(place.line === undefined ? {} : { line: place.line }),
          ...(place.holder === undefined ? {} : { holder: place.holder }),
          holds: formatAmount(before ? levelOn(before.series, date) : ZERO),
          wouldBe: formatAmount(series.levels[index] as Ore),
        },
      },
    );
  }
}
