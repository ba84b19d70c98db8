import type { Day } from "#domain/calendar.ts";
import type { Key } from "#projections/balance-fold.ts";
import {
  type DeadlineRow,
  type DeadlineStatus,
  deadlines,
} from "#projections/read-model/queries/deadlines.ts";
import type { DeadlineKind } from "#projections/read-model/work-tables.ts";
import type { OpenBooks } from "../data-folder/open-read-model.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { OPTION_OF, mustBeKnown } from "./known-values.ts";
import { print, printJsonList } from "./output.ts";
import { fitting, forMachines, tableOf, unlessZero } from "./tables.ts";
import { type AskedTime, knownIn, knownWords } from "./time-options.ts";

export interface DeadlinesAsked extends Pick<AskedTime, "knownAt" | "knownAsGiven"> {
  /** What has come by the end of this day. */
  readonly on: Day;
  readonly from?: Day;
  readonly to?: Day;
  readonly where: Key;
  readonly kinds?: readonly DeadlineKind[];
  readonly status?: DeadlineStatus;
}

const ALL = 1_000_000_000;

/**
 * By when each recipient requisitions, reports and repays, in the order of the days.
 *
 * @throws UsageError `value-unknown`
 */
export async function deadlinesCommand(
  books: OpenBooks,
  asked: DeadlinesAsked,
  json: boolean,
): Promise<ExitCode> {
  const { where, knownAt, knownAsGiven: _, ...filters } = asked;
  await mustBeKnown(where, books, OPTION_OF);
  const { rows } = await books.read(async (db) =>
    deadlines(db, { ...filters, ...withValues(where), ...(await knownIn(db, knownAt)), limit: ALL }),
  );
  if (json) printJsonList(rows.map(({ atStake, ...row }) => ({ ...row, atStake: forMachines(atStake) })));
  else print(forPeople(rows, asked));
  return EXIT.fine;
}

/** The conditions that have a value: a deadline always has an agreement, a line and a recipient. */
export function withValues(where: Key): Readonly<Record<string, string>> {
  const given = Object.entries(where).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return Object.fromEntries(given);
}

function forPeople(rows: readonly DeadlineRow[], { on, knownAsGiven }: DeadlinesAsked): string {
  const when = `with what has come by the end of ${on}${knownWords(knownAsGiven)}`;
  if (rows.length === 0) return `No deadlines, ${when}.`;
  const table = (whose: (row: DeadlineRow) => string): string =>
    tableOf<DeadlineRow>(
      [
        { heading: "due", of: ({ dueOn, kind }) => `${dueOn}\n${kind}` },
        { heading: "agreement", of: ({ agreement }) => agreement },
        { heading: "line, recipient", of: whose },
        {
          heading: "status, came",
          of: ({ status, receivedOn }) => `${status}\n${receivedOn ?? ""}`.trimEnd(),
        },
        { heading: "at stake, kr", amount: true, of: ({ atStake }) => unlessZero(atStake) },
      ],
      rows,
    );
  const whole = fitting(
    table(({ line, recipient }) => `${line} ${recipient}`),
    () => table(({ line, recipient }) => `${line}\n${recipient}`),
  );
  return `Deadlines, ${when}\n${whole}`;
}
