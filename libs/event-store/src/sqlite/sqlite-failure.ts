import { StoreCorrupted, StoreUnavailable, type UnavailableReason } from "../errors.ts";

/** Primary result codes of SQLite (sqlite.org/rescode.html); the lower byte of an extended code. */
const REASONS: Readonly<Record<number, UnavailableReason>> = {
  5: "in_use",
  8: "not_writable",
  11: "corrupted",
  13: "disk_full",
  14: "not_writable",
  26: "not_an_event_store",
};

const WHAT: Readonly<Partial<Record<UnavailableReason, string>>> = {
  in_use: "is locked by another program",
  not_writable: "cannot be opened for writing",
  corrupted: "is damaged; restore it from a backup",
  disk_full: "cannot grow: the disk or the file's quota is full",
  not_an_event_store: "is not a database",
};

/** A failure in plain form, as it travels from the writer's thread. */
export interface Failure {
  readonly reason: UnavailableReason;
  readonly message: string;
}

/** What an error from SQLite means for the user of the store. Anything unknown is an input/output failure. */
export function failureOf(error: unknown, file: string): Failure {
  if (error instanceof StoreUnavailable) return { reason: error.reason, message: error.message };
  const code = codeOf(error);
  const reason: UnavailableReason = (code === undefined ? undefined : REASONS[code & 0xff]) ?? "input_output";
  const detail = error instanceof Error || hasMessage(error) ? error.message : String(error);
  return { reason, message: `The event store ${file} ${WHAT[reason] ?? "failed"} (${detail}).` };
}

export function toError(failure: Failure, cause?: unknown): StoreUnavailable {
  return failure.reason === "corrupted"
    ? new StoreCorrupted(failure.message, { cause })
    : new StoreUnavailable(failure.reason, failure.message, { cause });
}

/** Runs a piece of work on the database, turning SQLite's errors into the store's. */
export function translating<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof StoreUnavailable || codeOf(error) === undefined) throw error;
    throw toError(failureOf(error, file), error);
  }
}

/** The errors of `node:sqlite` carry SQLite's code as `errcode`. */
export function codeOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("errcode" in error)) return undefined;
  return typeof error.errcode === "number" ? error.errcode : undefined;
}

/** An error thrown by Node itself can be of another realm than this module's `Error`. */
function hasMessage(error: unknown): error is { readonly message: string } {
  return typeof error === "object" && error !== null && "message" in error;
}
