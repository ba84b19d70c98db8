/**
 * The embedded engine: the log in one SQLite file, without a server.
 *
 * Beyond the port's guarantees:
 * - Durable means WAL with `synchronous=FULL`: an answered append has been synced to the disk.
 * - Writing happens on a thread of its own. Appends that wait together share one commit (group commit); a
 *   conflict of one does not disturb the others, and when the commit fails, all of it fails and is not seen.
 * - One process writes at a time (`writer-lock.ts`); any number may open the file read-only, beside it.
 * - A log that is removed or replaced under way is noticed: neither writes nor reads go on in a file without
 *   a name, and whoever follows the log is told.
 * - Reading happens on the caller's thread in bounded batches, through a connection that cannot write.
 * - The file belongs on a local disk: SQLite's WAL does not work over a network file system.
 */
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate as othersFirst } from "node:timers/promises";
import { closeAll } from "../close-all.ts";
import { StoreUnavailable, StreamNotFound } from "../errors.ts";
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
import { asNumber } from "../expected-revision.ts";
import { LiveSubscription, type LogBatch, type LogSource } from "../live-subscription.ts";
import { LogSignal } from "../log-signal.ts";
import { DEFAULT_APPEND_LIMIT, mustBeRevision, prepareAppend } from "../prepared-append.ts";
import { instantOf } from "../recorded-time.ts";
import { AppendQueue } from "./append-queue.ts";
import { LogReader } from "./log-reader.ts";
import { PlacedFile } from "./placed-file.ts";
import { RecentAppends } from "./recent-appends.ts";
import { createUnlessThere, mustBeOurs } from "./schema.ts";
import { translating } from "./sqlite-failure.ts";
import { WriterLock } from "./writer-lock.ts";

const BATCH = 1_000;
const FIRST_BATCH = 16;
const DEFAULT_POLL_MS = 200;
/** How often the process that writes looks whether its file still stands. */
const WATCH_MS = 1_000;

export interface SqliteEventStoreOptions {
  /** The log's file. Its folder must exist; SQLite keeps files with the same name and an ending beside it. */
  readonly file: string;
  readonly clock: Clock;
  /** Reads a log that another process may be writing. The file must exist. */
  readonly readOnly?: boolean;
  /** Largest size of an append, in bytes. */
  readonly appendLimit?: number;
  /** A quota for the file, in bytes: an append that needs more fails as on a full disk. */
  readonly maxBytes?: number;
  /** How often the store looks for what another process did to its file, in milliseconds. */
  readonly pollMs?: number;
}

interface Writing {
  readonly queue: AppendQueue;
  readonly lock: WriterLock;
  readonly recent: RecentAppends;
}

export class SqliteEventStore implements EventStore {
  readonly #options: SqliteEventStoreOptions;
  readonly #placed: PlacedFile;
  readonly #connection: DatabaseSync;
  readonly #reader: LogReader;
  readonly #signal: LogSignal;
  readonly #writing: Writing | undefined;
  readonly #polling: NodeJS.Timeout;
  #closing: Promise<void> | undefined;

  private constructor(options: SqliteEventStoreOptions, signal: LogSignal, writing?: Writing) {
    this.#options = options;
    this.#signal = signal;
    this.#writing = writing;
    this.#placed = new PlacedFile(options.file);
    this.#connection = translating(options.file, () => openToRead(options.file));
    this.#reader = new LogReader(this.#connection, options.file);
    const pollMs = options.pollMs ?? (writing ? WATCH_MS : DEFAULT_POLL_MS);
    this.#polling = writing ? this.#watch(pollMs) : this.#poll(pollMs);
  }

  /** @throws StoreUnavailable saying what is wrong with the folder or the file, or which process writes to it */
  static async open(given: SqliteEventStoreOptions): Promise<SqliteEventStore> {
    const options = { ...given, file: resolve(given.file) };
    const { file, maxBytes } = options;
    const signal = new LogSignal();
    if (options.readOnly) {
      if (!existsSync(file)) throw new StoreUnavailable("not_found", `There is no event store ${file}.`);
      return new SqliteEventStore(options, signal);
    }
    mustBeWritable(dirname(file));
    const lock = translating(file, () => WriterLock.take(file));
    let queue: AppendQueue | undefined;
    try {
      translating(file, () => prepareFile(file));
      const recent = new RecentAppends();
      queue = await AppendQueue.start({ file, maxBytes }, recent, () => signal.announce());
      return new SqliteEventStore(options, signal, { queue, lock, recent });
    } catch (error) {
      await queue?.stop();
      lock.release();
      throw error;
    }
  }

