import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { BareStore } from "./bare-fastify.ts";

/** The log's own table, so that a row costs the same. */
const SCHEMA = `
  CREATE TABLE streams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL REFERENCES streams (id),
    revision INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    metadata TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;
`;

interface Pending {
  readonly stream: string;
  readonly commandId: string;
  readonly command: object;
  resolve(revision: number): void;
}

/**
 * One durable insert per request through plain `node:sqlite`, on the thread that serves: those that came in the same
 * turn of the event loop share a transaction. As little as a store can do that may be believed after a crash.
 */
export async function sqliteStore(folder: string): Promise<BareStore> {
  const database = new DatabaseSync(join(folder, "bare.sqlite"));
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; ${SCHEMA}`);
  const addStream = database.prepare("INSERT INTO streams (name) VALUES (?)");
  const addEvent = database.prepare(
    `INSERT INTO events (stream, revision, id, type, data, metadata, recorded_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const streams = new Map<string, { id: number | bigint; revision: number }>();
  let pending: Pending[] = [];
  const insert = ({ stream: name, commandId, command }: Pending): number => {
    let stream = streams.get(name);
    if (stream === undefined) {
      stream = { id: addStream.run(name).lastInsertRowid, revision: -1 };
      streams.set(name, stream);
    }
    stream.revision += 1;
    const metadata = JSON.stringify({ commandId });
    const data = JSON.stringify(command);
    const now = new Date().toISOString();
    addEvent.run(stream.id, stream.revision, randomUUID(), "FundsPassedOn", data, metadata, now);
    return stream.revision;
  };
  const commit = (): void => {
    const group = pending;
    pending = [];
    database.exec("BEGIN IMMEDIATE");
    const revisions = group.map(insert);
    database.exec("COMMIT");
    for (const [index, { resolve }] of group.entries()) resolve(revisions[index] ?? -1);
  };
  return {
    append: (stream, commandId, command) =>
      new Promise((resolve) => {
        pending.push({ stream, commandId, command, resolve });
        if (pending.length === 1) setImmediate(commit);
      }),
    close: async () => database.close(),
  };
}
