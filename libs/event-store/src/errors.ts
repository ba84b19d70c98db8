import type { ExpectedRevision } from "./event-store.ts";

/** The stream is not at the revision that the append was decided on. Nothing was written. */
export class WrongExpectedRevision extends Error {
  override readonly name = "WrongExpectedRevision";
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly actual: ExpectedRevision;

  constructor(stream: string, expected: ExpectedRevision, actual: ExpectedRevision) {
    super(`Stream ${stream} is at ${described(actual)}, not at ${described(expected)} as expected.`);
    this.stream = stream;
    this.expected = expected;
    this.actual = actual;
  }
}

function described(revision: ExpectedRevision): string {
  return revision === "no_stream" ? "no events" : `revision ${revision}`;
}

export class StreamNotFound extends Error {
  override readonly name = "StreamNotFound";
  readonly stream: string;

  constructor(stream: string) {
    super(`There is no stream ${stream}.`);
    this.stream = stream;
  }
}

/** `bytes` = data + metadata + 2 × type length, summed over the append. */
export class AppendTooLarge extends Error {
  override readonly name = "AppendTooLarge";
  readonly bytes: number;
  readonly limit: number;

  constructor(stream: string, bytes: number, limit: number) {
    super(`An append to ${stream} is ${bytes} bytes, above the limit of ${limit} bytes.`);
    this.bytes = bytes;
    this.limit = limit;
  }
}

export class EmptyAppend extends Error {
  override readonly name = "EmptyAppend";

  constructor(stream: string) {
    super(`An append to ${stream} holds no events.`);
  }
}

/** An argument that no store can take: data that is not plain, a bad id, name or revision. Nothing was sent. */
export class InvalidAppend extends Error {
  override readonly name = "InvalidAppend";
}

/**
 * Why a store could not do its work. `unknown_outcome` covers a lost answer: the append may have been
 * written or not.
 */
export type UnavailableReason =
  | "closed"
  | "read_only"
  | "in_use"
  | "folder_missing"
  | "not_a_directory"
  | "not_writable"
  | "not_found"
  | "not_an_event_store"
  | "newer_version"
  | "disk_full"
  | "corrupted"
  | "replaced"
  | "lost_events"
  | "input_output"
  | "unknown_outcome";

/**
 * The store could not do what was asked, for a reason outside the request. For an append the outcome is
 * unknown unless the reason says that nothing was tried: repeat it with the same ids and revision.
 */
export class StoreUnavailable extends Error {
  override readonly name: string = "StoreUnavailable";
  readonly reason: UnavailableReason;

  constructor(reason: UnavailableReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** What is stored cannot be read as events. Somebody has to restore a backup; repeating does not help. */
export class StoreCorrupted extends StoreUnavailable {
  override readonly name = "StoreCorrupted";

  constructor(message: string, options?: ErrorOptions) {
    super("corrupted", message, options);
  }
}
