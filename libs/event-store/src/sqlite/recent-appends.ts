import type { Position, StoredEvent } from "../event-store.ts";
import type { LogBatch } from "../live-subscription.ts";
import type { AppendReply, AppendRequest } from "./append-messages.ts";

/** So many of the newest events are kept at most, and so many streams' ends. */
const MOST_EVENTS = 4_096;
const MOST_STREAMS = 10_000;
/** So much text at most: events may be large. */
const MOST_TEXT = 8_000_000;

interface Kept extends Omit<StoredEvent, "data" | "metadata"> {
  readonly data: string;
  readonly metadata: string;
}

/**
 * What this process's own writer was last told to be in the log, so that those who follow the log, and those who
 * ask whether a stream has grown, are not sent to the file for what was here a moment ago.
 *
 * It may be used by the one process that writes only, and never knows more than was answered: an append whose outcome
 * is unknown makes it forget everything. Each answer says where the log ended before, so that an event that is missing
 * here is noticed. Events are kept as text and read anew for each reader, as from the file.
 */
export class RecentAppends {
  readonly #heads = new Map<string, number>();
  /** One after the other in the log; what stood before `#after` is not here. */
  #events: Kept[] = [];
  #after: Position | undefined;
  #text = 0;

  /** What the writer said to an append. */
  took({ stream, events }: AppendRequest, reply: AppendReply): void {
    if (reply.kind === "failed") return this.forget();
    if (reply.kind !== "appended") return;
    const { after, revision, recordedAt } = reply;
    if (this.#after === undefined || (this.#events.at(-1)?.position ?? this.#after) !== after) {
      this.#restart(after);
    }
    for (const [index, event] of events.entries()) {
      const place = { revision: revision - events.length + 1 + index, position: after + 1 + index };
      this.#events.push({ ...event, stream, recordedAt, ...place });
      this.#text += event.data.length + event.metadata.length;
    }
    this.readToEnd(stream, revision);
    this.#bound();
  }

  forget(): void {
    this.#heads.clear();
    this.#after = undefined;
    this.#events = [];
    this.#text = 0;
  }

  /** A stream was read to its end just now, which is this revision; −1 when there is no such stream. */
  readToEnd(stream: string, revision: number): void {
    if (this.#heads.size >= MOST_STREAMS) this.#heads.clear();
    this.#heads.set(stream, revision);
  }

  /** The last revision of a stream that this process has appended to or read lately, −1 for none. */
  headOf(stream: string): number | undefined {
    return this.#heads.get(stream);
  }

  /** The events after a position; `undefined` when they do not all stand here. */
  after(position: Position, limit: number): LogBatch | undefined {
    if (this.#after === undefined || position < this.#after) return undefined;
    const from = this.#indexAfter(position);
    const events = this.#events.slice(from, from + limit).map(asRead);
    return { events, more: from + limit < this.#events.length };
  }

  #indexAfter(position: Position): number {
    let [low, high] = [0, this.#events.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#events[middle]?.position ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #restart(after: Position): void {
    this.#after = after;
    this.#events = [];
    this.#text = 0;
  }

  /** Half of it goes at once, so that it is seldom. */
  #bound(): void {
    if (this.#events.length <= MOST_EVENTS && this.#text <= MOST_TEXT) return;
    const dropped = this.#events.splice(0, Math.ceil(this.#events.length / 2));
    this.#after = dropped.at(-1)?.position ?? this.#after;
    for (const { data, metadata } of dropped) this.#text -= data.length + metadata.length;
  }
}

function asRead(kept: Kept): StoredEvent {
  return {
    ...kept,
    data: JSON.parse(kept.data) as object,
    metadata: JSON.parse(kept.metadata) as Record<string, unknown>,
  };
}
