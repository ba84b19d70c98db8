import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { StoreUnavailable } from "../errors.ts";
import { codeOf } from "./sqlite-failure.ts";

const BUSY = 5;
const NO_LOCK: ReadonlySet<number> = new Set([11, 26]);

/**
 * Lets one process write to an event store at a time.
 *
 * It is a transaction that stays open in a small database beside the log. The lock is the operating
 * system's on that file, so it ends with the process however the process ends, `kill -9` included, and no
 * stale lock is ever left to be judged. The process id in it is only there to be told to people.
 */
export class WriterLock {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** @throws StoreUnavailable `in_use`, naming the process that writes */
  static take(file: string): WriterLock {
    // A moment's patience, since another process that looks at the lock holds it while it looks.
    const database = new DatabaseSync(`${file}.lock`, { timeout: 100 });
    try {
      database.exec("BEGIN IMMEDIATE");
      database.exec(
        "CREATE TABLE IF NOT EXISTS holder (id INTEGER PRIMARY KEY, process INTEGER NOT NULL) STRICT",
      );
      database.prepare("INSERT OR REPLACE INTO holder VALUES (1, ?)").run(process.pid);
      database.exec("COMMIT");
      database.exec("BEGIN IMMEDIATE");
      return new WriterLock(database);
    } catch (error) {
      const inUse = codeOf(error) === BUSY ? holderOf(database) : undefined;
      database.close();
      if (isNoLock(error)) throw noLock(file, error);
      if (inUse === undefined) throw error;
      throw new StoreUnavailable(
        "in_use",
        `The event store ${file} is in use by process ${inUse}. One process writes at a time; others may open it read-only.`,
        { cause: error },
      );
    }
  }

  /**
   * Which process writes to an event store; undefined when none does, or there is no lock to look at. Whoever
   * looks holds the lock for that moment, and leaves the file as it was.
   *
   * @throws StoreUnavailable when the lock is none
   */
  static holder(file: string): string | undefined {
    if (!existsSync(`${file}.lock`)) return undefined;
    const database = new DatabaseSync(`${file}.lock`, { timeout: 0 });
    try {
      database.exec("BEGIN IMMEDIATE");
      database.exec("ROLLBACK");
      return undefined;
    } catch (error) {
      if (isNoLock(error)) throw noLock(file, error);
      return codeOf(error) === BUSY ? holderOf(database) : undefined;
    } finally {
      database.close();
    }
  }

  release(): void {
    this.#database.close();
  }
}

/** Damaged, or something else altogether. The lock holds nothing, so that it can be removed. */
const isNoLock = (error: unknown): boolean => NO_LOCK.has((codeOf(error) ?? 0) & 0xff);

function noLock(file: string, cause: unknown): StoreUnavailable {
  return new StoreUnavailable(
    "not_an_event_store",
    `${file}.lock is no lock, or a damaged one. It holds nothing: remove it while no process writes to ${file}.`,
    { cause },
  );
}

/** Readable while the lock is held, because an open write transaction without writes does not keep readers out. */
function holderOf(database: DatabaseSync): string {
  try {
    return String(database.prepare("SELECT process FROM holder").get()?.process ?? "unknown");
  } catch {
    return "unknown";
  }
}
