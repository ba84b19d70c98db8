import type { Position } from "#event-store/event-store.ts";
import type { DatabaseUnavailable } from "../database-unavailable.ts";
import type { ProjectionStopped } from "../projector.ts";

/** What keeps a read model up to date, on this thread or on one of its own. */
export interface Following {
  /** The log position that the read model holds for; -1 before the first event. */
  readonly position: Position;
  /** Why it stopped, when it has: somebody has to look. */
  readonly stopped: ProjectionStopped | undefined;
  /** Why it does not get on just now, while it tries again. */
  readonly trouble: DatabaseUnavailable | undefined;
  /**
   * Resolves when the read model holds a position, such as one's own write.
   *
   * @throws ProjectionStopped, ReadModelBehind when it takes longer than `patience` milliseconds
   * @throws DatabaseUnavailable at once while what keeps it from getting there is known and lasts
   */
  waitFor(position: Position | undefined, patience?: number): Promise<void>;
  /** The read model itself stays open: it is its owner's to close. */
  close(): Promise<void>;
}

/** Milliseconds that a reader waits if it does not say. */
export const PATIENCE = 10_000;
