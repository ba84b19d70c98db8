import type { Account } from "#domain/accounts.ts";
import { type Day, FIRST_DAY, addDays, earlierOf } from "#domain/calendar.ts";
import { type Ore, subtract } from "#domain/money.ts";
import { type AccountAmounts, type BalanceRow, compareKeys } from "../../balance-fold.ts";
import type { Reading } from "../part.ts";
import { type Page, type Question, decodeCursor, pageOf } from "./cursor.ts";
import { type SumsQuery, balances } from "./sums.ts";

export interface BalancePageQuery extends SumsQuery {
  /** The turnover counts from this day on; balances count everything. */
  readonly from?: Day;
  /** Only groups for which this holds; named, since a cursor goes with its question. */
  readonly only?: { readonly name: string; readonly holds: (row: BalanceRow) => boolean };
  readonly limit: number;
  readonly cursor?: string;
}

/**
 * Balances group by group, page by page: balances at the end of a day, and the turnover of the days from
 * `from` up to it.
 *
 * @throws RuleError `cursor-unknown`, `sum-too-large`
 */
export async function balancePage(db: Reading, query: BalancePageQuery): Promise<Page<BalanceRow>> {
  const { from, only, limit, cursor, ...sums } = query;
  const { by, where = {}, axis, on } = sums;
  const question: Question = {
    ...(where as Record<string, string | null>),
    by,
    from,
    axis,
    on,
    only: only?.name,
  };
  const after = cursor === undefined ? undefined : decodeCursor(cursor, question, by.length);
  const idOf = ({ key }: BalanceRow): string => JSON.stringify(by.map((dimension) => key[dimension] ?? null));

  const all = await balances(db, sums);
  const rows = only === undefined ? all : all.filter(only.holds);
  // The row that the former page ended with may be gone by now: what comes after it is told by its order.
  const left =
    after === undefined ? rows : rows.filter((row) => compareKeys(idOf(row), JSON.stringify(after)) > 0);
  const rest = left.slice(0, limit + 1);
  const page = pageOf(rest, limit, question, ({ key }) => by.map((dimension) => key[dimension] ?? null));
  if (from === undefined || from === FIRST_DAY) return page;
  // No day lies between a `from` and an earlier last day: nothing turned over on none.
  const dayBefore = on === undefined ? addDays(from, -1) : earlierOf(addDays(from, -1), on);
  const before = new Map(
    (await balances(db, { ...sums, on: dayBefore })).map((row) => [idOf(row), row.turnover]),
  );
  return {
    ...page,
    rows: page.rows.map((row) => ({ ...row, turnover: since(row.turnover, before.get(idOf(row))) })),
  };
}

function since(turnover: AccountAmounts, before: AccountAmounts | undefined): AccountAmounts {
  if (before === undefined) return turnover;
  const entries = (Object.entries(turnover) as [Account, Ore][]).map(
    ([account, amount]) => [account, subtract(amount, before[account])] as const,
  );
  return Object.fromEntries(entries) as AccountAmounts;
}
