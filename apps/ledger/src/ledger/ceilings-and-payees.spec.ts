import { day } from "#domain/calendar.ts";
import { kronor } from "#domain/money.ts";
import { AGREEMENT, line, testAgreement } from "#domain/testing/given-agreement.ts";
import type { LapseRequest, LedgerRequest } from "./requests.ts";
import type { GivenLedger } from "./testing/given-ledger.ts";
import { EFFECTIVE, GIRO, allocate, fundLine, eventCount, founded, refusal } from "./testing/given-ledger.ts";

type Request = Exclude<LedgerRequest, LapseRequest>;

const grantOf = { agreement: AGREEMENT, recipient: "skr" };

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
