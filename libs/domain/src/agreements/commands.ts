import type { FundingKey } from "../appropriations/funding-key.ts";
import type { Day } from "../calendar.ts";
import type { Actor, Cause } from "../event.ts";
import type { Ore } from "../money.ts";
import type { Agreement, AgreementTerms, LineId } from "./agreement-terms.ts";

export interface RegisterAgreement {
  readonly type: "register-agreement";
  readonly agreement: Agreement;
  readonly by: Actor;
}

export interface AmendAgreement {
  readonly type: "amend-agreement";
  readonly agreement: Agreement;
  readonly reason: string;
  readonly by: Actor;
  readonly on: Day;
}

export interface RecordCondition {
  readonly type: "record-condition";
  readonly agreement: string;
  readonly condition: string;
  readonly on: Day;
  readonly decision?: string;
  readonly by: Actor;
}

export interface RuleDiscrepancy {
  readonly type: "rule-discrepancy";
  readonly agreement: string;
  readonly line: LineId;
  readonly amount: Ore;
  readonly reason: string;
  readonly by: Actor;
  readonly on: Day;
}

export interface FundLine {
  readonly type: "fund-line";
  readonly agreement: string;
  readonly line: LineId;
  readonly funding: FundingKey;
  readonly amount: Ore;
  readonly decision: string;
  readonly by: Actor;
  readonly on: Day;
  /** Whether an appropriation is registered on the post: read before the decision, it never becomes untrue. */
  readonly fundingKnown: boolean;
}

/** By policy: the post lowered its ceiling. */
export interface ReturnLineFunding {
  readonly type: "return-line-funding";
  readonly agreement: string;
  readonly line: LineId;
  readonly funding: FundingKey;
  readonly amount: Ore;
  readonly cause: Cause;
}

/** By policy: a commitment moved between posts. */
export interface MoveLineFunding {
  readonly type: "move-line-funding";
  readonly agreement: string;
  readonly line: LineId;
  readonly from: FundingKey;
  readonly to: FundingKey;
  readonly amount: Ore;
  readonly cause: Cause;
}

export interface RecordPaymentDecision {
  readonly type: "record-payment-decision";
  readonly agreement: string;
  readonly decisionId: string;
  readonly kind: "regleringsbrev" | "government_decision";
  readonly caseNumber: string;
  readonly lines: readonly LineId[];
  readonly repaymentTo: "anslagspost" | "income_title";
  readonly terms?: AgreementTerms;
  readonly by: Actor;
  readonly on: Day;
}

export type AgreementCommand =
  | RegisterAgreement
  | AmendAgreement
  | RecordCondition
  | RuleDiscrepancy
  | FundLine
  | ReturnLineFunding
  | MoveLineFunding
  | RecordPaymentDecision;
