import type { Day } from "../calendar.ts";
import type { Actor, Cause } from "../event.ts";
import type { Giro } from "../identifiers/giro.ts";
import type { GrantEventOf, Item, ItemFrom } from "./grant-event.ts";

export type ReclaimSource = "unused" | "outstanding" | "spent";

export type ReclaimDecided = GrantEventOf<
  "ReclaimDecided",
  {
    readonly reclaimId: string;
    readonly items: readonly ItemFrom<ReclaimSource>[];
    readonly grounds: "unused" | "late_report" | "cost_not_accepted" | "ruling" | "other";
    /** Decided elsewhere (2013: Regeringskansliet, 2022: the government) and recorded here. */
    readonly decision: string;
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;

export type ReclaimWithdrawn = GrantEventOf<
  "ReclaimWithdrawn",
  {
    readonly reclaimId: string;
    readonly items: readonly ItemFrom<ReclaimSource>[];
    readonly reason: string;
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;

export type ReclaimWrittenOff = GrantEventOf<
  "ReclaimWrittenOff",
  {
    readonly reclaimId: string;
    readonly items: readonly ItemFrom<ReclaimSource>[];
    readonly decision: string;
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;

export type RepaymentReceived = GrantEventOf<
  "RepaymentReceived",
  {
    readonly placementId: string;
    readonly items: readonly (ItemFrom<"unused" | "reclaimed" | "outstanding"> & {
      readonly reclaim?: string;
      /** Where the claim that is paid took the money from. */
      readonly demandedFrom?: ReclaimSource;
    })[];
    readonly cause: Cause;
    /** The bank date of the receipt. */
    readonly effectiveOn: Day;
  }
>;

export type RefundDecided = GrantEventOf<
  "RefundDecided",
  {
    readonly refundId: string;
    readonly items: readonly Item[];
    readonly decision: string;
    readonly payTo: Giro;
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;
