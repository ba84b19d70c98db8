import { COUNTER_ACCOUNTS, type Place, type Transfer, guardianStream } from "./accounts.ts";
import { type Cells, assertCovered, book, emptySeries, firstDayCovering, placeKey } from "./balances.ts";
import { type Day, addDays, laterOf } from "./calendar.ts";
import type { EventDraft } from "./decider.ts";
import type { Actor, Cause, EntryReversed, FundsArrived, OriginalEntry } from "./event.ts";
import { negate, sum } from "./money.ts";
import { RuleError, invariant } from "./rule-error.ts";
import { effectiveDateOf, opposite, transfersOf } from "./transfers.ts";

/**
 * What every stream that guards money keeps: its accounts over effective dates, the causes whose arrivals
 * it has taken, and the entries that it has reversed. All of it is derived from the transfer table.
 */
export interface GuardedBooks {
  readonly stream: string;
  readonly cells: Cells;
  readonly causes: Set<string>;
  readonly reversed: Set<string>;
}

export function openBooks(stream: string): GuardedBooks {
  return { stream, cells: new Map(), causes: new Set(), reversed: new Set() };
}

function guardedBy(books: GuardedBooks): (place: Place) => boolean {
  return (place) => guardianStream(place) === books.stream;
}

/** Books an event of this stream, in place. */
export function bookEvent(books: GuardedBooks, event: EventDraft): void {
  const guards = guardedBy(books);
  const data = event.data as Partial<EntryReversed["data"]>;
  if (data.cause !== undefined) books.causes.add(data.cause.eventId);
  if (event.type === "FundsArrived") {
    const { arrived, effectiveOn } = (event as FundsArrived).data;
    for (const { from, to, amount } of arrived) {
      if (guards(from)) book(books.cells, from, effectiveOn, negate(amount));
      if (guards(to)) book(books.cells, to, effectiveOn, amount);
    }
    return;
  }
  if (data.original !== undefined) books.reversed.add(data.original.eventId);
  const transfers = transfersOf(event);
  if (transfers.length === 0) return;
  const effectiveOn = effectiveDateOf(event);
  for (const { from, to, amount } of transfers) {
    if (guards(from)) book(books.cells, from, effectiveOn, negate(amount));
    if (guards(to)) book(books.cells, to, effectiveOn, amount);
  }
}

/**
 * The last gate of every decision on money: the money leaves accounts that this stream guards, and none of
 * them falls below zero on any day from the entry's own on. Runs in production too.
 *
 * @throws RuleError `account-below-zero`
 */
export function covered<Event extends EventDraft>(books: GuardedBooks, events: Event[]): Event[] {
  const guards = guardedBy(books);
  const entries = events.flatMap((event) => {
    const transfers = transfersOf(event);
    if (transfers.length === 0) return [];
    for (const { from } of transfers) {
      invariant(
        // A counter-account has no floor that its guardian would keep: what it lets in, the grant may decide.
        guards(from) || COUNTER_ACCOUNTS.has(from.account),
        `${event.type} is decided where ${from.account} is guarded, not in ${books.stream}`,
      );
    }
    return { transfers, effectiveOn: effectiveDateOf(event) };
  });
  assertCovered(books.cells, entries, guards);
  return events;
}

/** What a policy tells a stream: money that another stream's event sent to its accounts. */
export interface RecordArrival {
  readonly type: "record-arrival";
  readonly cause: Cause;
  readonly arrived: readonly Transfer[];
  readonly effectiveOn: Day;
  readonly takesFundingAlong?: true;
}

/** Never refused, and taken once per cause. */
export function decideArrival(books: GuardedBooks | undefined, command: RecordArrival): FundsArrived[] {
  if (books?.causes.has(command.cause.eventId)) return [];
  const { type: _, ...data } = command;
  return [{ type: "FundsArrived", data }];
}

export interface ReverseEntry {
  readonly type: "reverse-entry";
  readonly original: OriginalEntry;
  readonly reason: string;
  readonly by: Actor;
  /** The last day of the closed books, when any period is closed. */
  readonly closedThrough?: Day;
  /** Set by a policy that follows a reversal in another stream. */
  readonly cause?: Cause;
}

/**
 * Decides the exact opposite of an entry, once (DOMAIN: Guardians, Time, Invariants).
 *
 * It takes effect on the original's date while that period is open, else on the first open day; or, when the
 * money was elsewhere in between (an order that was made and then cancelled stands on the approval for those
 * days), on the first later day from which it is there to leave.
 *
 * @throws RuleError `reversal-of-reversal`, `nothing-to-reverse`, `already-reversed`, `reversal-elsewhere`
 */
export function decideReversal(books: GuardedBooks, command: ReverseEntry): EntryReversed[] {
  const { original, reason, by, closedThrough, cause } = command;
  if (cause !== undefined && books.causes.has(cause.eventId)) return [];
  if (original.type === "EntryReversed") {
    throw new RuleError(
      "reversal-of-reversal",
      "A reversal is never reversed: record the entry anew instead.",
      { field: "entry", figures: { entry: original.eventId } },
    );
  }
  const transfers = transfersOf(original).map(opposite);
  if (transfers.length === 0) {
    throw nothingToReverse(original);
  }
  if (books.reversed.has(original.eventId)) {
    throw new RuleError(
      "already-reversed",
      `${original.type} is already reversed; an entry is reversed once.`,
      {
        field: "entry",
        figures: { entry: original.eventId, type: original.type },
      },
    );
  }
  const elsewhere = transfers.find(({ from }) => guardianStream(from) !== books.stream);
  if (elsewhere) {
    throw new RuleError(
      "reversal-elsewhere",
      `${original.type} is reversed where the money stands now: in ${guardianStream(elsewhere.from)}.`,
      { field: "entry", figures: { entry: original.eventId, stream: guardianStream(elsewhere.from) } },
    );
  }
  const firstOpen = closedThrough === undefined ? undefined : addDays(closedThrough, 1);
  const originalDate = effectiveDateOf(original);
  const earliest = firstOpen === undefined ? originalDate : laterOf(originalDate, firstOpen);
  const effectiveOn = firstDayThere(books, transfers, earliest);
  return covered(books, [
    {
      type: "EntryReversed",
      data: { original, reason, by, effectiveOn, ...(cause === undefined ? {} : { cause }) },
    },
  ]);
}

function firstDayThere(books: GuardedBooks, transfers: readonly Transfer[], earliest: Day): Day {
  const byPlace = Map.groupBy(transfers, ({ from }) => placeKey(from));
  return [...byPlace].reduce((date, [key, leaving]) => {
    const series = books.cells.get(key)?.series ?? emptySeries();
    // Where there is no such day the entry's own stays, and the refusal names what is missing on it; a
    // counter-account, which is never above zero, has none and needs none.
    return firstDayCovering(series, date, sum(leaving.map(({ amount }) => amount))) ?? date;
  }, earliest);
}

export function nothingToReverse({ eventId, type }: OriginalEntry): RuleError {
  return new RuleError("nothing-to-reverse", `${type} moved no money, so there is nothing to reverse.`, {
    field: "entry",
    figures: { entry: eventId, type },
  });
}

/** The stream in which an entry is reversed: the guardian of the accounts that its money went to. */
export function streamOfReversal(original: OriginalEntry): string | undefined {
  const [first] = transfersOf(original);
  return first === undefined ? undefined : guardianStream(first.to);
}
