import type { FundingKey } from "../appropriations/funding-key.ts";
import type { Day } from "../calendar.ts";
import type { CaseNumber } from "../identifiers/case-number.ts";
import type { Ore } from "../money.ts";

/** Identifiers are slugs: lower-case letters, digits, `.` and `-`, such as `skr`, `region-01`, `3.2.1`, `2a`. */
export type PartyId = string;
export type LineId = string;

/** Chapter, table or page of the document that states a figure, never its sentences. */
export type Citation = string;

/**
 * How the money of a line reaches its recipient (facts/agreements.json, meta.conditions):
 * - `requisition`: paid after requisition
 * - `without_requisition`: paid without a requisition (2007: SBU, Sjukvårdsrådgivningen, Apoteket, SKL)
 * - `separate_decision`: a decision of its own about payment, no requisition rule (2011)
 * - `authority_disposal`: the authority uses it itself; nothing is paid (2007)
 * - `disposal_then_requisition`: disposed by an authority, then requisitioned (2007 §3.1.1)
 * - `government_offices_disposal`: at the disposal of the Government Offices (2007 §2.1.2)
 * - `ministry_share`: a ministry's own share of the money (2013 §3.2.1)
 */
export const PAYMENT_CONDITIONS = [
  "requisition",
  "without_requisition",
  "separate_decision",
  "authority_disposal",
  "disposal_then_requisition",
  "government_offices_disposal",
  "ministry_share",
] as const;
export type PaymentCondition = (typeof PAYMENT_CONDITIONS)[number];

/** Each condition asks for: a requisition first, a payment without one, or a use without any payment. */
export const WAY_OF_PAYMENT: Record<PaymentCondition, "requisition" | "payment" | "disposal"> = {
  requisition: "requisition",
  without_requisition: "payment",
  separate_decision: "payment",
  authority_disposal: "disposal",
  disposal_then_requisition: "requisition",
  government_offices_disposal: "disposal",
  ministry_share: "disposal",
};

/** One purpose and amount of an agreement (insats). */
export interface AgreementLine {
  readonly id: LineId;
  /** Chapter or paragraph that describes the purpose. */
  readonly ref: string;
  readonly purpose: string;
  readonly amount: Ore;
  readonly cite: Citation;
  /** Other figures that the document states for the same line; a difference is a discrepancy. */
  readonly alsoStated?: readonly { readonly amount: Ore; readonly cite: Citation }[];
  /** Those who can be allocated money of this line. */
  readonly recipients: readonly PartyId[];
  /** In the document's sense, when it differs: "regionerna via SKR". */
  readonly finalRecipient?: string;
  /** Who pays; absent when the document names nobody (2011), and then the payment decision does. */
  readonly payer?: PartyId;
  readonly payment: PaymentCondition;
  /** A further condition for payment, such as an approval by another body. */
  readonly extraCondition?: string;
  /** What the document says about anslag and anslagspost; empty when it names none. */
  readonly funding: readonly StatedFunding[];
  readonly distribution?: DistributionRule;
  /** "Varav": parts of the amount with a purpose of their own. Not binding = to be settled in consultation. */
  readonly earmarks?: readonly Earmark[];
  /** Parts that together are the whole line (2007, 3.4.1). */
  readonly components?: readonly Earmark[];
  /** A multi-year intention: more than is appropriated. Only `amount` is money. */
  readonly intention?: { readonly total: Ore; readonly through: number; readonly cite: Citation };
  /** Payment needs a decision apart from the regleringsbrev (2022 chapter 8, last item). */
  readonly separateDecision?: boolean;
}

export interface StatedFunding {
  /** An anslag without post is as exact as the document is. */
  readonly funding: FundingKey;
  readonly amount: Ore;
  readonly cite: Citation;
}

export interface Earmark {
  readonly purpose: string;
  readonly amount: Ore;
  readonly cite: Citation;
  readonly binding: boolean;
}

export type DistributionRule =
  | { readonly method: "equal"; readonly cite: Citation }
  | { readonly method: "key"; readonly key: string; readonly cite: Citation }
  | { readonly method: "table"; readonly cite: Citation }
  /** Paid to the recipient, who decides how it is passed on (2022: SKR, no key). */
  | { readonly method: "passed_on"; readonly cite: Citation };

/** A total, subtotal or row that the document prints, and what it should equal. */
export interface StatedTotal {
  readonly id: string;
  readonly label: string;
  readonly amount: Ore;
  readonly cite: Citation;
  readonly covers: Coverage;
}

/**
 * What a stated figure should equal:
 * - `lines`: the sum of these lines (state and non-state lines share one id space)
 * - `all_state` / `all_non_state` / `everything`: all such lines
 * - `totals`: the sum of other stated figures (rows of a printed table)
 * - `funding`: the lines whose stated funding is this anslag
 */
