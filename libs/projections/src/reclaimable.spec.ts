import { agreementStream, grantStream } from "#domain/accounts.ts";
import type { Agreement } from "#domain/agreements/agreement-terms.ts";
import { day } from "#domain/calendar.ts";
import { kronor } from "#domain/money.ts";
import { AGREEMENT, POST, testAgreement, testTerms } from "#domain/testing/given-agreement.ts";
import { LedgerView } from "./ledger-view.ts";
import { reclaimable } from "./reclaimable.ts";

/** A view fed with events as the log would give them: only what the figures rest on. */
class GivenView {
  readonly view = new LedgerView();
  private position = 0;

  private apply(stream: string, type: string, data: object): this {
    const position = ++this.position;
    this.view.apply({
      id: `e${position}`,
      type,
      data,
      metadata: {},
      stream,
      revision: position,
      position,
      recordedAt: "2014-01-01T00:00:00.000Z",
    });
    return this;
  }
  registered(change: Partial<Agreement> = {}): this {
    const agreement = testAgreement(change);
    return this.apply(agreementStream(AGREEMENT), "AgreementRegistered", { agreement, by: "anna" });
  }
  private ofGrant(type: string, data: object): this {
    const grant = { agreement: AGREEMENT, recipient: "skr" };
    return this.apply(grantStream(AGREEMENT, "skr"), type, { ...grant, ...data });
  }
  paid(amount: number, on = "2013-03-01"): this {
    const items = [{ line: "a", funding: POST, holder: "skr", amount: kronor(amount) }];
    return this.ofGrant("DisbursementConfirmed", { items, effectiveOn: day(on) });
  }
  passedOn(amount: number, to: string): this {
    const items = [{ line: "a", funding: POST, holder: "skr", amount: kronor(amount), to }];
    return this.ofGrant("FundsPassedOn", { items, effectiveOn: day("2013-04-01") });
  }
  received(receivedOn: string, line = "a"): this {
    return this.ofGrant("CostReportReceived", {
      receivedOn: day(receivedOn),
      uses: [{ line, holder: "skr", costs: 0 }],
    });
  }
  moved(from: string, amount: number, type: string, on: string): this {
    const items = [{ line: "a", funding: POST, holder: "skr", amount: kronor(amount), from }];
    return this.ofGrant(type, { items, effectiveOn: day(on) });
  }
  booked(spent: number, unused: number): this {
    const outcomes = [
      { line: "a", funding: POST, holder: "skr", spent: kronor(spent), unused: kronor(unused) },
    ];
    return this.ofGrant("CostReportApproved", { outcomes, effectiveOn: day("2013-12-31") });
  }
  rows(on: string) {
    return reclaimable(this.view, day(on)).map(({ holder, unused, reclaimed, overdue, total }) => ({
      holder,
      kronor: [unused, reclaimed, overdue, total].map((amount) => amount / 100),
    }));
  }
}

const given = (change: Partial<Agreement> = {}) => new GivenView().registered(change);

describe("unused funds to reclaim: unused, reclaimed, overdue and their total", () => {
  it("shows what is reported as unused, what is demanded back, and no longer what is repaid", () => {
    const reported = given().paid(10).received("2014-02-01").booked(6, 4);
    expect(reported.rows("2014-06-01")).toEqual([{ holder: "skr", kronor: [4, 0, 0, 4] }]);
    reported
      .moved("unused", 3, "ReclaimDecided", "2014-07-01")
      .moved("reclaimed", 2, "RepaymentReceived", "2014-08-01");
    expect(reported.rows("2014-07-31")).toEqual([{ holder: "skr", kronor: [1, 3, 0, 4] }]);
    expect(reported.rows("2014-08-01")).toEqual([{ holder: "skr", kronor: [1, 1, 0, 2] }]);
  });

  it("shows outstanding money as overdue from the day after the report was due", () => {
    const paid = given().paid(10);
    expect(paid.rows("2014-03-31")).toEqual([]);
    expect(paid.rows("2014-04-01")).toEqual([{ holder: "skr", kronor: [0, 0, 10, 10] }]);
  });

  it("is overdue when no report was received: one that is received and not approved ends it, on its own day", () => {
    const late = given().paid(10).received("2014-05-01");
    expect(late.rows("2014-04-30")).toEqual([{ holder: "skr", kronor: [0, 0, 10, 10] }]);
    expect(late.rows("2014-05-01")).toEqual([]);
    expect(given().paid(10).received("2014-02-01", "b").rows("2014-04-01")).toHaveLength(1);
  });

  it("is never overdue where no document states a day, or states the duty for others", () => {
    const terms = { costReport: { cite: "§8" } };
    expect(
      given({ terms: testTerms(terms) })
        .paid(10)
        .rows("2020-01-01"),
    ).toEqual([]);
    const others = { costReport: { deadline: day("2014-03-31"), parties: ["region-a"], cite: "§8" } };
    expect(
      given({ terms: testTerms(others) })
        .paid(10)
        .rows("2020-01-01"),
    ).toEqual([]);
  });

  it("shows money that was passed on with its holder, due from the recipient that was paid", () => {
    expect(given().paid(10).passedOn(4, "region-b").rows("2014-04-01")).toEqual([
      { holder: "region-b", kronor: [0, 0, 4, 4] },
      { holder: "skr", kronor: [0, 0, 6, 6] },
    ]);
  });
});
