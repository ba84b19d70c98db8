import { anslagspostStream, grantStream, receiptStream } from "#domain/accounts.ts";
import { day } from "#domain/calendar.ts";
import { kronor } from "#domain/money.ts";
import { RuleError } from "#domain/rule-error.ts";
import { AGREEMENT, OTHER_POST, POST, line, testAgreement } from "#domain/testing/given-agreement.ts";
import { CommandIdReused } from "#event-store/command-errors.ts";
import type { LapseRequest, LedgerRequest, RequestOf } from "./requests.ts";
import {
  EFFECTIVE,
  GIRO,
  GivenLedger,
  allocate,
  approve,
  foundation,
  fundLine,
  pay,
  payment,
  place,
  receipt,
  receive,
} from "./testing/given-ledger.ts";

type Request = Exclude<LedgerRequest, LapseRequest>;

const founded = async (): Promise<GivenLedger> => (await GivenLedger.over()).takeAll(foundation());

const grantOf = { agreement: AGREEMENT, recipient: "skr" };

async function eventCount({ ledger }: GivenLedger): Promise<number> {
  const ids: string[] = [];
  for await (const { id } of ledger.store.readAll()) ids.push(id);
  return ids.length;
}

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof RuleError) return error.rule;
    throw error;
  }
  return "not refused";
}

async function lastEntry({ ledger }: GivenLedger, stream: string, type: string): Promise<Request> {
  let eventId = "none";
  for await (const event of ledger.store.readStream(stream)) if (event.type === type) eventId = event.id;
  return { type: "reverse", stream, eventId, reason: "wrong" };
}

