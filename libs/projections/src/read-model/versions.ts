import { insertRows } from "./insert-rows.ts";
import type { Writing } from "./part.ts";
import type { Versioned, VersionedTables, WorkItemsTable } from "./work-tables.ts";

export type VersionedTable = keyof VersionedTables;

/** What a row says, apart from when it held and since when it waits, which its place in the log decides. */
export type Content<Table extends VersionedTable> = {
  readonly [
    Column in Exclude<keyof VersionedTables[Table], keyof Versioned | "opened_position" | "entry">
  ]: VersionedTables[Table][Column];
};

/** All rows that hold about one item of a table, by their part. */
export type Group = {
  readonly [Table in VersionedTable]: {
    readonly table: Table;
    readonly item: string;
    readonly rows: ReadonlyMap<string, Content<Table>>;
  };
}[VersionedTable];

export type Value = string | number | null;
export type Row = Versioned & Readonly<Record<string, Value>>;

/** What becomes of the rows in one batch: written together, so that each row is written once. */
export class Changes {
  readonly #rows = new Map<VersionedTable, Map<string, Row>>();
  readonly #begun = new Set<string>();
  readonly #entries = new Map<number, number>();

  /** Names the next entry of a position: a changed search entry is another one to its terms. */
  nextEntry(position: number): string {
    const named = this.#entries.get(position) ?? 0;
    this.#entries.set(position, named + 1);
    return `${position}.${named}`;
  }

  open(table: VersionedTable, row: Row): void {
    if (table === "search_entries") this.#begun.add(keyOf(row));
    this.#of(table).set(keyOf(row), row);
  }

  close(table: VersionedTable, row: Row, position: number): void {
    const key = keyOf(row);
    // What came and went within one event has never held.
    if (row.from_position === position) this.#of(table).delete(key);
    else this.#of(table).set(key, { ...row, until_position: position });
  }

  async write(trx: Writing): Promise<void> {
    for (const [table, rows] of this.#rows) await writeRows(trx, table, [...rows.values()]);
    const entries = [...(this.#rows.get("search_entries")?.values() ?? [])];
    await insertRows(
      trx,
      "search_terms",
      entries.filter((row) => this.#begun.has(keyOf(row))).flatMap(termRows),
    );
  }

  #of(table: VersionedTable): Map<string, Row> {
    let rows = this.#rows.get(table);
    if (!rows) this.#rows.set(table, (rows = new Map<string, Row>()));
    return rows;
  }
}

const keyOf = ({ owner, item, part, from_position }: Row): string =>
  `${from_position}|${owner}|${item}|${part}`;

function termRows({ terms, entry }: Row): { term: string; entry: string }[] {
  return String(terms)
    .split(" ")
    .map((term) => ({ term, entry: String(entry) }));
}

/** A row that stands in the table already is one that came to its end. */
function writeRows(trx: Writing, table: VersionedTable, rows: readonly Row[]): Promise<void> {
  // All versioned tables have the columns that are named here.
  return insertRows(trx, table as "work_items", rows as readonly (Row & WorkItemsTable)[], (insert) =>
    insert.onConflict((conflict) =>
      conflict
        .columns(["owner", "item", "part", "from_position"])
        .doUpdateSet(({ ref }) => ({ until_position: ref("excluded.until_position") })),
    ),
  );
}
