import { DatabaseDamaged, DatabaseUnavailable } from "../database-unavailable.ts";
import type { StatementResult } from "./sqlite-session.ts";

/** What a session's thread is asked. */
export type ToSession =
  | {
      readonly kind: "run";
      readonly ticket: number;
      readonly sql: string;
      readonly parameters: readonly unknown[];
    }
  | { readonly kind: "stop" };

/** SQLite's number for what went wrong tells a busy database from a broken one. */
export interface SessionFailure {
  readonly message: string;
  readonly code: number | undefined;
}

export type FromSession =
  | { readonly kind: "ready" }
  | { readonly kind: "refused"; readonly failure: SessionFailure }
  | { readonly kind: "ran"; readonly ticket: number; readonly result: StatementResult }
  | { readonly kind: "failed"; readonly ticket: number; readonly failure: SessionFailure };

/** A statement that SQLite refused for what it says: a constraint, a wrong type, a syntax error. */
export class SqliteRefused extends Error {
  override readonly name = "SqliteRefused";
  /** SQLite's extended result code. */
  readonly code: number | undefined;

  constructor({ message, code }: SessionFailure, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * SQLite's primary result codes for what lies outside the statement: busy, locked, out of memory, read-only,
 * interrupted, input or output, corrupted, full, cannot be opened, locking protocol, permission, no database.
 */
const OUTSIDE: ReadonlySet<number> = new Set([3, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 23, 26]);

/** Those of them that say that the file is not sound: corrupted, no database. */
const DAMAGED: ReadonlySet<number> = new Set([11, 26]);

export function errorOf(failure: SessionFailure, options?: ErrorOptions): Error {
  // The extended code says more; its last byte is the primary one. Without a code the session itself ended.
  if (failure.code !== undefined && DAMAGED.has(failure.code & 0xff)) {
    return new DatabaseDamaged(failure.message, options);
  }
  const outside = failure.code === undefined || OUTSIDE.has(failure.code & 0xff);
  return outside ? new DatabaseUnavailable(failure.message, options) : new SqliteRefused(failure, options);
}

export function failureOf(error: unknown): SessionFailure {
  const message = error instanceof Error ? error.message : String(error);
  const code: unknown =
    typeof error === "object" && error !== null && "errcode" in error ? error.errcode : undefined;
  return { message, code: typeof code === "number" ? code : undefined };
}
