import { type Day, laterOf } from "../calendar.ts";
import { type Ore, ZERO, add, largest, smallest, subtract, sum } from "../money.ts";
import { samePlace } from "./claims.ts";
import type { Item } from "./events.ts";
import type { BookedOutcome, CostReport, GrantState, RefundPart } from "./state.ts";

type Place = Omit<Item, "amount">;

export const isAt = (one: Place, other: Place): boolean =>
  samePlace({ ...one, amount: ZERO }, { ...other, amount: ZERO });

const total = (parts: readonly { readonly amount: Ore }[]): Ore => sum(parts.map(({ amount }) => amount));

/** What was repaid too much by a booked report at one place, and is not given back by a refund (öre). */
export function leftToRefund({ refundable, refundUnderWay, refunds }: BookedOutcome): Ore {
  return largest(ZERO, subtract(add(refundable, refundUnderWay), total(refunds)));
}

/** What the approved reports say of a place, oldest first; one of them may be left out. */
export function approvedAt(state: GrantState, place: Place, except?: CostReport): BookedOutcome[] {
  return [...state.reports.values()]
    .filter((report) => report.status === "approved" && report !== except)
    .flatMap(({ outcomes }) => outcomes)
    .filter((outcome) => isAt(outcome, place));
}

/** What all approved reports together leave to refund at a place (öre); one of them may be left out. */
export function refundableAt(state: GrantState, place: Place, except?: CostReport): Ore {
  return sum(approvedAt(state, place, except).map(leftToRefund));
}

/** A refund uses up what approved reports leave to refund, oldest first. */
export function restOnReports(state: GrantState, refundId: string, item: Item): void {
  let rest = item.amount;
  for (const outcome of approvedAt(state, item)) {
    const amount = smallest(rest, leftToRefund(outcome));
    if (amount === 0) continue;
    outcome.refunds.push({ refundId, amount, decidedHere: true });
    rest = subtract(rest, amount);
  }
}

/** A reversed refund rests on nothing: on no report, and on none that was corrected since. */
export function restNoMore(state: GrantState, refundId: string): void {
  for (const { outcomes } of state.reports.values()) {
    for (const outcome of outcomes)
      outcome.refunds = outcome.refunds.filter((part) => part.refundId !== refundId);
  }
}

/** Whether a report is what some refund was decided on; one that a correction took over rests on the first. */
export function carriesRefund({ outcomes }: CostReport): boolean {
  return outcomes.some(({ refunds }) => refunds.some(({ decidedHere }) => decidedHere));
}

/** The day whose money a report is about: an opening let in what had stood there before any report came. */
export function knownOn({ opening }: GrantState, { received: { receivedOn } }: CostReport): Day {
  return laterOf(receivedOn, opening?.effectiveOn ?? receivedOn);
}

/**
 * Refunds that rest on the report that is corrected, or on one that it corrected in turn, and that were not paid
 * by the day on which the correction came: the money was still on its way to the holder. A report that corrects
 * none has none, for a refund of another report is for that report's costs.
 */
export function refundsUnderWay(
  state: GrantState,
  corrected: CostReport | undefined,
  place: Place,
  on: Day,
): RefundPart[] {
  const paid = new Set(
    [...state.disbursements.values()]
      .filter(
        ({ confirmedOn, status, repaid }) => repaid || (status === "confirmed" && (confirmedOn ?? on) <= on),
      )
      .map(({ ordered }) => ("refund" in ordered.basis ? ordered.basis.refund : "")),
  );
  return versionsOf(state, corrected)
    .flatMap(({ outcomes }) => outcomes)
    .filter((outcome) => isAt(outcome, place))
    .flatMap(({ refunds }) => refunds.filter(({ decidedHere }) => decidedHere))
    .filter(({ refundId }) => !paid.has(refundId))
    .map((part) => ({ ...part, decidedHere: false }));
}

/** A report and those that it corrected, one after the other. */
function versionsOf(state: GrantState, report: CostReport | undefined): CostReport[] {
  if (report === undefined) return [];
  const { corrects } = report.received;
  return [report, ...versionsOf(state, corrects === undefined ? undefined : state.reports.get(corrects))];
}

/** What a correction books: its own outcomes, with the refunds on their way; and what it leaves out, as it was. */
export function correctedOutcomes(
  state: GrantState,
  { correction, corrected }: { readonly correction: CostReport; readonly corrected: CostReport },
  outcomes: readonly Omit<BookedOutcome, "refunds">[],
): BookedOutcome[] {
  const on = knownOn(state, correction);
  const leftOut = corrected.outcomes.filter((earlier) => !outcomes.some((later) => isAt(later, earlier)));
  return [
    ...outcomes.map((outcome) => ({ ...outcome, refunds: refundsUnderWay(state, corrected, outcome, on) })),
    ...leftOut.map((outcome) => ({
      ...outcome,
      refunds: outcome.refunds.map((part) => ({ ...part, decidedHere: false })),
    })),
  ];
}
