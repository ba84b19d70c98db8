import type { FundingKey } from "../appropriations/funding-key.ts";
import type { Day } from "../calendar.ts";
import type { Actor } from "../event.ts";
import type { GrantEventOf, Item, ItemFrom } from "./grant-event.ts";

export type AllocationReduced = GrantEventOf<
  "AllocationReduced",
  Item & {
    readonly reason: string;
    readonly decision: string;
    readonly by: Actor;
    readonly effectiveOn: Day;
    /** The post that takes over the commitment, when it moves at year end as one pair. */
    readonly movesTo?: FundingKey;
  }
>;

export type EntitlementLapsed = GrantEventOf<
  "EntitlementLapsed",
  {
    readonly items: readonly Item[];
    /** The day after which the right was lost, as rolled by the agreement's policy. */
    readonly deadline: Day;
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;

export type FundsReleased = GrantEventOf<
  "FundsReleased",
  {
    readonly items: readonly ItemFrom<"lapsed" | "repaid">[];
    readonly decision: string;
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;
