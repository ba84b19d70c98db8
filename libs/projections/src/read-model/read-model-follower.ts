import { DatabaseDamaged, DatabaseUnavailable } from "../database-unavailable.ts";
import { ProjectionStopped } from "../projector.ts";
import type { EventStore, Position, StoredEvent, Subscription } from "#event-store/event-store.ts";
import { MOST_AT_ONCE, catchUp } from "./catch-up.ts";
import type { LiveReadModel } from "./live-read-model.ts";
import { mustBeOf } from "./of-log.ts";
import { PoisonedEvent } from "./posted-events.ts";
import type { ReadModel } from "./read-model.ts";

/** Milliseconds between two looks at whether another generation was put into use. */
const LOOK = 500;
/** Milliseconds before a database that could not be written is tried again: the first wait, and the longest. */
const RETRY = { first: 100, longest: 5_000 };

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

/**
 * Keeps the read model up to date with the log. An event that cannot be applied stops it for good, in front
 * of that event: a balance without an event would be a wrong balance. A database that cannot be written just
 * now is tried again, and in the meantime what stands in it is shown with the position that it holds for.
 */
export class ReadModelFollower {
  readonly #store: EventStore;
  readonly #live: LiveReadModel;
  readonly #waiters = new Set<Waiter>();
  readonly #looking: NodeJS.Timeout;
  #subscription: Subscription | undefined;
  readonly #running: Promise<void>;
  #position: Position;
  #failure: ProjectionStopped | undefined;
  #trouble: DatabaseUnavailable | undefined;
  #closed = false;
  #isChangeDue = false;
  #wake: () => void = () => undefined;

  private constructor(store: EventStore, live: LiveReadModel, position: Position) {
    this.#store = store;
    this.#live = live;
    this.#position = position;
    // Looking asks the file system: now and then, and not with every event.
    this.#looking = setInterval(() => {
      if (!this.#mustChange) return;
      this.#isChangeDue = true;
      this.#wake();
    }, LOOK);
    this.#looking.unref();
    this.#running = this.#run();
  }

  /** What does not agree with the log that it stands beside is not gone on with: it is begun anew. */
  static async start(store: EventStore, live: LiveReadModel): Promise<ReadModelFollower> {
    try {
      await mustBeOf(store, live.model);
    } catch (error) {
      if (!(error instanceof DatabaseDamaged)) throw error;
      live.noteDamage(error);
      await live.beginAnew(() => Promise.resolve());
    }
    return new ReadModelFollower(store, live, await live.model.writer.position());
  }

  /** The log position that the read model holds for; -1 before the first event. */
  get position(): Position {
    return this.#position;
  }

  /** Why it stopped, when it has: somebody has to look. */
  get stopped(): ProjectionStopped | undefined {
    return this.#failure;
  }

  /** Why it does not get on just now, while it tries again. */
  get trouble(): DatabaseUnavailable | undefined {
    return this.#trouble;
  }

  /**
   * Resolves when the read model holds a position, such as one's own write.
   *
   * @throws ProjectionStopped, ReadModelBehind when it takes longer than `patience` milliseconds
   */
  waitFor(position: Position | undefined, patience = 10_000): Promise<void> {
    if (position === undefined || this.#position >= position) return Promise.resolve();
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        position,
        resolve: () => (clearTimeout(timer), resolve()),
        reject: (error) => (clearTimeout(timer), reject(error)),
      };
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(new ReadModelBehind(this.#position, position));
      }, patience);
      this.#waiters.add(waiter);
    });
  }

  /** The read model itself stays open: it is its owner's to close. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#looking);
    await this.#subscription?.close();
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      await this.#follow();
      this.#stop(new ProjectionStopped("The read model is closed."));
    } catch (error) {
      this.#stop(
        error instanceof PoisonedEvent
          ? new ProjectionStopped(error.message, { cause: error })
          : new ProjectionStopped(`The log cannot be followed: ${String(error)}`, { cause: error }),
      );
    }
  }

  async #follow(): Promise<void> {
    const after = this.#position < 0 ? {} : { after: this.#position };
    const subscription = this.#store.subscribeAll(after);
    this.#subscription = subscription;
    const events = subscription[Symbol.asyncIterator]();
    const ask = (): ReturnType<typeof events.next> => {
      const asked = events.next();
      // It is looked at when its turn comes; until then nobody is there to take a failure.
      asked.catch(() => undefined);
      return asked;
    };
    let next = ask();
    while (!this.#closed) {
      const woken = new Promise<undefined>((resolve) => (this.#wake = () => resolve(undefined)));
      const step = await Promise.race([next, woken]);
      if (this.#isChangeDue) await this.#changeGeneration();
      if (step === undefined) continue;
      if (step.done) return;
      const batch = [step.value];
      next = ask();
      while (!subscription.caughtUp && batch.length < MOST_AT_ONCE) {
        const more = await next;
        if (more.done) break;
        batch.push(more.value);
        next = ask();
      }
      await this.#write(batch);
    }
  }

  async #write(batch: readonly StoredEvent[]): Promise<void> {
    for (let wait = RETRY.first; !this.#closed; wait = Math.min(2 * wait, RETRY.longest)) {
      try {
        this.#moveTo(await this.#live.model.writer.write(batch));
        this.#trouble = undefined;
        return;
      } catch (error) {
        if (!(error instanceof DatabaseUnavailable)) throw error;
        this.#trouble = error;
        if (error instanceof DatabaseDamaged) this.#live.noteDamage(error);
        await new Promise((resolve) => setTimeout(resolve, wait));
        if (this.#mustChange) await this.#changeGeneration();
      }
    }
  }

  get #mustChange(): boolean {
    return this.#live.isSuperseded || this.#live.isLost;
  }

  /** Where there is no other generation that can be gone over to, the present one stays: it is as right as before. */
  async #changeGeneration(): Promise<void> {
    this.#isChangeDue = false;
    try {
      await this.#goOver();
      this.#trouble = undefined;
    } catch (error) {
      this.#trouble = error instanceof DatabaseUnavailable ? error : new DatabaseUnavailable(String(error));
    }
  }

  async #goOver(): Promise<void> {
    // Looked at again while a change was under way, it has asked for what is done already.
    if (!this.#mustChange) return;
    const bringHere = (model: ReadModel): Promise<void> => this.#bringHere(model);
    if (this.#live.isSuperseded) {
      try {
        await this.#live.followSwitch(bringHere);
        return;
      } catch (error) {
        if (!(error instanceof DatabaseDamaged)) throw error;
      }
    }
    await this.#live.beginAnew(bringHere);
  }

  /** Brings another generation as far as the present one, so that no reader goes back in time. */
  async #bringHere(model: ReadModel): Promise<void> {
    await mustBeOf(this.#store, model);
    await catchUp(this.#store, model.writer, { through: this.#position });
  }

  #moveTo(position: Position): void {
    this.#position = Math.max(this.#position, position);
    for (const waiter of this.#waiters) {
      if (waiter.position > this.#position) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }

  #stop(failure: ProjectionStopped): void {
    this.#failure = failure;
    for (const waiter of this.#waiters) waiter.reject(failure);
    this.#waiters.clear();
  }
}
