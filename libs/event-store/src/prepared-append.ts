import { AppendTooLarge, EmptyAppend, InvalidAppend } from "./errors.ts";
import type { EventToAppend, ExpectedRevision } from "./event-store.ts";
import { mustBePlainObject } from "./plain-data.ts";

/** The server's own default up to EventStoreDB 25.0, in bytes (EVENT-STORE: Append). */
export const DEFAULT_APPEND_LIMIT = 1_048_576;

/** An event as it goes to storage: its data and metadata are JSON text already. */
export interface PreparedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

/**
 * What an event was prepared as. An event that is decided is not changed any more, and is prepared twice: when it is
 * decided, so that the state is folded over what storage gives back, and when it is appended.
 */
const decided = new WeakMap<EventToAppend, PreparedEvent>();

/** This event is the other one as it will be stored: it need not be checked and serialised again. */
export function isPreparedAs(event: EventToAppend, prepared: PreparedEvent): void {
  decided.set(event, prepared);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const LONGEST_NAME = 500;

/**
 * Checks and serialises an append before anything is sent, so that what no engine can take is refused in
 * the same words by all of them.
 *
 * @param limit largest size in bytes: data + metadata + 2 × type length, summed
 * @throws EmptyAppend, InvalidAppend, AppendTooLarge
 */
export function prepareAppend(
  stream: string,
  expectedRevision: ExpectedRevision,
  events: readonly EventToAppend[],
  limit: number,
): readonly PreparedEvent[] {
  mustBeName(stream, "stream");
  if (expectedRevision !== "no_stream") mustBeRevision(expectedRevision, "expectedRevision");
  if (events.length === 0) throw new EmptyAppend(stream);
  const prepared = events.map(prepareEvent);
  const bytes = prepared.reduce((sum, event) => sum + sizeOf(event), 0);
  if (bytes > limit) throw new AppendTooLarge(stream, bytes, limit);
  return prepared;
}

/** @throws InvalidAppend for a revision that is not a whole number from 0 */
export function mustBeRevision(revision: unknown, name: string): void {
  if (!Number.isSafeInteger(revision) || Number(revision) < 0) {
    throw new InvalidAppend(`${name} must be a whole number from 0, not ${String(revision)}.`);
  }
}

function prepareEvent(event: EventToAppend, index: number): PreparedEvent {
  const known = decided.get(event);
  if (known) return known;
  const path = `events[${index}]`;
  if (typeof event.id !== "string" || !UUID.test(event.id)) {
    throw new InvalidAppend(`${path}.id must be a UUID, not ${String(event.id)}.`);
  }
  mustBeName(event.type, `${path}.type`);
  mustBePlainObject(event.data, `${path}.data`);
  mustBePlainObject(event.metadata, `${path}.metadata`);
  return {
    // A UUID is the same in either case, and ids are compared as text.
    id: event.id.toLowerCase(),
    type: event.type,
    data: JSON.stringify(event.data),
    metadata: JSON.stringify(event.metadata),
  };
}

function sizeOf(event: PreparedEvent): number {
  return Buffer.byteLength(event.data) + Buffer.byteLength(event.metadata) + 2 * event.type.length;
}

function mustBeName(name: unknown, what: string): asserts name is string {
  if (typeof name !== "string" || name === "") {
    throw new InvalidAppend(`${what} must be a name, not ${JSON.stringify(name)}.`);
  }
  if (name.startsWith("$")) {
    throw new InvalidAppend(`${what} ${name} starts with $, which is kept for the store's own events.`);
  }
  // Half a surrogate pair or a NUL would come back from storage as another name.
  if (name.length > LONGEST_NAME || !name.isWellFormed() || name.includes("\0")) {
    throw new InvalidAppend(`${what} must be well-formed text of at most ${LONGEST_NAME} characters.`);
  }
}
