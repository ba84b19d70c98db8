import { type Check } from "../doctor/check.ts";
import { examineFolder } from "../doctor/examine-folder.ts";
import type { DataFolder } from "../data-folder/data-folder.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { print, printJsonList } from "./output.ts";
import { progressOf } from "./progress.ts";

/**
 * Looks a data folder over and changes nothing: a line for each check, and for each problem what to do next.
 *
 * @returns `findings` when there is a problem
 * @throws StoreUnavailable when there is no ledger to look at
 */
export async function doctor(folder: DataFolder, deep: boolean, json: boolean): Promise<ExitCode> {
  const progress = progressOf("Events read");
  try {
    const checks = await examineFolder(folder, { deep, onEvents: (events) => progress.update(events) });
    progress.stop();
    if (json) printJsonList(checks.map(({ next = null, ...check }) => ({ ...check, next })));
    else print(forPeople(checks));
    return checks.some(({ verdict }) => verdict === "problem") ? EXIT.findings : EXIT.fine;
  } finally {
    progress.stop();
  }
}

const WORDS = { ok: "ok     ", note: "note   ", problem: "PROBLEM" } as const;

function forPeople(checks: readonly Check[]): string {
  const lines = checks.flatMap(({ part, verdict, message, next }) => [
    `${WORDS[verdict]}  ${part}: ${message}`,
    ...(next === undefined ? [] : [`         → ${next}`]),
  ]);
  const problems = checks.filter(({ verdict }) => verdict === "problem").length;
  const sum = problems === 0 ? "no problem" : problems === 1 ? "1 problem" : `${problems} problems`;
  return [...lines, `${checks.length} checks, ${sum}.`].join("\n");
}
