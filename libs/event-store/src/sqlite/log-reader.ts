import type { DatabaseSync, StatementSync } from "node:sqlite";
import { StoreCorrupted } from "../errors.ts";
import type { Position, StoredEvent } from "../event-store.ts";
import type { LogBatch } from "../live-subscription.ts";
import { translating } from "./sqlite-failure.ts";

/** So much text ends a batch before its count does: a thousand large events would not fit in memory. */
const BATCH_TEXT = 4_000_000;

/** Only a saving of lookups: starting over now and then bounds it. */
const MOST_STREAMS = 10_000;

const COLUMNS = "position, stream, revision, id, type, data, metadata, recorded_at";

/** The columns' values in their order; STRICT tables hold no other types. */
type Row = readonly [
  position: number,
  stream: number,
  revision: number,
  id: string,
  type: string,
  data: string,
  metadata: string,
  recordedAt: string,
];

/**
 * Reads the log in bounded batches on the caller's thread. No statement stays open between two batches, so
 * a reader that never comes back holds nothing and keeps no old snapshot of the file alive.
 */
export class LogReader {
  readonly #file: string;
  readonly #findStream: StatementSync;
  readonly #findName: StatementSync;
  readonly #streamFrom: StatementSync;
  readonly #logAfter: StatementSync;
  readonly #logFrom: StatementSync;
  /** A stream's number never changes; only those that exist are kept here. */
  readonly #streamIds = new Map<string, number>();
  readonly #names = new Map<number, string>();

  constructor(database: DatabaseSync, file: string) {
    this.#file = file;
    this.#findStream = database.prepare("SELECT id FROM streams WHERE name = ?");
    this.#findName = database.prepare("SELECT name FROM streams WHERE id = ?");
    this.#streamFrom = database.prepare(
      `SELECT ${COLUMNS} FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?`,
    );
    const log = (begins: string): string =>
      `SELECT ${COLUMNS} FROM events WHERE position ${begins} ? ORDER BY position LIMIT ?`;
    this.#logAfter = database.prepare(log(">"));
    this.#logFrom = database.prepare(log(">="));
    // Rows as lists: an object for each of a million rows, thrown away at once, costs a third of the reading.
    for (const statement of [this.#streamFrom, this.#logAfter, this.#logFrom])
      statement.setReturnArrays(true);
  }

  /** `undefined` when there is no such stream. */
  readStream(stream: string, from: number, limit: number): LogBatch | undefined {
    return translating(this.#file, () => {
      const id = this.#streamId(stream);
      if (id === undefined) return undefined;
      return this.#batch(rowsOf(this.#streamFrom, id, from, limit + 1), limit);
    });
  }

  readAfter(position: Position | undefined, limit: number): LogBatch {
    return translating(this.#file, () =>
      this.#batch(rowsOf(this.#logAfter, position ?? -1, limit + 1), limit),
    );
  }

  /** Like {@link readAfter}, with what stands at the position. */
  readFrom(position: Position, limit: number): LogBatch {
    return translating(this.#file, () => this.#batch(rowsOf(this.#logFrom, position, limit + 1), limit));
  }

  #streamId(stream: string): number | undefined {
    const known = this.#streamIds.get(stream);
    if (known !== undefined) return known;
    const row = this.#findStream.get(stream);
    if (row === undefined) return undefined;
    const id = Number(row.id);
    if (this.#streamIds.size >= MOST_STREAMS) this.#streamIds.clear();
    this.#streamIds.set(stream, id);
    return id;
  }

  #nameOf(id: number, position: number): string {
    const known = this.#names.get(id);
    if (known !== undefined) return known;
    const row = this.#findName.get(id);
    if (row === undefined) {
      throw new StoreCorrupted(
        `The event at position ${position} in ${this.#file} is of a stream that is not there.`,
      );
    }
    const name = String(row.name);
    if (this.#names.size >= MOST_STREAMS) this.#names.clear();
    this.#names.set(id, name);
    return name;
  }

  /** Takes rows up to the limit; one row more than that was asked for, to know whether more follow. */
  #batch(rows: Iterable<Row>, limit: number): LogBatch {
    const events: StoredEvent[] = [];
    let text = 0;
    for (const row of rows) {
      if (events.length >= limit || text >= BATCH_TEXT) return { events, more: true };
      // A damaged page may give anything.
      text += String(row[5]).length + String(row[6]).length;
      events.push(new ReadEvent(this, row, this.#nameOf(row[1], row[0])));
    }
    return { events, more: false };
  }

  /** @throws StoreCorrupted naming the position of the event whose text this should be */
  parse(json: string, position: number): unknown {
    try {
      return JSON.parse(json);
    } catch (error) {
      throw new StoreCorrupted(`The event at position ${position} in ${this.#file} is not readable.`, {
        cause: error,
      });
    }
  }
}

type Metadata = StoredEvent["metadata"];

/**
 * Who adds money up does not look at the metadata, which are half of the text: they are parsed when asked for. It is a
 * class because an object with an accessor of its own costs as much to make as its data do to parse.
 */
class ReadEvent implements StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly data: object;
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly recordedAt: string;
  readonly #reader: LogReader;
  #metadata: Metadata | string;

  constructor(reader: LogReader, row: Row, stream: string) {
    this.#reader = reader;
    this.#metadata = row[6];
    this.id = row[3];
    this.type = row[4];
    this.data = reader.parse(row[5], row[0]) as object;
    this.stream = stream;
    this.revision = row[2];
    this.position = row[0];
    this.recordedAt = row[7];
  }

  get metadata(): Metadata {
    if (typeof this.#metadata === "string") {
      this.#metadata = this.#reader.parse(this.#metadata, this.position) as Metadata;
    }
    return this.#metadata;
  }
}

/** The driver's types do not know that a statement was told to give lists. */
function rowsOf(statement: StatementSync, ...parameters: number[]): Iterable<Row> {
  return statement.iterate(...parameters) as Iterable<object> as Iterable<Row>;
}
