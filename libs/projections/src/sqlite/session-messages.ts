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

/** A statement that SQLite refused, or a database that it could not open. */
export class SqliteRefused extends Error {
  override readonly name = "SqliteRefused";
  /** SQLite's extended result code. */
  readonly code: number | undefined;

  constructor({ message, code }: SessionFailure, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export function failureOf(error: unknown): SessionFailure {
  const message = error instanceof Error ? error.message : String(error);
  const code: unknown =
    typeof error === "object" && error !== null && "errcode" in error ? error.errcode : undefined;
  return { message, code: typeof code === "number" ? code : undefined };
}
