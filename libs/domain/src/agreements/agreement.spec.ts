import { day } from "../calendar.ts";
import { formatAmount, kronor } from "../money.ts";
import {
  AGREEMENT,
  OTHER_POST,
  POST,
  agreementAfter,
  line,
  testAgreement,
} from "../testing/given-agreement.ts";
import {
  agreement,
  assertInForce,
  assertMayAllocate,
  fundedOf,
  lineCeiling,
  lineOf,
  paymentDecisionFor,
} from "./agreement.ts";
import type { Agreement } from "./agreement-terms.ts";
import type { AgreementCommand } from "./commands.ts";

const on = day("2013-02-01");

class GivenAgreement {
  state = agreementAfter();

  take(command: AgreementCommand): this {
    for (const event of agreement.decide(command, this.state))
      this.state = agreement.evolve(this.state, event);
    return this;
  }
  registered(change: Partial<Agreement> = {}): this {
    return this.take({ type: "register-agreement", agreement: testAgreement(change), by: "anna" });
  }
  amended(change: Partial<Agreement>): this {
    return this.take({
      type: "amend-agreement",
      agreement: testAgreement(change),
      reason: "amended",
      by: "anna",
      on,
    });
  }
  funded(lineId: string, amount: number, funding = POST, fundingKnown = true): this {
    return this.take({
      type: "fund-line",
      agreement: AGREEMENT,
      line: lineId,
      funding,
      amount: kronor(amount),
      decision: "S2013/1",
      by: "anna",
      on,
      fundingKnown,
    });
  }
  ruled(lineId: string, amount: number): this {
    return this.take({
      type: "rule-discrepancy",
      agreement: AGREEMENT,
      line: lineId,
      amount: kronor(amount),
      reason: "the table",
      by: "anna",
      on,
    });
  }
  ceiling(lineId: string): string {
    return formatAmount(lineCeiling(this.state, lineOf(this.state, AGREEMENT, lineId)));
  }
}

const given = (change: Partial<Agreement> = {}): GivenAgreement => new GivenAgreement().registered(change);
const refused = (rule: string, figures: Record<string, string> = {}) =>
  expect.objectContaining({ rule, figures: expect.objectContaining(figures) });

describe("an agreement", () => {
  it("is registered once, under an id that parts clearly from the recipients of its grants", () => {
    expect(() => given().registered()).toThrow(refused("agreement-exists", { version: "1" }));
    expect(() => given({ id: "a.b" })).toThrow(refused("agreement-id-format"));
  });

  it("that is not registered is neither amended nor funded", () => {
    expect(() => new GivenAgreement().amended({})).toThrow(refused("agreement-unknown"));
    expect(() => new GivenAgreement().funded("a", 1)).toThrow(refused("agreement-unknown"));
  });

  it("is in force when each of its conditions is recorded as met, each once", () => {
    const validity = ["riksdag", "board"].map((id) => ({ id, by: id, cite: "§9" }));
    const pending = given({ validity });
    const met = (condition: string) =>
      pending.take({ type: "record-condition", agreement: AGREEMENT, condition, on, by: "anna" });
    expect(() => assertInForce(pending.state, AGREEMENT)).toThrow(
      refused("agreement-not-in-force", { unmet: "riksdag, board" }),
    );
    met("riksdag");
    expect(() => assertMayAllocate(pending.state, AGREEMENT, "a", ["skr"])).toThrow(
      refused("agreement-not-in-force", { unmet: "board" }),
    );
    expect(() => met("riksdag")).toThrow(refused("condition-already-met", { on }));
    expect(() => met("king")).toThrow(refused("condition-unknown", { known: "riksdag, board" }));
    met("board");
    expect(() => assertInForce(pending.state, AGREEMENT)).not.toThrow();
  });

  it("gives a line's money to the recipients that it names", () => {
    expect(() => assertMayAllocate(given().state, AGREEMENT, "a", ["skr", "region-z"])).toThrow(
      refused("recipient-not-in-line", { recipient: "region-z", allowed: "skr, region-a" }),
    );
    expect(() => assertMayAllocate(given().state, AGREEMENT, "z", ["skr"])).toThrow(refused("line-unknown"));
  });
});

