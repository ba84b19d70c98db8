import { anslagspostStream } from "../accounts.ts";
import { balanceAt } from "../balances.ts";
import { day } from "../calendar.ts";
import type { Decider } from "../decider.ts";
import {
  type GuardedBooks,
  bookEvent,
  covered,
  decideArrival,
  decideReversal,
  openBooks,
} from "../guarded-books.ts";
import {
  LARGEST_AMOUNT,
  type Ore,
  ZERO,
  formatAmount,
  notNegative,
  positive,
  subtract,
  sum,
} from "../money.ts";
import { RuleError } from "../rule-error.ts";
import { transfersOf } from "../transfers.ts";
import type { Allocate, AnslagspostCommand, ReduceLineFunding } from "./commands.ts";
import type { AnslagspostEvent, AppropriationMoved } from "./events.ts";
import { type HeldCommitments, followHeld, freeToLeave, leavingHeld } from "./held-commitments.ts";
import { type LineRooms, assertRoom, followRooms, movesAway, roomFor } from "./line-rooms.ts";
import { type FundingKey, describeFunding, fundingParts } from "./funding-key.ts";

export interface AnslagspostState {
  /** Undefined until the stream has an event. */
  funding: FundingKey | undefined;
  /** False while only line funding has arrived: nobody has granted the post anything. */
  granted: boolean;
  books: GuardedBooks | undefined;
  readonly rooms: LineRooms;
  readonly held: HeldCommitments;
}

/** The decider of one anslag, anslagspost or delpost: the same rules hold on all three levels. */
export const anslagspost: Decider<AnslagspostCommand, AnslagspostEvent, AnslagspostState> = {
  initialState: () => ({
    funding: undefined,
    granted: false,
    books: undefined,
    rooms: new Map(),
    held: new Map(),
  }),
  evolve,
  decide,
};

function evolve(state: AnslagspostState, event: AnslagspostEvent): AnslagspostState {
  const funding = state.funding ?? fundingOf(event);
  state.funding = funding;
  state.books ??= openBooks(anslagspostStream(funding));
  if (event.type === "AppropriationGranted" || event.type === "AppropriationMoved") state.granted = true;
  bookEvent(state.books, event);
  followRooms(state.rooms, event);
  followHeld(state.held, event);
  return state;
}

function fundingOf(event: AnslagspostEvent): FundingKey {
  if (event.type === "AppropriationMoved")
    return event.data.direction === "out" ? event.data.from : event.data.to;
  if (event.type === "FundsArrived" || event.type === "EntryReversed") {
    const places = event.type === "FundsArrived" ? event.data.arrived : transfersOf(event);
    const funding = places[0]?.to.funding ?? places[0]?.from.funding;
    if (funding === undefined) throw new Error(`${event.type} names no anslagspost.`);
    return funding;
  }
  return event.data.funding;
}

