import type { Day } from "#domain/calendar.ts";
import { sum } from "#domain/money.ts";
import type { LedgerView } from "#projections/ledger-view.ts";
import { type ReclaimableRow, reclaimable } from "#projections/reclaimable.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { print, printJsonList } from "./output.ts";
import { forMachines, inTable, tableOf } from "./tables.ts";

/** Unused funds to reclaim as of a day, each part apart. */
export function reclaimableCommand(view: LedgerView, on: Day, json: boolean): ExitCode {
  const rows = reclaimable(view, on);
  if (json) printJsonList(rows.map(asJson));
  else print(forPeople(rows, on));
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

function forPeople(rows: readonly ReclaimableRow[], on: Day): string {
  if (rows.length === 0) return `Nothing is to be reclaimed on ${on}.`;
  const table = tableOf<ReclaimableRow>(
    [
      { heading: "agreement", of: ({ agreement }) => agreement },
      { heading: "recipient", of: ({ recipient }) => recipient },
      { heading: "line", of: ({ line }) => line },
      { heading: "holder", of: ({ holder }) => holder },
      { heading: "anslagspost", of: ({ anslagspost }) => anslagspost },
      { heading: "ej förbrukat", amount: true, of: ({ unused }) => inTable(unused) },
      { heading: "återkrävt", amount: true, of: ({ reclaimed }) => inTable(reclaimed) },
      { heading: "redovisning saknas", amount: true, of: ({ overdue }) => inTable(overdue) },
      { heading: "report due", of: ({ reportDeadline }) => reportDeadline ?? "no day stated" },
      { heading: "summa", amount: true, of: ({ total }) => inTable(total) },
    ],
    rows,
  );
  const total = inTable(sum(rows.map((row) => row.total)));
  return `To reclaim in kronor, at the end of ${on}: ${total}\n${table}`;
}
