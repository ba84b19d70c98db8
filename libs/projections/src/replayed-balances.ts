import type { EventStore, StoredEvent } from "#event-store/event-store.ts";
import { BalanceFolds } from "./balance-fold.ts";
import { PostingDates } from "./posting-dates.ts";
import { post } from "./read-model/posted-events.ts";

/**
 * Every balance from the log alone, on both axes of time, and nothing else: what an auditor replays, and what a
 * read model is held against.
 */
export class ReplayedBalances {
  readonly #folds = new BalanceFolds();
  readonly byEffectiveDate = this.#folds.byEffectiveDate;
  readonly byPostingDate = this.#folds.byPostingDate;
  readonly #dates = new PostingDates();

  /** @throws PoisonedEvent for one that cannot be read or is not known: never skip in a ledger */
  apply(event: StoredEvent): void {
    const { transfers, dates } = post(event, this.#dates);
    if (dates !== undefined) this.#folds.apply(transfers, dates.effectiveOn, dates.postingOn);
  }
}

export interface Replay {
  /** The last instant that counts, in UTC: what was recorded later is left out. */
  readonly knownAt?: string;
  /** Is told how many events have been read. */
  readonly onEvent?: (read: number) => void;
}

/**
 * Replays a log to balances.
 *
 * @throws PoisonedEvent, StoreUnavailable
 */
export async function replayBalances(
  store: Pick<EventStore, "readAll">,
  { knownAt, onEvent = () => undefined }: Replay = {},
): Promise<ReplayedBalances> {
  const balances = new ReplayedBalances();
  let read = 0;
  for await (const event of store.readAll()) {
    // Moments do not go back in a log.
    if (knownAt !== undefined && event.recordedAt > knownAt) break;
    balances.apply(event);
    onEvent(++read);
  }
  return balances;
}
