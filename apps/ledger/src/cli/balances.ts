import { ACCOUNTS, ACCOUNT_NAMES } from "#domain/accounts.ts";
import type { Day } from "#domain/calendar.ts";
import { type Ore, sum } from "#domain/money.ts";
import type { AccountAmounts, BalanceRow, Dimension, Key } from "#projections/balance-fold.ts";
import type { LedgerView } from "#projections/ledger-view.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { print, printJsonList } from "./output.ts";
import { type Column, forMachines, inTable, tableOf } from "./tables.ts";

export interface BalancesQuery {
  readonly by: readonly Dimension[];
  readonly where: Key;
  /** The time that a day is of: when money moved, or when the books took it up. */
  readonly time: "effective" | "posting";
  readonly on?: Day;
  /** What ever came in, instead of what is there. */
  readonly turnover: boolean;
}

interface Shown {
  readonly key: Key;
  readonly amounts: AccountAmounts;
}

/** Sums of transfers over the dimensions that were asked for. */
export function balances(view: LedgerView, query: BalancesQuery, json: boolean): ExitCode {
  const { by, where, time, on, turnover } = query;
  const fold = time === "posting" ? view.byPostingDate : view.byEffectiveDate;
  const rows = fold
    .balances({ by, where, ...(on === undefined ? {} : { on }) })
    .map((row: BalanceRow): Shown => ({ key: row.key, amounts: turnover ? row.turnover : row.net }));
  if (json) printJsonList(rows.map(asJson));
  else print(forPeople(rows, query));
  return EXIT.fine;
}

function asJson({ key, amounts }: Shown): object {
  const accounts = ACCOUNT_NAMES.map((account) => [account, forMachines(amounts[account])]);
  return { ...key, ...(Object.fromEntries(accounts) as Record<string, string>) };
}

function forPeople(rows: readonly Shown[], { by, time, on, turnover }: BalancesQuery): string {
  if (rows.length === 0) return "No money has moved.";
  const when = on === undefined ? "everything known" : `at the end of ${on} by ${time} date`;
  const title = `${turnover ? "Turnover" : "Balances"} in kronor, ${when}`;
  const moved = ACCOUNT_NAMES.filter((account) => rows.some(({ amounts }) => amounts[account] !== 0));
  const columns: Column<Shown>[] = [
    ...by.map((dimension) => ({ heading: dimension, of: ({ key }: Shown) => key[dimension] ?? "–" })),
    ...moved.map((account) => ({
      heading: ACCOUNTS[account].swedish,
      amount: true,
      of: ({ amounts }: Shown) => inTable(amounts[account]),
    })),
  ];
  const shown = rows.length > 1 && by.length > 0 ? [...rows, totalOf(rows, by)] : rows;
  return `${title}\n${tableOf(columns, shown)}`;
}

function totalOf(rows: readonly Shown[], by: readonly Dimension[]): Shown {
  const [first] = by;
  const amounts = ACCOUNT_NAMES.map((account): [string, Ore] => [
    account,
    sum(rows.map((row) => row.amounts[account])),
  ]);
  return {
    key: Object.fromEntries(by.map((dimension) => [dimension, dimension === first ? "summa" : ""])),
    amounts: Object.fromEntries(amounts) as AccountAmounts,
  };
}
