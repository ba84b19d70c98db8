import type { Day } from "#domain/calendar.ts";
import { sum } from "#domain/money.ts";
import type { Key } from "#projections/balance-fold.ts";
import { reclaimable } from "#projections/read-model/queries/reclaimable.ts";
import type { ReclaimableRow } from "#projections/reclaimable.ts";
import type { OpenBooks } from "../data-folder/open-read-model.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { OPTION_OF, mustBeKnown } from "./known-values.ts";
import { print, printJsonList } from "./output.ts";
import { type Column, fitting, forMachines, inTable, tableOf, unlessZero } from "./tables.ts";
import { type AskedTime, knownIn, knownWords } from "./time-options.ts";

export interface ReclaimableAsked extends Pick<AskedTime, "knownAt" | "knownAsGiven"> {
  readonly on: Day;
  readonly where: Key;
}

/** Unused funds to reclaim as of a day, each part apart. */
export async function reclaimableCommand(
  books: OpenBooks,
  asked: ReclaimableAsked,
  json: boolean,
): Promise<ExitCode> {
  const { on, where } = asked;
  await mustBeKnown(where, books, OPTION_OF);
  const rows = await books.read(async (db) =>
    reclaimable(db, { on, where, ...(await knownIn(db, asked.knownAt)) }),
  );
  if (json) printJsonList(rows.map(asJson));
  else print(forPeople(rows, asked));
  return EXIT.fine;
}

function asJson({ unused, reclaimed, overdue, total, reportDeadline, ...where }: ReclaimableRow): object {
  return {
    ...where,
    unused: forMachines(unused),
    reclaimed: forMachines(reclaimed),
    overdue: forMachines(overdue),
    total: forMachines(total),
    reportDeadline: reportDeadline ?? null,
  };
}

function forPeople(rows: readonly ReclaimableRow[], { on, knownAsGiven }: ReclaimableAsked): string {
  const known = knownWords(knownAsGiven);
  if (rows.length === 0) return `Nothing is to be reclaimed on ${on}${known}.`;
  const table = fitting(partsAcross(rows), () => partsDown(rows));
  const total = inTable(sum(rows.map((row) => row.total)));
  return `To reclaim in kronor, at the end of ${on}${known}: ${total}\n${table}`;
}

const PARTS = { unused: "ej förbrukat", reclaimed: "återkrävt", overdue: "redovisning saknas" } as const;
const PART_NAMES = Object.keys(PARTS) as (keyof typeof PARTS)[];

const dueOn = ({ reportDeadline }: ReclaimableRow): string => reportDeadline ?? "no day stated";

function partsAcross(rows: readonly ReclaimableRow[]): string {
  const parts = PART_NAMES.filter((part) => rows.some((row) => row[part] !== 0));
  return tableOf<ReclaimableRow>(
    [
      { heading: "agreement", of: ({ agreement }) => agreement },
      { heading: "recipient", of: ({ recipient }) => recipient },
      { heading: "line", of: ({ line }) => line },
      { heading: "holder", of: ({ holder }) => holder },
      { heading: "anslagspost", of: ({ anslagspost }) => anslagspost },
      { heading: "report due", of: dueOn },
      ...parts.map((part): Column<ReclaimableRow> => ({
        heading: `${part}\n${PARTS[part]}`,
        amount: true,
        of: (row) => unlessZero(row[part]),
      })),
      ...(parts.length > 1
        ? [{ heading: "total", amount: true, of: ({ total }: ReclaimableRow) => inTable(total) }]
        : []),
    ],
    rows,
  );
}

/** A row for each part that is not zero; the holder stands beside the recipient where it is another. */
function partsDown(rows: readonly ReclaimableRow[]): string {
  const each = rows.flatMap((row) =>
    PART_NAMES.filter((part) => row[part] !== 0).map((part) => ({ row, part })),
  );
  const table = tableOf<(typeof each)[number]>(
    [
      { heading: "agreement", of: ({ row }) => row.agreement },
      {
        heading: "recipient\n(holder)",
        of: ({ row: { recipient, holder } }) =>
          recipient === holder ? recipient : `${recipient}\n(${holder})`,
      },
      { heading: "line", of: ({ row }) => row.line },
      { heading: "anslagspost", of: ({ row }) => row.anslagspost },
      { heading: "report due", of: ({ row }) => dueOn(row) },
      { heading: "part", of: ({ part }) => part },
      { heading: "amount", amount: true, of: ({ row, part }) => inTable(row[part]) },
    ],
    each,
  );
  return `${table}\n${PART_NAMES.map((part) => `${part}: ${PARTS[part]}`).join("; ")}`;
}
