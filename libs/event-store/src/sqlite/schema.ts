import { DatabaseSync } from "node:sqlite";
import { StoreUnavailable } from "../errors.ts";

/** "AFLE" in the file's header: this SQLite file is an event log of ours and not somebody's other database. */
const APPLICATION_ID = 0x41464c45;
const VERSION = 1;

/**
 * Streams are interned, because the name would otherwise stand in each event and again in the index. Types
 * are not: it would save less than reading through a join costs. The triggers make the rule that stored
 * events are never rewritten hold for whoever opens the file.
 */
const SCHEMA = `
  CREATE TABLE streams (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
  ) STRICT;
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
  CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'stored events are never changed'); END;
  CREATE TRIGGER events_are_not_removed BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'stored events are never removed'); END;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${VERSION};
`;

/**
 * Creates the tables in an empty database; in any other, see {@link mustBeOurs}. The caller holds the
 * writer's lock, so nobody else creates them at the same time.
 */
export function createUnlessThere(database: DatabaseSync, file: string): void {
  const { tables } = database.prepare("SELECT count(*) AS tables FROM sqlite_schema").get() ?? {};
  if (tables !== 0) return mustBeOurs(database, file);
  // auto_vacuum and page size stay as SQLite has them: the log only grows.
  database.exec("PRAGMA journal_mode = WAL");
  database.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT;`);
}

/** Tables, indexes and triggers that differ from those of a new log: what forbids changes may have been taken away. */
export function differencesOfSchema(database: DatabaseSync): readonly string[] {
  const fresh = new DatabaseSync(":memory:");
  try {
    fresh.exec(SCHEMA);
    const [ours, theirs] = [objectsOf(fresh), objectsOf(database)];
    return [
      ...[...ours].filter(([name]) => !theirs.has(name)).map(([name]) => `${name} is missing`),
      ...[...theirs].filter(([name]) => !ours.has(name)).map(([name]) => `${name} was added`),
      ...[...theirs]
        .filter(([name, text]) => (ours.get(name) ?? text) !== text)
        .map(([name]) => `${name} was changed`),
    ];
  } finally {
    fresh.close();
  }
}

function objectsOf(database: DatabaseSync): ReadonlyMap<string, string> {
  const rows = database.prepare("SELECT type, name, coalesce(sql, '') AS sql FROM sqlite_schema").all();
  return new Map(
    rows
      // SQLite may keep statistics of its own.
      .filter(({ name }) => !String(name).startsWith("sqlite_stat"))
      .map(({ type, name, sql }) => [`${String(type)} ${String(name)}`, String(sql).replaceAll(/\s+/g, " ")]),
  );
}

/** @throws StoreUnavailable `not_an_event_store`, `newer_version` */
export function mustBeOurs(database: DatabaseSync, file: string): void {
  const { application_id } = database.prepare("PRAGMA application_id").get() ?? {};
  if (application_id !== APPLICATION_ID) {
    throw new StoreUnavailable(
      "not_an_event_store",
      `${file} is a database, but not an event store. Nothing in it was changed.`,
    );
  }
  const { user_version } = database.prepare("PRAGMA user_version").get() ?? {};
  if (user_version !== VERSION) {
    throw new StoreUnavailable(
      "newer_version",
      `${file} has schema version ${String(user_version)}; this program knows version ${VERSION}. ` +
        `Open it with the program's newer version.`,
    );
  }
}
