import { type CreateTableBuilder, type Kysely, sql } from "kysely";
import type { ReadModelTables } from "./tables.ts";
import type { Versioned, VersionedTables, WorkTables } from "./work-tables.ts";

type Kind = "text" | "integer" | "text?" | "integer?";
type ContentOf<Table extends keyof VersionedTables> = {
  readonly [Column in Exclude<keyof VersionedTables[Table], keyof Versioned>]: Kind;
};

/** What each versioned table has beside its validity; a question mark stands where null may. */
export const VERSIONED: { readonly [Table in keyof VersionedTables]: ContentOf<Table> } = {
  parties: {
    party: "text",
    kind: "text",
    name: "text",
    organisationsnummer: "text?",
    members: "text",
    payee: "text?",
    successor: "text?",
  },
  party_names: { party: "text", name: "text", from_on: "text" },
  agreements: {
    agreement: "text",
    title: "text",
    version: "integer",
    budget_year: "integer",
    through_year: "integer?",
    conditions_met: "integer",
    conditions_missing: "integer",
    discrepancies_unruled: "integer",
    line_count: "integer",
  },
  agreement_conditions: { agreement: "text", condition: "text", decided_by: "text", met_on: "text?" },
  agreement_lines: {
    agreement: "text",
    line: "text",
    ordinal: "integer",
    ref: "text",
    purpose: "text",
    payment: "text",
    amount: "integer",
    ceiling: "integer",
    funded: "integer",
  },
  line_funding: { agreement: "text", line: "text", anslagspost: "text", amount: "integer" },
  line_recipients: { agreement: "text", line: "text", recipient: "text" },
  deadlines: { agreement: "text", line: "text", recipient: "text", kind: "text", due_on: "text" },
  arrivals: {
    agreement: "text",
    recipient: "text",
    kind: "text",
    id: "text",
    line: "text?",
    holder: "text?",
    received_on: "text",
  },
  work_items: {
    kind: "text",
    opened_position: "integer",
    opened_on: "text",
    subject: "text",
    agreement: "text?",
    recipient: "text?",
    line: "text?",
    amount: "integer?",
  },
  work_item_writers: { kind: "text", writer: "text" },
  search_entries: {
    entry: "text",
    kind: "text",
    id: "text",
    title: "text",
    agreement: "text?",
    recipient: "text?",
    line: "text?",
    amount: "integer?",
    terms: "text",
  },
};

/** What is asked for together with what still holds. */
const INDEXES: readonly (readonly [keyof WorkTables, readonly string[]])[] = [
  ["parties", ["party"]],
  ["party_names", ["party"]],
  ["agreements", ["agreement"]],
  ["agreement_lines", ["agreement", "line"]],
  ["line_funding", ["agreement", "line"]],
  ["deadlines", ["until_position", "due_on"]],
  ["arrivals", ["agreement", "recipient", "line"]],
  ["work_items", ["until_position", "opened_on"]],
  ["search_entries", ["entry"]],
];

/** Creates the tables of the desk in an empty database. */
export async function createWorkTables(db: Kysely<ReadModelTables>): Promise<void> {
  await strict(db, "facts")
    .addColumn("owner", "text", (column) => column.notNull())
    .addColumn("position", "integer", (column) => column.notNull())
    .addColumn("ordinal", "integer", (column) => column.notNull())
    .addColumn("type", "text", (column) => column.notNull())
    .addColumn("data", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("facts_key", ["owner", "position", "ordinal"])
    .execute();
  for (const name of Object.keys(VERSIONED) as (keyof VersionedTables)[]) {
    let table = strict(db, name)
      .addColumn("owner", "text", (column) => column.notNull())
      .addColumn("item", "text", (column) => column.notNull())
      .addColumn("part", "text", (column) => column.notNull())
      .addColumn("from_position", "integer", (column) => column.notNull())
      .addColumn("until_position", "integer");
    for (const [column, kind] of Object.entries<Kind>(VERSIONED[name])) {
      table = kind.endsWith("?")
        ? table.addColumn(column, kind === "text?" ? "text" : "integer")
        : table.addColumn(column, kind === "text" ? "text" : "integer", (built) => built.notNull());
    }
    await table.addPrimaryKeyConstraint(`${name}_key`, ["owner", "item", "part", "from_position"]).execute();
  }
  // Ranges of terms need the order of code points, which is SQLite's own.
  await strict(db, "search_terms")
    .addColumn("term", "text", (column) => column.notNull())
    .addColumn("entry", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("search_terms_key", ["term", "entry"])
    .execute();
  for (const [name, columns] of INDEXES) {
    await db.schema
      .createIndex([name, ...columns].join("_"))
      .on(name)
      .columns([...columns])
      .execute();
  }
}

/** SQLite checks types only when it is told to. */
function strict(db: Kysely<ReadModelTables>, name: keyof WorkTables): CreateTableBuilder<string, string> {
  return db.schema.createTable(name).modifyEnd(sql`strict`) as CreateTableBuilder<string, string>;
}