  async append(
    stream: string,
    expectedRevision: ExpectedRevision,
    events: readonly EventToAppend[],
  ): Promise<Appended> {
    this.#mustBeOpen();
    const { file, clock, appendLimit } = this.#options;
    if (!this.#writing) throw new StoreUnavailable("read_only", `${file} was opened for reading only.`);
    const prepared = prepareAppend(stream, expectedRevision, events, appendLimit ?? DEFAULT_APPEND_LIMIT);
    const expected = asNumber(expectedRevision);
    return this.#writing.queue.append({ stream, expected, events: prepared, now: instantOf(clock) });
  }

  /** Between two large batches whoever else works on this thread has a turn: a long stream takes seconds. */
  async *readStream(stream: string, options: { readonly from?: number } = {}): AsyncIterable<StoredEvent> {
    let from = options.from ?? 0;
    mustBeRevision(from, "from");
    // Who wants a few events does not pay for a thousand.
    let size = FIRST_BATCH;
    for (let more = true; more;) {
      this.#mustBeOpen();
      const head = this.#writing?.recent.headOf(stream);
      if (head === -1) throw new StreamNotFound(stream);
      if (head !== undefined && from > head) return;
      const batch = this.#readStream(stream, from, size);
      if (batch === undefined) throw new StreamNotFound(stream);
      yield* batch.events;
      from += batch.events.length;
      more = batch.more;
      size = Math.min(size * 4, BATCH);
      if (more && size === BATCH) await othersFirst();
    }
  }

  async *readAll({ after, from, limit }: ReadAllOptions = {}): AsyncIterable<StoredEvent> {
    let last = after;
    let left = limit ?? Number.POSITIVE_INFINITY;
    for (let more = true; more && left > 0;) {
      const size = Math.min(left, BATCH);
      const batch =
        last === undefined && from !== undefined ? this.#readFrom(from, size) : this.#readAfter(last, size);
      for (const event of batch.events) yield event;
      last = batch.events.at(-1)?.position ?? last;
      left -= batch.events.length;
      more = batch.more;
      if (more && left > 0) await othersFirst();
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

  /** For who knows that there is news in the log: those who follow it need not wait until it is noticed. */
  look(): void {
    this.#signal.announce();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#polling);
    await closeAll(
      () => this.#signal.close(),
      // Before the writer, which as the last one out moves what is left in the WAL into the file itself.
      () => this.#connection.close(),
      () => this.#writing?.queue.stop(),
      () => this.#writing?.lock.release(),
    );
  }

  #readFrom(position: Position, limit: number): LogBatch {
    this.#mustBeReadable();
    return this.#reader.readFrom(position, limit);
  }

  /** Nobody else writes, so the end that is read stays the end until this process's writer says otherwise. */
  #readStream(stream: string, from: number, limit: number): LogBatch | undefined {
    this.#mustBeReadable();
    const batch = this.#reader.readStream(stream, from, limit);
    if (batch === undefined) this.#writing?.recent.readToEnd(stream, -1);
    else if (!batch.more && batch.events.length > 0) {
      this.#writing?.recent.readToEnd(stream, from + batch.events.length - 1);
    }
    return batch;
  }

  #readAfter(position: Position | undefined, limit: number): LogBatch {
    this.#mustBeOpen();
    const recent = position === undefined ? undefined : this.#writing?.recent.after(position, limit);
    if (recent && recent.events.length > 0) return recent;
    // Whoever has come to the end is told here when the file is gone.
    this.#mustBeReadable();
    return recent ?? this.#reader.readAfter(position, limit);
  }

  /** Another process's appends give no signal here; SQLite's own counter tells cheaply whether there were any. */
  #poll(everyMs: number): NodeJS.Timeout {
    const version = this.#connection.prepare("PRAGMA data_version");
    let last = version.get()?.data_version;
    return setInterval(() => {
      if (!this.#signal.isFollowed) return;
      const now = version.get()?.data_version;
      if (now !== last || !this.#placed.stands) this.#signal.announce();
      last = now;
    }, everyMs);
  }

  /** Wakes those who follow when the file is gone: reading on tells them why. Keeps no process alive. */
  #watch(everyMs: number): NodeJS.Timeout {
    return setInterval(() => {
      if (!this.#placed.stands) this.#signal.announce();
    }, everyMs).unref();
  }

  #mustBeReadable(): void {
    this.#mustBeOpen();
    this.#placed.mustStand();
  }

  #mustBeOpen(): void {
    if (this.#closing)
      throw new StoreUnavailable("closed", `The event store ${this.#options.file} is closed.`);
  }
}

/** Checked beforehand, since SQLite has one message for all of it. */
function mustBeWritable(folder: string): void {
  const about = statSync(folder, { throwIfNoEntry: false });
  if (!about) {
    throw new StoreUnavailable("folder_missing", `The folder ${folder} does not exist. Create it first.`);
  }
  if (!about.isDirectory()) throw new StoreUnavailable("not_a_directory", `${folder} is not a folder.`);
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new StoreUnavailable("not_writable", `The folder ${folder} cannot be written to.`, { cause });
  }
}

function prepareFile(file: string): void {
  const database = new DatabaseSync(file, { timeout: 5_000 });
  try {
    createUnlessThere(database, file);
  } finally {
    database.close();
  }
}

function openToRead(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    mustBeOurs(database, file);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