describe("the ceiling of a line", () => {
  it("is the lowest figure that the document states, until someone decides which rules", () => {
    const twice = given();
    expect([twice.ceiling("a"), twice.ceiling("twice")]).toEqual(["10.00", "8.00"]);
    expect(twice.ruled("twice", 10).ceiling("twice")).toBe("10.00");
    expect(twice.ruled("twice", 8).ceiling("twice")).toBe("8.00");
  });

  it("is decided between stated figures only", () => {
    expect(() => given().ruled("twice", 9)).toThrow(refused("ruling-not-a-stated-figure", { asked: "9.00" }));
    expect(() => given().ruled("a", 10)).toThrow(refused("no-discrepancy", { stated: "10.00" }));
  });

  it("follows an amendment that states other figures than the ruling chose between", () => {
    const twice = given().ruled("twice", 10);
    const lines = (amount: number) => [line("twice", { amount: kronor(amount) })];
    expect(twice.amended({ lines: lines(4) }).ceiling("twice")).toBe("4.00");
    expect(twice.amended({ lines: lines(12) }).ceiling("twice")).toBe("12.00");
  });

  it("is not an intention beyond the line's amount", () => {
    const lines = [
      line("a", { amount: kronor(3), intention: { total: kronor(11), through: 2014, cite: "§2" } }),
    ];
    expect(given({ lines }).ceiling("a")).toBe("3.00");
  });
});

describe("a line's funding", () => {
  it("comes from posts that are known, together at most the line's ceiling", () => {
    const half = given().funded("a", 6).funded("a", 1, OTHER_POST);
    expect(() => half.funded("a", 4)).toThrow(
      refused("funding-exceeds-line", { ceiling: "10.00", funded: "7.00", left: "3.00", asked: "4.00" }),
    );
    expect(() => half.funded("a", 1, OTHER_POST, false)).toThrow(refused("anslagspost-unknown"));
    expect(() => half.funded("z", 1)).toThrow(refused("line-unknown"));
    expect(() => half.funded("a", 0)).toThrow(refused("amount-not-positive"));
  });

  it("that a post gives back can be decided anew, and comes back once per cause", () => {
    const full = given().funded("a", 10);
    const cause = { stream: `anslagspost-${POST}`, eventId: "lowered", type: "LineFundingReduced" };
    const command: AgreementCommand = {
      type: "return-line-funding",
      agreement: AGREEMENT,
      line: "a",
      funding: POST,
      amount: kronor(4),
      cause,
    };
    full.take(command).take(command);
    expect(formatAmount(fundedOf(full.state, "a"))).toBe("6.00");
    expect(() => full.funded("a", 5, OTHER_POST)).toThrow(refused("funding-exceeds-line", { left: "4.00" }));
  });

  it("is the floor of an amendment, also of one that leaves the line out", () => {
    const funded = given().funded("a", 6);
    expect(() => funded.amended({ lines: [line("a", { amount: kronor(5) })] })).toThrow(
      refused("amendment-below-funded", { line: "a", amended: "5.00", funded: "6.00" }),
    );
    expect(() => funded.amended({ lines: [line("b")] })).toThrow(
      refused("amendment-below-funded", { amended: "0.00" }),
    );
    expect(funded.amended({ lines: [line("a", { amount: kronor(6) })] }).state.version).toBe(2);
  });
});

describe("a payment decision", () => {
  const decide = (to: GivenAgreement, decisionId: string, ...lines: string[]) =>
    to.take({
      type: "record-payment-decision",
      agreement: AGREEMENT,
      decisionId,
      kind: "government_decision",
      caseNumber: `S2013/${decisionId}`,
      lines,
      repaymentTo: "income_title",
      by: "anna",
      on,
    });

  it("covers the lines that it names; the latest one counts", () => {
    const decided = decide(decide(given(), "1", "a", "b"), "2", "b");
    const covers = (id: string) => paymentDecisionFor(decided.state, id)?.decisionId;
    expect([covers("a"), covers("b"), covers("own")]).toEqual(["1", "2", undefined]);
  });

  it("names lines of the agreement, and is recorded once", () => {
    expect(() => decide(given(), "1")).toThrow(refused("payment-decision-without-lines"));
    expect(() => decide(given(), "1", "z")).toThrow(refused("line-unknown"));
    expect(() => decide(decide(given(), "1", "a"), "1", "b")).toThrow(refused("payment-decision-exists"));
  });
});
