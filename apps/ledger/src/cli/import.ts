import type { Clock } from "#event-store/event-store.ts";
import { type DataFolder, holdsLedger } from "../data-folder/data-folder.ts";
import { openLedger, unkeptLedger } from "../data-folder/open-ledger.ts";
import { today } from "../data-folder/system-clock.ts";
import { type NamedFile, readGoodFiles } from "../imports/files-to-import.ts";
import { type ImportSummary, importFiles } from "../imports/import-files.ts";
import { type ImportOptions, planImport } from "../imports/plan-import.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { print, printJsonList } from "./output.ts";
import { progressOf } from "./progress.ts";

export interface ImportCommand {
  readonly files: readonly string[];
  readonly folder: DataFolder;
  readonly clock: Clock;
  readonly actor: string;
  readonly amend?: string;
  readonly json: boolean;
}

/** Registers what stands in files. Every file is read and everything planned before anything is written. */
export async function importCommand(command: ImportCommand): Promise<ExitCode> {
  const { folder, clock, actor, amend, json } = command;
  // A file named twice in one call is one file.
  const files = await readGoodFiles([...new Set(command.files)]);
  const options = { actor, on: today(clock), ...(amend === undefined ? {} : { amend }) };
  if (!holdsLedger(folder)) await mustBeAccepted(files, options, clock);
  const ledger = await openLedger({ folder, clock });
  const progress = progressOf("Importing");
  try {
    const summaries = await importFiles(ledger, files, options, (done, of) => progress.update(done, of));
    progress.stop();
    if (json) printJsonList(summaries);
    else print(summaries.map(sentenceOf).join("\n"));
    return EXIT.fine;
  } finally {
    progress.stop();
    await ledger.close();
  }
}

/** A refused import leaves no new, empty folder behind. */
async function mustBeAccepted(
  files: readonly NamedFile[],
  options: ImportOptions,
  clock: Clock,
): Promise<void> {
  const ledger = await unkeptLedger(clock);
  try {
    await planImport(ledger, files, options);
  } finally {
    await ledger.close();
  }
}

const KIND_WORDS: Record<ImportSummary["kind"], readonly [one: string, more: string]> = {
  parties: ["party", "parties"],
  distribution_key: ["distribution key", "distribution keys"],
  agreement: ["agreement", "agreements"],
};

function sentenceOf({ file, kind, changes, findings = 0, notes = [] }: ImportSummary): string {
  const [one, more] = KIND_WORDS[kind];
  const what = Object.entries(changes)
    .filter(([, count]) => count > 0)
    .map(([change, count]) => `${count} ${count === 1 ? one : more} ${change}`);
  const checked =
    findings === 0
      ? ""
      : ` Its figures do not agree in ${findings} ${findings === 1 ? "place" : "places"}: see ledger check.`;
  return `${file}: ${what.join(", ") || "nothing in it"}.${checked}${notes.map((note) => `\n  ${note}`).join("")}`;
}
