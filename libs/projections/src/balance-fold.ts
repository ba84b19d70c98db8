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

/** A whole number of öre without an upper bound: a number while that is exact. */
type Sum = number | bigint;

function plus(a: Sum, b: Sum): Sum {
  if (typeof a === "number" && typeof b === "number" && Number.isSafeInteger(a + b)) return a + b;
  return BigInt(a) + BigInt(b);
}

/**
 * What came to a place, or left it, day by day (öre), the days in order. Added up it grows for ever, also where the
 * balance does not, so it has no upper bound: an event that is in the log can always be applied.
 */
interface Flow {
  readonly days: Day[];
  readonly amounts: Sum[];
}

interface FoldedCell {
  readonly place: Place;
  /** Many places are only ever come to, or left, once: a flow begins with its first entry. */
  inflow: Flow | undefined;
  outflow: Flow | undefined;
}

/** The flow with an amount more on a day, changed in place. */
function poured(flow: Flow | undefined, date: Day, amount: Sum): Flow {
  if (flow === undefined) return { days: [date], amounts: [amount] };
  const { days, amounts } = flow;
  // Most of a log is in the order of its days.
  const last = days.length - 1;
  const index = days[last] === date ? last : lastOnOrBefore(days, date);
  if (days[index] === date) {
    amounts[index] = plus(amounts[index] ?? 0, amount);
  } else {
    days.splice(index + 1, 0, date);
    amounts.splice(index + 1, 0, amount);
  }
  return flow;
}

function totalOn(flow: Flow | undefined, date?: Day): Sum {
  if (flow === undefined) return 0;
  const { days, amounts } = flow;
  const count = date === undefined ? days.length : lastOnOrBefore(days, date) + 1;
  let total: Sum = 0;
  for (let index = 0; index < count; index++) total = plus(total, amounts[index] ?? 0);
  return total;
}

/** A sum that once was too large for a number stays of the other kind. */
const isNone = (sum: Sum): boolean => sum === 0 || sum === 0n;

const difference = (incoming: Sum, outgoing: Sum): Ore => exactly(BigInt(incoming) - BigInt(outgoing));

/**
 * The pure fold over transfers, in memory: every balance is a sum over some dimensions. Fed with effective
 * dates it answers by effective date, fed with posting dates by posting date; the fold is the same.
 *
 * Nearly every entry is posted on its effective date. So a fold may stand on another one, and hold only what is
 * dated otherwise than there.
 */
export class BalanceFold {
  private readonly cells = new Map<string, FoldedCell>();
  private readonly base: BalanceFold | undefined;

  /** @param base what holds here as well, but for what is dated anew */
  constructor(base?: BalanceFold) {
    this.base = base;
  }

  apply(transfers: readonly Transfer[], date: Day): void {
    for (const { from, to, amount } of transfers) {
      const left = this.cell(from);
      const come = this.cell(to);
      left.outflow = poured(left.outflow, date, amount);
      come.inflow = poured(come.inflow, date, amount);
    }
  }

  /** These transfers stand in the fold below, on another day than here. */
  dateAnew(transfers: readonly Transfer[], there: Day, here: Day): void {
    for (const { from, to, amount } of transfers) {
      const [left, come] = [this.cell(from), this.cell(to)];
      left.outflow = poured(poured(left.outflow, there, -amount), here, amount);
      come.inflow = poured(poured(come.inflow, there, -amount), here, amount);
    }
  }

  private cell(place: Place): FoldedCell {
    const key = placeKey(place);
    let cell = this.cells.get(key);
    if (!cell) {
      cell = { place, inflow: undefined, outflow: undefined };
      this.cells.set(key, cell);
    }
    return cell;
  }

  /** Every place with what came to it and what left it by the end of a day, and the days on which that changed. */
  private *flows(): Iterable<PlaceFlows> {
    for (const [key, cell] of this.base?.cells ?? this.cells) {
      const below = this.base === undefined ? [] : [this.cells.get(key)];
      yield flowsOf(cell.place, [cell, ...below]);
    }
  }

  /**
   * Every place and day on which an account stands below zero, the two counter-accounts left out. Empty in a
   * sound ledger: the deciders refuse what would lead there (DOMAIN, Invariants), and this proves it from
   * the log alone.
   */
  belowZero(): BelowZero[] {
    return [...this.flows()]
      .filter(({ place }) => !COUNTER_ACCOUNTS.has(place.account))
      .flatMap(({ place, days, incoming, outgoing }) =>
        [...new Set(days)]
          .sort()
          .map((on) => ({ place, on, balance: difference(incoming(on), outgoing(on)) }))
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
    for (const { place, incoming, outgoing } of this.flows()) {
      if (conditions.some(([dimension, value]) => dimensionOf(place, dimension) !== value)) continue;
      const [came, left] = [incoming(on), outgoing(on)];
      if (isNone(came) && isNone(left)) continue;
      const values = by.map((dimension) => dimensionOf(place, dimension));
      const id = JSON.stringify(values);
      let row = rows.get(id);
      if (!row) {
        const key = Object.fromEntries(by.map((dimension, index) => [dimension, values[index] ?? null]));
        row = { key, net: noAmounts(), turnover: noAmounts() };
        rows.set(id, row);
      }
      row.net[place.account] = add(row.net[place.account], difference(came, left));
      row.turnover[place.account] = add(row.turnover[place.account], difference(came, 0));
    }
    return inKeyOrder(rows);
  }
}

/** The same transfers by both their dates. */
export class BalanceFolds {
  readonly byEffectiveDate = new BalanceFold();
  readonly byPostingDate = new BalanceFold(this.byEffectiveDate);

  apply(transfers: readonly Transfer[], effectiveOn: Day, postingOn: Day): void {
    this.byEffectiveDate.apply(transfers, effectiveOn);
    if (postingOn !== effectiveOn) this.byPostingDate.dateAnew(transfers, effectiveOn, postingOn);
  }
}

interface PlaceFlows {
  readonly place: Place;
  readonly days: readonly Day[];
  incoming(on?: Day): Sum;
  outgoing(on?: Day): Sum;
}

function flowsOf(place: Place, cells: readonly (FoldedCell | undefined)[]): PlaceFlows {
  const total = (way: "inflow" | "outflow", on?: Day): Sum =>
    cells.reduce((sum: Sum, cell) => plus(sum, totalOn(cell?.[way], on)), 0);
  return {
    place,
    days: cells.flatMap((cell) => [...(cell?.inflow?.days ?? []), ...(cell?.outflow?.days ?? [])]),
    incoming: (on) => total("inflow", on),
    outgoing: (on) => total("outflow", on),
  };
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
