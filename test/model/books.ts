import type { Account } from "#domain/accounts.ts";
import { type Day, addDays } from "#domain/calendar.ts";

/** Where a krona is: DOMAIN, "How money moves" and the dimensions of every transfer. */
export interface Place {
  readonly account: Account;
  readonly funding?: string;
  readonly agreement?: string;
  readonly line?: string;
  readonly recipient?: string;
  readonly holder?: string;
  readonly receipt?: string;
}

export interface Move {
  readonly from: Place;
  readonly to: Place;
  /** Öre. */
  readonly amount: number;
}

export type Axis = "effective" | "posting";

interface Line extends Move {
  readonly effective: Day;
  readonly posting: Day;
  readonly fromName: string;
  readonly toName: string;
  /** What the entry was, as the table of "How money moves" calls it; a reversal is what its original was. */
  readonly kind: string;
}

export type Selection = Partial<Place>;

export function nameOf(place: Place): string {
  const { account, funding, agreement, line, recipient, holder, receipt } = place;
  return [account, funding, agreement, line, recipient, holder, receipt].map((each) => each ?? "-").join("|");
}

const COUNTERS: ReadonlySet<Account> = new Set<Account>(["appropriation", "bank"]);
const isGuarded = ({ account }: Place): boolean => !COUNTERS.has(account);

/** The same post, line and holder of the same grant, whatever the account. */
export function isSamePlace(one: Place, other: Place): boolean {
  return (["funding", "agreement", "line", "recipient", "holder"] as const).every(
    (dimension) => one[dimension] === other[dimension],
  );
}

const DIMENSIONS = ["account", "funding", "agreement", "line", "recipient", "holder", "receipt"] as const;

function isAt(place: Place, selection: Selection): boolean {
  for (const dimension of DIMENSIONS) {
    const value = selection[dimension];
    if (value !== undefined && place[dimension] !== value) return false;
  }
  return true;
}

/** The naive books: a list of transfers with two dates, and sums over it. */
export class Books {
  readonly lines: Line[] = [];
  /** The first day that is still open, when any period is closed. */
  firstOpen: Day | undefined;

  /** DOMAIN, Time: the posting date is the effective date if its period is open, else the first open day. */
  postingOf(effective: Day): Day {
    return this.firstOpen !== undefined && effective < this.firstOpen ? this.firstOpen : effective;
  }

  add(moves: readonly Move[], effective: Day, kind: string): void {
    const posting = this.postingOf(effective);
    for (const move of moves) {
      if (move.amount === 0) continue;
      const [fromName, toName] = [nameOf(move.from), nameOf(move.to)];
      this.lines.push({ ...move, effective, posting, kind, fromName, toName });
    }
  }

  /** What something would be with these entries in the list; afterwards they are out of it again. */
  trying<Result>(
    entries: readonly { readonly moves: readonly Move[]; readonly on: Day; readonly type: string }[],
    look: () => Result,
  ): Result {
    const before = this.lines.length;
    for (const { moves, on, type } of entries) this.add(moves, on, type);
    try {
      return look();
    } finally {
      this.lines.length = before;
    }
  }

  close(through: Day): void {
    this.firstOpen = addDays(through, 1);
  }

  /** The last day of the closed books. */
  get closed(): Day | undefined {
    return this.firstOpen === undefined ? undefined : addDays(this.firstOpen, -1);
  }

  /** What stands at the places of a selection at the end of a day, or with everything that is known. */
  balance(selection: Selection, on?: Day, axis: Axis = "effective"): number {
    let total = 0;
    for (const line of this.lines) {
      if (on !== undefined && line[axis] > on) continue;
      if (isAt(line.to, selection)) total += line.amount;
      if (isAt(line.from, selection)) total -= line.amount;
    }
    return total;
  }

  /** The lowest balance of one place on any day from this one on. */
  lowest(place: Place, from: Day, more: readonly Move[] = []): number {
    const name = nameOf(place);
    const changes = new Map<Day, number>([[from, 0]]);
    const change = (on: Day, amount: number): void => {
      const day = on < from ? from : on;
      changes.set(day, (changes.get(day) ?? 0) + amount);
    };
    for (const line of this.lines) {
      if (line.toName === name) change(line.effective, line.amount);
      if (line.fromName === name) change(line.effective, -line.amount);
    }
    for (const move of more) {
      if (nameOf(move.to) === name) change(from, move.amount);
      if (nameOf(move.from) === name) change(from, -move.amount);
    }
    let balance = 0;
    let lowest = Number.POSITIVE_INFINITY;
    for (const day of [...changes.keys()].sort()) {
      balance += changes.get(day) ?? 0;
      lowest = Math.min(lowest, balance);
    }
    return lowest;
  }

  /** The guarded places that these moves would leave below zero on some day from this one on. */
  shortOf(moves: readonly Move[], effective: Day): Place[] {
    const left = new Map(moves.filter(({ from }) => isGuarded(from)).map(({ from }) => [nameOf(from), from]));
    return [...left.values()].filter((place) => this.lowest(place, effective, moves) < 0);
  }

  /** The first day, from this one on, from which the moves could be made; undefined when there is none. */
  firstDayFor(moves: readonly Move[], from: Day): Day | undefined {
    const later = this.lines.map(({ effective }) => effective).filter((each) => each > from);
    return [from, ...new Set(later)].sort().find((each) => this.shortOf(moves, each).length === 0);
  }

  /** Every place of a selection that holds something now, in the order of line, post and holder. */
  standing(selection: Selection, on?: Day): { readonly place: Place; readonly amount: number }[] {
    const found = new Map<string, { place: Place; amount: number }>();
    const put = (place: Place, name: string, amount: number): void => {
      if (!isAt(place, selection)) return;
      const before = found.get(name)?.amount ?? 0;
      found.set(name, { place, amount: before + amount });
    };
    for (const { from, to, fromName, toName, amount, effective } of this.lines) {
      if (on !== undefined && effective > on) continue;
      put(to, toName, amount);
      put(from, fromName, -amount);
    }
    const order = ({ line, funding, holder }: Place): string => [line, funding, holder].join("|");
    return [...found.values()]
      .filter(({ amount }) => amount !== 0)
      .sort((one, other) => (order(one.place) < order(other.place) ? -1 : 1));
  }

  /** Each place's balance on a day, by its name; places that are empty are left out. */
  balances(axis: Axis, on?: Day): Map<string, number> {
    const sums = new Map<string, number>();
    const put = (name: string, amount: number): void => {
      sums.set(name, (sums.get(name) ?? 0) + amount);
    };
    for (const line of this.lines) {
      if (on !== undefined && line[axis] > on) continue;
      put(line.toName, line.amount);
      put(line.fromName, -line.amount);
    }
    return new Map([...sums].filter(([, amount]) => amount !== 0));
  }

  /** Every day on which something is dated. */
  days(): Day[] {
    return [...new Set(this.lines.flatMap(({ effective, posting }) => [effective, posting]))].sort();
  }
}
