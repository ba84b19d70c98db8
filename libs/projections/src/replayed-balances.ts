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

/**
 * Replays the whole log to balances; `onEvent` is told how many events have been read.
 *
 * @throws PoisonedEvent, StoreUnavailable
 */
export async function replayBalances(
  store: EventStore,
  onEvent: (read: number) => void = () => undefined,
): Promise<ReplayedBalances> {
  const balances = new ReplayedBalances();
  let read = 0;
  for await (const event of store.readAll()) {
    balances.apply(event);
    onEvent(++read);
  }
  return balances;
}
