import {
  ACCOUNT_NAMES,
  type Account,
  type Dimensions,
  guardianOf,
  guardianStream,
} from "#domain/accounts.ts";
import { balanceAt, dimensionsKey } from "#domain/balances.ts";
import type { EventDraft } from "#domain/decider.ts";
import type { FundsArrived } from "#domain/event.ts";
import type { GuardedBooks } from "#domain/guarded-books.ts";
import type { Ore } from "#domain/money.ts";
import { transfersOf } from "#domain/transfers.ts";

/** One place that money left or came to, with all accounts there (öre), after everything that is known. */
export interface BalancesAt {
  readonly place: Dimensions;
  readonly net: Partial<Readonly<Record<Account, Ore>>>;
}

/**
 * The places that a stream's events touched of what the stream guards, as its state has them. Every account of
 * a place has the same guardian, so no row is told by two streams, and each is told at the revision at which
 * it was decided. What money is sent elsewhere is told by the stream in which it arrives.
 */
export function balancesTouched(state: unknown, events: readonly EventDraft[]): BalancesAt[] {
  const { books } = state as { readonly books?: GuardedBooks };
  if (!books) return [];
  const touched = new Map<string, BalancesAt>();
  for (const place of events.flatMap(placesOf)) {
    if (guardianStream(place) !== books.stream) continue;
    const { account: anyOfThem, ...dimensions } = place;
    const key = dimensionsKey(dimensions);
    if (touched.has(key)) continue;
    const accounts = ACCOUNT_NAMES.filter((account) => guardianOf(account) === guardianOf(anyOfThem));
    const net = accounts.map((account) => [account, balanceAt(books.cells, { ...dimensions, account })]);
    touched.set(key, { place: dimensions, net: Object.fromEntries(net) as BalancesAt["net"] });
  }
  return [...touched.values()];
}

function placesOf(event: EventDraft) {
  if (event.type === "FundsArrived") return (event as FundsArrived).data.arrived.map(({ to }) => to);
  return transfersOf(event).flatMap(({ from, to }) => [from, to]);
}

/** Rows of several streams as one list: what a stream says later, at a later revision, holds. */
export function latestBalances(rows: readonly BalancesAt[]): BalancesAt[] {
  const latest = new Map(rows.map((row) => [dimensionsKey(row.place), row] as const));
  return [...latest.values()];
}
