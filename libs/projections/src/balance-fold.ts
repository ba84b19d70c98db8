import {
  ACCOUNT_NAMES,
  type Account,
  COUNTER_ACCOUNTS,
  type Dimensions,
  type Place,
  type Transfer,
} from "#domain/accounts.ts";
import { fundingParts } from "#domain/appropriations/funding-key.ts";
import type { Day } from "#domain/calendar.ts";
import { type Ore, ZERO, add, exactly } from "#domain/money.ts";
import { type Axis, Movements, type PlaceNumber, type Sum, placeNumber, plus } from "./movements.ts";

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
 * The pure fold over transfers, in memory, by one of their dates: every balance is a sum over some dimensions. What
 * moved stands in {@link Movements}; nothing is added up before it is asked for.
 */
export class BalanceFold {
  readonly #movements: Movements;
  readonly #axis: Axis;

  constructor(movements: Movements, axis: Axis) {
    this.#movements = movements;
    this.#axis = axis;
  }

  /**
   * Every place and day on which an account stands below zero, the two counter-accounts left out. Empty in a
   * sound ledger: the deciders refuse what would lead there (DOMAIN, Invariants), and this proves it from
   * the log alone.
   */
  belowZero(): BelowZero[] {
    const levels = this.#movements.noSums();
    const found: BelowZero[] = [];
    for (const { day, from, to, amounts } of this.#movements.dayByDay(this.#axis)) {
      const touched = new Set<PlaceNumber>();
      for (const [index, amount] of amounts.entries()) {
        const [left, come] = [from[index] as PlaceNumber, to[index] as PlaceNumber];
        levels[left] = plus(levels[left] as Sum, -amount);
        levels[come] = plus(levels[come] as Sum, amount);
        touched.add(left).add(come);
      }
      for (const number of touched) {
        const level = levels[number] as Sum;
        if (level >= 0) continue;
        const place = this.#movements.placeOf(number);
        if (COUNTER_ACCOUNTS.has(place.account)) continue;
        found.push({ place, on: day, balance: exactly(BigInt(level)) });
      }
    }
    return found;
  }

  /**
   * Rows in the order of their keys; groups in which no money ever moved by that day are left out.
   *
   * @throws RuleError `sum-too-large` when a group's sum is beyond what is exact
   */
  balances({ by, on, where = {} }: BalanceQuery): BalanceRow[] {
    const rows = new Map<string, BalanceRow>();
    const conditions = Object.entries(where) as [Dimension, string | null][];
    const { incoming, outgoing } = this.#movements.flowsUntil(this.#axis, on);
    for (const [number, spot] of this.#movements.spots.entries()) {
      if (conditions.some(([dimension, value]) => dimensionOf(spot, dimension) !== value)) continue;
      let row: BalanceRow | undefined;
      for (const account of ACCOUNT_NAMES) {
        const place = placeNumber(number, account);
        const [came, left] = [incoming[place] as Sum, outgoing[place] as Sum];
        if (isNone(came) && isNone(left)) continue;
        row ??= rowOf(rows, spot, by);
        row.net[account] = add(row.net[account], difference(came, left));
        row.turnover[account] = add(row.turnover[account], difference(came, 0));
      }
    }
    return inKeyOrder(rows);
  }
}

/** The row in which what stands here is added up. */
function rowOf(rows: Map<string, BalanceRow>, spot: Dimensions, by: readonly Dimension[]): BalanceRow {
  const values = by.map((dimension) => dimensionOf(spot, dimension));
  const id = JSON.stringify(values);
  let row = rows.get(id);
  if (row === undefined) {
    const key = Object.fromEntries(by.map((dimension, index) => [dimension, values[index] ?? null]));
    rows.set(id, (row = { key, net: noAmounts(), turnover: noAmounts() }));
  }
  return row;
}

/** A sum that once was too large for a number stays of the other kind. */
const isNone = (sum: Sum): boolean => sum === 0 || sum === 0n;

function difference(incoming: Sum, outgoing: Sum): Ore {
  if (typeof incoming === "number" && typeof outgoing === "number") return exactly(incoming - outgoing);
  return exactly(BigInt(incoming) - BigInt(outgoing));
}

/** The same transfers by both their dates. */
export class BalanceFolds {
  readonly #movements = new Movements();
  readonly byEffectiveDate = new BalanceFold(this.#movements, "effective");
  readonly byPostingDate = new BalanceFold(this.#movements, "posting");

  apply(transfers: readonly Transfer[], effectiveOn: Day, postingOn: Day): void {
    this.#movements.add(transfers, effectiveOn, postingOn);
  }
}

/** Rows in the order of their keys, which are lists of the grouping dimensions' values as JSON. */
export function inKeyOrder<Row>(rows: ReadonlyMap<string, Row>): Row[] {
  return [...rows]
    .map(([key, row]) => ({ key, values: valuesIn(key), row }))
    .sort((a, b) => compareValues(a.values, b.values) || (a.key < b.key ? -1 : 1))
    .map(({ row }) => row);
}

/** Numbers inside keys sort as numbers: post 3 before post 18. Rows without a value come first. */
const collator = new Intl.Collator("sv", { numeric: true });

/** How the keys of two rows are ordered; zero for the same key only. */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  // The collator takes the lines 1 and 01 for equal; a page has to know which of them comes first.
  return compareValues(valuesIn(a), valuesIn(b)) || (a < b ? -1 : 1);
}

type Values = readonly (string | null)[];

const valuesIn = (key: string): Values => JSON.parse(key) as Values;

function compareValues(left: Values, right: Values): number {
  for (let index = 0; index < left.length; index++) {
    const [a, b] = [left[index] ?? "", right[index] ?? ""];
    const order = a === b ? 0 : collator.compare(a, b);
    if (order !== 0) return order;
  }
  return 0;
}

/** All accounts at zero. */
export function noAmounts(): AccountAmounts {
  return { ...NONE };
}

const NONE = Object.fromEntries(ACCOUNT_NAMES.map((account) => [account, ZERO])) as AccountAmounts;

function dimensionOf(place: Dimensions, dimension: Dimension): string | null {
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
