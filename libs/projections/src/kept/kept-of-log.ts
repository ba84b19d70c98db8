import { rm } from "node:fs/promises";
import type { EventStore, StoredEvent } from "#event-store/event-store.ts";
import { DatabaseDamaged, DatabaseUnavailable } from "../database-unavailable.ts";
import { openUnchanged } from "#event-store/sqlite/unchanged-file.ts";
import type { Kept, Landmark } from "./kept-file.ts";

export function landmarkOf({ position, id, stream, revision, recordedAt }: StoredEvent): Landmark {
  return { position, id, stream, revision, recordedAt };
}

/**
 * Proves that what is kept was derived from this log, which is only ever lengthened: the last event that it
 * holds stands there. After a log was restored from an older copy it does not, or another one does; ids of
 * events follow from their commands, so the time at which it was recorded belongs to it.
 *
 * @throws DatabaseDamaged
 */
export async function mustBeOf(store: EventStore, landmark: Landmark): Promise<void> {
  const { position } = landmark;
  for await (const event of store.readAll({ from: position, limit: 1 })) {
    if (JSON.stringify(landmarkOf(event)) === JSON.stringify(landmark)) return;
  }
  throw new DatabaseDamaged(
    `it holds an event at position ${position} that the log does not hold, as after a restore`,
  );
}

/**
 * The last event of the log that a working memory was made from; undefined when it holds none. Nothing is changed.
 *
 * @throws Error when the file cannot be read
 */
export function lastEventIn(file: string): Landmark | undefined {
  const database = openUnchanged(file);
  try {
    const row = database.prepare("SELECT content FROM kept").get();
    return row && (JSON.parse(String(row["content"])) as Kept).landmark;
  } finally {
    database.close();
  }
}

/** @throws DatabaseUnavailable */
export async function discardKept(file: string): Promise<void> {
  try {
    // The file first: beside a missing file SQLite drops what is left, beside a missing rest the file may be torn.
    for (const ending of ["", "-wal", "-shm"]) await rm(`${file}${ending}`, { force: true });
  } catch (error) {
    throw new DatabaseUnavailable(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
