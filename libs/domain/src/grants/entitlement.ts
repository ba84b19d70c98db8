import { lineOf, paymentDecisionFor } from "../agreements/agreement.ts";
import { type FundingKey, fundingParts } from "../appropriations/funding-key.ts";
import { cellAt, emptySeries, levelOn } from "../balances.ts";
import { type Day, addDays, yearOf } from "../calendar.ts";
import { WAY_OF_PAYMENT } from "../agreements/agreement-terms.ts";
import { covered } from "../guarded-books.ts";
import { type Ore, ZERO, add, largest, smallest, subtract, sum } from "../money.ts";
import { RuleError } from "../rule-error.ts";
import type { LapseDue, ReduceAllocation, ReleaseFunds } from "./commands.ts";
import type { EntitlementLapsed, FundsReleased, GrantEvent, Item } from "./events.ts";
import { grantBooks, itemsFrom, locate, placeOf } from "./placing.ts";
import { type GrantState, type Requisition, fundingsOf } from "./state.ts";
import { requisitionDeadline } from "./terms.ts";

/** Gives allocated money back to its post; requisitioned money must be freed first. */
export function reduceAllocation(state: GrantState, command: ReduceAllocation): GrantEvent[] {
  const { agreement, recipient, reason, decision, by, effectiveOn, movesTo } = command;
  const items = itemsFrom(state, "allocated", [command], effectiveOn, {
    rule: "reduction-exceeds-allocated",
    what: "The reduction",
  });
  if (items.some(({ funding }) => funding === movesTo)) {
    throw new RuleError(
      "move-to-itself",
      `A commitment moves between two posts; it stands on ${movesTo} already.`,
      { field: "movesTo", figures: { anslagspost: movesTo ?? "" } },
    );
  }
  return covered<GrantEvent>(
    grantBooks(state, command),
    items.map((item) => ({
      type: "AllocationReduced",
      data: {
        agreement,
        recipient,
        ...item,
        reason,
        decision,
        by,
        effectiveOn,
        ...(movesTo === undefined ? {} : { movesTo }),
      },
    })),
  );
}

/**
 * Lets the right to money lapse that no requisition asked for in time (2013 §7, 2022 chapter 8).
 *
 * Arrival decides: money under a timely requisition that is still undecided does not lapse; what was
 * rejected or cut lapses on the day of that decision. Nothing due = no event.
 */
export function lapseDue(state: GrantState, command: LapseDue): GrantEvent[] {
  const { agreement, recipient, by, on, basis } = command;
  const books = grantBooks(state, command);
  // Only lines with money to lapse: an amendment may have removed a line that this grant once had money of.
  const lines = [
    ...new Set(
      [...books.cells.values()]
        .filter(({ place, series }) => place.account === "allocated" && levelOn(series) > 0)
        .map(({ place }) => place.line ?? ""),
    ),
  ].sort();
  const lapses = new Map<string, EntitlementLapsed["data"]>();
  for (const line of lines) {
    const deadline = requisitionDeadline(basis.agreement, agreement, line);
    const requisitioned = WAY_OF_PAYMENT[lineOf(basis.agreement, agreement, line).payment] === "requisition";
    if (deadline === undefined || on <= deadline || !requisitioned) continue;
    const timely = [...state.requisitions.values()].filter(
      ({ received }) => received.receivedOn <= deadline && asks(received, line) > 0,
    );
    for (const { effectiveOn, ...item } of lapsingOf(state, line, timely, { deadline, on })) {
      const key = `${deadline}|${effectiveOn}`;
      const items = [...(lapses.get(key)?.items ?? []), item];
      lapses.set(key, { agreement, recipient, items, deadline, by, effectiveOn });
    }
  }
  return covered<GrantEvent>(
    books,
    [...lapses.values()].map((data) => ({ type: "EntitlementLapsed", data })),
  );
}

/**
 * What lapses of one line, day by day from the deadline to the day of the run: first what no timely
 * requisition asked for, then what was rejected or cut on the day of that decision, then what was allocated
 * after the deadline on the day it was. What is free on one day lapses as far as it stays free on every later
 * one. So the outcome does not depend on when the run was made.
 */
