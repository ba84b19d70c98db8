import { type RawBuilder, sql } from "kysely";
import type { Writing } from "./part.ts";
import type { Changes, Group, Row, Value, VersionedTable } from "./versions.ts";

/** From which position on these are the rows about an item of an owner. */
export interface Replacement {
  readonly owner: string;
  readonly position: number;
  readonly group: Group;
}

/** How many items one lookup names. */
const LOOKUP = 256;

/** The rows that hold about the items that a batch touches: by table, owner, item and part. */
export class OpenRows {
  readonly #rows = new Map<string, Map<string, Row>>();

  /** Reads what the tables have about these items. */
  async load(trx: Writing, items: readonly Omit<Replacement, "position">[]): Promise<void> {
    const tables = new Map<VersionedTable, Map<string, readonly [string, string]>>();
    for (const { owner, group } of items) {
      const { table, item } = group;
      const named = tables.get(table) ?? new Map<string, readonly [string, string]>();
      tables.set(table, named.set(keyOf(table, owner, item), [owner, item]));
    }
    for (const [table, named] of tables) {
      const pairs = [...named.values()];
      for (let start = 0; start < pairs.length; start += LOOKUP) {
        await this.#loadSome(trx, table, pairs.slice(start, start + LOOKUP));
      }
    }
  }

  /** From this position on these are the rows about the item, and no others. */
  replace({ owner, position, group }: Replacement, changes: Changes): void {
    const { table, item } = group;
    const open = this.#of(table, owner, item);
    const rows: ReadonlyMap<string, Readonly<Record<string, Value>>> = group.rows;
    for (const [part, row] of [...open]) {
      if (rows.has(part)) continue;
      changes.close(table, row, position);
      open.delete(part);
    }
    for (const [part, content] of rows) {
      const before = open.get(part);
      if (before && says(before, content)) continue;
      if (before) changes.close(table, before, position);
      const validity = { owner, item, part, from_position: position, until_position: null };
      const row: Row = {
        ...content,
        ...(table === "search_entries" ? { entry: changes.nextEntry(position) } : {}),
        ...opened(table, position, before),
        ...validity,
      };
      changes.open(table, row);
      open.set(part, row);
    }
  }

  async #loadSome(
    trx: Writing,
    table: VersionedTable,
    pairs: readonly (readonly [string, string])[],
  ): Promise<void> {
    const rows = await trx
      // All versioned tables have the columns that are named here.
      .selectFrom(table as "work_items")
      .selectAll()
      .where(sql<boolean>`(owner, item) in (values ${sql.join(toPowerOfTwo(pairs).map(tuple))})`)
      .where("until_position", "is", null)
      .execute();
    for (const row of rows) this.#of(table, row.owner, row.item).set(row.part, { ...row } as Row);
  }

  #of(table: VersionedTable, owner: string, item: string): Map<string, Row> {
    const key = keyOf(table, owner, item);
    let rows = this.#rows.get(key);
    if (!rows) this.#rows.set(key, (rows = new Map<string, Row>()));
    return rows;
  }
}

const keyOf = (table: VersionedTable, owner: string, item: string): string => `${table}|${owner}|${item}`;

const tuple = ([owner, item]: readonly [string, string]): RawBuilder<unknown> => sql`(${owner}, ${item})`;

/** Naming one several times changes nothing, and a few lengths make a few statements, which stay prepared. */
function toPowerOfTwo<Named>(named: readonly Named[]): Named[] {
  const length = 2 ** Math.ceil(Math.log2(Math.max(1, named.length)));
  return Array.from({ length }, (_, index) => named[Math.min(index, named.length - 1)] as Named);
}

/** What has waited since an earlier position goes on waiting since then, though something in it changes. */
function opened(table: VersionedTable, position: number, before: Row | undefined): Record<string, Value> {
  if (table !== "work_items") return {};
  if (!before) return { opened_position: position };
  const { opened_position = position, opened_on = "" } = before;
  return { opened_position, opened_on };
}

function says(row: Row, content: Readonly<Record<string, Value>>): boolean {
  return Object.entries(content).every(([column, value]) => column === "opened_on" || row[column] === value);
}
