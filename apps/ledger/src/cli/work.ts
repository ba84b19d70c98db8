import type { Day } from "#domain/calendar.ts";
import type { Ore } from "#domain/money.ts";
import { RuleError } from "#domain/rule-error.ts";
import type { Key } from "#projections/balance-fold.ts";
import { type FoundRow, search } from "#projections/read-model/queries/search.ts";
import { type WorkKind, type WorkRow, worklist } from "#projections/read-model/queries/worklist.ts";
import type { SearchKind } from "#projections/read-model/work-tables.ts";
import type { OpenBooks } from "../data-folder/open-read-model.ts";
import { withValues } from "./deadlines.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { UsageError } from "./failures.ts";
import { OPTION_OF, mustBeKnown } from "./known-values.ts";
import { print, printJsonList } from "./output.ts";
import { fitting, forMachines, inTable, tableOf } from "./tables.ts";
import { type AskedTime, knownIn, knownWords } from "./time-options.ts";

export interface WorklistAsked extends Pick<AskedTime, "knownAt" | "knownAsGiven"> {
  /** Reports are overdue at the end of this day. */
  readonly on: Day;
  readonly where: Key;
  readonly kinds?: readonly WorkKind[];
  readonly notWrittenBy?: string;
  readonly sort: "opened" | "amount";
  readonly descending: boolean;
  readonly limit: number;
}

/**
 * What waits for somebody, the longest first.
 *
 * @throws UsageError `value-unknown`
 */
export async function worklistCommand(
  books: OpenBooks,
  asked: WorklistAsked,
  json: boolean,
): Promise<ExitCode> {
  const { where, knownAt, knownAsGiven, ...query } = asked;
  await mustBeKnown(where, books, OPTION_OF);
  const { rows } = await books.read(async (db) =>
    worklist(db, { ...query, ...withValues(where), ...(await knownIn(db, knownAt)) }),
  );
  const when = `on ${asked.on}${knownWords(knownAsGiven)}`;
  if (json) printJsonList(rows.map(inWire));
  else print(rows.length === 0 ? `Nothing waits ${when}.` : `What waits ${when}\n${workTable(rows)}`);
  return EXIT.fine;
}

export interface SearchAsked extends Pick<AskedTime, "knownAt" | "knownAsGiven"> {
  readonly text: string;
  readonly where: Key;
  readonly kinds?: readonly SearchKind[];
  readonly limit: number;
}

/**
 * What every word begins a word of, the latest first.
 *
 * @throws UsageError `value-unknown`, `search-words`
 */
export async function searchCommand(books: OpenBooks, asked: SearchAsked, json: boolean): Promise<ExitCode> {
  const { where, knownAt, knownAsGiven, ...query } = asked;
  await mustBeKnown(where, books, OPTION_OF);
  const { rows } = await books
    .read(async (db) => search(db, { ...query, ...withValues(where), ...(await knownIn(db, knownAt)) }))
    .catch((error: unknown) => {
      throw aboutWords(error);
    });
  if (json) printJsonList(rows.map(inWire));
  else print(rows.length === 0 ? `Nothing is found${knownWords(knownAsGiven)}.` : foundTable(rows));
  return EXIT.fine;
}

/** Over HTTP the words stand in `q`. */
function aboutWords(error: unknown): unknown {
  if (!(error instanceof RuleError) || error.field !== "q") return error;
  const { rule, message, figures } = error;
  return new UsageError(rule, message.replace(/^q /, "<words> "), { field: "<words>", figures });
}

const inWire = ({ amount, ...row }: { readonly amount: Ore | null }): object => ({
  ...row,
  amount: amount === null ? null : forMachines(amount),
});

const amountOf = ({ amount }: { readonly amount: Ore | null }): string =>
  amount === null ? "" : inTable(amount);

type OfGrant = Pick<WorkRow, "agreement" | "recipient" | "line">;

const grantOf = ({ agreement, line, recipient }: OfGrant, between: string): string =>
  [agreement, line, recipient].filter((part) => part !== null).join(between);

function workTable(rows: readonly WorkRow[]): string {
  const table = (between: string): string =>
    tableOf<WorkRow>(
      [
        { heading: "since", of: ({ openedOn }) => openedOn },
        { heading: "due", of: ({ dueOn }) => dueOn ?? "" },
        { heading: "what waits", of: ({ kind, subject }) => `${kind}${between}${subject}` },
        { heading: "of", of: (row) => grantOf(row, between) },
        { heading: "amount, kr", amount: true, of: amountOf },
      ],
      rows,
    );
  return fitting(table(" "), () => table("\n"));
}

/** A title as long as a document states it would push everything else off the screen. */
const LONGEST_TITLE = 40;

function foundTable(rows: readonly FoundRow[]): string {
  const shortened = (title: string): string =>
    title.length <= LONGEST_TITLE ? title : `${title.slice(0, LONGEST_TITLE - 1)}…`;
  return tableOf<FoundRow>(
    [
      { heading: "id and title", of: ({ id, title }) => `${id}\n${shortened(title)}` },
      { heading: "what", of: (row) => `${row.kind}\n${grantOf(row, "\n")}`.trimEnd() },
      { heading: "amount, kr", amount: true, of: amountOf },
    ],
    rows,
  );
}
