import { DatabaseSync } from "node:sqlite";
import { dataFolderAt } from "#ledger/data-folder/data-folder.ts";
import { Generations } from "#projections/read-model/generations.ts";

/** How many events the log of a data folder holds. */
export const eventsIn = (folder: string): number => countIn(dataFolderAt(folder).log, "events");

/** How many transfers its read model holds; each is two postings. */
export function transfersIn(folder: string): number {
  const generations = new Generations(dataFolderAt(folder).readModel);
  return countIn(generations.fileOf(generations.current() ?? ""), "transfers");
}

function countIn(file: string, table: "events" | "transfers"): number {
  const database = new DatabaseSync(file, { readOnly: true });
  const { rows } = database.prepare(`SELECT count(*) AS rows FROM ${table}`).get() ?? {};
  database.close();
  return Number(rows);
}
