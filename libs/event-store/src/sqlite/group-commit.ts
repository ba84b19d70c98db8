import { DatabaseSync, type StatementSync } from "node:sqlite";
import { judgeAppend } from "../expected-revision.ts";
import { notBefore } from "../recorded-time.ts";
import type { AppendReply, AppendRequest, WriterSettings } from "./append-messages.ts";
import { PlacedFile } from "./placed-file.ts";
import { failureOf } from "./sqlite-failure.ts";

/** So many streams' ends are remembered at most. */
const MOST_STREAMS = 10_000;

/** A stream's number in the file, and its last revision. */
interface StreamEnd {
  readonly id: number | bigint;
  readonly revision: number;
}

interface LogEnd {
  position: number;
  recordedAt: string | undefined;
}

/**
 * The only writer of the log. A group of appends shares one transaction, and so one wait for the disk; each
 * of them is judged on its own, on the state that those before it leave.
 */
export class GroupCommit {
  readonly #file: string;
  readonly #placed: PlacedFile;
  readonly #database: DatabaseSync;
  readonly #findStream: StatementSync;
  readonly #addStream: StatementSync;
  readonly #findHead: StatementSync;
  readonly #findEvent: StatementSync;
  readonly #addEvent: StatementSync;
  readonly #findEnd: StatementSync;
  /** Where streams end, as this writer, the only one, has left them. A failed group forgets it all. */
  readonly #ends = new Map<string, StreamEnd>();

  constructor({ file, maxBytes }: WriterSettings) {
    // Before SQLite opens it: a file that is replaced in between is noticed, not taken for the right one.
    const placed = new PlacedFile(file);
    const database = new DatabaseSync(file, { timeout: 5_000 });
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
    if (maxBytes !== undefined) limitSize(database, maxBytes);
    this.#file = file;
    this.#placed = placed;
    this.#database = database;
    this.#findStream = database.prepare("SELECT id FROM streams WHERE name = ?");
    this.#addStream = database.prepare("INSERT INTO streams (name) VALUES (?)");
    this.#findHead = database.prepare("SELECT max(revision) AS revision FROM events WHERE stream = ?");
    this.#findEvent = database.prepare("SELECT id, position FROM events WHERE stream = ? AND revision = ?");
    this.#addEvent = database.prepare(
      `INSERT INTO events (position, stream, revision, id, type, data, metadata, recorded_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#findEnd = database.prepare(
      "SELECT position, recorded_at FROM events ORDER BY position DESC LIMIT 1",
    );
  }

  /**
   * Writes the group and replies for each of its appends, after the commit. When the database fails, the
   * whole group has failed, conflicts included: what they were judged on was not written.
   */
  commit(requests: readonly AppendRequest[]): readonly AppendReply[] {
    try {
      this.#placed.mustStand();
      this.#database.exec("BEGIN IMMEDIATE");
      const end = this.#end();
      const replies = requests.map((request) => this.#append(request, end));
      this.#database.exec("COMMIT");
      // Removed while the group was written: an answer would promise what nobody finds again.
      this.#placed.mustStand();
      return replies;
    } catch (error) {
      const failure = failureOf(error, this.#file);
      this.#ends.clear();
      this.#rollBack();
      return requests.map(({ ticket }) => ({ ticket, kind: "failed", failure }));
    }
  }

  close(): void {
    this.#database.close();
  }

  #append(request: AppendRequest, end: LogEnd): AppendReply {
    const { ticket, events } = request;
    const known = this.#endOf(request.stream);
    const current = known?.revision ?? -1;
    const ids = events.map((event) => event.id);
    const eventAt = (revision: number) =>
      known === undefined ? undefined : this.#findEvent.get(known.id, revision);
    const verdict = judgeAppend(request.expected, current, ids, (revision) => {
      const id = eventAt(revision)?.id;
      return id === undefined ? undefined : String(id);
    });
    if (verdict.kind === "conflict") return { ticket, kind: "conflict", actual: current };
    if (verdict.kind === "repeat") {
      const position = Number(eventAt(verdict.revision)?.position);
      return { ticket, kind: "repeated", revision: verdict.revision, position };
    }
    const stream = known?.id ?? this.#addStream.run(request.stream).lastInsertRowid;
    const recordedAt = notBefore(end.recordedAt, request.now);
    const after = end.position;
    end.recordedAt = recordedAt;
    let revision = current;
    for (const { id, type, data, metadata } of events) {
      revision += 1;
      end.position += 1;
      this.#addEvent.run(end.position, stream, revision, id, type, data, metadata, recordedAt);
    }
    this.#note(request.stream, { id: stream, revision });
    return { ticket, kind: "appended", revision, position: end.position, after, recordedAt };
  }

  #endOf(name: string): StreamEnd | undefined {
    const noted = this.#ends.get(name);
    if (noted) return noted;
    const id = this.#findStream.get(name)?.id;
    if (id === undefined) return undefined;
    const found = { id: Number(id), revision: Number(this.#findHead.get(Number(id))?.revision ?? -1) };
    this.#note(name, found);
    return found;
  }

  #note(name: string, end: StreamEnd): void {
    if (this.#ends.size >= MOST_STREAMS) this.#ends.clear();
    this.#ends.set(name, end);
  }

  /** Looked up for each group, so that a failed one leaves no memory of what it would have written. */
  #end(): LogEnd {
    const last = this.#findEnd.get();
    return last === undefined
      ? { position: 0, recordedAt: undefined }
      : { position: Number(last.position), recordedAt: String(last.recorded_at) };
  }

  /** Some failures (a full disk) have rolled back already. */
  #rollBack(): void {
    if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
  }
}

function limitSize(database: DatabaseSync, maxBytes: number): void {
  const pageSize = Number(database.prepare("PRAGMA page_size").get()?.page_size);
  database.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxBytes / pageSize))}`);
}
