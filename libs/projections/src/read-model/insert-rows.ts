import type { Insertable } from "kysely";
import type { Writing } from "./part.ts";
import type { ReadModelTables } from "./tables.ts";

/** SQLite takes at most 32 766 parameters in a statement, PostgreSQL 65 535. */
const MOST_PARAMETERS = 30_000;

/** Rows cut so that each piece fits into one statement. */
export function inPieces<Row extends object>(rows: readonly Row[]): Row[][] {
  const columns = Math.max(1, Object.keys(rows[0] ?? {}).length);
  const size = Math.floor(MOST_PARAMETERS / columns);
  const pieces: Row[][] = [];
  for (let start = 0; start < rows.length; start += size) pieces.push(rows.slice(start, start + size));
  return pieces;
}

export async function insertRows<Table extends keyof ReadModelTables>(
  trx: Writing,
  table: Table,
  rows: readonly Insertable<ReadModelTables[Table]>[],
): Promise<void> {
  for (const piece of inPieces(rows)) await trx.insertInto(table).values(piece).execute();
}
