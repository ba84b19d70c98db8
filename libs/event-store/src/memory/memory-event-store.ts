import { StoreUnavailable, StreamNotFound, WrongExpectedRevision } from "../errors.ts";
import type {
  Appended,
  Clock,
  EventStore,
  EventToAppend,
  ExpectedRevision,
  Position,
  ReadAllOptions,
  StoredEvent,
  Subscription,
} from "../event-store.ts";
import { asNumber, asRevision, judgeAppend } from "../expected-revision.ts";
import { LiveSubscription, type LogBatch, type LogSource } from "../live-subscription.ts";
import { LogSignal } from "../log-signal.ts";
import {
  DEFAULT_APPEND_LIMIT,
  mustBeRevision,
  prepareAppend,
  type PreparedEvent,
} from "../prepared-append.ts";
import { instantOf, notBefore } from "../recorded-time.ts";

/** Positions step like this so that whoever computes the next one from the last is found out by a test. */
const POSITION_STEP = 7;
const BATCH = 1_000;

interface Row extends PreparedEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly recordedAt: string;
}

/**
 * An engine that keeps the log in memory, for tests and trials. It means the same as the others, but
 * nothing survives the process. Events are kept as text, so that what a reader does to an event that it
 * was given changes nothing in the log.
 */
export class MemoryEventStore implements EventStore {
  readonly #clock: Clock;
  readonly #appendLimit: number;
  readonly #log: Row[] = [];
  readonly #streams = new Map<string, Row[]>();
  readonly #signal = new LogSignal();
  #closed = false;

  constructor(options: { readonly clock: Clock; readonly appendLimit?: number }) {
    this.#clock = options.clock;
    this.#appendLimit = options.appendLimit ?? DEFAULT_APPEND_LIMIT;
  }

  async append(
    stream: string,
    expectedRevision: ExpectedRevision,
    events: readonly EventToAppend[],
  ): Promise<Appended> {
    this.#mustBeOpen();
    const prepared = prepareAppend(stream, expectedRevision, events, this.#appendLimit);
    const rows = this.#streams.get(stream) ?? [];
    const current = rows.length - 1;
    const verdict = judgeAppend(
      asNumber(expectedRevision),
      current,
      prepared.map((event) => event.id),
      (revision) => rows[revision]?.id,
    );
    if (verdict.kind === "conflict") {
      throw new WrongExpectedRevision(stream, expectedRevision, asRevision(current));
    }
    if (verdict.kind === "append") {
      const recordedAt = notBefore(this.#log.at(-1)?.recordedAt, instantOf(this.#clock));
      for (const event of prepared) {
        const row = { ...event, stream, revision: rows.length, position: this.#nextPosition(), recordedAt };
        rows.push(row);
        this.#log.push(row);
      }
      this.#streams.set(stream, rows);
      this.#signal.announce();
    }
    const revision = verdict.kind === "repeat" ? verdict.revision : rows.length - 1;
    const position = rows[revision]?.position ?? 0;
    return { revision, position, repeated: verdict.kind === "repeat" };
  }

  async *readStream(stream: string, options: { readonly from?: number } = {}): AsyncIterable<StoredEvent> {
    const from = options.from ?? 0;
    mustBeRevision(from, "from");
    this.#mustBeOpen();
    const rows = this.#streams.get(stream);
    if (!rows) throw new StreamNotFound(stream);
    for (let revision = from; ; revision++) {
      this.#mustBeOpen();
      const row = rows[revision];
      if (!row) return;
      yield toStoredEvent(row);
    }
  }

  async *readAll({ after, from, limit }: ReadAllOptions = {}): AsyncIterable<StoredEvent> {
    let left = limit ?? Number.POSITIVE_INFINITY;
    const first =
      after === undefined && from !== undefined
        ? this.#indexWhere((position) => position >= from)
        : this.#indexAfter(after);
    for (let index = first; left > 0; index++, left--) {
      this.#mustBeOpen();
      const row = this.#log[index];
      if (!row) return;
      yield toStoredEvent(row);
    }
  }

  subscribeAll(options: { readonly after?: Position } = {}): Subscription {
    this.#mustBeOpen();
    const log: LogSource = {
      signal: this.#signal,
      readAfter: (position, limit) => this.#readAfter(position, limit),
    };
    return new LiveSubscription(log, options.after, BATCH);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#signal.close();
  }

  #readAfter(position: Position | undefined, limit: number): LogBatch {
    const first = this.#indexAfter(position);
    const rows = this.#log.slice(first, first + limit);
    return { events: rows.map(toStoredEvent), more: first + rows.length < this.#log.length };
  }

  #indexAfter(position: Position | undefined): number {
    return position === undefined ? 0 : this.#indexWhere((other) => other > position);
  }

  /** The index of the first event for which it holds; positions are in order, so it is found by halving. */
  #indexWhere(holds: (position: Position) => boolean): number {
    let low = 0;
    let high = this.#log.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(this.#log[middle]?.position ?? 0)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #nextPosition(): Position {
    return (this.#log.at(-1)?.position ?? 0) + POSITION_STEP;
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new StoreUnavailable("closed", "The event store is closed.");
  }
}

function toStoredEvent(row: Row): StoredEvent {
  return {
    id: row.id,
    type: row.type,
    data: JSON.parse(row.data) as object,
    metadata: JSON.parse(row.metadata) as Record<string, unknown>,
    stream: row.stream,
    revision: row.revision,
    position: row.position,
    recordedAt: row.recordedAt,
  };
}
