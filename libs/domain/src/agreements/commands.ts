import type {
  AgreementAmended,
  AgreementRegistered,
  ConditionMet,
  DiscrepancyRuled,
  LineFundingDecided,
  LineFundingMoved,
  LineFundingReturned,
  PaymentDecisionRecorded,
} from "./events.ts";

export type RegisterAgreement = { readonly type: "register-agreement" } & AgreementRegistered["data"];

export type AmendAgreement = { readonly type: "amend-agreement" } & Omit<AgreementAmended["data"], "version">;

export type RecordCondition = { readonly type: "record-condition" } & ConditionMet["data"];

export type RuleDiscrepancy = { readonly type: "rule-discrepancy" } & DiscrepancyRuled["data"];

export type FundLine = {
  readonly type: "fund-line";
  /** Whether an appropriation is registered on the post: read before the decision, it never becomes untrue. */
  readonly fundingKnown: boolean;
} & LineFundingDecided["data"];

/** By policy: the post lowered its ceiling. */
export type ReturnLineFunding = { readonly type: "return-line-funding" } & LineFundingReturned["data"];

/** By policy: a commitment moved between posts. */
export type MoveLineFunding = { readonly type: "move-line-funding" } & LineFundingMoved["data"];

export type RecordPaymentDecision = {
  readonly type: "record-payment-decision";
} & PaymentDecisionRecorded["data"];

export type AgreementCommand =
  | RegisterAgreement
  | AmendAgreement
  | RecordCondition
  | RuleDiscrepancy
  | FundLine
  | ReturnLineFunding
  | MoveLineFunding
  | RecordPaymentDecision;
