import type { Transfer } from "./accounts.ts";
import type { Day } from "./calendar.ts";

/** An event of another stream that made this one happen: the arrival's and the policy's link to its cause. */
export interface Cause {
  readonly stream: string;
  readonly eventId: string;
  readonly type: string;
}

/** The person at the desk, by opaque id (never a name: DOMAIN, retention). */
export type Actor = string;

/**
 * Money that another stream's event sent here. It carries no transfers of its own (the cause has them) and
 * can never be refused: it only tells this stream's guardian what it now holds.
 */
export interface FundsArrived {
  readonly type: "FundsArrived";
  readonly data: {
    readonly cause: Cause;
    /** The cause's transfers that end here, or that came in through this post's counter-account. */
    readonly arrived: readonly Transfer[];
    /** The cause's effective date. */
    readonly effectiveOn: Day;
    /** A commitment that moves to another post takes its line funding along. */
    readonly takesFundingAlong?: true;
  };
}

/** An event as it stood in its stream when someone asked to reverse it. */
export interface OriginalEntry {
  readonly eventId: string;
  readonly stream: string;
  readonly type: string;
  readonly data: object;
}

/**
 * The exact opposite of an entry, once. Decided in the stream that guards the account the money leaves.
 * The original is kept whole, so that the transfer table reads this event without a second look-up.
 */
export interface EntryReversed {
  readonly type: "EntryReversed";
  readonly data: {
    readonly original: OriginalEntry;
    readonly reason: string;
    readonly by: Actor;
    /** The original's while that period is open, else the first open day. */
    readonly effectiveOn: Day;
    readonly cause?: Cause;
  };
}
