import { balanceAt } from "#domain/balances.ts";
import { kindOf } from "#domain/ledger-command.ts";
import { ZERO, formatAmount } from "#domain/money.ts";
import { type ReceiptState, receipt } from "#domain/receipts/receipt.ts";
import type { ReceiptEvent } from "#domain/receipts/events.ts";
import { type Fold, eventOf } from "./folded-part.ts";
import { termsOf } from "./search-words.ts";
import type { Content } from "./versions.ts";
import { happenedOn } from "./work-days.ts";

/** Bank entries: what of each waits to be placed, and by what it is found. */
export const receiptsFold: Fold<ReceiptState> = {
  kind: "receipt",
  factsOf: ({ stored: { stream, type, data } }) =>
    kindOf(stream) === "receipt" ? [{ owner: stream, type, data }] : [],
  begin: () => receipt.initialState(),
  evolve: (state, fact) => receipt.evolve(state, eventOf(fact) as ReceiptEvent),
  rowsOf: (state, fact, recordedAt) => {
    const { recorded, books } = state;
    if (!recorded) return [];
    const { receipt: id, amount, sender = null, reference, caseNumber } = recorded;
    const unplaced = books ? balanceAt(books.cells, { account: "unplaced", receipt: id }) : ZERO;
    const waiting: Content<"work_items"> = {
      kind: "receipt_to_place",
      opened_on: happenedOn(fact, recordedAt),
      subject: id,
      agreement: null,
      recipient: null,
      line: null,
      amount: unplaced,
    };
    const entry: Content<"search_entries"> = {
      kind: "receipt",
      id,
      title: id,
      agreement: null,
      recipient: null,
      line: null,
      amount,
      terms: termsOf([id, sender, reference, caseNumber, formatAmount(amount)]),
    };
    return [
      {
        table: "work_items",
        item: "",
        rows: new Map(unplaced > 0 ? [["receipt_to_place", waiting]] : []),
      },
      { table: "search_entries", item: "receipt", rows: new Map([["", entry]]) },
    ];
  },
};
