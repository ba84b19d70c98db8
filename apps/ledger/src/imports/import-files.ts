import { checkConsistency } from "#domain/consistency.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { NamedFile } from "./files-to-import.ts";
import { type Change, type ImportOptions, type PlannedStep, planImport } from "./plan-import.ts";

/** What became of one file. */
export interface ImportSummary {
  readonly file: string;
  readonly kind: NamedFile["kind"];
  /** How many parties, keys or agreements of the file; a party renamed twice counts twice. */
  readonly changes: Readonly<Record<Change, number>>;
  /** What the consistency check finds in an agreement: importing it settles nothing of that. */
  readonly findings?: number;
  /** What the file knows of a party and the ledger does not: a person records it. */
  readonly notes?: readonly string[];
}

/**
 * Imports files through ordinary commands. All is planned before anything is written.
 *
 * @param onStep told after each command how many of how many are done
 * @throws RuleError see {@link planImport}; StoreUnavailable: then the import can be repeated as it is
 */
export async function importFiles(
  ledger: Ledger,
  files: readonly NamedFile[],
  options: ImportOptions,
  onStep: (done: number, of: number) => void = () => undefined,
): Promise<ImportSummary[]> {
  const steps = await planImport(ledger, files, options);
  const commands = steps.filter(({ request }) => request !== undefined).length;
  let done = 0;
  for (const { request, commandId } of steps) {
    if (request === undefined || commandId === undefined) continue;
    await ledger.take(request, { actor: options.actor, commandId });
    onStep(++done, commands);
  }
  // Whoever imports looks next at what has come of it.
  await ledger.caughtUp();
  return files.map((file) => summaryOf(file, steps));
}

function summaryOf(file: NamedFile, steps: readonly PlannedStep[]): ImportSummary {
  const changes: Record<Change, number> = { registered: 0, renamed: 0, amended: 0, unchanged: 0 };
  const notes = steps.flatMap((step) => (step.file === file.file ? (step.notes ?? []) : []));
  for (const step of steps) if (step.file === file.file) changes[step.change] += 1;
  return {
    file: file.file,
    kind: file.kind,
    changes,
    ...(file.kind === "agreement" ? { findings: checkConsistency(file.agreement).length } : {}),
    ...(notes.length > 0 ? { notes } : {}),
  };
}
