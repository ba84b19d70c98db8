/**
 * The port to the log of events: five methods, the same meaning behind every engine.
 *
 * What holds, and is proved for each engine by `event-store.contract.ts`:
 * - An append is all or nothing, in one stream, at an exact expected revision. When it is answered, it is
 *   durable and every later read sees it.
 * - Revisions of a stream are 0, 1, 2 … without gaps. Positions increase through the whole log, with gaps:
 *   they are compared and kept, never computed.
 * - The order of the log never changes, and `recordedAt` never goes backwards in it, even when the clock does.
 * - Reads are lazy and bounded in memory, and leaving a `for await` early leaks nothing.
 * - A subscription gives each event exactly once, in log order, first those that exist and then the new ones.
 *
 * What the port does not offer, on purpose: appending at any revision (a ledger decides on what it has
 * read), appending to several streams at once (no engine but SQLite could), and changing what is stored.
 * Event ids are not unique in the log: that a command is harmless to repeat is `command-handler.ts`'s work.
 */

/** A place in the log. Opaque: a safe integer to compare and to keep, with gaps between neighbours. */
export type Position = number;

/** The last revision of the stream that a decision was made on, or that there was no such stream. */
export type ExpectedRevision = number | "no_stream";

/** Where the time of recording comes from: an instant in UTC, `2025-03-31T10:15:30.123Z`. */
export interface Clock {
  now(): string;
}

export interface EventToAppend {
  /** A UUID. Repeating an append with the same ids at the same revision is harmless. */
  readonly id: string;
  /** Stable name of the kind of event. Types and streams starting with `$` belong to the store. */
  readonly type: string;
  /** Plain data: what JSON can hold without loss. */
  readonly data: object;
  readonly metadata: object;
}

/** What is read is asked for by name: an engine may parse a part of it only then, and a copy by `...` lacks it. */
export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly data: object;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly stream: string;
  /** Place in its stream, the first is 0. */
  readonly revision: number;
  readonly position: Position;
  /** UTC, ISO 8601 with milliseconds. */
  readonly recordedAt: string;
}

export interface Appended {
  /** The stream's revision at the append's last event. */
  readonly revision: number;
  /** The position of the append's last event. */
  readonly position: Position;
  /** The position of each of its events, from engines that tell it; the others tell the last one's alone. */
  readonly positions?: readonly Position[];
  /** The same append had been written before; nothing was written now. */
  readonly repeated: boolean;
}

/** Where reading the log begins: at its beginning if neither is given, and never both. */
export interface ReadAllOptions {
  /** Exclusive: to go on from what was read. */
  readonly after?: Position;
  /** Inclusive: to find again what stood at a position. */
  readonly from?: Position;
  readonly limit?: number;
}

export interface EventStore {
  /**
   * Writes events to the end of a stream that is at `expectedRevision`.
   *
   * A stream that is further on is compared with the ids: when the events that follow the expected
   * revision are exactly these, the append is a repeat and succeeds with its first outcome. At the
   * current revision ids are not compared.
   *
   * @throws WrongExpectedRevision, EmptyAppend, AppendTooLarge, InvalidAppend: nothing was written
   * @throws StoreUnavailable when the outcome is unknown: repeat with the same ids and revision
   */
  append(
    stream: string,
    expectedRevision: ExpectedRevision,
    events: readonly EventToAppend[],
  ): Promise<Appended>;

  /**
   * The events of a stream in order, starting at revision `from` (inclusive, 0 if not given). Past the end
   * is empty.
   *
   * @throws StreamNotFound from the first step of the iteration
   */
  readStream(stream: string, options?: { readonly from?: number }): AsyncIterable<StoredEvent>;

  /** The events of the log in order, from a position on, at most `limit`. */
  readAll(options?: ReadAllOptions): AsyncIterable<StoredEvent>;

  /** Follows the log from position `after` (exclusive), or from its beginning, until it is closed. */
  subscribeAll(options?: { readonly after?: Position }): Subscription;

  /** Finishes what was begun, ends all subscriptions and lets go of files. Can be called again. */
  close(): Promise<void>;
}

/** Read by one `for await`. Nothing is read from the log before the reader asks for it. */
export interface Subscription extends AsyncIterable<StoredEvent> {
  /**
   * Whether the last look at the log found nothing after the event that was given last. A reader that
   * collects batches can write them down when this is true: while it is false, another event will come.
   */
  readonly caughtUp: boolean;

  /**
   * Resolves when the reader has asked for more than there is: everything that existed has been given and,
   * by a reader that works on one event at a time, worked on.
   *
   * @throws StoreUnavailable when the subscription ends before
   */
  untilCaughtUp(): Promise<void>;

  /** Ends the iteration after the event that was given last. Can be called again. */
  close(): Promise<void>;
}