function decide(command: AnslagspostCommand, state: AnslagspostState): AnslagspostEvent[] {
  switch (command.type) {
    case "grant-appropriation": {
      const { funding, name, kind, decision, by, effectiveOn } = command;
      // Of a post that the ledger takes over in mid-year there may be nothing left that is not allocated.
      const amount =
        kind === "overdraft_used_last_year" ? positive(command.amount) : notNegative(command.amount);
      const books =
        kind === "overdraft_used_last_year" ? grantedBooks(state, funding) : booksOf(state, funding);
      if (kind !== "overdraft_used_last_year") assertHolds(state, funding, amount);
      return leavingHeld(state.held, books, [
        { type: "AppropriationGranted", data: { funding, name, kind, amount, decision, by, effectiveOn } },
      ]);
    }
    case "adjust-appropriation": {
      const { funding, kind, direction, decision, by, effectiveOn } = command;
      const amount = positive(command.amount);
      if (direction === "increase") assertHolds(state, funding, amount);
      return leavingHeld(state.held, grantedBooks(state, funding), [
        {
          type: "AppropriationAdjusted",
          data: { funding, kind, direction, amount, decision, by, effectiveOn },
        },
      ]);
    }
    case "move-appropriation": {
      const { moveId, from, to, decision, by, effectiveOn } = command;
      if (from === to) {
        throw new RuleError("move-to-itself", `An appropriation moves between two posts; both are ${from}.`, {
          field: "to",
          figures: { from, to },
        });
      }
      const amount = positive(command.amount);
      return leavingHeld(state.held, grantedBooks(state, from), [
        {
          type: "AppropriationMoved",
          data: { moveId, direction: "out", from, to, amount, decision, by, effectiveOn },
        },
      ]);
    }
    case "take-moved-appropriation": {
      const { moveId, from, to, amount, decision, by, effectiveOn, cause } = command;
      if (state.books?.causes.has(cause.eventId)) return [];
      return covered(booksOf(state, to), [
        {
          type: "AppropriationMoved",
          data: { moveId, direction: "in", from, to, amount, decision, by, effectiveOn, cause },
        },
      ]);
    }
    case "withdraw-appropriation": {
      const { funding, decision, by, effectiveOn } = command;
      const amount = positive(command.amount);
      return leavingHeld(state.held, grantedBooks(state, funding), [
        { type: "AppropriationWithdrawn", data: { funding, amount, decision, by, effectiveOn } },
      ]);
    }
    case "close-year":
      return closeYear(state, command);
    case "record-line-funding": {
      const { funding, agreement, line, amount, cause } = command;
      if (state.books?.causes.has(cause.eventId)) return [];
      return [{ type: "LineFundingArrived", data: { funding, agreement, line, amount, cause } }];
    }
    case "record-moved-commitment": {
      const { type: _, ...data } = command;
      return state.books?.causes.has(data.cause.eventId) ? [] : [{ type: "CommitmentMoved", data }];
    }
    case "reduce-line-funding":
      return reduceLineFunding(state, command);
    case "allocate":
      return allocate(state, command);
    case "record-arrival":
      return decideArrival(state.books, command);
    case "reverse-entry": {
      const { original, cause } = command;
      const moved =
        original.type === "AppropriationMoved" ? (original as AppropriationMoved).data : undefined;
      if (moved?.direction === "out" && cause === undefined) {
        throw new RuleError(
          "reversal-elsewhere",
          `A moved appropriation is reversed where the money arrived: on ${moved.to}.`,
          { field: "entry", figures: { entry: original.eventId, anslagspost: moved.to } },
        );
      }
      const pair = movesAway(original);
      if (pair && cause === undefined) {
        throw new RuleError(
          "reversal-elsewhere",
          `The commitment moved to ${pair.movesTo} as one pair: reduce or reverse it there, and allocate anew here.`,
          { field: "entry", figures: { entry: original.eventId, anslagspost: pair.movesTo } },
        );
      }
      const reversal = decideReversal(grantedBooks(state), command);
      // A commitment that its new post refused comes back with the funding that it took along.
      if (!pair) {
        leavingHeld(state.held, grantedBooks(state), reversal);
        for (const transfer of reversal.flatMap((event) => transfersOf(event)))
          assertRoom(state.rooms, transfer);
      }
      return reversal;
    }
  }
}

/**
 * What a post was granted in all stays far below what sums are exact for: money that arrives, which can never
 * be refused, then always has room.
 *
 * @throws RuleError `appropriation-too-large`
 */
export function assertHolds(state: AnslagspostState, funding: FundingKey, amount: Ore): void {
  const granted = state.books ? balanceAt(state.books.cells, { account: "appropriation", funding }) : ZERO;
  const total = subtract(amount, granted);
  if (total <= LARGEST_AMOUNT) return;
  throw new RuleError(
    "appropriation-too-large",
    `${funding} would be granted ${formatAmount(total)} in all; a post holds at most ${formatAmount(LARGEST_AMOUNT)}.`,
    {
      field: "amount",
      figures: {
        granted: formatAmount(subtract(ZERO, granted)),
        asked: formatAmount(amount),
        largest: formatAmount(LARGEST_AMOUNT),
      },
    },
  );
}

function closeYear(
  state: AnslagspostState,
  command: AnslagspostCommand & { type: "close-year" },
): AnslagspostEvent[] {
  const { funding, carriedOver, decision, by } = command;
  const books = grantedBooks(state, funding);
  const lastDay = day(`${fundingParts(funding).budgetYear}-12-31`);
  const left = freeToLeave(state.held, books, funding, lastDay);
  if (carriedOver < 0 || carriedOver > left) {
    throw new RuleError(
      "carried-over-exceeds-available",
      `carriedOver must lie between 0.00 and what is available on ${lastDay}, ${formatAmount(left)}, not ${formatAmount(carriedOver)}.`,
      { field: "carriedOver", figures: { available: formatAmount(left), asked: formatAmount(carriedOver) } },
    );
  }
  const withdrawn = subtract(left, carriedOver);
  return leavingHeld(state.held, books, [
    { type: "YearClosed", data: { funding, carriedOver, withdrawn, decision, by, effectiveOn: lastDay } },
  ]);
}

