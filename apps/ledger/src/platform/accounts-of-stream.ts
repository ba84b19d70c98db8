import { guardianStream } from "#domain/accounts.ts";
import { levelOn } from "#domain/balances.ts";
import type { Day } from "#domain/calendar.ts";
import type { GuardedBooks } from "#domain/guarded-books.ts";
import { formatAmount } from "#domain/money.ts";
import type { Account } from "#domain/accounts.ts";

export interface AccountAtPlace {
  readonly account: Account;
  readonly line?: string;
  readonly anslagspost?: string;
  readonly holder?: string;
  /** Kronor with two decimals, at the end of the day that was asked for. */
  readonly amount: string;
}

/**
 * What a stream guards, account by account, at the very revision that its state stands at: at the end of a
 * day, or after everything that is recorded.
 */
export function placesIn(books: GuardedBooks | undefined, on?: Day): AccountAtPlace[] {
  if (!books) return [];
  return [...books.cells.values()]
    .filter(({ place }) => guardianStream(place) === books.stream)
    .map(({ place: { account, line, funding, holder }, series }) => ({
      account,
      ...(line === undefined ? {} : { line }),
      ...(funding === undefined ? {} : { anslagspost: funding }),
      ...(holder === undefined ? {} : { holder }),
      amount: formatAmount(levelOn(series, on)),
    }));
}
