import { StoreUnavailable } from "./errors.ts";
import type { Position, StoredEvent, Subscription } from "./event-store.ts";
import type { LogSignal } from "./log-signal.ts";

/** A bounded piece of the log. `more` says that at least one event follows. */
export interface LogBatch {
  readonly events: readonly StoredEvent[];
  readonly more: boolean;
}

/** What an embedded engine offers a subscription: reading on the same thread, and a call when there is news. */
export interface LogSource {
  readonly signal: LogSignal;
  readAfter(position: Position | undefined, limit: number): LogBatch;
}

interface Waiter {
  resolve(): void;
  reject(error: Error): void;
}

/**
 * Follows a log by reading on from the last given position. News only wakes the reader and carries no
 * events, so nothing can come twice, be missed or arrive in another order than the log's.
 */
export class LiveSubscription implements Subscription {
  readonly #log: LogSource;
  readonly #batchSize: number;
  readonly #events: AsyncGenerator<StoredEvent, void>;
  readonly #waiters: Waiter[] = [];
  readonly #stopListening: () => void;
  #caughtUp = false;
  #idle = false;
  #closed = false;
  #wake: () => void = () => undefined;

  constructor(log: LogSource, after: Position | undefined, batchSize: number) {
    this.#log = log;
    this.#batchSize = batchSize;
    this.#events = this.#follow(after);
    this.#stopListening = log.signal.listen({ wake: () => this.#wake(), close: () => this.close() });
  }

  get caughtUp(): boolean {
    return this.#caughtUp;
  }

  [Symbol.asyncIterator](): AsyncIterator<StoredEvent, void> {
    return this.#events;
  }

  untilCaughtUp(): Promise<void> {
    if (this.#closed) return Promise.reject(endedEarly());
    if (this.#idle) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    await this.#events.return();
    // A generator that was never started does not reach its own end.
    this.#end(endedEarly());
  }

  async *#follow(after: Position | undefined): AsyncGenerator<StoredEvent, void> {
    let position = after;
    try {
      while (!this.#closed) {
        const { events, more } = this.#log.readAfter(position, this.#batchSize);
        for (const [index, event] of events.entries()) {
          position = event.position;
          this.#caughtUp = !more && index === events.length - 1;
          yield event;
          if (this.#closed) return;
        }
        if (events.length === 0) await this.#news();
      }
    } catch (error) {
      this.#end(error instanceof Error ? error : endedEarly());
      throw error;
    } finally {
      this.#end(endedEarly());
    }
  }

  /** Entered right after an empty read, without giving up the thread in between: no news can be missed. */
  async #news(): Promise<void> {
    this.#caughtUp = true;
    this.#idle = true;
    for (const waiter of this.#waiters.splice(0)) waiter.resolve();
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#idle = false;
  }

  #end(error: Error): void {
    this.#closed = true;
    this.#stopListening();
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
  }
}

function endedEarly(): StoreUnavailable {
  return new StoreUnavailable("closed", "The subscription ended before it had caught up.");
}
