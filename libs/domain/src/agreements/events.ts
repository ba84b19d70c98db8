import type { FundingKey } from "../appropriations/funding-key.ts";
import type { Day } from "../calendar.ts";
import type { Actor, Cause } from "../event.ts";
import type { Ore } from "../money.ts";
import type { Agreement, AgreementTerms, LineId } from "./agreement-terms.ts";

export interface AgreementRegistered {
  readonly type: "AgreementRegistered";
  readonly data: { readonly agreement: Agreement; readonly by: Actor };
}

/** A new version of the whole text. Moves no money. */
export interface AgreementAmended {
  readonly type: "AgreementAmended";
  readonly data: {
    readonly agreement: Agreement;
    readonly version: number;
    readonly reason: string;
    readonly by: Actor;
    readonly on: Day;
  };
}

export interface ConditionMet {
  readonly type: "ConditionMet";
  readonly data: {
    readonly agreement: string;
    readonly condition: string;
    readonly on: Day;
    readonly decision?: string;
    readonly by: Actor;
  };
}

/** Someone decided which of the stated figures rules, and why. Until then the lower one is the ceiling. */
export interface DiscrepancyRuled {
  readonly type: "DiscrepancyRuled";
  readonly data: {
    readonly agreement: string;
    readonly line: LineId;
    readonly amount: Ore;
    readonly reason: string;
    readonly by: Actor;
    readonly on: Day;
  };
}

/** How much of a line a post may carry. Arrives at the post as its ceiling for allocations. */
export interface LineFundingDecided {
  readonly type: "LineFundingDecided";
  readonly data: {
    readonly agreement: string;
    readonly line: LineId;
    readonly funding: FundingKey;
    readonly amount: Ore;
    readonly decision: string;
    readonly by: Actor;
    readonly on: Day;
  };
}

/** The post lowered its ceiling: that much of the line may be funded elsewhere. */
export interface LineFundingReturned {
  readonly type: "LineFundingReturned";
  readonly data: {
    readonly agreement: string;
    readonly line: LineId;
    readonly funding: FundingKey;
    readonly amount: Ore;
    readonly cause: Cause;
  };
}

/** An unpaid commitment moved to another post, most often at year end, and took its funding along. */
export interface LineFundingMoved {
  readonly type: "LineFundingMoved";
  readonly data: {
    readonly agreement: string;
    readonly line: LineId;
    readonly from: FundingKey;
    readonly to: FundingKey;
    readonly amount: Ore;
    readonly cause: Cause;
  };
}

export interface PaymentDecisionRecorded {
  readonly type: "PaymentDecisionRecorded";
  readonly data: {
    readonly agreement: string;
    readonly decisionId: string;
    readonly kind: "regleringsbrev" | "government_decision";
    readonly caseNumber: string;
    readonly lines: readonly LineId[];
    readonly repaymentTo: "anslagspost" | "income_title";
    readonly terms?: AgreementTerms;
    readonly by: Actor;
    readonly on: Day;
  };
}

export type AgreementEvent =
  | AgreementRegistered
  | AgreementAmended
  | ConditionMet
  | DiscrepancyRuled
  | LineFundingDecided
  | LineFundingReturned
  | LineFundingMoved
  | PaymentDecisionRecorded;
