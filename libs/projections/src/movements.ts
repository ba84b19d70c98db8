import { ACCOUNT_NAMES, type Account, type Dimensions, type Place, type Transfer } from "#domain/accounts.ts";
import { dimensionsKey } from "#domain/balances.ts";
import type { Day } from "#domain/calendar.ts";

/** The two dates that a movement has (DOMAIN, Time). */
export type Axis = "effective" | "posting";

/** A whole number of öre without an upper bound: a number while that is exact. */
export type Sum = number | bigint;

export function plus(a: Sum, b: Sum): Sum {
  if (typeof a === "number" && typeof b === "number" && Number.isSafeInteger(a + b)) return a + b;
  return BigInt(a) + BigInt(b);
}

/** One side of a movement: an account, and where it stands. A number for each, so that columns can hold them. */
export type PlaceNumber = number;

/**
 * What came to each place, and left it (öre), by its number. Added up it grows for ever, also where the balance does
 * not, so it has no upper bound: an event that is in the log can always be applied.
 */
export interface Flows {
  readonly incoming: readonly Sum[];
  readonly outgoing: readonly Sum[];
}

/** The movements of one day: columns of the same length. */
export interface DayMovements {
  readonly day: Day;
  readonly from: PlaceNumber[];
  readonly to: PlaceNumber[];
  /** Öre, above zero. */
  readonly amounts: number[];
}

const ACCOUNT_NUMBERS = Object.fromEntries(
  ACCOUNT_NAMES.map((account, number) => [account, number]),
) as Record<Account, number>;

/**
 * Every movement of money between two places, in columns of numbers. A million of them cost 40 MB, nothing that a
 * garbage collector has to walk through, and a sum is one pass over them.
 */
export class Movements {
  /** All that money was ever at, without the accounts. */
  readonly spots: Dimensions[] = [];
  readonly #spotNumbers = new Map<string, number>();
  readonly #days: Day[] = [];
  readonly #dayNumbers = new Map<Day, number>();
  readonly #from: PlaceNumber[] = [];
  readonly #to: PlaceNumber[] = [];
  readonly #amounts: number[] = [];
  readonly #dates: Readonly<Record<Axis, number[]>> = { effective: [], posting: [] };

  add(transfers: readonly Transfer[], effectiveOn: Day, postingOn: Day): void {
    const effective = this.#dayNumber(effectiveOn);
    // Nearly every entry is posted on its effective date.
    const posting = postingOn === effectiveOn ? effective : this.#dayNumber(postingOn);
    for (const { from, to, amount } of transfers) {
      const left = this.#spotNumber(from);
      // Most money goes from one account to another and stays where it is: one search serves both sides.
      const come = isSameSpot(from, to) ? left : this.#spotNumber(to);
      this.#from.push(placeNumber(left, from.account));
      this.#to.push(placeNumber(come, to.account));
      this.#amounts.push(amount);
      this.#dates.effective.push(effective);
      this.#dates.posting.push(posting);
    }
  }

  placeOf(number: PlaceNumber): Place {
    const account = ACCOUNT_NAMES[number % ACCOUNT_NAMES.length] as Account;
    return { account, ...this.spots[Math.floor(number / ACCOUNT_NAMES.length)] };
  }

  /** @param on the last day that counts; without it, every day does */
  flowsUntil(axis: Axis, on?: Day): Flows {
    const counts = this.#days.map((day) => on === undefined || day <= on);
    const dates = this.#dates[axis];
    const [incoming, outgoing] = [this.noSums(), this.noSums()];
    for (const [index, amount] of this.#amounts.entries()) {
      if (counts[dates[index] as number] !== true) continue;
      const [left, come] = [this.#from[index] as PlaceNumber, this.#to[index] as PlaceNumber];
      outgoing[left] = plus(outgoing[left] as Sum, amount);
      incoming[come] = plus(incoming[come] as Sum, amount);
    }
    return { incoming, outgoing };
  }

  /** The days in their order, whatever the order in which they were recorded. */
  dayByDay(axis: Axis): DayMovements[] {
    const days = this.#days.map((day): DayMovements => ({ day, from: [], to: [], amounts: [] }));
    const dates = this.#dates[axis];
    for (const [index, amount] of this.#amounts.entries()) {
      const { from, to, amounts } = days[dates[index] as number] as DayMovements;
      from.push(this.#from[index] as PlaceNumber);
      to.push(this.#to[index] as PlaceNumber);
      amounts.push(amount);
    }
    return days.sort((a, b) => (a.day < b.day ? -1 : 1));
  }

  /** Nothing at each place. */
  noSums(): Sum[] {
    return new Array<Sum>(this.spots.length * ACCOUNT_NAMES.length).fill(0);
  }

  #spotNumber(place: Place): number {
    const key = dimensionsKey(place);
    const known = this.#spotNumbers.get(key);
    if (known !== undefined) return known;
    const { account: _, ...dimensions } = place;
    this.#spotNumbers.set(key, this.spots.length);
    return this.spots.push(dimensions) - 1;
  }

  #dayNumber(day: Day): number {
    const known = this.#dayNumbers.get(day);
    if (known !== undefined) return known;
    this.#dayNumbers.set(day, this.#days.length);
    return this.#days.push(day) - 1;
  }
}

/** @param spot its index among the spots */
export function placeNumber(spot: number, account: Account): PlaceNumber {
  return spot * ACCOUNT_NAMES.length + ACCOUNT_NUMBERS[account];
}

function isSameSpot(a: Dimensions, b: Dimensions): boolean {
  return (
    a.funding === b.funding &&
    a.line === b.line &&
    a.holder === b.holder &&
    a.recipient === b.recipient &&
    a.agreement === b.agreement &&
    a.receipt === b.receipt
  );
}
