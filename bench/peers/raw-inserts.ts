/** Writes the rows that a bulk wrote once more, with nothing around them: what the disk and SQLite take. */
import { copyFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { settingsOf } from "../processes.ts";

export interface RawInsertSettings {
  /** The log before the bulk. A copy of it is written to: the same tables, indexes and triggers. */
  readonly before: string;
  readonly after: string;
  readonly to: string;
}

export interface RawInserts {
  /** From the first statement until the file is closed. */
  readonly seconds: number;
  readonly rows: number;
}

const BATCH = 1_000;

const { before, after, to } = settingsOf<RawInsertSettings>();
const { streams, events } = written();
copyFileSync(before, to);
const began = performance.now();
const database = new DatabaseSync(to);
database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
const addStream = database.prepare("INSERT INTO streams (id, name) VALUES (?, ?)");
const addEvent = database.prepare(
  `INSERT INTO events (position, stream, revision, id, type, data, metadata, recorded_at)
   VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
);
let nextStream = 0;
for (let from = 0; from < events.length; from += BATCH) {
  database.exec("BEGIN IMMEDIATE");
  for (const { position, stream, revision, id, type, data, metadata, recorded_at } of events.slice(
    from,
    from + BATCH,
  )) {
    const newest = streams[nextStream];
    // A stream is written with its first event, as the ledger does.
    if (newest !== undefined && newest.id === stream) {
      addStream.run(newest.id, newest.name);
      nextStream += 1;
    }
    addEvent.run(position, stream, revision, id, type, data, metadata, recorded_at);
  }
  database.exec("COMMIT");
}
database.close();
const seconds = (performance.now() - began) / 1_000;
const result: RawInserts = { seconds, rows: events.length + nextStream };
if (nextStream !== streams.length) throw new Error("Not every stream was written.");
process.stdout.write(JSON.stringify(result));

type EventRow = Record<
  "position" | "stream" | "revision" | "id" | "type" | "data" | "metadata" | "recorded_at",
  string | number
>;

function written(): { streams: { id: number; name: string }[]; events: EventRow[] } {
  const database = new DatabaseSync(after, { readOnly: true });
  database.exec(`ATTACH DATABASE '${before.replaceAll("'", "''")}' AS before`);
  const rows = <Row>(table: string, key: string): Row[] =>
    database
      .prepare(
        `SELECT * FROM main.${table} WHERE ${key} > (SELECT coalesce(max(${key}), -1) FROM before.${table}) ORDER BY ${key}`,
      )
      .all() as Row[];
  const found = {
    streams: rows<{ id: number; name: string }>("streams", "id"),
    events: rows<EventRow>("events", "position"),
  };
  database.close();
  return found;
}
