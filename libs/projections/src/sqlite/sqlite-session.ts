import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";

export interface SqliteSettings {
  /** A path, or `:memory:`. */
  readonly file: string;
  readonly readOnly?: boolean;
  /** Pragmas of this connection, such as `synchronous = NORMAL`. */
  readonly pragmas?: readonly string[];
}

export interface StatementResult {
  readonly rows: Record<string, unknown>[];
  readonly changes: number;
}

/** Milliseconds that a statement waits for another connection's transaction. */
const PATIENCE = 10_000;
/** Preparing costs more than most statements; the number of different ones is small but for long inserts. */
const MOST_PREPARED = 200;

/** One connection to an SQLite database on the caller's thread. It runs what Kysely has compiled. */
export class SqliteSession {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor({ file, readOnly = false, pragmas = [] }: SqliteSettings) {
    this.#database = new DatabaseSync(file, { readOnly, timeout: PATIENCE });
    for (const pragma of pragmas) this.#database.exec(`PRAGMA ${pragma}`);
  }

  run(sql: string, parameters: readonly unknown[]): StatementResult {
    const statement = this.#statement(sql);
    const values = parameters as SQLInputValue[];
    if (statement.columns().length > 0) return { rows: statement.all(...values), changes: 0 };
    return { rows: [], changes: Number(statement.run(...values).changes) };
  }

  close(): void {
    this.#prepared.clear();
    this.#database.close();
  }

  #statement(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    if (this.#prepared.size >= MOST_PREPARED) this.#prepared.clear();
    this.#prepared.set(sql, statement);
    return statement;
  }
}
