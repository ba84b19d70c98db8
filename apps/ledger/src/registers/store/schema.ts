import { randomBytes } from "node:crypto";
import { type Kysely, sql } from "kysely";
import { StoreUnavailable } from "#event-store/errors.ts";
import type { RegisterTables } from "./tables.ts";

/** "AFRG" in the file's header: this SQLite file is a register of ours and not somebody's other database. */
export const APPLICATION_ID = 0x41465247;
export const VERSION = 1;

const NUMBERED = `
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  changed_at TEXT NOT NULL,
  changed_by TEXT NOT NULL`;

/** AUTOINCREMENT, so that a number that was erased is not given to somebody else. */
const SCHEMA = [
  `CREATE TABLE secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT`,
  `CREATE TABLE persons (${NUMBERED},
    name TEXT NOT NULL, name_key TEXT NOT NULL, email TEXT, phone TEXT, title TEXT) STRICT`,
  `CREATE TABLE contacts (${NUMBERED},
    person TEXT NOT NULL REFERENCES persons (id), party TEXT NOT NULL, role TEXT NOT NULL,
    from_day TEXT NOT NULL, to_day TEXT) STRICT`,
  `CREATE INDEX contacts_of_person ON contacts (person)`,
  `CREATE INDEX contacts_of_party ON contacts (party, role)`,
  `CREATE TABLE attachments (${NUMBERED},
    sha256 TEXT NOT NULL UNIQUE, key TEXT NOT NULL, media_type TEXT NOT NULL, file_name TEXT NOT NULL,
    bytes INTEGER NOT NULL, party TEXT, agreement TEXT) STRICT`,
  `CREATE TABLE attachment_persons (
    attachment TEXT NOT NULL REFERENCES attachments (id), person TEXT NOT NULL REFERENCES persons (id),
    PRIMARY KEY (attachment, person)) STRICT, WITHOUT ROWID`,
  `CREATE INDEX attachments_of_person ON attachment_persons (person)`,
  `CREATE TABLE tombstones (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    erased_on TEXT NOT NULL, erased_by TEXT NOT NULL, reason TEXT NOT NULL) STRICT`,
  `CREATE TABLE commands (
    id TEXT PRIMARY KEY, subject TEXT NOT NULL, fingerprint_key TEXT, fingerprint TEXT, answer TEXT) STRICT`,
  `CREATE INDEX commands_by_subject ON commands (subject)`,
  `CREATE TABLE unfinished (file TEXT PRIMARY KEY) STRICT`,
  `PRAGMA application_id = ${APPLICATION_ID}`,
  `PRAGMA user_version = ${VERSION}`,
];

/**
 * Creates the tables in an empty database; any other must be a register of this version.
 *
 * @throws StoreUnavailable `not_an_event_store`, `newer_version`: nothing was changed
 */
export async function createUnlessThere(db: Kysely<RegisterTables>, file: string): Promise<void> {
  const tables = await number(db, "SELECT count(*) AS value FROM sqlite_schema");
  if (tables !== 0) return mustBeOurs(db, file);
  await db.transaction().execute(async (trx) => {
    for (const statement of SCHEMA) await sql.raw(statement).execute(trx);
    await trx
      .insertInto("secrets")
      .values({ name: "commands", value: randomBytes(32).toString("hex") })
      .execute();
  });
}

async function mustBeOurs(db: Kysely<RegisterTables>, file: string): Promise<void> {
  const applicationId = await number(db, "SELECT application_id AS value FROM pragma_application_id");
  if (applicationId !== APPLICATION_ID) throw notOurs(file);
  const version = await number(db, "SELECT user_version AS value FROM pragma_user_version");
  if (version !== VERSION) {
    throw ofAnotherVersion(file, version);
  }
}

export function ofAnotherVersion(file: string, version: number | undefined): StoreUnavailable {
  return new StoreUnavailable(
    "newer_version",
    `${file} has schema version ${version}; this program knows version ${VERSION}. Open it with the program's newer version.`,
  );
}

export function notOurs(file: string, cause?: unknown): StoreUnavailable {
  const message = `${file} is not a register of persons. Nothing in it was changed.`;
  return new StoreUnavailable("not_an_event_store", message, { cause });
}

async function number(db: Kysely<RegisterTables>, query: string): Promise<number | undefined> {
  const { rows } = await sql.raw<{ value: number }>(query).execute(db);
  return rows[0]?.value;
}
