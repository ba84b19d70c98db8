import {
  type Transfer,
  agreementStream,
  anslagspostStream,
  grantStream,
  guardianStream,
  receiptStream,
} from "./accounts.ts";
import type { AppropriationMoved } from "./appropriations/events.ts";
import { FIRST_DAY, addDays } from "./calendar.ts";
import type { Cause, OriginalEntry } from "./event.ts";
import type { RepaymentReceived } from "./grants/events.ts";
import type { LedgerCommand } from "./ledger-command.ts";
import type { LedgerEvent } from "./ledger-event.ts";
import { effectiveDateOf, transfersOf } from "./transfers.ts";

/** An event as it stands in the log. */
export type RecordedEvent = LedgerEvent & { readonly eventId: string; readonly stream: string };

/** What must follow in another stream. The target remembers the cause, so that it follows once. */
export interface Reaction {
  readonly stream: string;
  readonly command: LedgerCommand;
  /** What follows when the target refuses by a rule. Without it a refusal is a defect and stops the policy. */
  readonly onRefusal?: FollowUp;
}

/**
 * What follows a refusal. It is remembered by its own cause: a reaction that was refused and followed up is
 * never tried again, though the target might take it by now. (A placing that went back to the queue would
 * otherwise be booked as repaid, and then placed a second time.)
 */
export interface FollowUp {
  readonly stream: string;
  readonly causeId: string;
  readonly command: (reason: string) => LedgerCommand;
}

/** Who decides when nobody does: the log's own policies. */
export const POLICY = "policy";

/**
 * What follows from an event in other streams. Money that arrives under another guardian is derived from
 * the transfer table; the rest are the pairs that DOMAIN names (moves between posts, placed receipts, line
 * funding, commitments that move at year end).
 */
export function reactionsTo(event: RecordedEvent): Reaction[] {
  const cause: Cause = { stream: event.stream, eventId: event.eventId, type: event.type };
  return [...arrivalsOf(event, cause), ...pairsOf(event, cause)];
}

function arrivalsOf(event: RecordedEvent, cause: Cause): Reaction[] {
  const byGuardian = new Map<string, Transfer[]>();
  for (const transfer of transfersOf(event)) {
    // Money leaves where it is decided, but for an opening balance: that its counter-account let it in is
    // news to the post.
    for (const stream of new Set([guardianStream(transfer.from), guardianStream(transfer.to)])) {
      if (stream !== event.stream) byGuardian.set(stream, [...(byGuardian.get(stream) ?? []), transfer]);
    }
  }
  const takesFundingAlong = event.type === "AllocationReduced" && event.data.movesTo !== undefined;
  return [...byGuardian].map(([stream, arrived]) => ({
    stream,
    command: {
      type: "record-arrival",
      cause,
      arrived,
      effectiveOn: effectiveDateOf(event),
      ...(takesFundingAlong ? { takesFundingAlong } : {}),
    },
  }));
}

