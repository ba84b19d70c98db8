import type { PartyId } from "../agreements/agreement-terms.ts";
import type { Day } from "../calendar.ts";
import type { Actor, Cause, EntryReversed } from "../event.ts";
import type { Ore } from "../money.ts";

/** One bank entry, keyed by the bank's own reference. */
export interface ReceiptRecorded {
  readonly type: "ReceiptRecorded";
  readonly data: {
    readonly receipt: string;
    readonly amount: Ore;
    /** The sender's organisationsnummer when the bank gives it; never a person's name. */
    readonly sender?: string;
    /** Payment reference (OCR) and case number as they stood on the entry. */
    readonly reference?: string;
    readonly caseNumber?: string;
    readonly by: Actor;
    /** The bank date. */
    readonly effectiveOn: Day;
  };
}

/** The desk says whose money it is, and how much of it; the grant takes it or the placing returns. */
export interface ReceiptPlaced {
  readonly type: "ReceiptPlaced";
  readonly data: {
    readonly receipt: string;
    readonly placementId: string;
    readonly agreement: string;
    readonly recipient: PartyId;
    readonly amount: Ore;
    /** Only these debts, when the recipient said what it repays. */
    readonly line?: string;
    readonly holder?: PartyId;
    readonly by: Actor;
    readonly effectiveOn: Day;
  };
}

/** The grant refused the placing, or the repayment was reversed: the money waits again, with the reason. */
export interface PlacementReturned {
  readonly type: "PlacementReturned";
  readonly data: {
    readonly receipt: string;
    readonly placementId: string;
    readonly amount: Ore;
    readonly reason: string;
    readonly cause: Cause;
    readonly effectiveOn: Day;
  };
}

export interface ReceiptRefunded {
  readonly type: "ReceiptRefunded";
  readonly data: {
    readonly receipt: string;
    readonly amount: Ore;
    readonly reason: string;
    readonly by: Actor;
    readonly effectiveOn: Day;
  };
}

export type ReceiptEvent =
  ReceiptRecorded | ReceiptPlaced | PlacementReturned | ReceiptRefunded | EntryReversed;
