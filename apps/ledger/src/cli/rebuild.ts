import { rmSync } from "node:fs";
import type { Clock, Position } from "#event-store/event-store.ts";
import { DatabaseUnavailable } from "#projections/database-unavailable.ts";
import type { TableDifference } from "#projections/read-model/compare.ts";
import { type Rebuilt, rebuild } from "#projections/read-model/rebuild.ts";
import { type DataFolder, createDataFolder } from "../data-folder/data-folder.ts";
import { openLog } from "../data-folder/open-ledger.ts";
import { FileSettledMark } from "../data-folder/settled-mark.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { print } from "./output.ts";
import { progressOf } from "./progress.ts";
import { tableOf } from "./tables.ts";

/**
 * Builds the read model anew from the log, compares it with the one in use and puts the new one into use. A
 * running server goes over to it by itself.
 *
 * @returns `findings` when what was in use differed from the log
 * @throws StoreUnavailable, DatabaseUnavailable, PoisonedEvent: the former one stays in use
 */
export async function rebuildCommand(folder: DataFolder, clock: Clock, json: boolean): Promise<ExitCode> {
  const log = await openLog({ folder, clock });
  const progress = progressOf("Events applied");
  try {
    createDataFolder(folder);
    const rebuilt = await rebuild(log.store, folder.readModel, (events) => progress.update(events)).catch(
      (error: unknown) => {
        throw troubleWith(folder, error);
      },
    );
    progress.stop();
    forgetMarkOfAnother(folder, await new FileSettledMark(folder.settledMark, log.store).read());
    const { differences = null, ...facts } = rebuilt;
    print(json ? JSON.stringify({ ...facts, differences }) : forPeople(rebuilt));
    return differences !== null && differences.length > 0 ? EXIT.findings : EXIT.fine;
  } finally {
    progress.stop();
    await log.close();
  }
}

/** Whoever builds anew from a log says that it is the one: a mark that was made of another goes. */
function forgetMarkOfAnother({ settledMark }: DataFolder, mark: Position | undefined): void {
  if (mark === undefined) rmSync(settledMark, { force: true });
}

/** A folder that cannot be written is no defect of the ledger. */
function troubleWith({ readModel }: DataFolder, error: unknown): unknown {
  if (!(error instanceof Error) || !("syscall" in error)) return error;
  return new DatabaseUnavailable(`The read model in ${readModel} cannot be written: ${error.message}.`, {
    cause: error,
  });
}

function forPeople({ generation, events, position, differences }: Rebuilt): string {
  const built = `Built ${generation} from ${events} events, up to position ${position}. It is in use now.`;
  if (differences === undefined)
    return `${built}\nThere was nothing to compare it with: no read model of this version that can be read.`;
  if (differences.length === 0) return `${built}\nWhat was in use before said the same.`;
  const table = tableOf<TableDifference>(
    [
      { heading: "table", of: ({ table }) => table },
      { heading: "rows by the log", amount: true, of: ({ rows }) => String(rows.built) },
      { heading: "rows in use", amount: true, of: ({ rows }) => String(rows.found) },
      { heading: "differing", amount: true, of: ({ rows }) => String(rows.differing) },
    ],
    differences,
  );
  const firsts = differences.map(
    ({ table, first }) =>
      `${table}: by the log ${first.built ?? "no row"}, in use ${first.found ?? "no row"}`,
  );
  return `${built}\nWhat was in use before differed from the log:\n${table}\nThe first row of each that differed:\n${firsts.join("\n")}`;
}
