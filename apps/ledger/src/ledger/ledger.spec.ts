import { day } from "#domain/calendar.ts";
import { kronor } from "#domain/money.ts";
import type { RuleError } from "#domain/rule-error.ts";
import { AGREEMENT, OTHER_POST, POST, testAgreement } from "#domain/testing/given-agreement.ts";
import { CommandIdReused } from "#event-store/command-errors.ts";
import type { LapseRequest, LedgerRequest, RequestOf } from "./requests.ts";
import {
  EFFECTIVE,
  allocate,
  approve,
  payment,
  place,
  receipt,
  receive,
  eventCount,
  founded,
  refusal,
} from "./testing/given-ledger.ts";

type Request = Exclude<LedgerRequest, LapseRequest>;

const grantOf = { agreement: AGREEMENT, recipient: "skr" };

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

it("a lapse run is not mixed up with a client's key that looks like a part of it", async () => {
  const given = await founded();
  await given.take(allocate("a", 10));
  await given.take(receive("r1", 3), { commandId: `run-1:${AGREEMENT}:skr` });
  const asker = { actor: "clock", commandId: "run-1" };
  expect(await given.ledger.lapse({ type: "lapse-due", on: day("2013-12-03") }, asker)).toHaveLength(1);
});

it("a lapse run repeated under its id gives its first outcome, and its id names no other command", async () => {
  const given = await founded();
  await given.take(allocate("a", 10));
  const run = { type: "lapse-due", on: day("2013-12-03") } as const;
  const asker = { actor: "clock", commandId: "run-1" };
  const [first] = await given.ledger.lapse(run, asker);
  await given.ledger.caughtUp();
  const before = await eventCount(given);
  expect(await given.ledger.lapse(run, asker)).toEqual([{ ...first, repeated: true }]);
  await expect(given.ledger.lapse({ ...run, on: day("2013-12-04") }, asker)).rejects.toThrow(CommandIdReused);
  await expect(given.ledger.take(allocate("a", 1), asker)).rejects.toThrow(CommandIdReused);
  expect(await eventCount(given)).toBe(before);
});
