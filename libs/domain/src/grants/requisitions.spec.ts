import { day } from "../calendar.ts";
import { kronor } from "../money.ts";
import { agreementAfter, payableAgreement, testAgreement, testTerms } from "../testing/given-agreement.ts";
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
const approval = (requisitionId: string, amount: number, more: object = {}) =>
  ({
    type: "approve-requisition",
    requisitionId,
    items: [{ line: "a", amount: kronor(amount) }],
    effectiveOn: day("2013-03-05"),
    by: "bo",
    ...more,
  }) as const;

describe("a requisition", () => {
  const received = (amount = 6): GivenGrant => {
    const grant = new GivenGrant().allocated("a", 10);
    grant.take(requisition("r1", amount));
    return grant;
  };

  it("bears the organisationsnummer of whoever is paid, names its lines in full, and a period that runs forwards", () => {
    const grant = received();
    const wrong = [
      [{ organisationsnummer: "232100-0016" }, "organisationsnummer-not-payees"],
      [{ lines: [{ line: "a", amount: kronor(5) }] }, "mapping-differs"],
      [{ lines: [{ line: "own", amount: kronor(6) }] }, "line-paid-otherwise"],
      [{ lines: [{ line: "z", amount: kronor(6) }] }, "line-unknown"],
      [{ period: { from: PERIOD.to, to: PERIOD.from } }, "period-backwards"],
      [{ amount: kronor(0) }, "amount-not-positive"],
      [{ requisitionId: "r1" }, "requisition-exists"],
    ] as const;
    for (const [change, rule] of wrong) {
      const ask = () => grant.take({ ...requisition("r2", 6), ...change });
      expect([change, grant.refusal(ask)]).toEqual([change, rule]);
    }
  });

  it("is approved by a person who wrote nothing in it", () => {
    const grant = received();
    grant.take({
      type: "supplement-requisition",
      requisitionId: "r1",
      paymentReference: "123",
      by: "cia",
      on: day("2013-03-02"),
    });
    for (const by of ["anna", "cia"]) {
      expect(grant.refusal(() => grant.take(approval("r1", 6, { by })))).toBe("same-person");
    }
    grant.take(approval("r1", 6));
    expect(grant.has("requisitioned")).toBe("6.00");
  });

  it("is never clipped silently: a cut has its reason, and never more than was asked for is approved", () => {
    const grant = received();
    expect(grant.refusal(() => grant.take(approval("r1", 5)))).toBe("cut-without-reason");
    expect(grant.refusal(() => grant.take(approval("r1", 5, { cutReason: " " })))).toBe("cut-without-reason");
    expect(grant.refusal(() => grant.take(approval("r1", 7)))).toBe("approval-exceeds-requisition");
    const [approved] = grant.take(approval("r1", 5, { cutReason: "too much" }));
    expect(approved?.data).toMatchObject({ cut: { amount: kronor(1), reason: "too much" } });
  });

  it("is approved on the lines that it was mapped to, at most what each was mapped", () => {
    const grant = new GivenGrant().allocated("a", 10).allocated("b", 10);
    const lines = ["a", "b"].map((line) => ({ line, amount: kronor(3) }));
    grant.take({ ...requisition("r1", 6), lines });
    expect(grant.refusal(() => grant.take(approval("r1", 6)))).toBe("approval-exceeds-requisition");
    grant.take({ ...approval("r1", 6), items: lines });
    expect([grant.has("requisitioned", "a"), grant.has("requisitioned", "b")]).toEqual(["3.00", "3.00"]);
  });

  it("takes at most what is allocated, of two parts on one line together", () => {
    const grant = received(12);
    expect(grant.refusal(() => grant.take(approval("r1", 12)))).toBe("requisition-exceeds-allocated");
    const twice = [6, 6].map((amount) => ({ line: "a", amount: kronor(amount) }));
    expect(grant.refusal(() => grant.take(approval("r1", 12, { items: twice })))).toBe(
      "requisition-exceeds-allocated",
    );
    expect(grant.refusal(() => grant.take(approval("r1", 12, { items: [] })))).toBe("nothing-asked");
    expect(grant.has("allocated")).toBe("10.00");
  });

  it("is approved after it came, and not before the money was allocated", () => {
    const grant = received();
    const before = approval("r1", 6, { effectiveOn: day("2013-02-28") });
    expect(grant.refusal(() => grant.take(before))).toBe("approved-before-received");
    const early = new GivenGrant().allocated("a", 10, "2013-04-01");
    early.take(requisition("r1", 6));
    expect(early.refusal(() => early.take(approval("r1", 6)))).toBe("requisition-exceeds-allocated");
  });

  it("waits for a supplement that was asked for, and is decided once", () => {
    const grant = received();
    const ask = {
      type: "request-supplement",
      requisitionId: "r1",
      missing: "signature",
      on: day("2013-03-02"),
    } as const;
    grant.take(ask);
    expect(grant.refusal(() => grant.take(approval("r1", 6)))).toBe("requisition-awaits-supplement");
    grant.take({ type: "supplement-requisition", requisitionId: "r1", on: day("2013-03-03") });
    grant.take({
      type: "reject-requisition",
      requisitionId: "r1",
      reason: "no right",
      on: day("2013-03-04"),
    });
    for (const again of [ask, approval("r1", 6)]) {
      expect(grant.refusal(() => grant.take(again))).toBe("requisition-decided");
    }
    expect(grant.refusal(() => grant.take(approval("r9", 6)))).toBe("requisition-unknown");
  });

  it("that names another payment decision than its lines' is not approved", () => {
    const grant = new GivenGrant().allocated("a", 10);
    grant.take({ ...requisition("r1", 6), decisionCaseNumber: "S2013/999" });
    expect(grant.refusal(() => grant.take(approval("r1", 6)))).toBe("requisition-case-number-differs");
  });

  it("is approved when the agreement is in force and a payment decision covers the line, not before", () => {
    const asked = (agreement: ConstructorParameters<typeof GivenGrant>[0]) => {
      const grant = new GivenGrant(agreement).allocated("a", 10);
      grant.take(requisition("r1", 6));
      return grant.refusal(() => grant.take(approval("r1", 6)));
    };
    const undecided = agreementAfter({
      type: "AgreementRegistered",
      data: { agreement: testAgreement(), by: "anna" },
    });
    expect(asked({ agreement: undecided })).toBe("payment-decision-missing");
    const validity = [{ id: "riksdag", by: "the riksdag", cite: "§9" }];
    expect(asked({ agreement: payableAgreement({ validity }) })).toBe("agreement-not-in-force");
  });

  it("on a line that is paid once needs an exception of its own for each one after the first", () => {
    const once = testTerms();
    const terms = { ...once, requisition: { ...once.requisition!, once: true } };
    const grant = new GivenGrant({ agreement: payableAgreement({ terms }) }).allocated("a", 10);
    grant.requisitioned("a", 2, "2013-03-01", "r1");
    const second = () => grant.requisitioned("a", 2, "2013-03-02", "r2");
    expect(grant.refusal(second)).toBe("second-requisition");
    const exception = {
      type: "record-exception",
      line: "a",
      kind: "second_requisition",
      reason: "late need",
    } as const;
    grant.take({ ...exception, decision: "S2013/7", on: day("2013-03-02") });
    grant.take(approval("r2", 2));
    expect(grant.refusal(() => grant.requisitioned("a", 2, "2013-03-03", "r3"))).toBe("second-requisition");
  });
});

