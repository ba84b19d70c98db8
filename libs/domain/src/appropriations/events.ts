import type { LineId, PartyId } from "../agreements/agreement-terms.ts";
import type { Day } from "../calendar.ts";
import type { Actor, Cause, EntryReversed, FundsArrived } from "../event.ts";
import type { Ore } from "../money.ts";
import type { FundingKey } from "./funding-key.ts";

/**
 * What an appropriation decision can add to a post. `overdraft_used_last_year` takes away: last year's
 * overdraft on the anslag credit is charged first (anslagsförordningen (2011:223), anslagskredit).
 */
export const APPROPRIATION_KINDS = [
  "years_grant",
  "carried_over",
  "permitted_overdraft",
  "overdraft_used_last_year",
] as const;
export type AppropriationKind = (typeof APPROPRIATION_KINDS)[number];

/** The decision that an appropriation rests on: a case number, or the name of the regleringsbrev. */
export type DecisionReference = string;

export interface AppropriationGranted {
  readonly type: "AppropriationGranted";
  readonly data: {
    readonly funding: FundingKey;
    /** The anslag's and post's name in that year; names change, keys do not. */
    readonly name: string;
    readonly kind: AppropriationKind;
    readonly amount: Ore;
    readonly decision: DecisionReference;
    readonly by: Actor;
    readonly effectiveOn: Day;
  };
}

export interface AppropriationAdjusted {
  readonly type: "AppropriationAdjusted";
  readonly data: {
    readonly funding: FundingKey;
    readonly kind: AppropriationKind;
    readonly direction: "increase" | "decrease";
    readonly amount: Ore;
    readonly decision: DecisionReference;
    readonly by: Actor;
    readonly effectiveOn: Day;
  };
}

/** Two posts, one id: `out` is decided where the money leaves, `in` follows it and cannot be refused. */
export interface AppropriationMoved {
  readonly type: "AppropriationMoved";
  readonly data: {
    readonly moveId: string;
    readonly direction: "out" | "in";
    readonly from: FundingKey;
    readonly to: FundingKey;
    readonly amount: Ore;
    readonly decision: DecisionReference;
    readonly by: Actor;
    readonly effectiveOn: Day;
    readonly cause?: Cause;
  };
}

export interface AppropriationWithdrawn {
  readonly type: "AppropriationWithdrawn";
  readonly data: {
    readonly funding: FundingKey;
    readonly amount: Ore;
    readonly decision: DecisionReference;
    readonly by: Actor;
    readonly effectiveOn: Day;
  };
}

export interface YearClosed {
  readonly type: "YearClosed";
  readonly data: {
    readonly funding: FundingKey;
    readonly carriedOver: Ore;
    readonly withdrawn: Ore;
    readonly decision: DecisionReference;
    readonly by: Actor;
    readonly effectiveOn: Day;
  };
}

/** The agreement decided what this post may carry of a line: the ceiling for its allocations. Moves no money. */
export interface LineFundingArrived {
  readonly type: "LineFundingArrived";
  readonly data: {
    readonly funding: FundingKey;
    readonly agreement: string;
    readonly line: LineId;
    readonly amount: Ore;
    readonly cause: Cause;
  };
}

/** Lowered where the allocations are known, never below them; the agreement gets its room back. */
export interface LineFundingReduced {
  readonly type: "LineFundingReduced";
  readonly data: {
    readonly funding: FundingKey;
    readonly agreement: string;
    readonly line: LineId;
    readonly amount: Ore;
    readonly reason: string;
    readonly by: Actor;
    readonly on: Day;
  };
}

export interface AllocationDecided {
  readonly type: "AllocationDecided";
  readonly data: {
    readonly allocationId: string;
    readonly funding: FundingKey;
    readonly agreement: string;
    readonly line: LineId;
    readonly recipient: PartyId;
    readonly amount: Ore;
    readonly decision: DecisionReference;
    readonly by: Actor;
    readonly effectiveOn: Day;
    /** How the amount was computed, when it came from a distribution. */
    readonly distribution?: {
      readonly method: "equal" | "key" | "table";
      readonly total: Ore;
      /** The decision's rounding unit; a table has none. */
      readonly unit?: Ore;
      readonly key?: string;
      readonly keyDate?: string;
      /** Why it was split otherwise than the agreement says. */
      readonly departure?: string;
    };
    /** Set when an unpaid commitment moves between posts: the reduction that this allocation answers. */
    readonly cause?: Cause;
    /** The post that the commitment moved from; its line funding came along. */
    readonly movedFrom?: FundingKey;
  };
}

/** A commitment that left this post was allocated on another: what was held for its return is free. */
export interface CommitmentMoved {
  readonly type: "CommitmentMoved";
  readonly data: {
    readonly funding: FundingKey;
    /** The reduction that began the move. */
    readonly reduction: string;
    readonly to: FundingKey;
    readonly cause: Cause;
  };
}

export type AnslagspostEvent =
  | CommitmentMoved
  | AppropriationGranted
  | AppropriationAdjusted
  | AppropriationMoved
  | AppropriationWithdrawn
  | YearClosed
  | LineFundingArrived
  | LineFundingReduced
  | AllocationDecided
  | FundsArrived
  | EntryReversed;
