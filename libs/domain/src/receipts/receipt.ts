import { receiptStream } from "../accounts.ts";
import { freeAt } from "../balances.ts";
import type { Day } from "../calendar.ts";
import type { Decider } from "../decider.ts";
import type { Actor, Cause } from "../event.ts";
import {
  type GuardedBooks,
  type ReverseEntry,
  bookEvent,
  covered,
  decideReversal,
  openBooks,
} from "../guarded-books.ts";
import { type Ore, formatAmount, positive } from "../money.ts";
import { RuleError } from "../rule-error.ts";
import type { ReceiptEvent, ReceiptPlaced, ReceiptRecorded } from "./events.ts";

export type RecordReceipt = { readonly type: "record-receipt" } & ReceiptRecorded["data"];
/** A placing takes effect on the bank date: the state has had the money since then, whenever the desk got to it. */
export type PlaceReceipt = { readonly type: "place-receipt" } & Omit<ReceiptPlaced["data"], "effectiveOn">;

/** By policy: the grant refused, or its repayment was reversed. */
export interface ReturnPlacement {
  readonly type: "return-placement";
  readonly receipt: string;
  readonly placementId: string;
  readonly reason: string;
  readonly cause: Cause;
  readonly effectiveOn: Day;
}

export interface RefundReceipt {
  readonly type: "refund-receipt";
  readonly receipt: string;
  readonly amount: Ore;
  readonly reason: string;
  readonly by: Actor;
  readonly effectiveOn: Day;
}

export type ReceiptCommand = RecordReceipt | PlaceReceipt | ReturnPlacement | RefundReceipt | ReverseEntry;

export interface ReceiptState {
  recorded: ReceiptRecorded["data"] | undefined;
  books: GuardedBooks | undefined;
  /** Placings that stand: not returned. */
  readonly placements: Map<string, ReceiptPlaced["data"]>;
}

/** The decider of one bank entry. A second entry with the same bank reference is the same stream. */
export const receipt: Decider<ReceiptCommand, ReceiptEvent, ReceiptState> = {
  initialState: () => ({ recorded: undefined, books: undefined, placements: new Map() }),
  evolve,
  decide,
};

function evolve(state: ReceiptState, event: ReceiptEvent): ReceiptState {
  switch (event.type) {
    case "ReceiptRecorded":
      state.recorded = event.data;
      state.books = openBooks(receiptStream(event.data.receipt));
      break;
    case "ReceiptPlaced":
      state.placements.set(event.data.placementId, event.data);
      break;
    case "PlacementReturned":
      state.placements.delete(event.data.placementId);
      break;
  }
  if (state.books) bookEvent(state.books, event);
  return state;
}

function decide(command: ReceiptCommand, state: ReceiptState): ReceiptEvent[] {
  switch (command.type) {
    case "record-receipt": {
      const { type: _, ...data } = command;
      positive(data.amount);
      if (state.recorded) {
        const { amount, effectiveOn } = state.recorded;
        if (amount === data.amount && effectiveOn === data.effectiveOn) {
          throw new RuleError(
            "receipt-exists",
            `Bank entry ${data.receipt} of ${formatAmount(amount)} on ${effectiveOn} is recorded already: a file read twice changes nothing.`,
            { field: "receipt", figures: { receipt: data.receipt, amount: formatAmount(amount) } },
          );
        }
        throw new RuleError(
          "receipt-reference-reused",
          `Bank reference ${data.receipt} is recorded as ${formatAmount(amount)} on ${effectiveOn}; this one says ${formatAmount(data.amount)} on ${data.effectiveOn}.`,
          {
            field: "receipt",
            figures: {
              receipt: data.receipt,
              recorded: formatAmount(amount),
              given: formatAmount(data.amount),
            },
          },
        );
      }
      return covered(openBooks(receiptStream(data.receipt)), [{ type: "ReceiptRecorded", data }]);
    }
    case "place-receipt": {
      const { type: _, ...placing } = command;
      const books = booksOf(state, placing.receipt);
      const effectiveOn = bankDateOf(state, placing.receipt);
      assertUnplaced(state, placing.receipt, positive(placing.amount), effectiveOn, "placed");
      return covered(books, [{ type: "ReceiptPlaced", data: { ...placing, effectiveOn } }]);
    }
    case "return-placement": {
      const { receipt: id, placementId, reason, cause, effectiveOn } = command;
      const books = booksOf(state, id);
      if (books.causes.has(cause.eventId)) return [];
      const placement = state.placements.get(placementId);
      if (!placement) return [];
      const { amount } = placement;
      return covered(books, [
        { type: "PlacementReturned", data: { receipt: id, placementId, amount, reason, cause, effectiveOn } },
      ]);
    }
    case "refund-receipt": {
      const { type: _, ...data } = command;
      assertUnplaced(state, data.receipt, positive(data.amount), data.effectiveOn, "refunded");
      return covered(booksOf(state, data.receipt), [{ type: "ReceiptRefunded", data }]);
    }
    case "reverse-entry": {
      if (command.original.type === "ReceiptPlaced") {
        throw new RuleError(
          "reversal-elsewhere",
          "A placed receipt returns to the queue when its repayment is reversed in the grant.",
          { field: "entry", figures: { entry: command.original.eventId } },
        );
      }
      if (command.original.type === "PlacementReturned") {
        throw new RuleError(
          "reversal-elsewhere",
          "A returned placing is not taken back: place the receipt anew, so that the grant decides on it.",
          { field: "entry", figures: { entry: command.original.eventId } },
        );
      }
      return decideReversal(booksOf(state, "this receipt"), command);
    }
  }
}

/** @throws RuleError `receipt-unknown`, `receipt-exceeds-unplaced` */
function assertUnplaced(state: ReceiptState, id: string, amount: Ore, on: Day, verb: string): void {
  const unplaced = freeAt(booksOf(state, id).cells, { account: "unplaced", receipt: id }, on);
  if (amount > unplaced) {
    throw new RuleError(
      "receipt-exceeds-unplaced",
      `${formatAmount(unplaced)} of receipt ${id} waits to be placed from ${on} on; ${formatAmount(amount)} cannot be ${verb}.`,
      {
        field: "amount",
        figures: { receipt: id, unplaced: formatAmount(unplaced), asked: formatAmount(amount) },
      },
    );
  }
}

function bankDateOf(state: ReceiptState, id: string): Day {
  return state.recorded?.effectiveOn ?? unknownReceipt(id);
}

function unknownReceipt(id: string): never {
  throw new RuleError("receipt-unknown", `No bank entry ${id} is recorded.`, {
    field: "receipt",
    figures: { receipt: id },
  });
}

function booksOf(state: ReceiptState, id: string): GuardedBooks {
  return state.books ?? unknownReceipt(id);
}
