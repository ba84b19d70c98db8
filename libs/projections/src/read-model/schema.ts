import { type CreateTableBuilder, type Kysely, sql } from "kysely";
import { createIndexes } from "./indexes.ts";
import type { ReadModelTables } from "./tables.ts";
import { createWorkTables } from "./work-schema.ts";

/** Raised whenever a table, or what stands in it, changes: an older read model is then built anew. */
export const SCHEMA_VERSION = 2;

/** Creates the tables in an empty database. */
export async function createTables(db: Kysely<ReadModelTables>): Promise<void> {
  await table(db, "checkpoint")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("position", "integer", (column) => column.notNull())
    .addColumn("schema_version", "integer", (column) => column.notNull())
    .addColumn("closed_through", "text")
    .addColumn("last_money_position", "integer", (column) => column.notNull())
    .execute();
  await db
    .insertInto("checkpoint")
    .values({
      id: 1,
      position: -1,
      schema_version: SCHEMA_VERSION,
      closed_through: null,
      last_money_position: -1,
    })
    .execute();
  await createEvents(db);
  await createJournal(db);
  await createWorkTables(db);
  await createIndexes(db);
}

async function createEvents(db: Kysely<ReadModelTables>): Promise<void> {
  await table(db, "events")
    .addColumn("position", "integer", (column) => column.primaryKey())
    .addColumn("event_id", "text", (column) => column.notNull())
    .addColumn("stream", "text", (column) => column.notNull())
    .addColumn("revision", "integer", (column) => column.notNull())
    .addColumn("type", "text", (column) => column.notNull())
    .addColumn("agreement", "text")
    .addColumn("recipient", "text")
    .addColumn("actor", "text", (column) => column.notNull())
    .addColumn("command_id", "text", (column) => column.notNull())
    .addColumn("recorded_at", "text", (column) => column.notNull())
    .addColumn("effective_on", "text")
    .addColumn("posting_on", "text")
    .addColumn("voucher", "integer", (column) => column.notNull())
    .addColumn("void_closing", "integer", (column) => column.notNull())
    .execute();
}

async function createJournal(db: Kysely<ReadModelTables>): Promise<void> {
  await table(db, "places")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("key", "text", (column) => column.notNull().unique())
    .addColumn("account", "text", (column) => column.notNull())
    .addColumn("anslagspost", "text")
    .addColumn("year", "integer")
    .addColumn("area", "integer")
    .addColumn("anslag", "text")
    .addColumn("agreement", "text")
    .addColumn("line", "text")
    .addColumn("recipient", "text")
    .addColumn("holder", "text")
    .addColumn("receipt", "text")
    .execute();

  await table(db, "transfers")
    .addColumn("position", "integer", (column) => column.notNull())
    .addColumn("ordinal", "integer", (column) => column.notNull())
    .addColumn("effective_on", "text", (column) => column.notNull())
    .addColumn("posting_on", "text", (column) => column.notNull())
    .addColumn("from_place", "integer", (column) => column.notNull())
    .addColumn("to_place", "integer", (column) => column.notNull())
    .addColumn("amount", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("transfers_key", ["position", "ordinal"])
    .execute();

  await table(db, "place_months")
    .addColumn("place", "integer", (column) => column.notNull())
    .addColumn("axis", "text", (column) => column.notNull())
    .addColumn("month", "text", (column) => column.notNull())
    .addColumn("known_month", "text", (column) => column.notNull())
    .addColumn("inflow", "integer", (column) => column.notNull())
    .addColumn("outflow", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("place_months_key", ["place", "axis", "month", "known_month"])
    .execute();
}

function table(db: Kysely<ReadModelTables>, name: keyof ReadModelTables): CreateTableBuilder<string, never> {
  // SQLite checks types only when it is told to. A sum beyond 64 bits would become a float and is refused.
  return db.schema.createTable(name).modifyEnd(sql`strict`);
}
