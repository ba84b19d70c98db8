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

/** Rows that are read at once: those of the facts are long. */
const PAGE = 2_000;
/** What a row says, beside the columns of its key. */
const CONTENT = "content of the row";

type Row = Readonly<Record<string, unknown>>;

/**
 * Compares all tables row by row, in the order of their keys. Both must hold for the same position.
 *
 * @param built what was just derived from the log
 * @param found what is in use
 */
export async function compareTables(built: Reading, found: Reading): Promise<TableDifference[]> {
  const differences: TableDifference[] = [];
  for (const { name, columns } of await built.introspection.getTables()) {
    const content = columns.map((column) => column.name);
    const key = await keyOf(built, name);
    const difference = await compareTable({ name, key, content }, built, found);
    if (difference) differences.push(difference);
  }
  return differences;
}

interface Table {
  readonly name: string;
  /** Columns, in the order of the key. */
  readonly key: readonly string[];
  readonly content: readonly string[];
}

async function compareTable(
  table: Table,
  built: Reading,
  found: Reading,
): Promise<TableDifference | undefined> {
  const rows = { built: 0, found: 0, differing: 0 };
  let first: TableDifference["first"] | undefined;
  const [ours, theirs] = [rowsOf(built, table), rowsOf(found, table)];
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
  return first === undefined ? undefined : { table: table.name, rows, first };
}

/** All rows as text, in the order of their keys: each page begins after the last key, however far it is. */
async function* rowsOf(db: Reading, { name, key, content }: Table): AsyncGenerator<string, void> {
  const keys = sql.join(key.map((column) => sql.ref(column)));
  // As text, since the sums of a month grow beyond what a number holds exactly.
  const text = sql`json_array(${sql.join(content.map((column) => sql.ref(column)))})`;
  let after = sql`true`;
  for (;;) {
    const page = sql<Row>`select ${keys}, ${text} as ${sql.ref(CONTENT)} from ${sql.table(name)}
      where ${after} order by ${keys} limit ${PAGE}`;
    const { rows } = await page.execute(db);
    for (const row of rows) yield String(row[CONTENT]);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = sql`(${keys}) > (${sql.join(key.map((column) => last[column]))})`;
  }
}

async function keyOf(db: Reading, table: string): Promise<string[]> {
  const columns = sql<{
    name: string;
  }>`select name from pragma_table_info(${table}) where pk > 0 order by pk`;
  return (await columns.execute(db)).rows.map(({ name }) => name);
}
