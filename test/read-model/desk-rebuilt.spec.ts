import fc from "fast-check";
import { Kysely } from "kysely";
import { anyDeskRequests } from "./any-desk-requests.ts";
import type { StoredEvent } from "#event-store/event-store.ts";
import { ReadModel } from "#projections/read-model/read-model.ts";
import { ReadModelWriter } from "#projections/read-model/read-model-writer.ts";
import { createTables } from "#projections/read-model/schema.ts";
import type { ReadModelTables } from "#projections/read-model/tables.ts";
import { VERSIONED } from "#projections/read-model/work-schema.ts";
import type { WorkTables } from "#projections/read-model/work-tables.ts";
import { sessionHere } from "#projections/sqlite/sessions.ts";
import { sqliteDialect } from "#projections/sqlite/sqlite-dialect.ts";
import { historyOf } from "./any-history.ts";

const TABLES = [...Object.keys(VERSIONED), "facts", "search_terms"] as (keyof WorkTables)[];

/** All rows of the desk's tables, each as text, in an order of their own. */
async function rowsOf(db: Kysely<ReadModelTables>): Promise<Map<string, string[]>> {
  const tables = new Map<string, string[]>();
  for (const table of TABLES) {
    const rows: object[] = await db.selectFrom(table).selectAll().execute();
    tables.set(table, rows.map((row) => JSON.stringify(row)).sort());
  }
  return tables;
}

/** Fills a read model from nothing: first what is said about each owner, then one owner after the other. */
async function filled(log: readonly StoredEvent[], size: number): Promise<Map<string, string[]>> {
  const model = await ReadModel.inMemory();
  await model.fill(async (writer) => {
    for (let start = 0; start < log.length; start += size) await writer.write(log.slice(start, start + size));
  });
  expect(await model.writer.position()).toBe(log.at(-1)?.position ?? -1);
  const rows = await model.read((db) => rowsOf(db));
  await model.close();
  return rows;
}

/** Writes the log in batches of these sizes; after a batch of an even size another process goes on. */
async function written(
  log: readonly StoredEvent[],
  sizes: readonly number[],
): Promise<Map<string, string[]>> {
  const sessions = async () => [await sessionHere({ file: ":memory:", pragmas: [] })];
  const db = new Kysely<ReadModelTables>({ dialect: sqliteDialect(sessions) });
  await db.transaction().execute((trx) => createTables(trx));
  let writer = new ReadModelWriter(db);
  let start = 0;
  for (let turn = 0; start < log.length; turn++) {
    const size = sizes[turn % sizes.length] ?? log.length;
    await writer.write(log.slice(start, start + size));
    if (size % 2 === 0) writer = new ReadModelWriter(db);
    start += size;
  }
  const rows = await rowsOf(db);
  await db.destroy();
  return rows;
}

it("the desk's tables are decided by the log alone: in any batches, with restarts between, in one go, or owner by owner", async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(anyDeskRequests, sizes, async (requests, batches) => {
      const log = await historyOf(requests, [1, 30, 200]);
      const live = await written(log, batches);
      const rebuilt = await written(log, [log.length]);
      const anew = await filled(log, batches[0] ?? 1);
      for (const table of TABLES) {
        expect([table, live.get(table)]).toEqual([table, rebuilt.get(table)]);
        expect([table, anew.get(table)]).toEqual([table, rebuilt.get(table)]);
      }
    }),
    { numRuns: 40 },
  );
}, 600_000);
