import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";

/**
 * Where to open a database so that looking at it leaves no trace. SQLite puts files beside one in WAL mode even
 * for a reader; where no write-ahead log lies, nobody writes, and the file can be read as one that does not
 * change. Who does so looks afterwards whether a writer has come in the meantime ({@link hasWriteAheadLog}).
 */
export function unchangedLocation(file: string): string {
  const url = pathToFileURL(file);
  if (!hasWriteAheadLog(file)) url.search = "?immutable=1";
  return url.href;
}

/** Whether writes may stand beside the file, of a process that runs or of one that ended halfway. */
export const hasWriteAheadLog = (file: string): boolean => existsSync(`${file}-wal`);

/** Opens a database to look at it. */
export function openUnchanged(file: string): DatabaseSync {
  return new DatabaseSync(unchangedLocation(file), { readOnly: true, timeout: 5_000 });
}

/** As many as help a person to see what is wrong. */
const MOST = 5;

/** What SQLite itself finds wrong with a database: pages and indexes that do not fit, rows that refer to none. */
export function damageIn(database: DatabaseSync): string[] {
  try {
    const pages = database
      .prepare(`PRAGMA integrity_check(${MOST})`)
      .all()
      .map((row) => String(row["integrity_check"]).trim())
      .filter((found) => found !== "ok");
    const orphans = database
      .prepare("PRAGMA foreign_key_check")
      .all()
      .map(
        ({ table, rowid, parent }) =>
          `row ${String(rowid)} of ${String(table)} refers to no ${String(parent)}`,
      );
    return [...pages, ...orphans].slice(0, MOST);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
