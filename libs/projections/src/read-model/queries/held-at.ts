import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { VersionedTables } from "../work-tables.ts";
import type { CursorValues } from "./cursor.ts";

/** Narrows a versioned table to the rows that hold, or that held at a log position. */
export function heldAt(table: keyof VersionedTables, knownPosition?: number): RawBuilder<SqlBool> {
  const [from, until] = [sql.ref(`${table}.from_position`), sql.ref(`${table}.until_position`)];
  return knownPosition === undefined
    ? sql<SqlBool>`${until} is null`
    : sql<SqlBool>`(${from} <= ${knownPosition} and (${until} is null or ${until} > ${knownPosition}))`;
}

/** The rows that come after these values, in the order of these columns: the first one decides first. */
export function comesAfter(
  columns: readonly RawBuilder<unknown>[],
  values: CursorValues,
  descending = false,
): RawBuilder<SqlBool> {
  const [column, ...others] = columns;
  const [value = null, ...rest] = values;
  if (column === undefined) return sql<SqlBool>`1 = 0`;
  const beyond = descending ? sql`${column} < ${value}` : sql`${column} > ${value}`;
  return sql<SqlBool>`(${beyond} or (${column} = ${value} and ${comesAfter(others, rest, descending)}))`;
}
