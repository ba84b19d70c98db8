import { sql } from "kysely";
import type { Reading } from "./part.ts";

/** How one table differs between two read models of the same log. */
export interface TableDifference {
  readonly table: string;
  /** Rows of the log's truth, of what was compared with it, and of both that differ. */
  readonly rows: { readonly built: number; readonly found: number; readonly differing: number };
  /** The first row that differs, as text: what was built, and what was found. */
  readonly first: { readonly built: string | undefined; readonly found: string | undefined };
}

const PAGE = 20_000;
type Row = Record<string, unknown>;

/**
 * Compares all tables row by row, in the order of their keys. Both must hold for the same position.
 *
 * @param built what was just derived from the log
 * @param found what is in use
 */
export async function compareTables(built: Reading, found: Reading): Promise<TableDifference[]> {
  const differences: TableDifference[] = [];
  for (const { name, columns } of await built.introspection.getTables()) {
    const names = columns.map((column) => column.name);
    const difference = await compareTable(name, names, built, found);
    if (difference) differences.push(difference);
  }
  return differences;
}

async function compareTable(
  table: string,
  columns: readonly string[],
  built: Reading,
  found: Reading,
): Promise<TableDifference | undefined> {
  const rows = { built: 0, found: 0, differing: 0 };
  let first: TableDifference["first"] | undefined;
  const [ours, theirs] = [rowsOf(built, table, columns), rowsOf(found, table, columns)];
  for (;;) {
    const [one, other] = await Promise.all([ours.next(), theirs.next()]);
    if (one.done && other.done) break;
    const [left, right] = [one.done ? undefined : one.value, other.done ? undefined : other.value];
    if (left !== undefined) rows.built += 1;
    if (right !== undefined) rows.found += 1;
    if (left === right) continue;
    rows.differing += 1;
    first ??= { built: left, found: right };
  }
  return first === undefined ? undefined : { table, rows, first };
}

/** All rows as text, in the order of all their columns: which is the order of their keys, if those come first. */
async function* rowsOf(db: Reading, table: string, columns: readonly string[]): AsyncGenerator<string, void> {
  const order = sql.join(columns.map((column) => sql.ref(column)));
  // The sums of a month grow beyond what a number holds exactly.
  const texts = sql.join(
    columns.map((column) => sql`cast(${sql.ref(column)} as text) as ${sql.ref(column)}`),
  );
  for (let offset = 0; ; offset += PAGE) {
    const { rows } =
      await sql<Row>`select ${texts} from ${sql.table(table)} order by ${order} limit ${PAGE} offset ${offset}`.execute(
        db,
      );
    for (const row of rows) yield JSON.stringify(columns.map((column) => row[column]));
    if (rows.length < PAGE) return;
  }
}
