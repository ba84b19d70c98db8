import { type Day, LAST_DAY, addDays, laterOf } from "#domain/calendar.ts";
import type { PeriodClosed } from "#domain/periods/events.ts";

/** What deriving the next posting date needs of everything before it. */
export interface ClosedBooks {
  /** The last day of the closed books. */
  readonly closedThrough: Day | undefined;
  /** The last log position at which money moved; -1 before it did. */
  readonly lastMoneyPosition: number;
  /** Where closings stand that turned out void; left out by those who do not ask for them. */
  readonly voidClosings?: readonly number[];
}

/**
 * Derives posting dates in log order (DOMAIN, Time): the effective date if its period is open at the
 * event's place in the log, else the first open day. The charge year is the posting date's.
 *
 * A closing certifies the balances at a log position; if money moved between that position and the closing
 * itself, the closing is void: it closes nothing and is repeated.
 */
export class PostingDates {
  private closedThrough: Day | undefined;
  private lastMoneyPosition: number;
  private readonly voided: number[];

  /** @param from where to go on, when the log is not read from its beginning */
  constructor(from: ClosedBooks = { closedThrough: undefined, lastMoneyPosition: -1 }) {
    this.closedThrough = from.closedThrough;
    this.lastMoneyPosition = from.lastMoneyPosition;
    this.voided = [...(from.voidClosings ?? [])];
  }

  /** The last day of the closed books, at this place in the log. */
  get closed(): Day | undefined {
    return this.closedThrough;
  }

  get books(): Required<ClosedBooks> {
    const { closedThrough, lastMoneyPosition, voided } = this;
    return { closedThrough, lastMoneyPosition, voidClosings: [...voided] };
  }

  /** Log positions of closings that turned out void: those read here, and those that were given. */
  get voidClosings(): readonly number[] {
    return this.voided;
  }

  close(closing: PeriodClosed["data"], position: number): void {
    if (this.lastMoneyPosition > closing.asOfPosition) {
      this.voided.push(position);
      return;
    }
    this.closedThrough =
      this.closedThrough === undefined ? closing.through : laterOf(this.closedThrough, closing.through);
  }

  postingDate(effectiveOn: Day, position: number): Day {
    this.lastMoneyPosition = position;
    if (this.closedThrough === undefined) return effectiveOn;
    // After the last day there is none to post on; an entry that is in the log is posted all the same.
    const firstOpen = this.closedThrough === LAST_DAY ? LAST_DAY : addDays(this.closedThrough, 1);
    return laterOf(effectiveOn, firstOpen);
  }
}
