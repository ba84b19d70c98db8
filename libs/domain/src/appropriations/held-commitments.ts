import type { Day } from "../calendar.ts";
import { freeAt } from "../balances.ts";
import { type GuardedBooks, covered } from "../guarded-books.ts";
import { type Ore, formatAmount, subtract, sum } from "../money.ts";
import { RuleError } from "../rule-error.ts";
import { effectiveDateOf, transfersOf } from "../transfers.ts";
import type { AnslagspostEvent } from "./events.ts";
import type { FundingKey } from "./funding-key.ts";

/** Money of commitments on their way to another post, by the reduction's event id: kept until it is taken there. */
export type HeldCommitments = Map<string, Ore>;

/**
 * A commitment that moves to another post has let go of this one before the other has taken it. Until it has,
 * the money is held, so that it is there to come back to when the other post refuses.
 */
export function followHeld(held: HeldCommitments, event: AnslagspostEvent): void {
  switch (event.type) {
    case "FundsArrived":
      if (event.data.takesFundingAlong)
        held.set(event.data.cause.eventId, sum(event.data.arrived.map(({ amount }) => amount)));
      break;
    case "CommitmentMoved":
      held.delete(event.data.reduction);
      break;
    case "EntryReversed":
      held.delete(event.data.original.eventId);
      break;
  }
}

/** What may leave the post from a day on: what is available and not held for a commitment under way. */
export function freeToLeave(held: HeldCommitments, books: GuardedBooks, funding: FundingKey, on: Day): Ore {
  return subtract(freeAt(books.cells, { account: "available", funding }, on), sum(held.values()));
}

/**
 * The last gate for money that leaves a post: covered, and not held.
 *
 * @throws RuleError `account-below-zero`, `held-for-a-move`
 */
export function leavingHeld(
  held: HeldCommitments,
  books: GuardedBooks,
  events: AnslagspostEvent[],
): AnslagspostEvent[] {
  covered(books, events);
  if (held.size === 0) return events;
  for (const event of events) {
    for (const { from, amount } of transfersOf(event)) {
      if (from.account !== "available" || from.funding === undefined) continue;
      const free = freeToLeave(held, books, from.funding, effectiveDateOf(event));
      if (amount <= free) continue;
      throw new RuleError(
        "held-for-a-move",
        `${formatAmount(sum(held.values()))} of ${from.funding} is held for commitments on their way to another post; ${formatAmount(free)} is free, ${formatAmount(amount)} was asked for. Try again.`,
        { field: "amount", figures: { free: formatAmount(free), asked: formatAmount(amount) } },
      );
    }
  }
  return events;
}
