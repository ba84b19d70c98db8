import { type AgreementState, agreement } from "../agreements/agreement.ts";
import type { Agreement, AgreementLine, AgreementTerms } from "../agreements/agreement-terms.ts";
import type { AgreementEvent } from "../agreements/events.ts";
import { day } from "../calendar.ts";
import { kronor } from "../money.ts";
import { parseFundingKey } from "../appropriations/funding-key.ts";

/** Two posts of one anslag, in the year of the agreement. */
export const POST = parseFundingKey("2013-9-1:6-7");
export const OTHER_POST = parseFundingKey("2013-9-1:6-8");

export const AGREEMENT = "test-2013";

export function line(id: string, change: Partial<AgreementLine> = {}): AgreementLine {
  return {
    id,
    ref: `§${id}`,
    purpose: `Line ${id}`,
    amount: kronor(10),
    cite: "table",
    recipients: ["skr", "region-a"],
    payment: "requisition",
    funding: [],
    ...change,
  };
}

/**
 * An agreement with a line of each kind: `a` and `b` are requisitioned and may be passed on, `direct` is paid
 * without requisition, `own` is at an authority's disposal, `twice` is stated as 10 and as 8.
 */
export function testAgreement(change: Partial<Agreement> = {}): Agreement {
  const passedOn: Partial<AgreementLine> = { distribution: { method: "passed_on", cite: "§3" } };
  return {
    id: AGREEMENT,
    title: "An agreement for tests",
    budgetYear: 2013,
    source: "none",
    caseNumbers: [],
    parties: ["skr"],
    signed: { state: day("2013-01-10"), counterparty: day("2013-01-11"), cite: "last page" },
    validity: [],
    lines: [
      line("a", passedOn),
      line("b", passedOn),
      line("direct", { payment: "without_requisition" }),
      line("own", { payment: "authority_disposal" }),
      line("twice", { alsoStated: [{ amount: kronor(8), cite: "§4" }] }),
    ],
    nonStateLines: [],
    unplaced: [],
    statedTotals: [],
    terms: testTerms(),
    deadlines: [],
    paymentDecisions: [],
    ...change,
  };
}

export function testTerms(change: Partial<AgreementTerms> = {}): AgreementTerms {
  return {
    requisition: {
      deadline: day("2013-12-01"),
      lapses: true,
      roll: "next_weekday",
      once: false,
      cite: "§7",
    },
    costReport: { deadline: day("2014-03-31"), cite: "§8" },
    coFinancing: { cite: "§7" },
    ...change,
  };
}

export function agreementAfter(...events: readonly AgreementEvent[]): AgreementState {
  return events.reduce((state, event) => agreement.evolve(state, event), agreement.initialState());
}

/** Registered, in force, and with a payment decision for all its lines. */
export function payableAgreement(change: Partial<Agreement> = {}): AgreementState {
  const registered = testAgreement(change);
  return agreementAfter(
    { type: "AgreementRegistered", data: { agreement: registered, by: "anna" } },
    {
      type: "PaymentDecisionRecorded",
      data: {
        agreement: registered.id,
        decisionId: "decision-1",
        kind: "government_decision",
        caseNumber: "S2013/1",
        lines: registered.lines.map(({ id }) => id),
        repaymentTo: "anslagspost",
        by: "anna",
        on: day("2013-01-20"),
      },
    },
  );
}
