import { day } from "../calendar.ts";
import { kronor } from "../money.ts";
import { GivenGrant } from "../testing/given-grant.ts";

const decideReclaim = (
  grant: GivenGrant,
  reclaimId: string,
  ...items: { from: "unused" | "outstanding" | "spent"; amount: number; line?: string }[]
) =>
  grant.take({
    type: "decide-reclaim",
    reclaimId,
    items: items.map(({ from, amount, line = "a" }) => ({ line, from, amount: kronor(amount) })),
    grounds: "other",
    decision: "S2014/1",
    effectiveOn: day("2014-03-01"),
  });

describe("a payment that was returned", () => {
  const returned = (grant: GivenGrant, on: string, disbursementId = "pay-r1") =>
    grant.take({
      type: "return-disbursement",
      disbursementId,
      reason: "wrong account",
      effectiveOn: day(on),
    });

  it("can only come back when the bank can have got it: an order that no second person approved cannot", () => {
    const grant = new GivenGrant().allocated("a", 10).requisitioned("a", 10, "2013-03-01", "r1");
    grant.ordered("2013-03-02", "r1");
    expect(grant.refusal(() => returned(grant, "2013-03-03"))).toBe("disbursement-not-approved");
  });

  it("in its own year is paid anew, and its return is then not reversed: the requisition would be paid twice", () => {
    const grant = new GivenGrant().allocated("a", 10).paid("a", 4, "2013-03-01", "r1");
    grant.requisitioned("a", 6, "2013-03-01", "r2");
    returned(grant, "2013-03-05");
    grant.ordered("2013-03-06", "r1", "pay-again");
    expect(grant.refusal(() => grant.reversed("DisbursementReturned"))).toBe("reversal-blocked");
    expect(grant.has("requisitioned")).toBe("6.00");
  });

  it("in a later year is repaid: neither paid again from another requisition's money nor unapproved", () => {
    const grant = new GivenGrant().allocated("a", 10).paid("a", 4, "2013-11-20", "r1");
    grant.requisitioned("a", 6, "2013-11-20", "r2");
    returned(grant, "2014-01-03");
    expect(grant.has("repaid")).toBe("4.00");
    expect(grant.refusal(() => grant.ordered("2014-01-04", "r1", "pay-again"))).toBe("payment-exists");
    const approval = grant.events.find(
      (event) => event.type === "RequisitionApproved" && event.data.requisitionId === "r1",
    );
    const reverse = () =>
      grant.take({
        type: "reverse-entry",
        original: { eventId: "approval-r1", stream: "x", type: "RequisitionApproved", data: approval!.data },
        reason: "wrong",
        by: "bo",
      });
    expect(grant.refusal(reverse)).toBe("reversal-blocked");
  });

  it("stands as confirmed again when its return is reversed", () => {
    const grant = new GivenGrant().allocated("a", 10).paid("a", 4, "2013-11-20", "r1");
    returned(grant, "2014-01-03");
    grant.reversed("DisbursementReturned");
    expect(grant.state.disbursements.get("pay-r1")).toMatchObject({ status: "confirmed", repaid: false });
    expect([grant.has("outstanding"), grant.has("repaid")]).toEqual(["4.00", "0.00"]);
  });
});

describe("a cancelled order", () => {
  const cancelled = () => {
    const grant = new GivenGrant().allocated("a", 10).requisitioned("a", 4, "2013-03-01", "r1");
    grant.ordered("2013-03-02", "r1");
    grant.take({
      type: "cancel-disbursement",
      disbursementId: "pay-r1",
      reason: "wrong",
      effectiveOn: day("2013-03-03"),
    });
    return grant;
  };

  it("comes back as ordered, for a second person to approve anew", () => {
    const grant = cancelled().reversed("DisbursementCancelled");
    expect(grant.state.disbursements.get("pay-r1")?.status).toBe("ordered");
    expect(grant.has("in_payment")).toBe("4.00");
  });

  it("does not come back while another order pays the same requisition", () => {
    const grant = cancelled().requisitioned("a", 6, "2013-03-01", "r2").ordered("2013-03-04", "r1", "other");
    expect(grant.refusal(() => grant.reversed("DisbursementCancelled"))).toBe("reversal-blocked");
  });

  it("does not come back when the approval that it pays is reversed", () => {
    const grant = cancelled().reversed("RequisitionApproved");
    grant.requisitioned("a", 6, "2013-03-01", "r2");
    expect(grant.refusal(() => grant.reversed("DisbursementCancelled"))).toBe("reversal-blocked");
  });
});

