import type { Kysely } from "kysely";
import type { ReadModelTables } from "./tables.ts";

/** What the tables are asked by, besides their keys. */
const INDEXES: readonly (readonly [keyof ReadModelTables, readonly string[]])[] = [
  ["events", ["stream", "revision"]],
  ["events", ["event_id"]],
  ["events", ["recorded_at"]],
  ["events", ["type", "position"]],
  ["events", ["actor", "position"]],
  ["events", ["command_id"]],
  ["events", ["agreement", "recipient", "position"]],
  ["events", ["recipient", "position"]],
  ["places", ["anslagspost"]],
  ["places", ["recipient"]],
  ["places", ["holder"]],
  ["places", ["receipt"]],
  ["places", ["agreement", "recipient"]],
  ["transfers", ["effective_on", "position"]],
  ["transfers", ["posting_on", "position"]],
  ["transfers", ["from_place", "effective_on"]],
  ["transfers", ["to_place", "effective_on"]],
  // What is asked for together with what still holds.
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

/** Each index is called after what it orders. */
const nameOf = (table: string, columns: readonly string[]): string => [table, ...columns].join("_");

/** @param onEach is called before each of them and waited for: on full tables they take a while */
export async function createIndexes(
  db: Kysely<ReadModelTables>,
  onEach: () => void | Promise<void> = () => undefined,
): Promise<void> {
  for (const [table, columns] of INDEXES) {
    await onEach();
    await db.schema
      .createIndex(nameOf(table, columns))
      .on(table)
      .columns([...columns])
      .execute();
  }
}

export async function dropIndexes(db: Kysely<ReadModelTables>): Promise<void> {
  for (const [table, columns] of INDEXES) await db.schema.dropIndex(nameOf(table, columns)).execute();
}
