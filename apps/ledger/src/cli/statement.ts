import { ACCOUNTS, ACCOUNT_NAMES, type Account, guardianOf } from "#domain/accounts.ts";
import { ZERO, subtract } from "#domain/money.ts";
import type { AccountAmounts, Key } from "#projections/balance-fold.ts";
import {
  type Statement,
  type StatementRow,
  statement as statementPage,
} from "#projections/read-model/queries/statement.ts";
import type { OpenBooks } from "../data-folder/open-read-model.ts";
import { grantAccountsInWireForm } from "../platform/wire-form.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { datesOf, entryInWire } from "./journal-rows.ts";
import { OPTION_OF, mustBeKnown, mustHaveGrant } from "./known-values.ts";
import { print } from "./output.ts";
import { fitting, inTable, tableOf } from "./tables.ts";
import { type AskedTime, asOf, inWords } from "./time-options.ts";

export interface StatementCommand {
  readonly of: Key & { readonly agreement: string; readonly recipient: string };
  readonly time: AskedTime;
}

const PAGE = 1_000;

/**
 * What happened to a grant's money in the order of its days, with running balances.
 *
 * @throws UsageError `value-unknown` when there is no such grant, line, holder or post
 */
export async function statement(
  books: OpenBooks,
  command: StatementCommand,
  json: boolean,
): Promise<ExitCode> {
  const { agreement, recipient, ...parts } = command.of;
  await mustBeKnown({ agreement, recipient }, books, { agreement: "<agreement>", recipient: "<recipient>" });
  await mustHaveGrant(agreement, recipient, books);
  await mustBeKnown({ agreement, ...parts }, books, OPTION_OF);
  const whole = await wholeStatement(books, command);
  if (json) print(JSON.stringify(asJson(whole, command)));
  else print(forPeople(whole, command));
  return EXIT.fine;
}

/** Page after page of one state. */
function wholeStatement(books: OpenBooks, { of, time }: StatementCommand): Promise<Statement> {
  return books.read(async (db) => {
    const from = time.from === undefined ? {} : { from: time.from };
    const query = { of, ...(await asOf(db, time)), ...from, limit: PAGE };
    const whole = await statementPage(db, query);
    let { next, closing } = whole;
    const rows = [...whole.rows];
    while (next !== undefined) {
      const page: Statement = await statementPage(db, { ...query, cursor: next });
      rows.push(...page.rows);
      ({ next, closing } = page);
    }
    return { opening: whole.opening, rows, closing };
  });
}

function asJson({ opening, rows, closing }: Statement, { of, time }: StatementCommand): object {
  const { axis, from, on, knownAt } = time;
  return {
    of,
    opening: grantAccountsInWireForm(opening),
    rows: rows.map(({ balances, ...row }) => ({
      ...entryInWire(row),
      balances: grantAccountsInWireForm(balances),
    })),
    closing: grantAccountsInWireForm(closing),
    ...{ axis, from, to: on, knownAt },
  };
}

/** A line of the statement: what one account held, and what it holds now. */
interface Shown {
  readonly day: string;
  readonly what: string;
  readonly before: AccountAmounts | undefined;
  readonly balances: AccountAmounts;
  /** The account of money that stays in it: passed on to another holder, or used for another line. */
  readonly within?: Account;
}

function forPeople(whole: Statement, { of, time }: StatementCommand): string {
  const { agreement, recipient, ...parts } = of;
  const only = Object.entries(parts).map(([dimension, value]) => `, ${dimension} ${value}`);
  const title = `Statement of ${agreement} to ${recipient}${only.join("")} in kronor, ${inWords(time)}`;
  const accounts = ACCOUNT_NAMES.filter(
    (account) =>
      guardianOf(account) === "grant" &&
      [whole.opening, ...whole.rows.map(({ balances }) => balances)].some((held) => held[account] !== ZERO),
  );
  if (accounts.length === 0 && whole.rows.length === 0) return `${title}\nNo money has moved.`;
  const shown = [
    { day: time.from ?? "", what: "opening balance", before: undefined, balances: whole.opening },
    ...whole.rows.map((row, index) => entryOf(row, whole.rows[index - 1]?.balances ?? whole.opening)),
    { day: time.on ?? "", what: "closing balance", before: undefined, balances: whole.closing },
  ];
  return `${title}\n${fitting(accountsAcross(shown, accounts), () => accountsDown(shown, accounts))}`;
}

function entryOf(row: StatementRow, before: AccountAmounts): Shown {
  const { from, to, type, amount, balances } = row;
  const stays = from.account === to.account;
  const told = [
    type,
    stays && from.line !== to.line ? `line ${from.line} → ${to.line}` : `line ${to.line ?? from.line ?? ""}`,
    ...(stays && from.holder !== to.holder ? [`${from.holder} → ${to.holder}`] : holderOf(to.holder, row)),
    ...(stays ? [inTable(amount)] : []),
  ];
  const what = told.join("\n");
  return { day: datesOf(row), what, before, balances, ...(stays && { within: to.account }) };
}

/** Who has the money, where it is not whose grant it is. */
const holderOf = (holder: string | null, { to }: StatementRow): string[] =>
  holder === null || holder === to.recipient ? [] : [`held by ${holder}`];

function accountsAcross(rows: readonly Shown[], accounts: readonly Account[]): string {
  return tableOf<Shown>(
    [
      { heading: "day", of: ({ day }) => day },
      { heading: "entry", of: ({ what }) => what },
      ...accounts.map((account) => ({
        heading: `${account}\n${ACCOUNTS[account].swedish}`,
        amount: true,
        of: ({ balances }: Shown) => inTable(balances[account]),
      })),
    ],
    rows,
  );
}

/** A row for each account that an entry moves; of the opening and the closing each that holds something. */
function accountsDown(rows: readonly Shown[], accounts: readonly Account[]): string {
  const each = rows.flatMap(({ day, what, before, balances, within }) => {
    const moved = accounts.filter((account) => balances[account] !== (before?.[account] ?? ZERO));
    const shown = moved.length === 0 ? [within] : moved;
    const [first = "", ...rest] = what.split("\n");
    // What an entry says below its first line stands beside its second account, where it has one.
    const told = shown.length > 1 ? [first, rest.join("\n")] : [what];
    return shown.map((account, index) => ({
      day: index === 0 ? day : "",
      what: told[index] ?? "",
      account: account ?? "",
      change: account && before ? inTable(subtract(balances[account], before[account])) : "",
      balance: account ? inTable(balances[account]) : inTable(ZERO),
    }));
  });
  return tableOf<(typeof each)[number]>(
    [
      { heading: "day", of: ({ day }) => day },
      { heading: "entry", of: ({ what }) => what },
      { heading: "account", of: ({ account }) => account },
      { heading: "change", amount: true, of: ({ change }) => change },
      { heading: "balance", amount: true, of: ({ balance }) => balance },
    ],
    each,
  );
}