describe("the deadline", () => {
  const lapse = (grant: GivenGrant, on: string) => grant.take({ type: "lapse-due", on: day(on) });

  it("lets lapse what nobody asked for, the day after the deadline as rolled past Sunday, once", () => {
    const grant = new GivenGrant().allocated("a", 10);
    grant.take(requisition("r1", 4, "2013-12-02"));
    expect(lapse(grant, "2013-12-02")).toEqual([]);
    const [lapsed] = lapse(grant, "2013-12-03");
    expect(lapsed?.data).toMatchObject({ deadline: "2013-12-02", effectiveOn: "2013-12-03" });
    expect([grant.has("lapsed"), grant.has("allocated")]).toEqual(["6.00", "4.00"]);
    expect(lapse(grant, "2013-12-04")).toEqual([]);
    grant.take(approval("r1", 4, { effectiveOn: day("2013-12-10") }));
    expect([lapse(grant, "2013-12-11"), grant.has("requisitioned")]).toEqual([[], "4.00"]);
  });

  it("lets what is cut or rejected later lapse on the day of that decision", () => {
    const grant = new GivenGrant().allocated("a", 10);
    grant.take(requisition("r1", 10, "2013-11-30"));
    expect(lapse(grant, "2013-12-05")).toEqual([]);
    grant.take(approval("r1", 7, { effectiveOn: day("2013-12-10"), cutReason: "too much" }));
    const [cut] = lapse(grant, "2013-12-11");
    expect(cut?.data).toMatchObject({ effectiveOn: "2013-12-10", items: [{ amount: kronor(3) }] });
  });

  it("is passed by a requisition that came the day after, and by no line without one", () => {
    const late = new GivenGrant().allocated("a", 10);
    late.take(requisition("r1", 6, "2013-12-03"));
    const onTheTenth = approval("r1", 6, { effectiveOn: day("2013-12-10") });
    expect(late.refusal(() => late.take(onTheTenth))).toBe("requisition-too-late");
    const { requisition: _none, ...terms } = testTerms();
    const free = new GivenGrant({ agreement: payableAgreement({ terms }) }).allocated("a", 10);
    expect(lapse(free, "2014-12-31")).toEqual([]);
  });

  it("does not reach money that is paid without requisition or used by an authority", () => {
    const grant = new GivenGrant().allocated("direct", 5).allocated("own", 5);
    expect(lapse(grant, "2014-12-31")).toEqual([]);
  });
});
