import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import { StoreCorrupted } from "../errors.ts";
import type { Position, StoredEvent } from "../event-store.ts";
import type { LogBatch } from "../live-subscription.ts";
import { translating } from "./sqlite-failure.ts";

/** So much text ends a batch before its count does: a thousand large events would not fit in memory. */
const BATCH_TEXT = 4_000_000;

type Row = Record<string, SQLOutputValue>;

/**
 * Reads the log in bounded batches on the caller's thread. No statement stays open between two batches, so
 * a reader that never comes back holds nothing and keeps no old snapshot of the file alive.
 */
export class LogReader {
  readonly #file: string;
  readonly #findStream: StatementSync;
  readonly #streamFrom: StatementSync;
  readonly #logAfter: StatementSync;
  readonly #logFrom: StatementSync;
  /** A stream's number never changes; only those that exist are kept here. */
  readonly #streamIds = new Map<string, number>();

  constructor(database: DatabaseSync, file: string) {
    this.#file = file;
    this.#findStream = database.prepare("SELECT id FROM streams WHERE name = ?");
    this.#streamFrom = database.prepare(
      `SELECT position, revision, id, type, data, metadata, recorded_at FROM events
       WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?`,
    );
    const log = (begins: string): string =>
      `SELECT e.position, s.name AS stream, e.revision, e.id, e.type, e.data, e.metadata, e.recorded_at
       FROM events e CROSS JOIN streams s ON s.id = e.stream
       WHERE e.position ${begins} ? ORDER BY e.position LIMIT ?`;
    this.#logAfter = database.prepare(log(">"));
    this.#logFrom = database.prepare(log(">="));
  }

  /** `undefined` when there is no such stream. */
  readStream(stream: string, from: number, limit: number): LogBatch | undefined {
    return translating(this.#file, () => {
      const id = this.#streamId(stream);
      if (id === undefined) return undefined;
      return this.#batch(this.#streamFrom.iterate(id, from, limit + 1), limit, stream);
    });
  }

  readAfter(position: Position | undefined, limit: number): LogBatch {
    return translating(this.#file, () =>
      this.#batch(this.#logAfter.iterate(position ?? -1, limit + 1), limit, undefined),
    );
  }

  /** Like {@link readAfter}, with what stands at the position. */
  readFrom(position: Position, limit: number): LogBatch {
    return translating(this.#file, () =>
      this.#batch(this.#logFrom.iterate(position, limit + 1), limit, undefined),
    );
  }

  #streamId(stream: string): number | undefined {
    const known = this.#streamIds.get(stream);
    if (known !== undefined) return known;
    const row = this.#findStream.get(stream);
    if (row === undefined) return undefined;
    const id = Number(row.id);
    // Only a saving of a lookup: starting over now and then bounds it.
    if (this.#streamIds.size >= 10_000) this.#streamIds.clear();
    this.#streamIds.set(stream, id);
    return id;
  }

  /** Takes rows up to the limit; one row more than that was asked for, to know whether more follow. */
  #batch(rows: Iterable<Row>, limit: number, stream: string | undefined): LogBatch {
    const events: StoredEvent[] = [];
    let text = 0;
    for (const row of rows) {
      if (events.length >= limit || text >= BATCH_TEXT) return { events, more: true };
      const data = String(row.data);
      const metadata = String(row.metadata);
      text += data.length + metadata.length;
      events.push({
        id: String(row.id),
        type: String(row.type),
        data: this.#parse(data, row) as object,
        metadata: this.#parse(metadata, row) as Record<string, unknown>,
        stream: stream ?? String(row.stream),
        revision: Number(row.revision),
        position: Number(row.position),
        recordedAt: String(row.recorded_at),
      });
    }
    return { events, more: false };
  }

  #parse(json: string, row: Row): unknown {
    try {
      return JSON.parse(json);
    } catch (error) {
      throw new StoreCorrupted(
        `The event at position ${String(row.position)} in ${this.#file} is not readable.`,
        { cause: error },
      );
    }
  }
}
