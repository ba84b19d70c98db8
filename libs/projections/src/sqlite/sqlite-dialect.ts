import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import { SqliteRefused } from "./session-messages.ts";
import type { Session } from "./sessions.ts";

/**
 * Kysely on `node:sqlite`. Kysely's own SQLite dialect is written for a synchronous driver on the same
 * thread; here the sessions may stand on threads of their own, several of them for readers.
 *
 * @param open gives the sessions; called once, when the first query is asked
 */
export function sqliteDialect(open: () => Promise<readonly Session[]>): Dialect {
  return {
    createDriver: () => new SessionDriver(open),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
  };
}

/** Hands out sessions: each is used by one query or transaction at a time. */
class SessionDriver implements Driver {
  readonly #open: () => Promise<readonly Session[]>;
  readonly #free: SessionConnection[] = [];
  readonly #queue: ((connection: SessionConnection) => void)[] = [];
  #sessions: readonly Session[] = [];

  constructor(open: () => Promise<readonly Session[]>) {
    this.#open = open;
  }

  async init(): Promise<void> {
    this.#sessions = await this.#open();
    this.#free.push(...this.#sessions.map((session) => new SessionConnection(session)));
  }

  acquireConnection(): Promise<SessionConnection> {
    const free = this.#free.pop();
    if (free) return Promise.resolve(free);
    return new Promise((resolve) => this.#queue.push(resolve));
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    const session = connection as SessionConnection;
    const next = this.#queue.shift();
    if (next) next(session);
    else this.#free.push(session);
    return Promise.resolve();
  }

  /** A writer takes its lock at once: taking it later could fail in the middle of the transaction. */
  async beginTransaction(
    connection: DatabaseConnection,
    { accessMode }: { readonly accessMode?: "read only" | "read write" },
  ): Promise<void> {
    await connection.executeQuery(
      CompiledQuery.raw(accessMode === "read only" ? "begin" : "begin immediate"),
    );
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("commit"));
  }

  /**
   * SQLite itself ends a transaction on a full disk, an input error and the like, and then refuses to end it
   * again. That refusal would take the place of the error that tells what went wrong.
   */
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await connection.executeQuery(CompiledQuery.raw("rollback"));
    } catch (error) {
      if (!(error instanceof SqliteRefused)) throw error;
    }
  }

  async destroy(): Promise<void> {
    await Promise.all(this.#sessions.map((session) => session.close()));
  }
}

class SessionConnection implements DatabaseConnection {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { rows, changes } = await this.#session.run(sql, parameters);
    return { rows: rows as Row[], numAffectedRows: BigInt(changes) };
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error("Rows are read page by page here, not streamed.");
  }
}