describe("a claim on money of two origins", () => {
  const claimed = () => {
    // Paid 10, report 5 with 3 in dispute: 5 spent, 3 outstanding, 2 unused.
    const grant = new GivenGrant().allocated("a", 10).paid("a", 10, "2013-03-01", "r1");
    grant.reported("report", "a", 8, { disputed: 3 }).approvedReport("report");
    decideReclaim(grant, "claim", { from: "unused", amount: 2 }, { from: "outstanding", amount: 3 });
    return grant;
  };
  const left = (grant: GivenGrant) =>
    grant.state.reclaims.get("claim")?.left.map(({ item, amount }) => [item.from, amount / 100]);

  it("demands each part where it came from", () => {
    const grant = claimed();
    expect(left(grant)).toEqual([
      ["unused", 2],
      ["outstanding", 3],
    ]);
    expect(["unused", "outstanding", "reclaimed"].map((account) => grant.has(account as "unused"))).toEqual([
      "0.00",
      "0.00",
      "5.00",
    ]);
  });

  it("has the parts back that a repayment took, when the repayment is reversed", () => {
    const grant = claimed().repaid("p", 3);
    expect(left(grant)).toEqual([
      ["unused", 0],
      ["outstanding", 2],
    ]);
    grant.reversed("RepaymentReceived");
    expect(left(grant)).toEqual([
      ["unused", 2],
      ["outstanding", 3],
    ]);
  });

  it("has the parts back that a withdrawal or a write-off took, when that is reversed", () => {
    const grant = claimed();
    grant.take({
      type: "withdraw-reclaim",
      reclaimId: "claim",
      amount: kronor(4),
      reason: "appeal",
      effectiveOn: day("2014-03-02"),
    });
    expect([grant.has("unused"), grant.has("outstanding")]).toEqual(["2.00", "2.00"]);
    grant.reversed("ReclaimWithdrawn");
    grant.take({
      type: "write-off-reclaim",
      reclaimId: "claim",
      decision: "S2014/2",
      effectiveOn: day("2014-03-02"),
    });
    expect([grant.has("written_off"), left(grant)?.map(([, amount]) => amount)]).toEqual(["5.00", [0, 0]]);
    grant.reversed("ReclaimWrittenOff");
    expect(left(grant)).toEqual([
      ["unused", 2],
      ["outstanding", 3],
    ]);
  });

  it("cannot be reversed while part of it is repaid, and can once the repayment is reversed", () => {
    const grant = claimed().repaid("p", 3);
    expect(grant.refusal(() => grant.reversed("ReclaimDecided"))).toBe("reversal-blocked");
    grant.reversed("RepaymentReceived").reversed("ReclaimDecided");
    expect([grant.has("unused"), grant.has("outstanding"), grant.has("reclaimed")]).toEqual([
      "2.00",
      "3.00",
      "0.00",
    ]);
    expect(grant.state.reclaims.size).toBe(0);
  });
});

it("money that an authority used itself can be demanded back and repaid, though it was never outstanding", () => {
  const grant = new GivenGrant().allocated("own", 10);
  grant.take({
    type: "report-disposal",
    items: [{ line: "own", amount: kronor(10) }],
    report: "year's report",
    effectiveOn: day("2013-12-31"),
  });
  decideReclaim(grant, "claim", { line: "own", from: "spent", amount: 4 });
  grant.repaid("p", 4);
  expect([grant.has("spent", "own"), grant.has("repaid", "own")]).toEqual(["6.00", "4.00"]);
});

