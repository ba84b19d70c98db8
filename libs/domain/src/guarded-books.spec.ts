import type { Place } from "./accounts.ts";
import { balanceAt } from "./balances.ts";
import { day } from "./calendar.ts";
import type { Cause, FundsArrived, OriginalEntry } from "./event.ts";
import { bookEvent, covered, decideReversal, nothingToReverse, openBooks } from "./guarded-books.ts";
import { kronor } from "./money.ts";
import type { ReceiptPlaced, ReceiptRecorded } from "./receipts/events.ts";
import { InvariantError } from "./rule-error.ts";
import { AGREEMENT, POST } from "./testing/given-agreement.ts";

const effectiveOn = day("2014-02-03");
const receipt = "bg-1";
const RECEIPT = `receipt-${receipt}`;
const GRANT = `grant-${AGREEMENT}.skr`;

const recorded = (amount: number): ReceiptRecorded => ({
  type: "ReceiptRecorded",
  data: { receipt, amount: kronor(amount), by: "anna", effectiveOn },
});
const placed = (amount: number): ReceiptPlaced => ({
  type: "ReceiptPlaced",
  data: {
    ...{ receipt, placementId: "p1", agreement: AGREEMENT, recipient: "skr" },
    ...{ amount: kronor(amount), by: "anna", effectiveOn },
  },
});
const inGrant: Place = {
  ...{ account: "allocated", funding: POST, agreement: AGREEMENT, line: "a" },
  ...{ recipient: "skr", holder: "skr" },
};
const available: Place = { account: "available", funding: POST };
const cause = (eventId: string): Cause => ({ stream: "elsewhere", eventId, type: "Something" });
const arrived = (transfers: FundsArrived["data"]["arrived"]): FundsArrived => ({
  type: "FundsArrived",
  data: { cause: cause("e1"), arrived: transfers, effectiveOn },
});
const entry = (event: { readonly type: string; readonly data: object }, stream: string): OriginalEntry => ({
  ...event,
  eventId: "e-17",
  stream,
});
const reversing = (original: OriginalEntry) =>
  ({ type: "reverse-entry", original, reason: "wrong", by: "bo" }) as const;

describe("the books of a stream", () => {
  it("hold the accounts that it guards and no other stream's, of its own events and of arrivals", () => {
    const allocation = arrived([{ from: available, to: inGrant, amount: kronor(10) }]);
    const grant = openBooks(GRANT);
    const post = openBooks(`anslagspost-${POST}`);
    for (const books of [grant, post]) bookEvent(books, allocation);
    expect([...grant.cells.values()].map(({ place }) => place)).toEqual([inGrant]);
    expect([...post.cells.values()].map(({ place }) => place)).toEqual([available]);
    bookEvent(grant, {
      type: "AllocationReduced",
      data: {
        agreement: AGREEMENT,
        recipient: "skr",
        line: "a",
        funding: POST,
        amount: kronor(4),
        effectiveOn,
      },
    });
    expect([...grant.cells.values()].map(({ place }) => place)).toEqual([inGrant]);
    expect(balanceAt(grant.cells, inGrant)).toBe(kronor(6));
  });

  it("take what an opening lets in off the counter-account of its post", () => {
    const appropriation: Place = { account: "appropriation", funding: POST };
    const post = openBooks(`anslagspost-${POST}`);
    bookEvent(post, arrived([{ from: appropriation, to: inGrant, amount: kronor(10) }]));
    expect(balanceAt(post.cells, appropriation)).toBe(kronor(-10));
  });
});

describe("the last gate", () => {
  it("stops an event that moves less than nothing", () => {
    expect(() => covered(openBooks(RECEIPT), [recorded(-5)])).toThrow(InvariantError);
  });

  it("stops an event that takes money from where another stream guards it", () => {
    const books = openBooks("receipt-another");
    expect(() => covered(books, [placed(5)])).toThrow(InvariantError);
  });

  it("lets money in from a counter-account, whoever guards it", () => {
    expect(covered(openBooks("receipt-another"), [recorded(5)])).toHaveLength(1);
  });

  it("lets through what moves nothing, and knows an amount that came and left in one decision", () => {
    const withdrawn = { type: "PartyRenamed", data: {} };
    expect(covered(openBooks(RECEIPT), [withdrawn])).toEqual([withdrawn]);
    expect(covered(openBooks(RECEIPT), [recorded(5), placed(5)])).toHaveLength(2);
    expect(() => covered(openBooks(RECEIPT), [recorded(5), placed(6)])).toThrow(
      expect.objectContaining({ rule: "account-below-zero" }),
    );
  });
});

describe("a reversal", () => {
  const original = entry(recorded(5), RECEIPT);

  it("that follows one elsewhere keeps its cause, and is taken once", () => {
    const books = openBooks(RECEIPT);
    bookEvent(books, recorded(5));
    const command = { ...reversing(original), cause: cause("e-99") };
    const [reversal, ...more] = decideReversal(books, command);
    expect(more).toEqual([]);
    expect(reversal?.data).toStrictEqual({
      ...{ original, reason: "wrong", by: "bo", effectiveOn },
      cause: cause("e-99"),
    });
    if (reversal) bookEvent(books, reversal);
    expect(decideReversal(books, command)).toEqual([]);
  });

  it("of one's own has no cause", () => {
    const books = openBooks(RECEIPT);
    bookEvent(books, recorded(5));
    const [reversal] = decideReversal(books, reversing(original));
    expect(Object.keys(reversal?.data ?? {})).toEqual(["original", "reason", "by", "effectiveOn"]);
    if (reversal) bookEvent(books, reversal);
    expect(() => decideReversal(books, reversing(original))).toThrow(
      expect.objectContaining({
        rule: "already-reversed",
        details: { field: "entry", figures: { entry: "e-17", type: "ReceiptRecorded" } },
      }),
    );
  });

  it("is never reversed", () => {
    const reversal = entry({ type: "EntryReversed", data: { original } }, RECEIPT);
    expect(() => decideReversal(openBooks(RECEIPT), reversing(reversal))).toThrow(
      expect.objectContaining({
        rule: "reversal-of-reversal",
        details: { field: "entry", figures: { entry: "e-17" } },
      }),
    );
  });

  it("of what moved no money is nothing", () => {
    const renamed = entry({ type: "PartyRenamed", data: {} }, "party-skr");
    expect(() => decideReversal(openBooks("party-skr"), reversing(renamed))).toThrow(
      nothingToReverse(renamed),
    );
    expect(nothingToReverse(renamed)).toMatchObject({
      rule: "nothing-to-reverse",
      details: { field: "entry", figures: { entry: "e-17", type: "PartyRenamed" } },
    });
  });

  it("is decided where the money stands", () => {
    expect(() => decideReversal(openBooks("receipt-another"), reversing(original))).toThrow(
      expect.objectContaining({
        rule: "reversal-elsewhere",
        details: { field: "entry", figures: { entry: "e-17", stream: RECEIPT } },
      }),
    );
  });

  it("of money that never came here is refused as any that is not there", () => {
    expect(() => decideReversal(openBooks(RECEIPT), reversing(original))).toThrow(
      expect.objectContaining({ rule: "account-below-zero" }),
    );
  });
});