function pairsOf(event: RecordedEvent, cause: Cause): Reaction[] {
  switch (event.type) {
    case "AppropriationMoved": {
      const { direction, cause: _, ...move } = event.data;
      if (direction === "in") return [];
      return [
        { stream: anslagspostStream(move.to), command: { type: "take-moved-appropriation", ...move, cause } },
      ];
    }
    case "LineFundingDecided": {
      const { agreement, line, funding, amount } = event.data;
      return [
        {
          stream: anslagspostStream(funding),
          command: { type: "record-line-funding", funding, agreement, line, amount, cause },
        },
      ];
    }
    case "LineFundingReduced": {
      const { agreement, line, funding, amount } = event.data;
      return [
        {
          stream: agreementStream(agreement),
          command: { type: "return-line-funding", agreement, line, funding, amount, cause },
        },
      ];
    }
    case "AllocationReduced":
      return event.data.movesTo === undefined ? [] : [allocateOnNextPost(event, event.data.movesTo, cause)];
    case "AllocationDecided": {
      const { agreement, line, movedFrom, funding, amount, cause: reduction } = event.data;
      if (movedFrom === undefined || reduction === undefined) return [];
      return [
        {
          stream: agreementStream(agreement),
          command: {
            type: "move-line-funding",
            agreement,
            line,
            from: movedFrom,
            to: funding,
            amount,
            cause,
          },
        },
        {
          stream: anslagspostStream(movedFrom),
          command: {
            type: "record-moved-commitment",
            funding: movedFrom,
            reduction: reduction.eventId,
            to: funding,
            cause,
          },
        },
      ];
    }
    case "ReceiptPlaced": {
      const { receipt, placementId, agreement, recipient, amount, line, holder, effectiveOn } = event.data;
      return [
        {
          stream: grantStream(agreement, recipient),
          command: {
            type: "receive-repayment",
            agreement,
            recipient,
            placementId,
            amount,
            ...(line === undefined ? {} : { line }),
            ...(holder === undefined ? {} : { holder }),
            cause,
            effectiveOn,
          },
          onRefusal: {
            stream: receiptStream(receipt),
            causeId: cause.eventId,
            command: (reason) => returnPlacement(receipt, placementId, reason, cause, effectiveOn).command,
          },
        },
      ];
    }
    case "EntryReversed":
      return pairOfReversal(event.data.original, event.data.effectiveOn, cause);
    default:
      return [];
  }
}

/** An unpaid commitment moves between posts as one pair; when the new post refuses, the old one takes it back. */
function allocateOnNextPost(
  event: RecordedEvent & { type: "AllocationReduced" },
  funding: Parameters<typeof anslagspostStream>[0] & (typeof event.data)["funding"],
  cause: Cause,
): Reaction {
  const { agreement, recipient, line, amount, decision, effectiveOn } = event.data;
  const original: OriginalEntry = { ...cause, data: event.data };
  const refusal: Cause = { ...cause, eventId: `${cause.eventId}:refused` };
  return {
    stream: anslagspostStream(funding),
    command: {
      type: "allocate",
      funding,
      agreement,
      line,
      allocations: [{ allocationId: event.eventId, recipient, amount }],
      decision,
      by: POLICY,
      effectiveOn,
      cause,
      movedFrom: event.data.funding,
    },
    onRefusal: {
      stream: anslagspostStream(event.data.funding),
      causeId: refusal.eventId,
      command: (reason) => ({ type: "reverse-entry", original, reason, by: POLICY, cause: refusal }),
    },
  };
}

function pairOfReversal(
  original: OriginalEntry,
  effectiveOn: RepaymentReceived["data"]["effectiveOn"],
  cause: Cause,
): Reaction[] {
  const entry = original as OriginalEntry & LedgerEvent;
  if (entry.type === "RepaymentReceived") {
    const { placementId, cause: placing } = entry.data;
    const receipt = placing.stream.slice(receiptStream("").length);
    return [returnPlacement(receipt, placementId, "repayment reversed", cause, effectiveOn)];
  }
  // Of the two halves only the one that came in names its cause: the one that went out.
  if (entry.type === "AppropriationMoved" && entry.data.cause !== undefined) {
    const { cause: out, ...move } = entry.data;
    const data: AppropriationMoved["data"] = { ...move, direction: "out" };
    return [
      {
        stream: out.stream,
        command: {
          type: "reverse-entry",
          original: { eventId: out.eventId, stream: out.stream, type: "AppropriationMoved", data },
          reason: "the other half was reversed",
          by: POLICY,
          // Both halves take effect on the same day, also when the period of the original is closed.
          ...(effectiveOn === FIRST_DAY ? {} : { closedThrough: addDays(effectiveOn, -1) }),
          cause,
        },
      },
    ];
  }
  return [];
}

function returnPlacement(
  receipt: string,
  placementId: string,
  reason: string,
  cause: Cause,
  effectiveOn: RepaymentReceived["data"]["effectiveOn"],
): Reaction {
  return {
    stream: receiptStream(receipt),
    command: { type: "return-placement", receipt, placementId, reason, cause, effectiveOn },
  };
}