describe("a corrected cost report", () => {
  const reported = () =>
    new GivenGrant()
      .allocated("a", 10)
      .paid("a", 10, "2013-03-01", "r1")
      .reported("first", "a", 8)
      .approvedReport("first");

  it("is corrected once: of two corrections that came in, the second no longer corrects an approved report", () => {
    const grant = reported()
      .reported("second", "a", 7, { corrects: "first" })
      .reported("third", "a", 9, { corrects: "first" })
      .approvedReport("second");
    expect([grant.has("spent"), grant.has("unused")]).toEqual(["7.00", "3.00"]);
    expect(grant.refusal(() => grant.approvedReport("third"))).toBe("corrects-unapproved-report");
  });

  it("is not corrected after its approval was reversed", () => {
    const grant = reported().reported("second", "a", 7, { corrects: "first" });
    grant.reversed("CostReportApproved");
    expect(grant.refusal(() => grant.approvedReport("second"))).toBe("corrects-unapproved-report");
  });

  it("stands again when its correction is reversed, and can be corrected anew from its own figures", () => {
    const grant = reported().reported("second", "a", 7, { corrects: "first" }).approvedReport("second");
    grant.reversed("CostReportCorrected");
    expect([grant.has("spent"), grant.has("unused")]).toEqual(["8.00", "2.00"]);
    grant.reported("third", "a", 9, { corrects: "first" }).approvedReport("third");
    expect([grant.has("spent"), grant.has("unused")]).toEqual(["9.00", "1.00"]);
  });

  it("a correction of a correction starts from what the correction booked", () => {
    const grant = reported().reported("second", "a", 7, { corrects: "first" }).approvedReport("second");
    grant.reported("third", "a", 10, { corrects: "second" }).approvedReport("third");
    expect([grant.has("spent"), grant.has("unused"), grant.has("outstanding")]).toEqual([
      "10.00",
      "0.00",
      "0.00",
    ]);
  });

  it("is not reversed under its correction", () => {
    const grant = reported().reported("second", "a", 7, { corrects: "first" }).approvedReport("second");
    expect(grant.refusal(() => grant.reversed("CostReportApproved"))).toBe("reversal-blocked");
  });

  it("keeps what it booked for a line that the correction leaves out, so that this can be corrected too", () => {
    const grant = new GivenGrant().allocated("a", 10).allocated("b", 10);
    grant.paid("a", 10, "2013-03-01", "ra").paid("b", 10, "2013-03-01", "rb");
    grant.take({
      type: "receive-cost-report",
      reportId: "first",
      period: { from: day("2013-01-01"), to: day("2013-12-31") },
      uses: ["a", "b"].map((line) => ({ line, holder: "skr", costs: kronor(8) })),
      certificate: { alternative: 1 },
      receivedOn: day("2014-02-01"),
    });
    grant.approvedReport("first").reported("second", "a", 7, { corrects: "first" }).approvedReport("second");
    grant.reported("third", "b", 6, { corrects: "second" }).approvedReport("third");
    expect([grant.has("spent", "a"), grant.has("unused", "a")]).toEqual(["7.00", "3.00"]);
    expect([grant.has("spent", "b"), grant.has("unused", "b")]).toEqual(["6.00", "4.00"]);
  });
});

describe("a refund", () => {
  // Paid 10, 2 repaid before the report, which then shows costs of 9: 1 was repaid too much.
  const refundable = () =>
    new GivenGrant()
      .allocated("a", 10)
      .paid("a", 10, "2013-03-01", "r1")
      .repaid("p", 2, "2013-12-01")
      .reported("report", "a", 9)
      .approvedReport("report");
  const refund = (grant: GivenGrant, refundId: string, amount: number) =>
    grant.take({
      type: "decide-refund",
      refundId,
      items: [{ line: "a", amount: kronor(amount) }],
      decision: "S2014/3",
      payTo: { type: "bankgiro", number: "5050-1055" as never },
      effectiveOn: day("2014-03-01"),
    });

  it("gives back what was repaid too much, once", () => {
    const grant = refundable();
    expect(grant.refusal(() => refund(grant, "f0", 2))).toBe("refund-exceeds-refundable");
    refund(grant, "f1", 1);
    expect([grant.has("repaid"), grant.has("requisitioned")]).toEqual(["1.00", "1.00"]);
    expect(grant.refusal(() => refund(grant, "f2", 1))).toBe("refund-exceeds-refundable");
  });

  it("can be decided anew after its reversal", () => {
    const grant = refundable();
    refund(grant, "f1", 1);
    grant.reversed("RefundDecided");
    refund(grant, "f2", 1);
    expect(grant.has("requisitioned")).toBe("1.00");
  });

  it("keeps the report that it rests on from being reversed", () => {
    const grant = refundable();
    refund(grant, "f1", 1);
    expect(grant.refusal(() => grant.reversed("CostReportApproved"))).toBe("reversal-blocked");
    grant.reversed("RefundDecided").reversed("CostReportApproved");
    expect([grant.has("outstanding"), grant.has("repaid")]).toEqual(["8.00", "2.00"]);
  });
});
