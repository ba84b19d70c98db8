import { day } from "../calendar.ts";
import { kronor } from "../money.ts";
import { AGREEMENT, OTHER_POST, POST, payableAgreement, testTerms } from "../testing/given-agreement.ts";
import { GIRO, GivenGrant } from "../testing/given-grant.ts";

const PERIOD = { from: day("2013-01-01"), to: day("2013-12-31") };

const requisition = (requisitionId: string, amount: number, receivedOn = "2013-03-01") =>
  ({
    type: "receive-requisition",
    requisitionId,
    amount: kronor(amount),
    period: PERIOD,
    organisationsnummer: "222000-0315",
    payTo: GIRO,
    receivedOn: day(receivedOn),
  }) as const;
describe("a payment", () => {
  it("is ordered by one person and approved by another, then confirmed, in that order and each once", () => {
    const grant = new GivenGrant().allocated("a", 10).requisitioned("a", 6, "2013-03-01", "r1");
    const confirm = {
      type: "confirm-disbursement",
      disbursementId: "pay-r1",
      bankReference: "b",
      effectiveOn: day("2013-03-02"),
    } as const;
    const second = { type: "approve-disbursement", disbursementId: "pay-r1", on: day("2013-03-02") } as const;
    expect(grant.refusal(() => grant.take(confirm))).toBe("disbursement-unknown");
    grant.ordered("2013-03-02", "r1");
    expect(grant.refusal(() => grant.take(confirm))).toBe("disbursement-not-approved");
    expect(grant.refusal(() => grant.take(second))).toBe("same-person");
    grant.take({ ...second, by: "bo" });
    grant.take(confirm);
    for (const again of [confirm, { ...second, by: "bo" }]) {
      expect(grant.refusal(() => grant.take(again))).toBe("disbursement-status");
    }
    expect(grant.refusal(() => grant.ordered("2013-03-03", "r1", "again"))).toBe("payment-exists");
  });

  it("is never made of a requisition that is not approved, nor to a party without organisationsnummer", () => {
    const grant = new GivenGrant().allocated("a", 10);
    grant.take(requisition("r1", 6));
    expect(grant.refusal(() => grant.ordered("2013-03-02", "r1"))).toBe("requisition-not-approved");
    const unnumbered = new GivenGrant({ payee: { party: "samverkan" } }).allocated("a", 10);
    unnumbered.requisitioned("a", 6, "2013-03-01", "r1");
    expect(unnumbered.refusal(() => unnumbered.ordered("2013-03-02", "r1"))).toBe("payee-without-number");
  });

  it("without requisition is made on lines that say so, to a given giro, at most of what is allocated", () => {
    const grant = new GivenGrant().allocated("direct", 5).allocated("a", 5);
    const order = (line: string, amount: number, more: object = { payTo: GIRO }) =>
      grant.refusal(() =>
        grant.take({
          type: "order-disbursement",
          disbursementId: "d1",
          pays: { items: [{ line, amount: kronor(amount) }] },
          effectiveOn: day("2013-03-01"),
          ...more,
        }),
      );
    expect(order("a", 5)).toBe("line-paid-otherwise");
    expect(order("direct", 6)).toBe("payment-exceeds-allocated");
    expect(order("direct", 5, {})).toBe("pay-to-missing");
    expect(order("direct", 5)).toBe("not refused");
    expect(grant.has("in_payment", "direct")).toBe("5.00");
  });

  it("takes from a line's posts in their order, and pays each post's part", () => {
    const grant = new GivenGrant().allocated("a", 4).allocated("a", 6, "2013-02-01", OTHER_POST);
    grant.paid("a", 7, "2013-03-01", "r1");
    expect([grant.has("outstanding"), grant.has("outstanding", "a", { funding: OTHER_POST })]).toEqual([
      "4.00",
      "3.00",
    ]);
  });
});