describe("a repeated request", () => {
  it("gives its first outcome and writes nothing, whatever it creates", async () => {
    const given = await founded();
    const { requisitionId: _, ...receiveWithoutId } = receive("r1", 8) as RequestOf<"receive-requisition">;
    const requests: [Request, string?][] = [
      [allocate("a", 10)],
      [receiveWithoutId],
      [receive("r2", 6)],
      [approve("r2", "a", 6), "bo"],
      [payment("r2")[0]],
      [payment("r2")[1], "bo"],
      [payment("r2")[2]],
      [
        {
          type: "move-appropriation",
          from: POST,
          to: OTHER_POST,
          amount: kronor(5),
          decision: "S2013/9",
          effectiveOn: EFFECTIVE,
        },
      ],
      [
        {
          type: "receive-cost-report",
          ...grantOf,
          period: { from: day("2013-01-01"), to: day("2013-12-31") },
          uses: [{ line: "a", holder: "skr", costs: kronor(3) }],
          certificate: { alternative: 1 },
          receivedOn: day("2014-02-01"),
        },
      ],
      [receipt("b1", 9)],
      [place("b1", 4)],
      [
        {
          type: "decide-reclaim",
          ...grantOf,
          items: [{ line: "a", from: "outstanding", amount: kronor(1) }],
          grounds: "other",
          decision: "S2013/10",
          effectiveOn: day("2013-06-01"),
        },
      ],
      [{ type: "close-period", through: day("2013-01-31") }],
    ];
    for (const [index, [request, actor = "anna"]] of requests.entries()) {
      const asker = { actor, commandId: `twice-${index}` };
      const first = await given.take(request, asker);
      const written = await eventCount(given);
      const again = await given.take(request, asker);
      expect({ type: request.type, ...again }).toEqual({ type: request.type, ...first, repeated: true });
      expect(first.events.length).toBeGreaterThan(0);
      expect(await eventCount(given)).toBe(written);
    }
  });

  it("gives its first outcome also when the facts that it was decided on have changed since", async () => {
    const given = await founded();
    const first = await given.take(allocate("a", 6), { commandId: "once" });
    const lines = testAgreement().lines.map((each) =>
      each.id === "a" ? { ...each, recipients: ["region-a"] } : each,
    );
    await given.take({
      type: "amend-agreement",
      agreement: testAgreement({ lines }),
      reason: "SKR leaves",
      on: EFFECTIVE,
    });
    expect(await refusal(given.take(allocate("a", 1)))).toBe("recipient-not-in-line");
    expect(await given.take(allocate("a", 6), { commandId: "once" })).toEqual({ ...first, repeated: true });
  });

  it("with other content is refused, in whichever stream the first one was taken", async () => {
    const given = await founded();
    await given.take(allocate("a", 6), { commandId: "once" });
    for (const other of [allocate("a", 7), allocate("a", 6, "skr", OTHER_POST), receipt("b1", 6)]) {
      await expect(given.take(other, { commandId: "once" })).rejects.toThrow(CommandIdReused);
    }
  });

  it("sent twice at once is taken once", async () => {
    const given = await founded();
    const twice = await Promise.all([1, 2].map(() => given.take(allocate("a", 6), { commandId: "once" })));
    expect(twice.map(({ repeated }) => repeated).sort()).toEqual([false, true]);
    expect(given.has("allocated")).toBe("6.00");
  });
});

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
      ["refused-before", true],
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

  it("is reduced on the old post and allocated on the new", async () => {
    const given = await founded();
    const lines = testAgreement().lines.map((each) =>
      each.id === "a" ? line("a", { amount: kronor(14) }) : each,
    );
    await given.take({
      type: "amend-agreement",
      agreement: testAgreement({ lines }),
      reason: "more",
      on: EFFECTIVE,
    });
    await given.takeAll([fundLine("a", 4, OTHER_POST), allocate("a", 10), move()]);
    expect([
      given.has("allocated", { anslagspost: POST }),
      given.has("allocated", { anslagspost: OTHER_POST }),
    ]).toEqual(["6.00", "4.00"]);
    const reverse = await lastEntry(given, grantStream(AGREEMENT, "skr"), "AllocationReduced");
    expect(await refusal(given.take(reverse))).toBe("reversal-elsewhere");
  });

  it("stays on the old post when the new one refuses it, also when the log is gone over again", async () => {
    const given = await founded();
    await given.take(allocate("a", 10));
    const { refusals } = await given.take(move());
    expect(refusals.map(({ rule }) => rule)).toEqual(["allocation-exceeds-line-funding"]);
    const reopened = await GivenLedger.over(given.ledger.store);
    expect([reopened.has("allocated", { anslagspost: POST }), reopened.has("available")]).toEqual([
      "10.00",
      "190.00",
    ]);
  });

  it("does not move to the post that it stands on", async () => {
    const given = await founded();
    await given.take(allocate("a", 10));
    expect(await refusal(given.take(move(POST)))).toBe("move-to-itself");
  });
});

describe("a line whose figure falls", () => {
  const amended = (amount: number): Request => ({
    type: "amend-agreement",
    agreement: testAgreement({
      lines: testAgreement().lines.map((each) =>
        each.id === "a" ? line("a", { amount: kronor(amount) }) : each,
      ),
    }),
    reason: "less",
    on: EFFECTIVE,
  });

  it("is amended down to what is allocated: the funding that nobody was promised is lowered with it", async () => {
    const given = await founded();
    await given.take(allocate("a", 6));
    await given.take(amended(6));
    expect(given.agreementText()?.lines[0]?.amount).toBe(kronor(6));
    expect(await refusal(given.take(allocate("a", 1)))).toBe("allocation-exceeds-line-funding");
  });

  it("is not amended below what is allocated, and the refusal leaves the funding as it was", async () => {
    const given = await founded();
    await given.take(allocate("a", 6));
    const written = await eventCount(given);
    expect(await refusal(given.take(amended(5)))).toBe("amendment-below-funded");
    expect(await eventCount(given)).toBe(written);
  });

  it("is allocated no further than the figure that rules, though more was funded before the ruling", async () => {
    const given = await founded();
    const rule = (amount: number): Request => ({
      type: "rule-discrepancy",
      agreement: AGREEMENT,
      line: "twice",
      amount: kronor(amount),
      reason: "the table",
      on: EFFECTIVE,
    });
    await given.takeAll([rule(10), fundLine("twice", 10), allocate("twice", 7), rule(8)]);
    expect(await refusal(given.take(allocate("twice", 2, "region-a")))).toBe("allocation-exceeds-ruling");
    await given.take(allocate("twice", 1, "region-a"));
    expect(given.has("allocated", { line: "twice" })).toBe("8.00");
  });
});

