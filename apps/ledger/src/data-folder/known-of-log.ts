import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { StoreUnavailable } from "#event-store/errors.ts";
import type { EventStore, Position } from "#event-store/event-store.ts";
import { discardKept, lastEventIn } from "#projections/kept/kept-of-log.ts";
import { Generations } from "#projections/read-model/generations.ts";
import { ReadModelToExamine } from "#projections/read-model/read-model-to-examine.ts";
import type { DataFolder } from "./data-folder.ts";
import { markIn } from "./settled-mark.ts";

/** An event that stood in the log once, as something that was derived from it remembers. */
interface Known {
  readonly position: Position;
  readonly eventId: string;
  readonly by: string;
}

/**
 * A log is only ever lengthened. One that does not hold what was derived from it holds less than was answered to
 * somebody: its file is gone or empty, its end or its write-ahead log was lost, or it is another one. Nobody is
 * told figures of it, and nobody writes to it, until a person has said that this is the log.
 *
 * @param log the folder's log; undefined while it is not opened, which tells only whether it is there at all
 * @throws StoreUnavailable `lost_events`
 */
export async function mustHoldWhatWasKnown(
  folder: DataFolder,
  log?: Pick<EventStore, "readAll">,
): Promise<void> {
  const isThere = (statSync(folder.log, { throwIfNoEntry: false })?.size ?? 0) > 0;
  if (isThere && log === undefined) return;
  for (const known of knownIn(folder)) {
    if (!isThere || log === undefined) throw lost(folder, known, "is gone or empty");
    if ((await eventAt(log, known.position)) !== known.eventId) {
      throw lost(folder, known, "does not hold that event");
    }
  }
}

/** Nothing is known where it cannot be read: what is derived can be damaged too, and is then made anew. */
function knownIn(folder: DataFolder): Known[] {
  return [markOf(folder), lastOfReadModel(folder), lastOfWorkingMemory(folder)].filter(
    (known) => known !== undefined,
  );
}

function markOf({ settledMark }: DataFolder): Known | undefined {
  try {
    const mark = markIn(readFileSync(settledMark, "utf8"));
    return mark && { ...mark, by: settledMark };
  } catch {
    return undefined;
  }
}

function lastOfReadModel({ readModel }: DataFolder): Known | undefined {
  try {
    const generations = new Generations(readModel);
    const generation = generations.current();
    const last =
      generation === undefined ? undefined : ReadModelToExamine.lastEventIn(generations.fileOf(generation));
    return last && { ...last, by: readModel };
  } catch {
    return undefined;
  }
}

function lastOfWorkingMemory({ workingMemory }: DataFolder): Known | undefined {
  try {
    const last = existsSync(workingMemory) ? lastEventIn(workingMemory) : undefined;
    return last && { position: last.position, eventId: last.id, by: workingMemory };
  } catch {
    return undefined;
  }
}

async function eventAt(log: Pick<EventStore, "readAll">, position: Position): Promise<string | undefined> {
  for await (const event of log.readAll({ from: position, limit: 1 })) {
    return event.position === position ? event.id : undefined;
  }
  return undefined;
}

/**
 * Whoever builds anew from a log says that it is the one: what was made of another goes. What is of this log stays, and
 * may be in use by a server.
 */
export async function forgetAnotherLog(folder: DataFolder, log: Pick<EventStore, "readAll">): Promise<void> {
  const { settledMark, workingMemory } = folder;
  const mark = markOf(folder);
  if (mark === undefined || (await eventAt(log, mark.position)) !== mark.eventId) {
    rmSync(settledMark, { force: true });
  }
  const last = lastOfWorkingMemory(folder);
  if (last !== undefined && (await eventAt(log, last.position)) !== last.eventId) {
    await discardKept(workingMemory);
  }
}

function lost({ log }: DataFolder, { position, by }: Known, what: string): StoreUnavailable {
  const way = existsSync(log)
    ? `Restore the newest copy of the log. If this is the newest, say so with "ledger rebuild --accept": what is derived is then made anew from it.`
    : "Restore the newest copy of the log.";
  return new StoreUnavailable(
    "lost_events",
    `The log ${log} has lost events: ${by} was made from a log with an event at position ${position}, and this one ${what}. Nothing was changed. ${way}`,
  );
}
