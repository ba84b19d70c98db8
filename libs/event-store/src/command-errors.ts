import type { ExpectedRevision, StoredEvent } from "./event-store.ts";

/** What the caller saw is no longer the stream's last revision. Nothing was written. */
export class StaleRevision extends Error {
  override readonly name = "StaleRevision";
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly actual: ExpectedRevision;
  /** What has happened after the revision that the caller saw. */
  readonly eventsSince: readonly StoredEvent[];

  constructor(
    stream: string,
    expected: ExpectedRevision,
    actual: ExpectedRevision,
    eventsSince: readonly StoredEvent[],
  ) {
    const happened = eventsSince.map((event) => event.type).join(", ") || "nothing";
    super(
      `Stream ${stream} is at revision ${actual}, not ${expected} as the command was given on; since then: ${happened}.`,
    );
    this.stream = stream;
    this.expected = expected;
    this.actual = actual;
    this.eventsSince = eventsSince;
  }
}

/** The command id has been used in this stream for a command with other content. Nothing was written. */
export class CommandIdReused extends Error {
  override readonly name = "CommandIdReused";
  readonly commandId: string;
  readonly stream: string;

  constructor(commandId: string, stream: string) {
    super(`Command id ${commandId} was used in stream ${stream} before, for another command.`);
    this.commandId = commandId;
    this.stream = stream;
  }
}
