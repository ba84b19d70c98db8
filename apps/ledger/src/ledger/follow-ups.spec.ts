import { anslagspostStream, grantStream, receiptStream } from "#domain/accounts.ts";
import { day } from "#domain/calendar.ts";
import { formatAmount, kronor } from "#domain/money.ts";
import { AGREEMENT, OTHER_POST, POST } from "#domain/testing/given-agreement.ts";
import type { LapseRequest, LedgerRequest } from "./requests.ts";
import {
  EFFECTIVE,
  GivenLedger,
  allocate,
  pay,
  place,
  receipt,
  eventCount,
  founded,
  lastEntry,
  refusal,
} from "./testing/given-ledger.ts";

type Request = Exclude<LedgerRequest, LapseRequest>;

const grantOf = { agreement: AGREEMENT, recipient: "skr" };

describe("a placing that the grant refused", () => {
  const refused = async (): Promise<GivenLedger> => {
    const given = await founded();
    await given.takeAll([allocate("a", 10), receipt("b1", 5)]);
    const { refusals } = await given.take(place("b1", 5), { commandId: "placing" });
    expect(refusals.map(({ rule }) => rule)).toEqual(["repayment-exceeds-debt"]);
    return given;
  };

  it("goes back to the queue with the reason", async () => {
    const given = await refused();
    expect([given.has("unplaced"), given.has("placed"), given.has("repaid")]).toEqual([
      "5.00",
      "0.00",
      "0.00",
    ]);
  });

  it("is not booked when it is repeated after the debt has grown: it waits in the queue", async () => {
    const given = await refused();
    await pay(given, "r1", "a", 10);
    const again = await given.take(place("b1", 5), { commandId: "placing" });
    expect([given.has("unplaced"), given.has("repaid"), given.has("outstanding")]).toEqual([
      "5.00",
      "0.00",
      "10.00",
    ]);
    expect(again.refusals.map(({ rule, message }) => [rule, message.includes("5.00")])).toEqual([
      ["repayment-exceeds-debt", true],
    ]);
    expect(again.caused.map(({ stream, type }) => [stream, type])).toEqual([
      [receiptStream("b1"), "PlacementReturned"],
    ]);
  });

  it("is not booked when the ledger is opened anew and goes over the log", async () => {
    const given = await refused();
    await pay(given, "r1", "a", 10);
    const reopened = await GivenLedger.over(given.ledger.store);
    expect([reopened.has("unplaced"), reopened.has("repaid")]).toEqual(["5.00", "0.00"]);
    await reopened.take(place("b1", 5), { commandId: "placed-anew" });
    expect([reopened.has("unplaced"), reopened.has("repaid")]).toEqual(["0.00", "5.00"]);
  });
});

