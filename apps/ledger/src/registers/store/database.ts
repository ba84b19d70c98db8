import { closeSync, openSync } from "node:fs";
import { Kysely, sql } from "kysely";
import { StoreUnavailable } from "#event-store/errors.ts";
import { DatabaseUnavailable } from "#projections/database-unavailable.ts";
import type { Session } from "#projections/sqlite/sessions.ts";
import { sqliteDialect } from "#projections/sqlite/sqlite-dialect.ts";
import type { SqliteSettings } from "#projections/sqlite/sqlite-session.ts";
import { RegisterUnavailable } from "./register-errors.ts";
import { createUnlessThere, notOurs } from "./schema.ts";
import type { RegisterTables } from "./tables.ts";

/**
 * `secure_delete` overwrites what is deleted, temporary tables stay in memory, so that no text is left where
 * nobody looks for it.
 */
const PRAGMAS = [
  "foreign_keys = ON",
  "secure_delete = ON",
  "temp_store = MEMORY",
  "synchronous = FULL",
] as const;

export type OpenSession = (settings: SqliteSettings) => Promise<Session>;

/**
 * The register's database; a new file is created for its owner alone to read.
 *
 * @throws StoreUnavailable with a sentence for a person
 */
export async function openDatabase(file: string, open: OpenSession): Promise<Kysely<RegisterTables>> {
  if (file !== ":memory:") createForOwner(file);
  const session = await open({ file }).catch((cause: unknown) => {
    throw notOpened(file, cause);
  });
  const db = new Kysely<RegisterTables>({ dialect: sqliteDialect(() => Promise.resolve([named(session)])) });
  try {
    for (const pragma of PRAGMAS) await sql.raw(`PRAGMA ${pragma}`).execute(db);
    await createUnlessThere(db, file);
    // Only a database that is ours is put into another mode.
    await sql.raw("PRAGMA journal_mode = WAL").execute(db);
    return db;
  } catch (error) {
    await db.destroy();
    if (!(error instanceof RegisterUnavailable)) throw error;
    throw error.message.includes("not a database") ? notOurs(file, error) : notOpened(file, error);
  }
}

function notOpened(file: string, cause: unknown): StoreUnavailable {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new StoreUnavailable("input_output", `The register ${file} cannot be opened: ${why}.`, { cause });
}

/** Says which database it is that cannot do its work. */
function named(session: Session): Session {
  return {
    run: (statement, parameters) =>
      session.run(statement, parameters).catch((error: unknown) => {
        throw error instanceof DatabaseUnavailable
          ? new RegisterUnavailable(error.message, { cause: error })
          : error;
      }),
    close: () => session.close(),
  };
}

/** The files that SQLite puts beside the database get its permissions. */
function createForOwner(file: string): void {
  try {
    closeSync(openSync(file, "a", 0o600));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StoreUnavailable("not_writable", `The register ${file} cannot be written to: ${why}.`, {
      cause,
    });
  }
}

/** What was erased may still stand in the file: another program holds it open. */
export class TracesLeft extends Error {
  override readonly name = "TracesLeft";
}

/**
 * Leaves nothing of what was deleted in the database's files. Overwriting on deletion does not reach copies
 * that SQLite makes when it moves rows between pages, so the file is written anew, and the write-ahead log is
 * emptied.
 *
 * @throws TracesLeft while another program reads the file
 */
export async function scrub(db: Kysely<RegisterTables>): Promise<void> {
  await sql.raw("VACUUM").execute(db);
  const { rows } = await sql<{ busy: number }>`PRAGMA wal_checkpoint(TRUNCATE)`.execute(db);
  if (rows[0]?.busy !== 0) {
    throw new TracesLeft(
      "It is erased from the register, but another program keeps the file open with its old pages: let it end, and repeat the request with the same key.",
    );
  }
}
