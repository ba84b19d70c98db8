/** Reads the rows of a log and parses their JSON, and nothing else, in a process of its own. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { settingsOf } from "../processes.ts";

export interface LogSettings {
  readonly folder: string;
}

export interface LogRead {
  readonly seconds: number;
  readonly events: number;
  /** The most that the process had in memory. */
  readonly megabytes: number;
}

const { folder } = settingsOf<LogSettings>();
const began = performance.now();
const database = new DatabaseSync(join(folder, "ledger.sqlite"), { readOnly: true });
let events = 0;
for (const { data, metadata } of database.prepare("SELECT * FROM events ORDER BY position").iterate()) {
  JSON.parse(String(data));
  JSON.parse(String(metadata));
  events += 1;
}
database.close();
const seconds = (performance.now() - began) / 1_000;
const read: LogRead = { seconds, events, megabytes: process.resourceUsage().maxRSS / 1_024 };
process.stdout.write(JSON.stringify(read));