function reduceLineFunding(state: AnslagspostState, command: ReduceLineFunding): AnslagspostEvent[] {
  const { funding, agreement, line, reason, by, on } = command;
  const amount = positive(command.amount);
  const { funded, allocated } = roomFor(state.rooms, agreement, line);
  const unused = subtract(funded, allocated);
  if (amount > unused) {
    throw new RuleError(
      "funding-below-allocated",
      `The funding of line ${line} from ${funding} is ${formatAmount(funded)}, of which ${formatAmount(allocated)} is allocated: it can be lowered by at most ${formatAmount(unused)}, not ${formatAmount(amount)}.`,
      {
        field: "amount",
        figures: {
          funded: formatAmount(funded),
          allocated: formatAmount(allocated),
          unused: formatAmount(unused),
          asked: formatAmount(amount),
        },
      },
    );
  }
  return [{ type: "LineFundingReduced", data: { funding, agreement, line, amount, reason, by, on } }];
}

/** Never above the line's decided funding, never above what is available from the effective date on. */
function allocate(state: AnslagspostState, command: Allocate): AnslagspostEvent[] {
  const { funding, agreement, line, allocations, decision, by, effectiveOn } = command;
  const { distribution, cause, movedFrom } = command;
  if (cause !== undefined && state.books?.causes.has(cause.eventId)) return [];
  const books = grantedBooks(state, funding);
  const total = sum(allocations.map(({ amount }) => amount));
  positive(total, "allocations");
  const { funded, allocated } = roomFor(state.rooms, agreement, line);
  const room = subtract(funded, allocated);
  // A commitment that moves here brings the funding that it had.
  if (movedFrom === undefined && total > room) {
    throw new RuleError(
      "allocation-exceeds-line-funding",
      `Line ${line} of ${agreement} has ${formatAmount(funded)} decided from ${funding}, of which ${formatAmount(allocated)} is allocated: ${formatAmount(room)} is left, ${formatAmount(total)} was asked for.`,
      {
        field: "allocations",
        figures: {
          line,
          anslagspost: funding,
          funded: formatAmount(funded),
          allocated: formatAmount(allocated),
          left: formatAmount(room),
          asked: formatAmount(total),
        },
      },
    );
  }
  const available = freeToLeave(state.held, books, funding, effectiveOn);
  if (total > available) {
    throw new RuleError(
      "allocation-exceeds-available",
      `${describeFunding(funding)} has ${formatAmount(available)} available from ${effectiveOn} on; ${formatAmount(total)} was asked for.`,
      {
        field: "allocations",
        figures: { anslagspost: funding, available: formatAmount(available), asked: formatAmount(total) },
      },
    );
  }
  return leavingHeld(
    state.held,
    books,
    allocations
      .filter(({ amount }) => amount !== 0)
      .map(({ allocationId, recipient, amount }) => ({
        type: "AllocationDecided",
        data: {
          allocationId,
          funding,
          agreement,
          line,
          recipient,
          amount: positive(amount),
          decision,
          by,
          effectiveOn,
          ...(distribution === undefined ? {} : { distribution }),
          ...(cause === undefined ? {} : { cause }),
          ...(movedFrom === undefined ? {} : { movedFrom }),
        },
      })),
  );
}

/** How much of the line's ceiling on this post is not allocated (öre); below zero never. */
export function unusedFunding(state: AnslagspostState, agreement: string, line: string): Ore {
  const { funded, allocated } = roomFor(state.rooms, agreement, line);
  return subtract(funded, allocated);
}

function booksOf(state: AnslagspostState, funding: FundingKey): GuardedBooks {
  return state.books ?? openBooks(anslagspostStream(funding));
}

/** @throws RuleError `anslagspost-unknown` when no appropriation was ever granted to the post */
function grantedBooks(state: AnslagspostState, funding?: FundingKey): GuardedBooks {
  if (state.books === undefined || !state.granted) {
    throw new RuleError(
      "anslagspost-unknown",
      `No appropriation is registered on ${funding ?? "this anslagspost"}: register the appropriation decision first.`,
      { field: "anslagspost", figures: funding === undefined ? {} : { anslagspost: funding } },
    );
  }
  return state.books;
}
