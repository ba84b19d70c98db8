import { DatabaseSync } from "node:sqlite";

/** Changes a file by hand as one would who does not want it to be seen: what forbids changes is put back. */
export function tamper(file: string, harm: string): void {
  const database = new DatabaseSync(file);
  const triggers = database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all();
  database.exec(harm);
  const left = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all();
  for (const { name, sql } of triggers) {
    if (!left.some((each) => each["name"] === name)) database.exec(String(sql));
  }
  database.close();
}

/** What a doctor's rows say that is not fine. */
export const verdicts = (rows: readonly Record<string, unknown>[]): string[] =>
  rows
    .filter(({ verdict }) => verdict !== "ok")
    .map(({ part, check, verdict }) => `${verdict}: ${part} ${check}`);
