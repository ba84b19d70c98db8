import {
  ACCOUNT_NAMES,
  type Account,
  COUNTER_ACCOUNTS,
  type Place,
  type Transfer,
} from "#domain/accounts.ts";
import { fundingParts } from "#domain/appropriations/funding-key.ts";
import { lastOnOrBefore, placeKey } from "#domain/balances.ts";
import type { Day } from "#domain/calendar.ts";
import { type Ore, ZERO, add, exactly } from "#domain/money.ts";

/** What a balance can be grouped and filtered by. */
export const DIMENSIONS = [
  "year",
  "area",
  "anslag",
  "anslagspost",
  "agreement",
  "line",
  "recipient",
  "holder",
  "receipt",
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export type Key = Readonly<Partial<Record<Dimension, string | null>>>;
export type AccountAmounts = Record<Account, Ore>;

export interface BalanceRow {
  /** The grouping dimensions, `null` where the money has no such dimension. */
  readonly key: Key;
  readonly net: AccountAmounts;
  /** One way: everything that ever came in, whatever left since (DOMAIN: turnover). */
  readonly turnover: AccountAmounts;
}

export interface BalanceQuery {
  readonly by: readonly Dimension[];
  /** The end of this day; without it, everything that is known. */
  readonly on?: Day;
  readonly where?: Key;
}

/** A place whose balance (öre) at the end of a day is below zero. */
export interface BelowZero {
  readonly place: Place;
  readonly on: Day;
  readonly balance: Ore;
}

/**
 * Everything that ever came to a place, or left it, by the end of a day (öre). It grows for ever, also where
 * the balance does not, so it has no upper bound: an event that is in the log can always be applied.
 */
interface Flow {
  readonly days: Day[];
  readonly totals: bigint[];
}

interface FoldedCell {
  readonly place: Place;
  readonly inflow: Flow;
  readonly outflow: Flow;
}

function pour(flow: Flow, date: Day, amount: bigint): void {
  const index = lastOnOrBefore(flow.days, date);
  if (flow.days[index] !== date) {
    flow.days.splice(index + 1, 0, date);
    flow.totals.splice(index + 1, 0, flow.totals[index] ?? 0n);
  }
  for (let i = lastOnOrBefore(flow.days, date); i < flow.totals.length; i++) {
    flow.totals[i] = (flow.totals[i] as bigint) + amount;
  }
}

function totalOn({ days, totals }: Flow, date?: Day): bigint {
  return totals[date === undefined ? totals.length - 1 : lastOnOrBefore(days, date)] ?? 0n;
}

/**
 * The pure fold over transfers, in memory: every balance is a sum over some dimensions. Fed with effective
 * dates it answers by effective date, fed with posting dates by posting date; the fold is the same.
 */
export class BalanceFold {
  private readonly cells = new Map<string, FoldedCell>();

  apply(transfers: readonly Transfer[], date: Day): void {
    for (const { from, to, amount } of transfers) {
      pour(this.cell(from).outflow, date, BigInt(amount));
      pour(this.cell(to).inflow, date, BigInt(amount));
    }
  }

  private cell(place: Place): FoldedCell {
    const key = placeKey(place);
    let cell = this.cells.get(key);
    if (!cell) {
      cell = { place, inflow: { days: [], totals: [] }, outflow: { days: [], totals: [] } };
      this.cells.set(key, cell);
    }
    return cell;
  }

  /**
   * Every place and day on which an account stands below zero, the two counter-accounts left out. Empty in a
   * sound ledger: the deciders refuse what would lead there (DOMAIN, Invariants), and this proves it from
   * the log alone.
   */
  belowZero(): BelowZero[] {
    return [...this.cells.values()]
      .filter(({ place }) => !COUNTER_ACCOUNTS.has(place.account))
      .flatMap(({ place, inflow, outflow }) =>
        [...new Set([...inflow.days, ...outflow.days])]
          .sort()
          .map((on) => ({ place, on, balance: exactly(totalOn(inflow, on) - totalOn(outflow, on)) }))
          .filter(({ balance }) => balance < 0),
      );
  }

  /**
   * Rows in the order of their keys; groups in which no money ever moved by that day are left out.
   *
   * @throws RuleError `sum-too-large` when a group's sum is beyond what is exact
   */
  balances({ by, on, where = {} }: BalanceQuery): BalanceRow[] {
    const rows = new Map<string, { key: Key; net: AccountAmounts; turnover: AccountAmounts }>();
    const conditions = Object.entries(where) as [Dimension, string | null][];
    for (const { place, inflow, outflow } of this.cells.values()) {
      if (conditions.some(([dimension, value]) => dimensionOf(place, dimension) !== value)) continue;
      const incoming = totalOn(inflow, on);
      const outgoing = totalOn(outflow, on);
      if (incoming === 0n && outgoing === 0n) continue;
      const values = by.map((dimension) => dimensionOf(place, dimension));
      const id = JSON.stringify(values);
      let row = rows.get(id);
      if (!row) {
        const key = Object.fromEntries(by.map((dimension, index) => [dimension, values[index] ?? null]));
        row = { key, net: noAmounts(), turnover: noAmounts() };
        rows.set(id, row);
      }
      row.net[place.account] = add(row.net[place.account], exactly(incoming - outgoing));
      row.turnover[place.account] = add(row.turnover[place.account], exactly(incoming));
    }
    return inKeyOrder(rows);
  }
}

/** Rows in the order of their keys, which are lists of the grouping dimensions' values as JSON. */
export function inKeyOrder<Row>(rows: ReadonlyMap<string, Row>): Row[] {
  return [...rows.entries()].sort(([a], [b]) => compareKeys(a, b)).map(([, row]) => row);
}

/** Numbers inside keys sort as numbers: post 3 before post 18. Rows without a value come first. */
const collator = new Intl.Collator("sv", { numeric: true });

/** How the keys of two rows are ordered; zero for the same key only. */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  const left = JSON.parse(a) as (string | null)[];
  const right = JSON.parse(b) as (string | null)[];
  for (const [index, value] of left.entries()) {
    const order = collator.compare(value ?? "", right[index] ?? "");
    if (order !== 0) return order;
  }
  // The collator takes the lines 1 and 01 for equal; a page has to know which of them comes first.
  return a < b ? -1 : 1;
}

/** All accounts at zero. */
export function noAmounts(): AccountAmounts {
  return Object.fromEntries(ACCOUNT_NAMES.map((account) => [account, ZERO])) as AccountAmounts;
}

function dimensionOf(place: Place, dimension: Dimension): string | null {
  switch (dimension) {
    case "anslagspost":
      return place.funding ?? null;
    case "year":
      return place.funding === undefined ? null : String(fundingParts(place.funding).budgetYear);
    case "area":
      return place.funding === undefined ? null : String(fundingParts(place.funding).area);
    case "anslag":
      return place.funding === undefined ? null : fundingParts(place.funding).anslag;
    default:
      return place[dimension] ?? null;
  }
}