describe("money that was paid", () => {
  const paid = () => new GivenGrant().allocated("a", 10).allocated("b", 10).paid("a", 10, "2013-03-01", "r1");

  it("is passed on by whoever has it to somebody else, and only where the agreement says so", () => {
    const grant = paid().allocated("twice", 5).paid("twice", 5, "2013-03-01", "r2");
    const pass = (line: string, to: string, amount: number, holder?: string) => () =>
      grant.take({
        type: "pass-on",
        items: [{ line, to, amount: kronor(amount), ...(holder === undefined ? {} : { holder }) }],
        decision: "SKR 1",
        effectiveOn: day("2013-04-01"),
      });
    expect(grant.refusal(pass("twice", "region-a", 1))).toBe("line-not-passed-on");
    expect(grant.refusal(pass("a", "skr", 1))).toBe("passed-on-to-holder");
    expect(grant.refusal(pass("a", "region-a", 11))).toBe("passing-on-exceeds-outstanding");
    pass("a", "region-a", 4)();
    expect(grant.refusal(pass("a", "region-b", 5, "region-a"))).toBe("passing-on-exceeds-outstanding");
    pass("a", "region-b", 1, "region-a")();
    const holders = ["skr", "region-a", "region-b"].map((holder) =>
      grant.has("outstanding", "a", { holder }),
    );
    expect(holders).toEqual(["6.00", "3.00", "1.00"]);
  });

  it("is used for another line only where the agreement has that term; the post stays", () => {
    const coFinance = (grant: GivenGrant, toLine: string) => () =>
      grant.take({
        type: "co-finance",
        items: [{ line: "a", toLine, amount: kronor(4) }],
        consultation: "meeting",
        effectiveOn: day("2013-04-01"),
      });
    const grant = paid();
    expect(grant.refusal(coFinance(grant, "a"))).toBe("co-financing-same-line");
    expect(grant.refusal(coFinance(grant, "z"))).toBe("line-unknown");
    coFinance(grant, "b")();
    expect([grant.has("outstanding", "a"), grant.has("outstanding", "b", { funding: POST })]).toEqual([
      "6.00",
      "4.00",
    ]);
    const { coFinancing: _none, ...terms } = testTerms();
    const without = new GivenGrant({ agreement: payableAgreement({ terms }) })
      .allocated("a", 10)
      .paid("a", 10);
    expect(without.refusal(coFinance(without, "b"))).toBe("co-financing-not-agreed");
  });

  it("is demanded back for a late report only when one is due, none came in time, and the day has passed", () => {
    const claim = (grant: GivenGrant, on: string) => () =>
      grant.take({
        type: "decide-reclaim",
        reclaimId: "claim",
        items: [{ line: "a", from: "outstanding", amount: kronor(10) }],
        grounds: "late_report",
        decision: "S2014/1",
        effectiveOn: day(on),
      });
    const grant = paid();
    expect(grant.refusal(claim(grant, "2014-03-31"))).toBe("report-not-overdue");
    const inTime = paid().reported("report", "a", 8);
    expect(inTime.refusal(claim(inTime, "2014-04-01"))).toBe("report-not-overdue");
    const { costReport: _none, ...terms } = testTerms();
    const free = new GivenGrant({ agreement: payableAgreement({ terms }) }).allocated("a", 10).paid("a", 10);
    expect(free.refusal(claim(free, "2014-04-01"))).toBe("no-report-duty");
    expect(grant.refusal(claim(grant, "2014-04-01"))).toBe("not refused");
  });

  it("comes back in the order unused, demanded, unaccounted, and never more than is owed or held", () => {
    const grant = paid().reported("report", "a", 8, { disputed: 2 }).approvedReport("report");
    grant.take({
      type: "decide-reclaim",
      reclaimId: "claim",
      items: [{ line: "a", from: "unused", amount: kronor(1) }],
      grounds: "unused",
      decision: "S2014/1",
      effectiveOn: day("2014-03-01"),
    });
    expect(grant.refusal(() => grant.repaid("p0", 5))).toBe("repayment-exceeds-debt");
    grant.repaid("p1", 4).repaid("p1", 4);
    const [repayment] = grant.events.filter(({ type }) => type === "RepaymentReceived");
    expect(repayment?.data).toMatchObject({
      items: [
        { from: "unused", amount: kronor(1) },
        { from: "reclaimed", amount: kronor(1), reclaim: "claim", demandedFrom: "unused" },
        { from: "outstanding", amount: kronor(2) },
      ],
    });
    expect([grant.has("repaid"), grant.has("spent")]).toEqual(["4.00", "6.00"]);
  });
});

describe("money that goes back to its post", () => {
  const release = (grant: GivenGrant, from: "lapsed" | "repaid", amount: number, on: string) => () =>
    grant.take({
      type: "release-funds",
      items: [{ line: "a", from, amount: kronor(amount) }],
      decision: "S2013/8",
      effectiveOn: day(on),
    });

  it("is released in its own year, at most what lapsed or was repaid", () => {
    const grant = new GivenGrant().allocated("a", 10);
    grant.take({ type: "lapse-due", on: day("2013-12-03") });
    expect(grant.refusal(release(grant, "lapsed", 11, "2013-12-10"))).toBe("release-exceeds-lapsed");
    expect(grant.refusal(release(grant, "repaid", 1, "2013-12-10"))).toBe("release-exceeds-repaid");
    expect(grant.refusal(release(grant, "lapsed", 4, "2014-01-01"))).toBe("release-after-year");
    release(grant, "lapsed", 4, "2013-12-10")();
    expect(grant.has("lapsed")).toBe("6.00");
  });

  it("is never released when the payment decision sends repayments to an income title", () => {
    const { paymentDecisions, ...state } = payableAgreement();
    const toTitle = [...paymentDecisions].map(
      ([id, decision]) => [id, { ...decision, repaymentTo: "income_title" as const }] as const,
    );
    const agreement = { ...state, paymentDecisions: new Map(toTitle) };
    const grant = new GivenGrant({ agreement }).allocated("a", 10).paid("a", 10).repaid("p", 4, "2013-12-01");
    expect(grant.refusal(release(grant, "repaid", 4, "2013-12-10"))).toBe("release-from-income-title");
  });

  it("is reduced at most by what is allocated and not requisitioned", () => {
    const grant = new GivenGrant().allocated("a", 10).requisitioned("a", 6);
    const reduce = (amount: number) => () =>
      grant.take({
        type: "reduce-allocation",
        line: "a",
        amount: kronor(amount),
        reason: "less",
        decision: "S2013/4",
        effectiveOn: day("2013-04-01"),
      });
    expect(grant.refusal(reduce(5))).toBe("reduction-exceeds-allocated");
    reduce(4)();
    expect(grant.has("allocated")).toBe("0.00");
  });
});

it("a grant that was never allocated anything has nothing to decide about", () => {
  const grant = new GivenGrant();
  const nothing = () => grant.repaid("p", 1);
  expect(grant.refusal(nothing)).toBe("grant-unknown");
  expect(grant.state.agreement === AGREEMENT).toBe(false);
});
