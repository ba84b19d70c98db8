import type { StoredEvent } from "./event-store.ts";

/**
 * Holds a log against what every log promises, event by event: positions increase, time does not go back, each
 * stream counts from 0 without gaps. It remembers one number per stream.
 */
export class LogOrder {
  readonly #revisions = new Map<string, number>();
  #last: StoredEvent | undefined;
  #events = 0;

  get events(): number {
    return this.#events;
  }

  get streams(): number {
    return this.#revisions.size;
  }

  get last(): StoredEvent | undefined {
    return this.#last;
  }

  /** @returns what is out of order with this event, in sentences; mostly nothing */
  take(event: StoredEvent): string[] {
    const { stream, revision, position, recordedAt } = event;
    const before = this.#last;
    const expected = (this.#revisions.get(stream) ?? -1) + 1;
    const found: string[] = [];
    if (revision !== expected) {
      found.push(
        `${stream} goes on with revision ${revision} at position ${position}, where ${expected} should stand`,
      );
    }
    if (before !== undefined && position <= before.position) {
      found.push(`position ${position} comes after position ${before.position}`);
    }
    if (before !== undefined && recordedAt < before.recordedAt) {
      found.push(
        `the event at position ${position} was recorded at ${recordedAt}, before the one in front of it`,
      );
    }
    this.#revisions.set(stream, revision);
    this.#last = event;
    this.#events += 1;
    return found;
  }
}
