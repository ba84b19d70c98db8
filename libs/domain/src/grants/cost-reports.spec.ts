import { day } from "../calendar.ts";
import { kronor } from "../money.ts";
import { OTHER_POST, POST } from "../testing/given-agreement.ts";
import { GivenGrant } from "../testing/given-grant.ts";

const PERIOD = { from: day("2013-01-01"), to: day("2013-12-31") };

describe("a cost report", () => {
  const report = (uses: object[], more: object = {}) =>
    ({
      type: "receive-cost-report",
      reportId: "report",
      period: PERIOD,
      uses,
      certificate: { alternative: 1 },
      receivedOn: day("2014-02-01"),
      ...more,
    }) as never;
  const use = (costs: number, more: object = {}) => ({
    line: "a",
    holder: "skr",
    costs: kronor(costs),
    ...more,
  });
  const paid = () => new GivenGrant().allocated("a", 10).paid("a", 10, "2013-03-01", "r1");

  it.each([
    ["accounts for something", [], {}, "cost-report-empty"],
    ["names a line and holder once", [use(1), use(2)], {}, "cost-report-repeats"],
    [
      "tells a line's posts apart or not at all",
      [use(1), use(2, { funding: POST })],
      {},
      "cost-report-repeats",
    ],
    ["has no costs below zero", [use(-1)], {}, "cost-report-amounts"],
    ["disputes no more than it costs", [use(1, { disputed: kronor(2) })], {}, "cost-report-amounts"],
    ["is about lines of the agreement", [use(1, { line: "z" })], {}, "line-unknown"],
    [
      "states deviations and measures when it is certified as not correct",
      [use(1)],
      { certificate: { alternative: 2 } },
      "certificate-without-deviations",
    ],
    ["corrects a report that exists", [use(1)], { corrects: "none" }, "cost-report-unknown"],
  ])("%s", (_, uses, more, rule) => {
    const grant = paid();
    expect(grant.refusal(() => grant.take(report(uses, more)))).toBe(rule);
  });

  it("is approved by another person than who registered it, once, on money that was received", () => {
    const grant = paid().reported("report", "a", 8);
    expect(grant.refusal(() => grant.approvedReport("report", "anna"))).toBe("same-person");
    grant.approvedReport("report");
    expect(grant.refusal(() => grant.approvedReport("report"))).toBe("cost-report-decided");
    expect(grant.refusal(() => grant.reported("second", "a", 7))).toBe("cost-report-exists");
    const unpaid = new GivenGrant().allocated("a", 10).reported("report", "a", 8);
    expect(unpaid.refusal(() => unpaid.approvedReport("report"))).toBe("nothing-received");
  });

  it("certified as not correct is booked all the same and leaves a deviation to resolve, once", () => {
    const grant = paid();
    const certificate = { alternative: 2, deviations: "two invoices", measures: "routine" };
    grant.take(report([use(8)], { certificate }));
    grant.approvedReport("report");
    const resolve = {
      type: "resolve-deviation",
      reportId: "report",
      resolution: "checked",
      on: day("2014-03-01"),
    } as const;
    grant.take(resolve);
    expect(grant.refusal(() => grant.take(resolve))).toBe("no-open-deviation");
    expect(grant.has("spent")).toBe("8.00");
  });

  it("on a line of two posts is split pro rata to what each paid, to the öre, and says so in the event", () => {
    const grant = new GivenGrant().allocated("a", 4).allocated("a", 6, "2013-02-01", OTHER_POST);
    grant.paid("a", 10, "2013-03-01", "r1").reported("report", "a", 7).approvedReport("report");
    const other = { funding: OTHER_POST };
    expect([grant.has("spent"), grant.has("spent", "a", other)]).toEqual(["2.80", "4.20"]);
    expect([grant.has("unused"), grant.has("unused", "a", other)]).toEqual(["1.20", "1.80"]);
  });

  it("takes effect at the end of its period, or on the day when the money came", () => {
    const early = paid().reported("report", "a", 8).approvedReport("report");
    expect(early.events.at(-1)?.data).toMatchObject({ effectiveOn: "2013-12-31" });
    const late = new GivenGrant().allocated("a", 10).requisitioned("a", 10, "2013-11-30", "r1");
    late
      .ordered("2013-12-30", "r1")
      .confirmed("2014-01-02", "r1")
      .reported("report", "a", 8)
      .approvedReport("report");
    expect(late.events.at(-1)?.data).toMatchObject({ effectiveOn: "2014-01-02" });
  });

  it("frees money that was demanded before it came, on the day of the demand", () => {
    const grant = paid();
    grant.take({
      type: "decide-reclaim",
      reclaimId: "claim",
      items: [{ line: "a", from: "outstanding", amount: kronor(10) }],
      grounds: "late_report",
      decision: "S2014/1",
      effectiveOn: day("2014-04-02"),
    });
    grant.reported("report", "a", 8).approvedReport("report");
    expect(["spent", "unused", "reclaimed"].map((account) => grant.has(account as "spent"))).toEqual([
      "8.00",
      "0.00",
      "2.00",
    ]);
  });
});
