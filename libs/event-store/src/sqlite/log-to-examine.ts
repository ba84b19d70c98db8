import { existsSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { StoreUnavailable, StreamNotFound } from "../errors.ts";
import type { EventStore, ReadAllOptions, StoredEvent } from "../event-store.ts";
import { LogReader } from "./log-reader.ts";
import { differencesOfSchema, mustBeOurs } from "./schema.ts";
import { translating } from "./sqlite-failure.ts";
import { damageIn, openUnchanged } from "./unchanged-file.ts";

const BATCH = 1_000;

/** A command whose events do not stand together, so that it was carried out more than once. */
export interface CommandTakenTwice {
  readonly commandId: string;
  readonly streams: number;
}

/**
 * The file of a log, opened to be looked over. Nothing is changed, nothing is locked, and a server may run
 * beside it.
 */
export class LogToExamine implements Pick<EventStore, "readAll" | "readStream"> {
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #reader: LogReader;

  private constructor(file: string, database: DatabaseSync) {
    this.#file = file;
    this.#database = database;
    this.#reader = new LogReader(database, file);
  }

  /** @throws StoreUnavailable when it is not there, not ours, or cannot be read at all */
  static open(file: string): LogToExamine {
    if (!existsSync(file)) throw new StoreUnavailable("not_found", `There is no event store ${file}.`);
    return translating(file, () => {
      const database = openUnchanged(file);
      try {
        mustBeOurs(database, file);
        return new LogToExamine(file, database);
      } catch (error) {
        database.close();
        throw error;
      }
    });
  }

  /** What SQLite finds wrong with the file; the first findings. */
  damage(): readonly string[] {
    return damageIn(this.#database);
  }

  /** What of its tables, and of what forbids changing them, is not as the store makes it. */
  differencesOfSchema(): readonly string[] {
    return translating(this.#file, () => differencesOfSchema(this.#database));
  }

  /** The names of all streams, one after the other. */
  *streams(): Iterable<string> {
    const after = this.#database.prepare("SELECT id, name FROM streams WHERE id > ? ORDER BY id LIMIT ?");
    for (let last = 0, more = true; more;) {
      const rows = translating(this.#file, () => after.all(last, BATCH));
      for (const { name } of rows) yield String(name);
      last = Number(rows.at(-1)?.["id"] ?? last);
      more = rows.length === BATCH;
    }
  }

  /**
   * Commands of clients that were carried out more than once: in two streams, or twice in one. The database
   * sorts them, on disk when they are many. What a policy does in several streams has one cause and is not meant.
   */
  commandsTakenTwice(most = 5): readonly CommandTakenTwice[] {
    const found = translating(this.#file, () =>
      this.#database
        .prepare(
          `SELECT json_extract(metadata, '$.commandId') AS command, count(DISTINCT stream) AS streams
           FROM events WHERE json_extract(metadata, '$.causation') IS NULL AND command IS NOT NULL
           GROUP BY command
           HAVING streams > 1 OR max(revision) - min(revision) + 1 <> count(*) LIMIT ?`,
        )
        .all(most),
    );
    return found.map(({ command, streams }) => ({ commandId: String(command), streams: Number(streams) }));
  }

  async *readAll({
    after,
    from,
    limit = Number.POSITIVE_INFINITY,
  }: ReadAllOptions = {}): AsyncIterable<StoredEvent> {
    let [last, left] = [after, limit];
    for (let more = true; more && left > 0;) {
      const size = Math.min(left, BATCH);
      const batch =
        last === undefined && from !== undefined
          ? this.#reader.readFrom(from, size)
          : this.#reader.readAfter(last, size);
      yield* batch.events;
      last = batch.events.at(-1)?.position ?? last;
      left -= batch.events.length;
      more = batch.more;
    }
  }

  async *readStream(
    stream: string,
    { from = 0 }: { readonly from?: number } = {},
  ): AsyncIterable<StoredEvent> {
    let next = from;
    for (let more = true; more;) {
      const batch = this.#reader.readStream(stream, next, BATCH);
      if (batch === undefined) throw new StreamNotFound(stream);
      yield* batch.events;
      next += batch.events.length;
      more = batch.more;
    }
  }

  close(): void {
    this.#database.close();
  }
}
