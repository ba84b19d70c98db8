import type { Clock } from "#event-store/event-store.ts";
import { DatabaseUnavailable } from "#projections/database-unavailable.ts";
import type { TableDifference } from "#projections/read-model/compare.ts";
import { type Rebuilt, rebuild } from "#projections/read-model/rebuild.ts";
import { type DataFolder, createDataFolder } from "../data-folder/data-folder.ts";
import { forgetAnotherLog } from "../data-folder/known-of-log.ts";
import { openLog } from "../data-folder/open-ledger.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { print } from "./output.ts";
import { progressOf } from "./progress.ts";
import { tableOf } from "./tables.ts";

/**
 * Builds the read model anew from the log, compares it with the one in use and puts the new one into use where they say
 * the same. A running server goes over to it by itself.
 *
 * @param accept says that the log is right, whatever was made of it or of another one before
 * @returns `findings` when what was in use differed from the log
 * @throws StoreUnavailable, DatabaseUnavailable, PoisonedEvent: the former one stays in use
 */
export async function rebuildCommand(
  folder: DataFolder,
  clock: Clock,
  { accept, json }: { readonly accept: boolean; readonly json: boolean },
): Promise<ExitCode> {
  const log = await openLog({ folder, clock });
  const progress = progressOf("Events applied");
  try {
    createDataFolder(folder);
    const onEvents = (events: number): void => progress.update(events);
    const rebuilt = await rebuild(log.store, folder.readModel, { accept, onEvents }).catch(
      (error: unknown) => {
        throw troubleWith(folder, error);
      },
    );
    progress.stop();
    if (accept) await forgetAnotherLog(folder, log.store);
    const { differences = null, isInUse, ...facts } = rebuilt;
    print(json ? JSON.stringify({ ...facts, inUse: isInUse, differences }) : forPeople(rebuilt));
    return differences !== null && differences.length > 0 ? EXIT.findings : EXIT.fine;
  } finally {
    progress.stop();
    await log.close();
  }
}

/** A folder that cannot be written is no defect of the ledger. */
function troubleWith({ readModel }: DataFolder, error: unknown): unknown {
  if (!(error instanceof Error) || !("syscall" in error)) return error;
  return new DatabaseUnavailable(`The read model in ${readModel} cannot be written: ${error.message}.`, {
    cause: error,
  });
}

function forPeople({ generation, isInUse, events, position, differences }: Rebuilt): string {
  const built = `Built ${generation} from ${events} events, up to position ${position}. ${
    isInUse ? "It is in use now." : "It was not put into use."
  }`;
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
  const told = `What ${isInUse ? "was in use before differed" : "is in use differs"} from the log:\n${table}\nThe first row of each that ${isInUse ? "differed" : "differs"}:\n${firsts.join("\n")}`;
  return isInUse ? `${built}\n${told}` : `${built}\n${told}\n${EITHER}`;
}

const EITHER =
  'Either of the two may have been changed. Keep this folder as it is, and run "ledger doctor" on the newest copy: if that is sound, restore it. If the log is right, "ledger rebuild --accept" puts the new one into use.';
