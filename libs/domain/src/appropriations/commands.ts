import type { LineId, PartyId } from "../agreements/agreement-terms.ts";
import type { Day } from "../calendar.ts";
import type { Actor, Cause } from "../event.ts";
import type { RecordArrival, ReverseEntry } from "../guarded-books.ts";
import type { Ore } from "../money.ts";
import type { AllocationDecided, AppropriationKind, DecisionReference } from "./events.ts";
import type { FundingKey } from "./funding-key.ts";

interface Decision {
  readonly decision: DecisionReference;
  readonly by: Actor;
  readonly effectiveOn: Day;
}

export interface GrantAppropriation extends Decision {
  readonly type: "grant-appropriation";
  readonly funding: FundingKey;
  readonly name: string;
  readonly kind: AppropriationKind;
  readonly amount: Ore;
}

export interface AdjustAppropriation extends Decision {
  readonly type: "adjust-appropriation";
  readonly funding: FundingKey;
  readonly kind: AppropriationKind;
  readonly direction: "increase" | "decrease";
  readonly amount: Ore;
}

export interface MoveAppropriation extends Decision {
  readonly type: "move-appropriation";
  readonly moveId: string;
  readonly from: FundingKey;
  readonly to: FundingKey;
  readonly amount: Ore;
}

/** By policy: the other half of a move. */
export interface TakeMovedAppropriation extends Decision {
  readonly type: "take-moved-appropriation";
  readonly moveId: string;
  readonly from: FundingKey;
  readonly to: FundingKey;
  readonly amount: Ore;
  readonly cause: Cause;
}

export interface WithdrawAppropriation extends Decision {
  readonly type: "withdraw-appropriation";
  readonly funding: FundingKey;
  readonly amount: Ore;
}

/** What is neither promised nor carried over is withdrawn. */
export interface CloseYear {
  readonly type: "close-year";
  readonly funding: FundingKey;
  readonly carriedOver: Ore;
  readonly decision: DecisionReference;
  readonly by: Actor;
}

/** By policy: the agreement funded a line from this post. */
export interface RecordLineFunding {
  readonly type: "record-line-funding";
  readonly funding: FundingKey;
  readonly agreement: string;
  readonly line: LineId;
  readonly amount: Ore;
  readonly cause: Cause;
}

export interface ReduceLineFunding {
  readonly type: "reduce-line-funding";
  readonly funding: FundingKey;
  readonly agreement: string;
  readonly line: LineId;
  readonly amount: Ore;
  readonly reason: string;
  readonly by: Actor;
  readonly on: Day;
}

/** One or many recipients of one line, all or none. */
export interface Allocate extends Decision {
  readonly type: "allocate";
  readonly funding: FundingKey;
  readonly agreement: string;
  readonly line: LineId;
  readonly allocations: readonly {
    readonly allocationId: string;
    readonly recipient: PartyId;
    readonly amount: Ore;
  }[];
  readonly distribution?: NonNullable<AllocationDecided["data"]["distribution"]>;
  /** By policy: the other half of a commitment that moves between posts, with the post it left. */
  readonly cause?: Cause;
  readonly movedFrom?: FundingKey;
}

/** By policy: the new post has taken the commitment. */
export interface RecordMovedCommitment {
  readonly type: "record-moved-commitment";
  readonly funding: FundingKey;
  readonly reduction: string;
  readonly to: FundingKey;
  readonly cause: Cause;
}

export type AnslagspostCommand =
  | RecordMovedCommitment
  | GrantAppropriation
  | AdjustAppropriation
  | MoveAppropriation
  | TakeMovedAppropriation
  | WithdrawAppropriation
  | CloseYear
  | RecordLineFunding
  | ReduceLineFunding
  | Allocate
  | RecordArrival
  | ReverseEntry;
