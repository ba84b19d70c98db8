import type { EventStore, Position, Subscription } from "#event-store/event-store.ts";
import type { WorkingMemory } from "./working-memory.ts";

interface Waiter {
  readonly position: Position;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The projector met an event that it could not apply, or lost the log. It never skips one. */
export class ProjectionStopped extends Error {
  override readonly name = "ProjectionStopped";
}

/**
 * Keeps a view up to date with the log, in log order. A failing event stops it for good and says so to
 * everyone who waits: a balance without an event would be a wrong balance.
 */
export class Projector {
  private readonly waiters = new Set<Waiter>();
  private readonly subscription: Subscription;
  private readonly running: Promise<void>;
  private failure: ProjectionStopped | undefined;

  constructor(
    store: EventStore,
    readonly view: WorkingMemory,
  ) {
    this.subscription = store.subscribeAll(view.position === undefined ? {} : { after: view.position });
    this.running = this.run();
  }

  /** Why it stopped, while it is stopped. */
  get stopped(): ProjectionStopped | undefined {
    return this.failure;
  }

  private async run(): Promise<void> {
    try {
      for await (const event of this.subscription) {
        try {
          this.view.apply(event);
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          throw new ProjectionStopped(
            `Event ${event.type} at position ${event.position} (${event.stream}, revision ${event.revision}) cannot be applied: ${reason}`,
            { cause: error },
          );
        }
        this.release(event.position);
        const { room } = this.view;
        if (room) await room;
      }
      throw new ProjectionStopped("The view is closed.");
    } catch (error) {
      this.failure =
        error instanceof ProjectionStopped
          ? error
          : new ProjectionStopped(`The log cannot be followed: ${String(error)}`, { cause: error });
      for (const waiter of this.waiters) waiter.reject(this.failure);
      this.waiters.clear();
    }
  }

  private release(position: Position): void {
    for (const waiter of this.waiters) {
      if (waiter.position > position) continue;
      this.waiters.delete(waiter);
      waiter.resolve();
    }
  }

  /**
   * Resolves when the view holds everything up to a log position, such as one's own write.
   *
   * @throws ProjectionStopped
   */
  waitFor(position: Position | undefined): Promise<void> {
    if (this.failure) return Promise.reject(this.failure);
    if (position === undefined || (this.view.position ?? -1) >= position) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.waiters.add({ position, resolve, reject });
    });
  }

  /** Resolves when everything that is in the log now is in the view. */
  async caughtUp(): Promise<void> {
    if (this.failure) throw this.failure;
    try {
      await Promise.race([this.subscription.untilCaughtUp(), this.running]);
    } catch {
      // The subscription ends because the view has stopped: that is what there is to say, and why.
      await this.running;
    }
    if (this.failure) throw this.failure;
  }

  async close(): Promise<void> {
    await this.subscription.close();
    await this.running;
  }
}
