import type { Position } from "#event-store/event-store.ts";
import type { Following } from "#projections/read-model/following.ts";
import { LiveReadModel } from "#projections/read-model/live-read-model.ts";
import type { Reading } from "#projections/read-model/part.ts";
import { ProjectionThread } from "#projections/read-model/projection-thread.ts";
import { positionKnownAt } from "#projections/read-model/queries/known-at.ts";
import type { AsOf } from "#projections/read-model/queries/sums.ts";
import { ReadModelFollower } from "#projections/read-model/read-model-follower.ts";
import type { DataFolder } from "../data-folder/data-folder.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { Answer } from "../platform/answer.ts";
import type { AsOfAsked } from "./asked-time.ts";

/** Threads that read, beside the one that keeps the read model up to date: more would only wait for each other on a small machine. */
const READING_THREADS = 2;

/** How far the read model has come, for the health check. */
export interface ReadSideState {
  readonly position: Position;
  /** Somebody has to look. */
  readonly stopped: Error | undefined;
  /** It tries again by itself. */
  readonly trouble: Error | undefined;
  /** Whether it holds everything that the ledger knew when it was opened. */
  readonly caughtUp: boolean;
}

/**
 * The read model of a ledger with what keeps it up to date. Questions are answered from one state of it,
 * which holds at least what this process has written.
 */
export class ReadSide {
  readonly #ledger: Ledger;
  readonly #live: LiveReadModel;
  readonly #following: Following;
  readonly #head: Position;

  private constructor(ledger: Ledger, live: LiveReadModel, following: Following) {
    this.#ledger = ledger;
    this.#live = live;
    this.#following = following;
    this.#head = ledger.view.position ?? -1;
  }

  /** Without a folder the read model is kept in memory. It fills while questions wait. */
  static async over(ledger: Ledger, folder?: DataFolder): Promise<ReadSide> {
    if (folder === undefined) {
      const live = await LiveReadModel.inMemory();
      return new ReadSide(ledger, live, await ReadModelFollower.start(ledger.store, live));
    }
    const { log, readModel } = folder;
    const { following, live } = await ProjectionThread.start({ log, folder: readModel }, READING_THREADS);
    return new ReadSide(ledger, live, following);
  }

  /**
   * Answers a question about the state that holds what this process has written.
   *
   * @throws ProjectionStopped, ReadModelBehind when the read model does not get there
   */
  async read<Result>(question: (db: Reading, position: Position) => Promise<Result>): Promise<Result> {
    await this.waitFor(this.#ledger.lastWritten ?? this.#head);
    return this.#live.read(question);
  }

  /** Answers with a body that tells as of when it holds, and with the log position in its headers. */
  answer(
    { effective, knownAt, axis = "effective" }: AsOfAsked,
    question: (db: Reading, asOf: AsOf) => Promise<object>,
  ): Promise<Answer> {
    return this.read(async (db, position) => {
      const asOf: AsOf = {
        axis,
        ...(effective === undefined ? {} : { on: effective }),
        ...(knownAt === undefined ? {} : { knownPosition: await positionKnownAt(db, knownAt) }),
      };
      const body = { ...(await question(db, asOf)), axis, effective, knownAt };
      return new Answer(body, { position: position < 0 ? undefined : position });
    });
  }

  /** Resolves when the read model holds a position, such as one that another instance has written. */
  waitFor(position: Position): Promise<void> {
    return this.#following.waitFor(position);
  }

  get state(): ReadSideState {
    const { position, stopped, trouble } = this.#following;
    return { position, stopped, trouble, caughtUp: position >= this.#head };
  }

  /** The ledger stays open: it is its owner's to close. */
  async close(): Promise<void> {
    await this.#following.close();
    await this.#live.close();
  }
}
