import type { Account } from "../accounts.ts";
import { balanceAt } from "../balances.ts";
import { day } from "../calendar.ts";
import { formatAmount, kronor } from "../money.ts";
import { AGREEMENT } from "../testing/given-agreement.ts";
import type { ReceiptEvent } from "./events.ts";
import { type ReceiptCommand, receipt } from "./receipt.ts";

const effectiveOn = day("2013-05-01");
const record = (amount: number, on = effectiveOn): ReceiptCommand => ({
  type: "record-receipt",
  receipt: "b1",
  amount: kronor(amount),
  by: "anna",
  effectiveOn: on,
});
const place = (placementId: string, amount: number): ReceiptCommand => ({
  type: "place-receipt",
  receipt: "b1",
  placementId,
  agreement: AGREEMENT,
  recipient: "skr",
  amount: kronor(amount),
  by: "anna",
});
const refund = (amount: number): ReceiptCommand => ({
  type: "refund-receipt",
  receipt: "b1",
  amount: kronor(amount),
  reason: "too much",
  by: "anna",
  effectiveOn,
});
const giveBack = (placementId: string, eventId: string): ReceiptCommand => ({
  type: "return-placement",
  receipt: "b1",
  placementId,
  reason: "refused",
  cause: { stream: "grant", eventId, type: "ReceiptPlaced" },
  effectiveOn,
});

class GivenReceipt {
  state = receipt.initialState();
  readonly events: ReceiptEvent[] = [];

  take(...commands: ReceiptCommand[]): this {
    for (const command of commands) {
      for (const event of receipt.decide(command, this.state)) {
        this.events.push(event);
        this.state = receipt.evolve(this.state, event);
      }
    }
    return this;
  }
  reversed(type: string): this {
    const event = this.events.findLast((each) => each.type === type) as ReceiptEvent;
    const original = { eventId: `the-${type}`, stream: "receipt-b1", type, data: event.data };
    return this.take({ type: "reverse-entry", original, reason: "wrong", by: "bo" });
  }
  has(account: Account): string {
    const cells = this.state.books?.cells ?? new Map();
    return formatAmount(balanceAt(cells, { account, receipt: "b1" }));
  }
}

const refused = (rule: string, figures: Record<string, string> = {}, field?: string) =>
  expect.objectContaining({
    rule,
    figures: expect.objectContaining(figures),
    ...(field !== undefined && { field }),
  });

describe("a bank entry", () => {
  it("is recorded once: the same file read twice changes nothing, another entry under its reference is named", () => {
    const recorded = new GivenReceipt().take(record(9));
    expect(() => recorded.take(record(9))).toThrow(
      refused("receipt-exists", { receipt: "b1", amount: "9.00" }, "receipt"),
    );
    expect(() => recorded.take(record(8))).toThrow(
      refused("receipt-reference-reused", { recorded: "9.00", given: "8.00" }, "receipt"),
    );
    expect(() => recorded.take(record(9, day("2013-05-02")))).toThrow(refused("receipt-reference-reused"));
    expect(() => new GivenReceipt().take(record(0))).toThrow(refused("amount-not-positive"));
  });

  it("that nobody recorded is neither placed, refunded nor returned", () => {
    for (const command of [place("p1", 1), refund(1), giveBack("p1", "x")]) {
      expect(() => new GivenReceipt().take(command)).toThrow(
        refused("receipt-unknown", { receipt: "b1" }, "receipt"),
      );
    }
  });
});

describe("placing", () => {
  it("takes at most what waits, on the bank date; the rest stays unplaced until refunded", () => {
    const placed = new GivenReceipt().take(record(9), place("p1", 6));
    expect(() => placed.take(place("p2", 4))).toThrow(
      refused("receipt-exceeds-unplaced", { unplaced: "3.00", asked: "4.00" }, "amount"),
    );
    expect(() => placed.take(refund(4))).toThrow(refused("receipt-exceeds-unplaced"));
    placed.take(refund(3));
    expect([placed.has("placed"), placed.has("unplaced"), placed.has("bank")]).toEqual([
      "6.00",
      "0.00",
      "-6.00",
    ]);
  });

  it("returns whole to the queue, once per cause and once per placing", () => {
    const returned = new GivenReceipt().take(
      record(9),
      place("p1", 6),
      giveBack("p1", "x"),
      giveBack("p1", "x"),
    );
    returned.take(giveBack("p1", "y"));
    expect([returned.has("placed"), returned.has("unplaced")]).toEqual(["0.00", "9.00"]);
    returned.take(place("p2", 9));
    expect(returned.has("placed")).toBe("9.00");
  });

  it("anew under the same name is not returned by what returned the first", () => {
    const again = new GivenReceipt().take(record(9), place("p1", 6), giveBack("p1", "x"), place("p1", 6));
    expect(again.take(giveBack("p1", "x")).has("placed")).toBe("6.00");
    expect(again.take(giveBack("p1", "y")).has("placed")).toBe("0.00");
  });

  it("is undone in the grant, and its return is not undone at all", () => {
    const placed = new GivenReceipt().take(record(9), place("p1", 6));
    expect(() => placed.reversed("ReceiptPlaced")).toThrow(
      refused("reversal-elsewhere", { entry: "the-ReceiptPlaced" }, "entry"),
    );
    placed.take(giveBack("p1", "x"));
    expect(() => placed.reversed("PlacementReturned")).toThrow(
      refused("reversal-elsewhere", { entry: "the-PlacementReturned" }, "entry"),
    );
  });
});

describe("reversing", () => {
  it("a refund puts the money back in the queue; the entry itself goes while nothing of it is placed", () => {
    const refunded = new GivenReceipt().take(record(9), refund(3));
    refunded.reversed("ReceiptRefunded");
    expect([refunded.has("unplaced"), refunded.has("bank")]).toEqual(["9.00", "-9.00"]);
    refunded.take(place("p1", 6));
    expect(() => refunded.reversed("ReceiptRecorded")).toThrow(
      refused("account-below-zero", { account: "unplaced", holds: "3.00" }),
    );
  });
});
