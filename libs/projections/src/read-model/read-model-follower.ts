import { DatabaseDamaged, DatabaseUnavailable } from "../database-unavailable.ts";
import { ProjectionStopped } from "../projector.ts";
import { StoreUnavailable } from "#event-store/errors.ts";
import type { EventStore, Position, StoredEvent, Subscription } from "#event-store/event-store.ts";
import { MOST_AT_ONCE, build, catchUp, holdsMore } from "./catch-up.ts";
import type { LiveReadModel } from "./live-read-model.ts";
import { type Following, PATIENCE } from "./following.ts";
import { mustBeOf } from "./of-log.ts";
import { PositionWaiters } from "./position-waiters.ts";
import { PoisonedEvent } from "./posted-events.ts";
import type { ReadModel } from "./read-model.ts";

/** Milliseconds between two looks at whether another generation was put into use. */
const LOOK = 500;
/** Milliseconds before a database that could not be written is tried again: the first wait, and the longest. */
const RETRY = { first: 100, longest: 5_000 };
/** Milliseconds that trouble lasts before nobody is left to wait for its end. */
const PASSING = 700;
/** Positions that following the log event by event is spared, where a new generation is built instead. */
const FAR_BEHIND = 20_000;

/** Another process reads and writes the generation that it put into use, though it may be empty still. */
const catchUpWith: typeof build = (store, { writer }, options) => catchUp(store, writer, options);

/** The follower was closed while it built. */
class BrokenOff extends Error {
  override readonly name = "BrokenOff";
}

/**
 * Keeps the read model up to date with the log. An event that cannot be applied stops it for good, in front
 * of that event: a balance without an event would be a wrong balance. A database that cannot be written just
 * now is tried again, and in the meantime what stands in it is shown with the position that it holds for.
 */
export class ReadModelFollower implements Following {
  readonly #store: EventStore;
  readonly #live: LiveReadModel;
  readonly #waiters: PositionWaiters;
  readonly #changed: () => void;
  readonly #looking: NodeJS.Timeout;
  #subscription: Subscription | undefined;
  readonly #running: Promise<void>;
  #failure: ProjectionStopped | undefined;
  #trouble: DatabaseUnavailable | undefined;
  #closed = false;
  #isChangeDue = false;
  #wake: () => void = () => undefined;

  private constructor(store: EventStore, live: LiveReadModel, position: Position, changed: () => void) {
    this.#store = store;
    this.#live = live;
    this.#waiters = new PositionWaiters(position);
    this.#changed = changed;
    // Looking asks the file system: now and then, and not with every event.
    this.#looking = setInterval(() => {
      if (!this.#mustChange) return;
      this.#isChangeDue = true;
      this.#wake();
    }, LOOK);
    this.#looking.unref();
    this.#running = this.#run();
  }

  /**
   * What does not agree with the log that it stands beside is not gone on with: it is begun anew.
   *
   * @param changed is called when anything that it tells has changed
   */
  static async start(
    store: EventStore,
    live: LiveReadModel,
    changed: () => void = () => undefined,
  ): Promise<ReadModelFollower> {
    try {
      await mustBeOf(store, live.model);
    } catch (error) {
      if (!(error instanceof DatabaseDamaged)) throw error;
      live.noteDamage(error);
      await live.beginAnew(() => Promise.resolve());
    }
    return new ReadModelFollower(store, live, await live.model.writer.position(), changed);
  }

  get position(): Position {
    return this.#waiters.position;
  }

  get stopped(): ProjectionStopped | undefined {
    return this.#failure;
  }

  get trouble(): DatabaseUnavailable | undefined {
    return this.#trouble;
  }

  /** Whether the trouble has not passed within a moment: nobody is kept waiting for its end. */
  get isHalted(): boolean {
    return this.#waiters.halted !== undefined;
  }

  waitFor(position: Position | undefined, patience = PATIENCE): Promise<void> {
    return this.#waiters.until(position, patience);
  }

  /** A reader found out that the generation in use is not sound: another takes its place at once. */
  noteDamage(damage: DatabaseDamaged): void {
    this.#live.noteDamage(damage);
    this.#isChangeDue = true;
    this.#wake();
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

  /**
   * Where most of a long log is not read yet, as on a first start, a new generation is built beside the present one:
   * following would fold the same histories again and again. If that fails, following comes as far as can be.
   */
  async #buildWhenFarBehind(): Promise<void> {
    const { position } = this;
    try {
      if (!(await holdsMore(this.#store, position, Math.max(FAR_BEHIND, position)))) return;
      await this.#live.beginAnew((model) =>
        build(this.#store, model, {
          onEvents: async () => {
            // Nothing that is read or written here waits for anything, and closing is asked for from outside.
            await new Promise((resolve) => setImmediate(resolve));
            if (this.#closed) throw new BrokenOff("The read model is closed.");
          },
        }),
      );
      this.#waiters.moveTo(await this.#live.model.writer.position());
      this.#changed();
    } catch (error) {
      // Another process builds it, or an event cannot be applied, or files cannot be read: following finds that out.
      const isForFollowing = [DatabaseUnavailable, PoisonedEvent, StoreUnavailable, BrokenOff];
      if (!isForFollowing.some((kind) => error instanceof kind)) throw error;
    }
  }

  async #follow(): Promise<void> {
    await this.#buildWhenFarBehind();
    if (this.#closed) return;
    const after = this.position < 0 ? {} : { after: this.position };
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
    const began = performance.now();
    for (let wait = RETRY.first; !this.#closed; wait = Math.min(2 * wait, RETRY.longest)) {
      try {
        const position = await this.#live.model.writer.write(batch);
        this.#trouble = undefined;
        this.#waiters.goOn();
        this.#waiters.moveTo(position);
        this.#changed();
        return;
      } catch (error) {
        if (!(error instanceof DatabaseUnavailable)) throw error;
        this.#trouble = error;
        if (performance.now() - began >= PASSING) this.#waiters.halt(error);
        if (error instanceof DatabaseDamaged) this.#live.noteDamage(error);
        this.#changed();
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
    this.#changed();
  }

  async #goOver(): Promise<void> {
    // Looked at again while a change was under way, it has asked for what is done already.
    if (!this.#mustChange) return;
    if (this.#live.isSuperseded) {
      try {
        await this.#live.followSwitch((model) => this.#bringHere(model, catchUpWith));
        return;
      } catch (error) {
        if (!(error instanceof DatabaseDamaged)) throw error;
      }
    }
    await this.#live.beginAnew((model) => this.#bringHere(model, build));
  }

  /** Brings another generation as far as the present one, so that no reader goes back in time. */
  async #bringHere(model: ReadModel, bring: typeof build): Promise<void> {
    await mustBeOf(this.#store, model);
    await bring(this.#store, model, { through: this.position });
  }

  #stop(failure: ProjectionStopped): void {
    this.#failure = failure;
    this.#waiters.end(failure);
    this.#changed();
  }
}