describe("who is paid", () => {
  const ordered = async (prepare: readonly Request[]): Promise<GivenLedger> => {
    const given = await founded();
    await given.takeAll([fundLine("direct", 10), allocate("direct", 4), ...prepare]);
    return given;
  };
  const order: Request = {
    type: "order-disbursement",
    ...grantOf,
    pays: { items: [{ line: "direct", amount: kronor(4) }] },
    payTo: GIRO,
    effectiveOn: EFFECTIVE,
  };
  const succeed = (party: string, successor: string): Request => ({
    type: "succeed-party",
    party,
    successor,
    from: day("2013-01-01"),
    decision: "merger",
  });

  it("is the recipient's payee, through successors and their payees", async () => {
    const given = await ordered([
      succeed("skr", "samverkan"),
      { type: "name-payee", party: "samverkan", payee: "region-a", from: day("2013-01-01") },
      succeed("region-a", "region-b"),
    ]);
    const { events } = await given.take(order);
    expect(events[0]?.data).toMatchObject({ payee: "region-b", recipient: "skr" });
  });

  it("is nobody without an organisationsnummer", async () => {
    const given = await ordered([succeed("skr", "samverkan")]);
    expect(await refusal(given.take(order))).toBe("payee-without-number");
  });

  it("ends somewhere, also when two parties succeed each other", async () => {
    const given = await ordered([succeed("skr", "region-a"), succeed("region-a", "skr")]);
    const { events } = await given.take(order);
    expect(events[0]?.data).toMatchObject({ payee: "skr" });
  });
});

it("64 approvals at once never take more than the grant was allocated", async () => {
  const given = await founded();
  await given.take(allocate("a", 10));
  const ids = Array.from({ length: 64 }, (_, index) => `r${index}`);
  for (const id of ids) await given.take(receive(id, 3));
  const outcomes = await Promise.allSettled(
    ids.map((id) => given.take(approve(id, "a", 3), { actor: "bo" })),
  );
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
  for (const outcome of outcomes) {
    if (outcome.status === "rejected")
      expect((outcome.reason as RuleError).rule).toBe("requisition-exceeds-allocated");
  }
  expect([given.has("requisitioned"), given.has("allocated")]).toEqual(["9.00", "1.00"]);
});

it("the daily run passes a grant by whose line an amendment has removed", async () => {
  const given = await founded();
  await given.takeAll([
    allocate("a", 10),
    allocate("b", 10),
    {
      type: "reduce-allocation",
      ...grantOf,
      line: "a",
      amount: kronor(10),
      reason: "not wanted",
      decision: "S2013/4",
      effectiveOn: EFFECTIVE,
    },
  ]);
  const lines = testAgreement().lines.filter(({ id }) => id !== "a");
  await given.take({
    type: "amend-agreement",
    agreement: testAgreement({ lines }),
    reason: "less",
    on: EFFECTIVE,
  });
  const lapsed = await given.ledger.lapse(
    { type: "lapse-due", on: day("2013-12-03") },
    { actor: "clock", commandId: "run-1" },
  );
  expect(lapsed).toHaveLength(1);
  expect([given.has("lapsed", { line: "b" }), given.has("allocated")]).toEqual(["10.00", "0.00"]);
  expect(
    await given.ledger.lapse(
      { type: "lapse-due", on: day("2013-12-04") },
      { actor: "clock", commandId: "run-2" },
    ),
  ).toEqual([]);
});
