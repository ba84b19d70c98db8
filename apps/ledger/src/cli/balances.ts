import { ACCOUNTS, ACCOUNT_NAMES, type Account } from "#domain/accounts.ts";
import { type Ore, sum } from "#domain/money.ts";
import type { AccountAmounts, BalanceRow, Dimension, Key } from "#projections/balance-fold.ts";
import { balancePage } from "#projections/read-model/queries/balance-page.ts";
import type { OpenBooks } from "../data-folder/open-read-model.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { mustBeKnown } from "./known-values.ts";
import { print, printJsonList } from "./output.ts";
import { type Column, fitting, forMachines, inTable, tableOf, unlessZero } from "./tables.ts";
import { type AskedTime, asOf, inWords } from "./time-options.ts";

export interface BalancesQuery {
  readonly by: readonly Dimension[];
  readonly where: Key;
  readonly time: AskedTime;
  /** What came in, ever or in the period, instead of what is there. */
  readonly turnover: boolean;
}

interface Shown {
  readonly key: Key;
  readonly amounts: AccountAmounts;
}

/** A list for a person or a script is whole: over HTTP it comes in pages. */
const ALL = 1_000_000_000;

/**
 * Sums of transfers over the dimensions that were asked for.
 *
 * @throws UsageError `value-unknown` when a condition names what the ledger does not know
 */
export async function balances(books: OpenBooks, query: BalancesQuery, json: boolean): Promise<ExitCode> {
  const { by, where, time } = query;
  await mustBeKnown(where, books, "--where");
  const { rows } = await books.read(async (db) =>
    balancePage(db, {
      ...(await asOf(db, time)),
      ...(time.from === undefined ? {} : { from: time.from }),
      ...{ by, where, limit: ALL },
    }),
  );
  show(rows, query, json);
  return EXIT.fine;
}

/** Prints the rows of an answer, from wherever they were summed up. */
export function show(rows: readonly BalanceRow[], query: BalancesQuery, json: boolean): void {
  const shown = rows.map(({ key, net, turnover }): Shown => ({
    key,
    amounts: query.turnover ? turnover : net,
  }));
  if (json) printJsonList(shown.map(asJson));
  else print(forPeople(shown, query));
}

function asJson({ key, amounts }: Shown): object {
  const accounts = ACCOUNT_NAMES.map((account) => [account, forMachines(amounts[account])]);
  return { ...key, ...(Object.fromEntries(accounts) as Record<string, string>) };
}

function forPeople(all: readonly Shown[], { by, time, turnover }: BalancesQuery): string {
  // In a period most groups stand still; a script gets them all the same.
  const rows = time.from === undefined ? all : all.filter((row) => movedIn([row]).length > 0);
  if (rows.length === 0) return "No money has moved.";
  const title = `${turnover ? "Turnover" : "Balances"} in kronor, ${inWords(time)}`;
  const shown = rows.length > 1 && by.length > 0 ? [...rows, totalOf(rows, by)] : rows;
  const table = fitting(accountsAcross(shown, by), () =>
    fitting(
      accountsDown(shown, by, (account) => `${account} / ${ACCOUNTS[account].swedish}`),
      () => accountsDown(shown, by, (account) => account),
    ),
  );
  const cash = by.includes("anslagspost") && rows.some(({ key }) => key.anslagspost === null);
  return `${title}\n${table}${cash ? `\n${CASH}` : ""}`;
}

const CASH =
  "Without anslagspost: cash that came in at the bank, and whether it is placed on a debt; counted apart.";

const keyColumns = <Row extends { readonly key: Key }>(by: readonly Dimension[]): Column<Row>[] =>
  by.map((dimension) => ({ heading: dimension, of: ({ key }) => key[dimension] ?? "–" }));

const movedIn = (rows: readonly Shown[]): Account[] =>
  ACCOUNT_NAMES.filter((account) => rows.some(({ amounts }) => amounts[account] !== 0));

function accountsAcross(rows: readonly Shown[], by: readonly Dimension[]): string {
  const columns = movedIn(rows).map((account) => ({
    heading: `${account}\n${ACCOUNTS[account].swedish}`,
    amount: true,
    of: ({ amounts }: Shown) => unlessZero(amounts[account]),
  }));
  return tableOf([...keyColumns<Shown>(by), ...columns], rows);
}

/** A row for each account that is not zero; what it belongs to stands on the first. */
function accountsDown(
  rows: readonly Shown[],
  by: readonly Dimension[],
  wordFor: (account: Account) => string,
): string {
  const blank = Object.fromEntries(by.map((dimension) => [dimension, ""]));
  const each = rows.flatMap(({ key, amounts }) =>
    movedIn([{ key, amounts }]).map((account, index) => ({
      key: index === 0 ? key : blank,
      account: wordFor(account),
      amount: inTable(amounts[account]),
    })),
  );
  return tableOf<(typeof each)[number]>(
    [
      ...keyColumns<(typeof each)[number]>(by),
      { heading: "account", of: ({ account }) => account },
      { heading: "amount", amount: true, of: ({ amount }) => amount },
    ],
    each,
  );
}

function totalOf(rows: readonly Shown[], by: readonly Dimension[]): Shown {
  const [first] = by;
  const amounts = ACCOUNT_NAMES.map((account): [string, Ore] => [
    account,
    sum(rows.map((row) => row.amounts[account])),
  ]);
  return {
    key: Object.fromEntries(by.map((dimension) => [dimension, dimension === first ? "total" : ""])),
    amounts: Object.fromEntries(amounts) as AccountAmounts,
  };
}
