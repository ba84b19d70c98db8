import { Worker } from "node:worker_threads";
import {
  type FromSession,
  type SessionFailure,
  type ToSession,
  errorOf,
  failureOf,
} from "./session-messages.ts";
import { SqliteSession, type SqliteSettings, type StatementResult } from "./sqlite-session.ts";

/** One connection, wherever it runs. Statements are carried out in the order in which they were asked for. */
export interface Session {
  run(sql: string, parameters: readonly unknown[]): Promise<StatementResult>;
  close(): Promise<void>;
}

/**
 * A session on the caller's own thread, for short-lived programs and for tests.
 *
 * @throws DatabaseUnavailable when the database cannot be opened
 */
export function sessionHere(settings: SqliteSettings): Promise<Session> {
  return inPromise(() => {
    const session = new SqliteSession(settings);
    return {
      run: (sql, parameters) => inPromise(() => session.run(sql, parameters)),
      close: () => inPromise(() => session.close()),
    };
  });
}

function inPromise<Result>(work: () => Result): Promise<Result> {
  try {
    return Promise.resolve(work());
  } catch (error) {
    return Promise.reject(errorOf(failureOf(error), { cause: error }));
  }
}

interface Waiting {
  resolve(result: StatementResult): void;
  reject(error: Error): void;
}

/**
 * A session on a thread of its own.
 *
 * @throws DatabaseUnavailable when the database cannot be opened
 */
export async function sessionOnThread(settings: SqliteSettings): Promise<Session> {
  const worker = startWorker(settings);
  await new Promise<void>((resolve, reject) => {
    worker.once("message", (message: FromSession) => {
      if (message.kind === "refused") reject(errorOf(message.failure));
      else resolve();
    });
    worker.once("error", (error) => reject(error instanceof Error ? error : new Error(String(error))));
  });
  return new ThreadedSession(worker);
}

class ThreadedSession implements Session {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #exited: Promise<void>;
  #ticket = 0;
  #ended: Error | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on("message", (message: FromSession) => this.#receive(message));
    worker.on("error", (error) => this.#end(failureOf(error)));
    this.#exited = new Promise((resolve) => {
      worker.on("exit", () => {
        this.#end({ message: "The database session is closed.", code: undefined });
        resolve();
      });
    });
  }

  run(sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    if (this.#ended) return Promise.reject(this.#ended);
    const ticket = ++this.#ticket;
    return new Promise((resolve, reject) => {
      this.#waiting.set(ticket, { resolve, reject });
      this.#worker.postMessage({ kind: "run", ticket, sql, parameters } satisfies ToSession);
    });
  }

  async close(): Promise<void> {
    if (!this.#ended) this.#worker.postMessage({ kind: "stop" } satisfies ToSession);
    await this.#exited;
  }

  #receive(message: FromSession): void {
    if (message.kind !== "ran" && message.kind !== "failed") return;
    const waiting = this.#waiting.get(message.ticket);
    this.#waiting.delete(message.ticket);
    if (message.kind === "ran") waiting?.resolve(message.result);
    else waiting?.reject(errorOf(message.failure));
  }

  #end(failure: SessionFailure): void {
    this.#ended ??= errorOf(failure);
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}

function startWorker(settings: SqliteSettings): Worker {
  const fromSource = import.meta.url.endsWith(".ts");
  const file = new URL(fromSource ? "./session-worker.ts" : "./session-worker.js", import.meta.url);
  // The options of the starting process are not passed on: a test runner's would not suit the thread.
  const execArgv = ["--disable-warning=ExperimentalWarning", ...(fromSource ? ["--conditions=source"] : [])];
  return new Worker(file, { workerData: settings, execArgv, name: "sqlite-session" });
}
