import { sql } from "kysely";
import type { Account } from "#domain/accounts.ts";
import type { Day } from "#domain/calendar.ts";
import { type Ore, add, exactly, negate } from "#domain/money.ts";
import { type AccountAmounts, type Key, noAmounts } from "../../balance-fold.ts";
import type { Reading } from "../part.ts";
import type { Axis } from "../tables.ts";
import { type JournalPlace, type JournalRow, beyond, journal } from "./journal.ts";
import { atPlaces } from "./sums.ts";

/** A row of a statement, with what every account held when it was booked. */
export interface StatementRow extends JournalRow {
  readonly balances: AccountAmounts;
}

export interface Statement {
  /** Before the first row of this page. */
  readonly opening: AccountAmounts;
  readonly rows: StatementRow[];
  /** After the last row of this page. */
  readonly closing: AccountAmounts;
  readonly next?: string;
}

export interface StatementQuery {
  /** What the statement is of: a grant (agreement and recipient), or one line or holder of it. */
  readonly of: Key;
  readonly axis?: Axis;
  readonly from?: Day;
  readonly on?: Day;
  readonly knownPosition?: number;
  readonly limit: number;
  readonly cursor?: string;
}

/**
 * What happened to some money in the order of its days, with running balances: an opening balance, the
 * entries, a closing balance, as on a statement from a bank. A page's opening balance is the former page's
 * closing one.
 *
 * @throws RuleError `cursor-unknown`, `sum-too-large`
 */
export async function statement(db: Reading, query: StatementQuery): Promise<Statement> {
  const { of, axis = "effective", ...rest } = query;
  const page = await journal(db, { ...rest, axis, order: axis, where: of });
  const [first] = page.rows;
  const opening = await balancesBefore(db, { ...query, axis }, first);
  const running = { ...opening };
  const rows = page.rows.map((row) => {
    if (matches(row.from, of)) book(running, row.from.account, negate(row.amount));
    if (matches(row.to, of)) book(running, row.to.account, row.amount);
    return { ...row, balances: { ...running } };
  });
  return { opening, rows, closing: running, ...(page.next === undefined ? {} : { next: page.next }) };
}

function book(balances: AccountAmounts, account: Account, difference: Ore): void {
  balances[account] = add(balances[account], difference);
}

const KEYS = ["anslagspost", "agreement", "line", "recipient", "holder", "receipt"] as const;

function matches(place: JournalPlace, of: Key): boolean {
  return KEYS.every((dimension) => of[dimension] === undefined || place[dimension] === of[dimension]);
}

/** Everything that comes before a row in the statement's order; without a row, everything up to its last day. */
async function balancesBefore(
  db: Reading,
  { of, axis, on, from, knownPosition }: StatementQuery & { readonly axis: Axis },
  first: JournalRow | undefined,
): Promise<AccountAmounts> {
  const date = axis === "posting" ? ("posting_on" as const) : ("effective_on" as const);
  const columns = [date, "position", "ordinal"] as const;
  const sums = (side: "to_place" | "from_place") => {
    let rows = db
      .selectFrom("transfers")
      .innerJoin("places", "places.id", side)
      .where(atPlaces(of))
      .select(["places.account", sql<string>`cast(sum(amount) as text)`.as("total")])
      .groupBy("places.account");
    if (knownPosition !== undefined) rows = rows.where("position", "<=", knownPosition);
    if (first !== undefined) {
      const values = [
        axis === "posting" ? first.postingOn : first.effectiveOn,
        first.position,
        first.ordinal,
      ];
      rows = rows.where((is) => beyond(is, columns, "desc", values));
    } else {
      // Without a row the page opens and closes with the same: on the last day, if that is before the first.
      if (from !== undefined) rows = rows.where(date, "<", from);
      if (on !== undefined) rows = rows.where(date, "<=", on);
    }
    return rows.execute();
  };
  const [came, left] = await Promise.all([sums("to_place"), sums("from_place")]);
  const totals = new Map<string, bigint>();
  for (const { account, total } of came) totals.set(account, BigInt(total));
  for (const { account, total } of left) totals.set(account, (totals.get(account) ?? 0n) - BigInt(total));
  const balances = noAmounts();
  for (const [account, total] of totals) balances[account as Account] = exactly(total);
  return balances;
}
