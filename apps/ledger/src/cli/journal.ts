import type { Account } from "#domain/accounts.ts";
import type { Key } from "#projections/balance-fold.ts";
import { type JournalOrder, journal as journalPage } from "#projections/read-model/queries/journal.ts";
import type { OpenBooks } from "../data-folder/open-read-model.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { entriesInTable, entryInWire } from "./journal-rows.ts";
import { mustBeKnown } from "./known-values.ts";
import { drained, print, stdoutClosed } from "./output.ts";
import { type AskedTime, asOf, inWords } from "./time-options.ts";

export const ORDERS = [
  "position",
  "-position",
  "effective",
  "-effective",
  "posting",
  "-posting",
] as const satisfies readonly JournalOrder[];

export interface JournalCommand {
  readonly where: Key;
  readonly time: AskedTime;
  readonly accounts?: readonly Account[];
  readonly types?: readonly string[];
  readonly actor?: string;
  readonly vouchersOnly: boolean;
  readonly order: JournalOrder;
  readonly limit: number;
}

const PAGE = 500;

/**
 * Every transfer with both its days, page after page. What is recorded while it is read is left out: all
 * pages are of the state that the first one is of.
 *
 * @throws UsageError `value-unknown` when a condition names what the ledger does not know
 */
export async function journal(books: OpenBooks, command: JournalCommand, json: boolean): Promise<ExitCode> {
  const { where, time, limit, ...filters } = command;
  await mustBeKnown(where, books, "--where");
  const asked = await books.read(async (db, position) => {
    const { knownPosition = position, ...point } = await asOf(db, time);
    return { ...point, knownPosition: Math.min(knownPosition, position) };
  });
  const from = time.from === undefined ? {} : { from: time.from };
  const query = { ...asked, ...from, ...filters, where };
  let next: string | undefined;
  let printed = 0;
  do {
    const size = Math.min(PAGE, limit - printed);
    const goingOn = next === undefined ? {} : { cursor: next };
    const page = await books.read((db) => journalPage(db, { ...query, limit: size, ...goingOn }));
    if (!json && printed === 0) {
      if (page.rows.length === 0) print("No money has moved.");
      else print(`Journal in kronor, ${inWords(time)}`);
    }
    if (json) for (const row of page.rows) print(JSON.stringify(entryInWire(row)));
    else if (page.rows.length > 0) print(entriesInTable(page.rows));
    printed += page.rows.length;
    ({ next } = page);
    await drained();
  } while (next !== undefined && printed < limit && !stdoutClosed.aborted);
  return EXIT.fine;
}
