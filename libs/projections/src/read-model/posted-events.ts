import type { Day } from "#domain/calendar.ts";
import type { LedgerEvent } from "#domain/ledger-event.ts";
import { effectiveDateOf, transfersOf } from "#domain/transfers.ts";
import type { StoredEvent } from "#event-store/event-store.ts";
import type { PostingDates } from "../posting-dates.ts";
import type { PostedEvent } from "./part.ts";

/** The log cannot be read on past this event: it is not known, or something in it cannot be. */
export class PoisonedEvent extends Error {
  override readonly name = "PoisonedEvent";
  readonly event: StoredEvent;

  constructor(event: StoredEvent, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `Event ${event.type} at position ${event.position} (${event.stream}, revision ${event.revision}) cannot be applied: ${reason}`,
      { cause },
    );
    this.event = event;
  }
}

/**
 * Reads the transfer table and derives the posting date of each event, in log order.
 *
 * @throws PoisonedEvent
 */
export function post(stored: StoredEvent, dates: PostingDates): PostedEvent {
  try {
    const event = { type: stored.type, data: stored.data } as LedgerEvent;
    if (event.type === "PeriodClosed") {
      const before = dates.voidClosings.length;
      dates.close(event.data, stored.position);
      return { stored, transfers: [], voidClosing: dates.voidClosings.length > before };
    }
    const transfers = transfersOf(event);
    if (transfers.length === 0) return { stored, transfers, voidClosing: false };
    const effectiveOn: Day = effectiveDateOf(event);
    const postingOn = dates.postingDate(effectiveOn, stored.position);
    return { stored, transfers, dates: { effectiveOn, postingOn }, voidClosing: false };
  } catch (error) {
    throw new PoisonedEvent(stored, error);
  }
}
