import { CompiledQuery, type InsertQueryBuilder, type InsertResult, type Insertable } from "kysely";
import type { Writing } from "./part.ts";
import type { ReadModelTables } from "./tables.ts";

/** Rows of the longest statement. Longer ones take no less time, and what is bound to them stays in memory. */
const MOST_ROWS = 64;

type Insert<Table extends keyof ReadModelTables> = InsertQueryBuilder<ReadModelTables, Table, InsertResult>;

/** By database, then by table, columns and number of rows: making SQL takes longer than carrying it out. */
const compiled = new WeakMap<object, Map<string, string>>();

/**
 * @param onConflict adds to the statement what holds where a row stands already; always the same for a table, and
 *   without values of its own
 */
export async function insertRows<Table extends keyof ReadModelTables>(
  trx: Writing,
  table: Table,
  rows: readonly Insertable<ReadModelTables[Table]>[],
  onConflict: (insert: Insert<Table>) => Insert<Table> = (insert) => insert,
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  // All rows have all columns, though not always in the same order.
  const columns = Object.keys(first).sort() as (keyof typeof first)[];
  const { adapter } = trx.getExecutor();
  const known = compiled.get(adapter) ?? new Map<string, string>();
  compiled.set(adapter, known);
  for (const piece of inPieces(rows)) {
    const key = `${table} ${columns.join(" ")} ${piece.length}`;
    let statement = known.get(key);
    if (statement === undefined) {
      const ordered = piece.map((row) => Object.fromEntries(columns.map((column) => [column, row[column]])));
      const values = ordered as Insertable<ReadModelTables[Table]>[];
      statement = onConflict(trx.insertInto(table).values(values)).compile().sql;
      known.set(key, statement);
    }
    const values = piece.flatMap((row) => columns.map((column) => row[column]));
    await trx.executeQuery(CompiledQuery.raw(statement, values));
  }
}

/** Pieces of a few lengths, the powers of two: so a few statements serve for all, and stay prepared. */
function inPieces<Row>(rows: readonly Row[]): Row[][] {
  const pieces: Row[][] = [];
  let start = 0;
  for (let size = MOST_ROWS; start < rows.length;) {
    while (size > rows.length - start) size /= 2;
    pieces.push(rows.slice(start, start + size));
    start += size;
  }
  return pieces;
}