export type Coverage =
  | { readonly lines: readonly LineId[] }
  | { readonly all: "state" | "non_state" | "everything" }
  | { readonly totals: readonly string[] }
  | { readonly funding: FundingKey };

/** Money in the agreement that is not the state's (2022: the regions' own 100 000 000). Never enters the ledger's accounts. */
export interface NonStateLine {
  readonly id: LineId;
  readonly ref: string;
  readonly purpose: string;
  readonly amount: Ore;
  readonly cite: Citation;
  readonly payer: string;
  readonly recipient: string;
}

/** An amount that the document grants in its text but places in no table and on no anslagspost (2022 chapter 3.3). */
export interface UnplacedAmount {
  readonly id: string;
  readonly ref: string;
  readonly purpose: string;
  readonly amount: Ore;
  readonly cite: Citation;
}

export interface ValidityCondition {
  readonly id: string;
  /** Whose approval: the government, SKR's board, the riksdag. */
  readonly by: string;
  readonly cite: Citation;
}

/** Terms that carry duties. A term that no document states is absent and means no duty. */
export interface AgreementTerms {
  readonly requisition?: RequisitionTerm;
  readonly costReport?: DutyTerm;
  readonly repayment?: DutyTerm;
  /** Who decides about demanding money back when a report is late (2013: Regeringskansliet, 2022: regeringen). */
  readonly reclaim?: { readonly decidedBy: string; readonly cite: Citation };
  /** Whether money of one line may be used for another (2013 §7). */
  readonly coFinancing?: { readonly cite: Citation };
}

export interface RequisitionTerm {
  readonly deadline: Day;
  /** Whether the right lapses when no requisition has come in. */
  readonly lapses: boolean;
  /** Assumed default: the next weekday (DOMAIN: the process, Deadline). */
  readonly roll: "next_weekday" | "none";
  /** "Engångsvis": one requisition per line. */
  readonly once: boolean;
  readonly cite: Citation;
}

export interface DutyTerm {
  /** Absent when the document names the duty but no day (2011). */
  readonly deadline?: Day;
  /** The parties that have the duty; absent = every recipient. */
  readonly parties?: readonly PartyId[];
  /** Who receives the report or the money; absent when the document names nobody. */
  readonly to?: PartyId;
  readonly cite: Citation;
}

export interface Deadline {
  readonly id: string;
  /** The day when it is exact; other precisions keep the document's own form in `when`. */
  readonly date?: Day;
  readonly when: string;
  readonly what: string;
  readonly by: string;
  readonly to?: string;
  readonly cite: Citation;
}

/** `separate_decision`: one of its own whose form the document leaves open (2011). */
export const PAYMENT_DECISION_KINDS = ["regleringsbrev", "government_decision", "separate_decision"] as const;
export type PaymentDecisionKind = (typeof PAYMENT_DECISION_KINDS)[number];

export const REPAYMENT_TARGETS = ["anslagspost", "income_title"] as const;
export type RepaymentTarget = (typeof REPAYMENT_TARGETS)[number];

/** The decision about payment: precedes every approval and payment (DOMAIN: the process, 1). */
export interface PaymentDecision {
  readonly id: string;
  readonly kind: PaymentDecisionKind;
  /** Absent when the document only announces the decision; it is then supplied when the decision is recorded. */
  readonly caseNumber?: CaseNumber;
  readonly lines: readonly LineId[];
  /**
   * Where repayments go: back to the post, or to an income title (then never released for new use).
   * Absent when the document does not say (all four name only the receiving authority).
   */
  readonly repaymentTo?: RepaymentTarget;
  readonly cite: Citation;
  /** Terms of this decision for its lines, in place of the agreement's. */
  readonly terms?: AgreementTerms;
}

/** Everything an agreement file says, with amounts in öre. The content of `AgreementRegistered`. */
export interface Agreement {
  readonly id: string;
  readonly title: string;
  readonly budgetYear: number;
  /** The last budget year whose anslag may fund the lines, for an agreement over several; absent = one year. */
  readonly throughYear?: number;
  /** Where the document was read: its title and publisher, never a path. */
  readonly source: string;
  readonly caseNumbers: readonly CaseNumber[];
  readonly parties: readonly PartyId[];
  readonly signed: { readonly state: Day; readonly counterparty: Day; readonly cite: Citation };
  readonly validity: readonly ValidityCondition[];
  readonly lines: readonly AgreementLine[];
  readonly nonStateLines: readonly NonStateLine[];
  readonly unplaced: readonly UnplacedAmount[];
  readonly statedTotals: readonly StatedTotal[];
  readonly terms: AgreementTerms;
  readonly deadlines: readonly Deadline[];
  readonly paymentDecisions: readonly PaymentDecision[];
}