describe("a reversal", () => {
  it("of what moved no money is refused by rule, also in streams that guard none", async () => {
    const given = await founded();
    await given.take({ type: "close-period", through: day("2013-01-31") });
    for (const [stream, type] of [
      ["periods-ledger", "PeriodClosed"],
      [`agreement-${AGREEMENT}`, "AgreementRegistered"],
      ["party-skr", "PartyRegistered"],
      [anslagspostStream(POST), "LineFundingArrived"],
    ] as const) {
      const written = await eventCount(given);
      expect([type, await refusal(given.take(await lastEntry(given, stream, type)))]).toEqual([
        type,
        "nothing-to-reverse",
      ]);
      expect(await eventCount(given)).toBe(written);
    }
  });

  it("of a reversal, of an unknown entry and of an entry already reversed is refused", async () => {
    const given = await founded();
    await given.take(allocate("a", 6));
    const reverse = await lastEntry(given, anslagspostStream(POST), "AllocationDecided");
    await given.take(reverse);
    expect(given.has("available")).toBe("200.00");
    expect(await refusal(given.take(reverse))).toBe("already-reversed");
    const second = await lastEntry(given, grantStream(AGREEMENT, "skr"), "EntryReversed");
    expect(await refusal(given.take(second))).toBe("reversal-of-reversal");
    expect(await refusal(given.take({ ...reverse, eventId: "no-such" } as Request))).toBe("entry-unknown");
  });

  it("of a repayment puts the receipt back in the queue, and the return itself is not reversed", async () => {
    const given = await founded();
    await given.take(allocate("a", 10));
    await pay(given, "r1", "a", 10);
    await given.takeAll([receipt("b1", 5), place("b1", 5)]);
    expect([given.has("repaid"), given.has("placed")]).toEqual(["5.00", "5.00"]);
    await given.take(await lastEntry(given, grantStream(AGREEMENT, "skr"), "RepaymentReceived"));
    expect([given.has("repaid"), given.has("unplaced"), given.has("outstanding")]).toEqual([
      "0.00",
      "5.00",
      "10.00",
    ]);
    const taken = await lastEntry(given, receiptStream("b1"), "PlacementReturned");
    expect(await refusal(given.take(taken))).toBe("reversal-elsewhere");
  });

  it("of a reduction is refused when the line's funding is promised to someone else meanwhile", async () => {
    const given = await founded();
    await given.takeAll([
      allocate("a", 10),
      {
        type: "reduce-allocation",
        ...grantOf,
        line: "a",
        amount: kronor(3),
        reason: "less",
        decision: "S2013/4",
        effectiveOn: EFFECTIVE,
      },
      allocate("a", 2, "region-a"),
    ]);
    const reverse = await lastEntry(given, grantStream(AGREEMENT, "skr"), "AllocationReduced");
    expect(await refusal(given.take(reverse))).toBe("allocation-exceeds-line-funding");
    expect(given.has("allocated")).toBe("9.00");
  });

  it("of a moved appropriation undoes both halves on one day, also when its period is closed", async () => {
    const given = await founded();
    await given.take({
      type: "move-appropriation",
      from: POST,
      to: OTHER_POST,
      amount: kronor(5),
      decision: "S2013/9",
      effectiveOn: EFFECTIVE,
    });
    await given.take({ type: "close-period", through: day("2013-03-31") });
    const out = await lastEntry(given, anslagspostStream(POST), "AppropriationMoved");
    expect(await refusal(given.take(out))).toBe("reversal-elsewhere");
    await given.take(await lastEntry(given, anslagspostStream(OTHER_POST), "AppropriationMoved"));
    const available = (on: string) =>
      given.ledger.view.byEffectiveDate
        .balances({ by: ["anslagspost"], on: day(on) })
        .map(({ net }) => net.available / 100);
    expect(available("2013-03-31")).toEqual([95, 105]);
    expect(available("2013-04-01")).toEqual([100, 100]);
  });
});

describe("a commitment that moves to another post", () => {
  const move = (movesTo = OTHER_POST): Request => ({
    type: "reduce-allocation",
    ...grantOf,
    line: "a",
    funding: POST,
    amount: kronor(4),
    reason: "year end",
    decision: "S2013/5",
    effectiveOn: day("2013-12-31"),
    movesTo,
  });

  it("is reduced on the old post and allocated on the new, with the line's funding", async () => {
    const given = await founded();
    await given.takeAll([allocate("a", 10), move()]);
    expect([
      given.has("allocated", { anslagspost: POST }),
      given.has("allocated", { anslagspost: OTHER_POST }),
    ]).toEqual(["6.00", "4.00"]);
    const state = await given.ledger.states.agreement(AGREEMENT);
    expect([...(state.funded.get("a") ?? [])].map(([post, amount]) => [post, formatAmount(amount)])).toEqual([
      [POST, "6.00"],
      [OTHER_POST, "4.00"],
    ]);
    const reverse = await lastEntry(given, grantStream(AGREEMENT, "skr"), "AllocationReduced");
    expect(await refusal(given.take(reverse))).toBe("reversal-elsewhere");
  });

  it("stays on the old post when the new one has no money, also when the log is gone over again", async () => {
    const given = await founded();
    await given.take(allocate("a", 10));
    await given.take({
      type: "withdraw-appropriation",
      funding: OTHER_POST,
      amount: kronor(97),
      decision: "less",
      effectiveOn: EFFECTIVE,
    });
    const { refusals } = await given.take(move());
    expect(refusals.map(({ rule }) => rule)).toEqual(["allocation-exceeds-available"]);
    const reopened = await GivenLedger.over(given.ledger.store);
    expect([
      reopened.has("allocated", { anslagspost: POST }),
      reopened.has("available", { anslagspost: POST }),
      reopened.has("available", { anslagspost: OTHER_POST }),
    ]).toEqual(["10.00", "90.00", "3.00"]);
  });

  it("does not move to the post that it stands on", async () => {
    const given = await founded();
    await given.take(allocate("a", 10));
    expect(await refusal(given.take(move(POST)))).toBe("move-to-itself");
  });
});
