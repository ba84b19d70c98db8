import { StoreUnavailable } from "#event-store/errors.ts";
import { LogToExamine } from "#event-store/sqlite/log-to-examine.ts";
import { hasWriteAheadLog } from "#event-store/sqlite/unchanged-file.ts";
import { PostingDates } from "#projections/posting-dates.ts";
import { PoisonedEvent, post } from "#projections/read-model/posted-events.ts";
import type { StoredEvent } from "#event-store/event-store.ts";
import { type DataFolder, mustHoldLedger } from "../data-folder/data-folder.ts";
import { mustHoldWhatWasKnown } from "../data-folder/known-of-log.ts";
import { type Check, REBUILD, RESTORE, checksOf } from "./check.ts";
import type { Examination, Part, Subject, Walked } from "./examination.ts";
import { guarded } from "./guarded.ts";
import { arrivals } from "./parts/arrivals.ts";
import { disk } from "./parts/disk.ts";
import { identities } from "./parts/identities.ts";
import { log } from "./parts/log.ts";
import { readModel } from "./parts/read-model.ts";
import { registers } from "./parts/registers.ts";
import { settledMark } from "./parts/settled-mark.ts";
import { streams } from "./parts/streams.ts";
import { workingMemory } from "./parts/working-memory.ts";

/** Everything that a data folder holds, in the order in which it is told of. What is kept there gets a part here. */
const PARTS: readonly Part[] = [
  guarded("disk", disk),
  guarded("log", log),
  guarded("log", identities),
  guarded("streams", streams),
  guarded("arrivals", arrivals),
  guarded("settled mark", settledMark),
  guarded("working memory", workingMemory),
  guarded("read model", readModel, REBUILD),
  guarded("registers", registers),
];

const ofLog = checksOf("log");

/**
 * Looks a data folder over without changing anything in it, whether a server runs or not. The log is read once
 * from end to end, then stream by stream; nothing that grows with its events is kept in memory.
 *
 * @param options.deep also builds the read model anew, in a temporary folder, and compares it row by row
 * @throws StoreUnavailable when there is no ledger to look at
 */
export async function examineFolder(
  folder: DataFolder,
  options: { readonly deep: boolean; readonly onEvents?: (events: number) => void },
): Promise<readonly Check[]> {
  await mustHoldWhatWasKnown(folder);
  mustHoldLedger(folder);
  const began = hasWriteAheadLog(folder.log);
  const checks = await examineOnce(folder, options);
  // A server that was started meanwhile has written to what was read as a file that nobody writes to.
  return !began && hasWriteAheadLog(folder.log) ? examineOnce(folder, options) : checks;
}

async function examineOnce(
  folder: DataFolder,
  {
    deep,
    onEvents = () => undefined,
  }: { readonly deep: boolean; readonly onEvents?: (events: number) => void },
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  const opened = openLog(folder.log);
  if (!(opened instanceof LogToExamine)) checks.push(opened);
  const file = opened instanceof LogToExamine ? opened : undefined;
  const subject: Subject = { folder, log: file, deep, onEvents };
  const examinations: Examination[] = [];
  try {
    for (const part of PARTS) examinations.push(await part(subject));
    const walked = await walk(subject, examinations, checks);
    for (const examination of examinations) checks.push(...(await examination.checks(walked)));
    return checks;
  } finally {
    for (const examination of examinations) examination.close?.();
    file?.close();
  }
}

function openLog(file: string): LogToExamine | Check {
  try {
    return LogToExamine.open(file);
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    return ofLog.problem("file", error.message, RESTORE);
  }
}

/** Reads the log from end to end, and tells every part of each event. */
async function walk(
  { log: file, onEvents }: Subject,
  examinations: readonly Examination[],
  checks: Check[],
): Promise<Walked> {
  let last: StoredEvent | undefined;
  if (file === undefined) return { isWhole: false, last };
  const dates = new PostingDates();
  let events = 0;
  try {
    for await (const event of file.readAll()) {
      const posted = post(event, dates);
      for (const examination of examinations) examination.take?.(posted);
      last = event;
      if (++events % 1_000 === 0) onEvents(events);
    }
    checks.push(ofLog.ok("events", "Every event can be read and is known."));
    return { isWhole: true, last };
  } catch (error) {
    if (!(error instanceof PoisonedEvent || error instanceof StoreUnavailable)) throw error;
    const next = error instanceof PoisonedEvent ? "Open it with the program that wrote it." : RESTORE;
    const where = `What stands after position ${last?.position ?? "none"} was not looked at.`;
    checks.push(ofLog.problem("events", `${error.message} ${where}`, next));
    return { isWhole: false, last };
  }
}
