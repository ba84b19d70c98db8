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
  await searchTerms(db).addPrimaryKeyConstraint("search_terms_key", ["term", "entry"]).execute();
}

/** SQLite checks types only when it is told to. */
function strict(db: Kysely<ReadModelTables>, name: keyof WorkTables): CreateTableBuilder<string, string> {
  return db.schema.createTable(name).modifyEnd(sql`strict`) as CreateTableBuilder<string, string>;
}

/** Ranges of terms need the order of code points, which is SQLite's own. */
const searchTerms = (db: Kysely<ReadModelTables>): CreateTableBuilder<string, string> =>
  strict(db, "search_terms")
    .addColumn("term", "text", (column) => column.notNull())
    .addColumn("entry", "text", (column) => column.notNull());

/** From here on terms are written without order; the table must be empty. */
export async function collectTerms(db: Kysely<ReadModelTables>): Promise<void> {
  await db.schema.alterTable("search_terms").renameTo("ordered_terms").execute();
  await searchTerms(db).execute();
}

/** Orders what was written since {@link collectTerms}: finding the place of each term by itself takes far longer. */
export async function orderTerms(db: Kysely<ReadModelTables>): Promise<void> {
  await sql`insert into ordered_terms select term, entry from search_terms order by term, entry`.execute(db);
  await db.schema.dropTable("search_terms").execute();
  await db.schema.alterTable("ordered_terms").renameTo("search_terms").execute();
}