function lapsingOf(
  state: GrantState,
  line: string,
  timely: readonly Requisition[],
  { deadline, on }: { deadline: Day; on: Day },
): (Item & { readonly effectiveOn: Day })[] {
  const { cells } = grantBooks(state, state);
  const first = addDays(deadline, 1);
  const allocated = fundingsOf(grantBooks(state, state), line).map((funding) => {
    const at = { line, funding, holder: state.recipient };
    return { at, series: cellAt(cells, placeOf(state, "allocated", at))?.series ?? emptySeries() };
  });
  const events = [...allocated.flatMap(({ series }) => series.days), ...timely.flatMap(decisionDay)];
  const days = [first, ...new Set(events.filter((date) => date > first))].sort();
  const free = days.map((date) => {
    let waiting = sum(
      timely.filter((one) => isUndecided(one, date)).map(({ received }) => asks(received, line)),
    );
    return allocated.map(({ series }) => {
      const there = largest(ZERO, levelOn(series, date));
      const kept = smallest(there, waiting);
      waiting = subtract(waiting, kept);
      return subtract(there, kept);
    });
  });
  const lapsed = new Map<FundingKey, Ore>();
  return days.flatMap((date, index) => {
    if (date > on) return [];
    return allocated.flatMap(({ at }, post) => {
      const before = lapsed.get(at.funding) ?? ZERO;
      // A day on which another post kept the money for a requisition does not free it for good.
      const later = free.slice(index).map((each) => each[post] ?? ZERO);
      const amount = subtract(
        later.reduce((least, each) => smallest(least, each)),
        before,
      );
      if (amount <= 0) return [];
      lapsed.set(at.funding, add(before, amount));
      return [{ ...at, amount, effectiveOn: date }];
    });
  });
}

const decisionDay = ({ decidedOn }: Requisition): Day[] => (decidedOn === undefined ? [] : [decidedOn]);
const isUndecided = (requisition: Requisition, on: Day): boolean =>
  requisition.decidedOn === undefined || requisition.decidedOn > on;

/** What a requisition asks of a line. While the desk has not mapped it, it may be about any line. */
function asks(received: Requisition["received"], line: string): Ore {
  if (received.lines === undefined) return received.amount;
  return received.lines
    .filter((part) => part.line === line)
    .reduce((total, part) => add(total, part.amount), ZERO);
}

/**
 * Makes lapsed or repaid money available again on its post: by decision, in the same year, never money
 * that was sent to an income title.
 *
 * @throws RuleError `release-after-year`, `release-from-income-title`, `release-exceeds-…`
 */
export function releaseFunds(state: GrantState, command: ReleaseFunds): GrantEvent[] {
  const { agreement, recipient, decision, by, effectiveOn, basis } = command;
  const located = (["lapsed", "repaid"] as const).flatMap((from) => {
    const parts = command.items.filter((part) => part.from === from);
    if (parts.length === 0) return [];
    const refusal = { rule: `release-exceeds-${from}`, what: "The release" };
    return locate(state, from, parts, effectiveOn, refusal).map(({ item }) => ({ ...item, from }));
  });
  const byPost = new Map<FundingKey, FundsReleased["data"]["items"]>();
  for (const item of located) {
    assertSameYear(item.funding, effectiveOn);
    if (
      item.from === "repaid" &&
      paymentDecisionFor(basis.agreement, item.line)?.repaymentTo === "income_title"
    ) {
      throw new RuleError(
        "release-from-income-title",
        `Repayments on line ${item.line} go to an income title: they cannot be used again.`,
        { field: "items", figures: { line: item.line } },
      );
    }
    byPost.set(item.funding, [...(byPost.get(item.funding) ?? []), item]);
  }
  // One event per post, so that each can be reversed at its own guardian.
  return covered<GrantEvent>(
    grantBooks(state, command),
    [...byPost.values()].map((items) => ({
      type: "FundsReleased",
      data: { agreement, recipient, items, decision, by, effectiveOn },
    })),
  );
}

function assertSameYear(funding: FundingKey, on: Day): void {
  const { budgetYear } = fundingParts(funding);
  if (yearOf(on) !== budgetYear) {
    throw new RuleError(
      "release-after-year",
      `Money of ${funding} can be released during ${budgetYear} only, not on ${on}.`,
      { field: "effectiveOn", figures: { anslagspost: funding, budgetYear: String(budgetYear), on } },
    );
  }
}
