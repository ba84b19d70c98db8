import type { Position } from "#event-store/event-store.ts";

interface Waiter {
  readonly position: Position;
  resolve(): void;
  reject(error: Error): void;
}

/** The read model does not hold a position yet, and the caller would not wait longer. */
export class ReadModelBehind extends Error {
  override readonly name = "ReadModelBehind";
  readonly position: Position;
  readonly asked: Position;

  constructor(position: Position, asked: Position) {
    super(`The read model holds for position ${position} and not yet for ${asked}.`);
    this.position = position;
    this.asked = asked;
  }
}

/** Those who wait until the read model holds a position, such as that of their own write. */
export class PositionWaiters {
  readonly #waiting = new Set<Waiter>();
  #position: Position;
  /** Why nobody is left to wait: for good, or until it has passed. */
  #failure: Error | undefined;
  #trouble: Error | undefined;

  constructor(position: Position) {
    this.#position = position;
  }

  /** How far it has come; -1 before the first event. */
  get position(): Position {
    return this.#position;
  }

  /**
   * @param patience milliseconds
   * @throws ReadModelBehind when it takes longer; at once what it ended with, or what lastingly keeps it
   */
  until(position: Position | undefined, patience: number): Promise<void> {
    if (position === undefined || this.#position >= position) return Promise.resolve();
    const known = this.#failure ?? this.#trouble;
    if (known) return Promise.reject(known);
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        position,
        resolve: () => (clearTimeout(timer), resolve()),
        reject: (error) => (clearTimeout(timer), reject(error)),
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(waiter);
        reject(new ReadModelBehind(this.#position, position));
      }, patience);
      this.#waiting.add(waiter);
    });
  }

  moveTo(position: Position): void {
    this.#position = Math.max(this.#position, position);
    for (const waiter of this.#waiting) {
      if (waiter.position > this.#position) continue;
      this.#waiting.delete(waiter);
      waiter.resolve();
    }
  }

  /** It does not get on just now: nobody is kept waiting until {@link PositionWaiters.goOn}. */
  halt(trouble: Error): void {
    this.#trouble = trouble;
    this.#rejectAll(trouble);
  }

  goOn(): void {
    this.#trouble = undefined;
  }

  /** What keeps it lastingly, while it does. */
  get halted(): Error | undefined {
    return this.#trouble;
  }

  /** It will not get any further. */
  end(failure: Error): void {
    this.#failure = failure;
    this.#rejectAll(failure);
  }

  #rejectAll(reason: Error): void {
    for (const waiter of this.#waiting) waiter.reject(reason);
    this.#waiting.clear();
  }
}
