import type { Day } from "#domain/calendar.ts";
import { type Place, isSamePlace } from "../books.ts";
import {
  type Asked,
  type Fields,
  type GrantFacts,
  type Outcome,
  type Refund,
  type Report,
  type Verdict,
  type World,
  grantStream,
  move,
  placeOf,
  refused,
} from "../facts.ts";
import { amountOf, listOf, maybe, text } from "../reading.ts";
import { unknownGrant } from "./allocations.ts";
import { standing } from "./payments.ts";

/** repaid → requisitioned: what a cost report says was repaid too much, by decision. */
export function decideRefund(world: World, { command, on }: Asked): Verdict {
  const [agreement, recipient] = [text(command, "agreement"), text(command, "recipient")];
  const grant = world.grant(agreement, recipient);
  const reasons = unknownGrant(world, agreement, recipient);
  if (!grant || reasons.length > 0) return refused(...reasons);
  const id = text(command, "refundId");
  if (grant.refunds.has(id)) reasons.push("refund-exists");
  const items = listOf(command["items"]).map((item: Fields) => {
    const from = placeOf(grant, "repaid", {
      ...{ line: text(item, "line"), funding: text(item, "anslagspost"), holder: maybe(item, "holder") },
    });
    const amount = amountOf(item["amount"]);
    if (amount > refundableAt(grant, from)) reasons.push("refund-exceeds-refundable");
    if (amount > world.books.lowest(from, on)) reasons.push("refund-exceeds-repaid");
    return { place: { ...from, account: "requisitioned" as const }, amount };
  });
  if (reasons.length > 0) return refused(...reasons);
  return {
    entries: [
      {
        ...{ type: "RefundDecided", stream: grantStream(agreement, recipient), on },
        moves: items.map(({ place, amount }) => move({ ...place, account: "repaid" }, place, amount)),
        blocked: () => (standing(grant, { refund: id }) ? "reversal-blocked" : undefined),
        undo: () => grant.refunds.delete(id),
      },
    ],
    then: () => grant.refunds.set(id, { items, parts: partsOf(grant, items) }),
  };
}

/** The reports that it rests on: the oldest that leaves something is used up first. */
function partsOf(grant: GrantFacts, items: Refund["items"]): Refund["parts"] {
  return items.flatMap(({ place, amount }) => {
    let rest = amount;
    return approvedAt(grant, place).map(({ report, outcome }) => {
      const part = Math.min(rest, leftOf(grant, report, outcome));
      rest -= part;
      return { report: report.id, place, amount: part };
    });
  });
}

/** What the approved reports leave to be refunded at a place, less what is decided. */
export function refundableAt(grant: GrantFacts, place: Place): number {
  return approvedAt(grant, place).reduce(
    (sum, { report, outcome }) => sum + leftOf(grant, report, outcome),
    0,
  );
}

export function approvedAt(
  grant: GrantFacts,
  place: Place,
): { readonly report: Report; readonly outcome: Outcome }[] {
  return [...grant.reports.values()]
    .filter(({ status }) => status === "approved")
    .flatMap((report) => report.outcomes.map((outcome) => ({ report, outcome })))
    .filter(({ outcome }) => isSamePlace(outcome.place, place));
}

/** Its uncovered costs, less the refunds that are for them: decided on it, or on their way when it was booked. */
export function leftOf(grant: GrantFacts, report: Report, { place, refundable, underWay }: Outcome): number {
  const earlier = versionsOf(grant, report);
  let left = refundable;
  for (const [id, { parts }] of grant.refunds) {
    for (const part of parts) {
      const isForIt = part.report === report.id || (underWay.includes(id) && earlier.includes(part.report));
      if (isForIt && isSamePlace(part.place, place)) left -= part.amount;
    }
  }
  return Math.max(0, left);
}

/** The names of a report and of those that it corrected. */
function versionsOf(grant: GrantFacts, { id, corrects }: Report): string[] {
  const corrected = corrects === undefined ? undefined : grant.reports.get(corrects);
  return [id, ...(corrected ? versionsOf(grant, corrected) : [])];
}

export function restsOn(grant: GrantFacts, report: Report): boolean {
  return [...grant.refunds.values()].some(({ parts }) =>
    parts.some((part) => part.report === report.id && part.amount > 0),
  );
}

/**
 * What was decided to be refunded of the costs that a correction states anew, and was not paid when it came. DOMAIN,
 * Cost report arithmetic: excess costs are shown, so that a refund for one report's costs hides none of another's.
 */
export function refundsUnderWay(
  grant: GrantFacts,
  corrected: Report | undefined,
  place: Place,
  on: Day,
): { readonly id: string; readonly amount: number }[] {
  if (!corrected) return [];
  const versions = versionsOf(grant, corrected);
  // What came back in a later year was paid, and is repaid anew (DOMAIN, DisbursementReturned).
  const paid = [...grant.disbursements.values()]
    .filter(({ status, confirmedOn }) => status === "confirmed" && confirmedOn! <= on)
    .concat([...grant.disbursements.values()].filter(({ cameBackLate }) => cameBackLate))
    .map(({ pays }) => pays.refund);
  return [...grant.refunds]
    .filter(([id]) => !paid.includes(id))
    .flatMap(([id, { parts }]) =>
      parts
        .filter((part) => versions.includes(part.report) && isSamePlace(part.place, place))
        .map(({ amount }) => ({ id, amount })),
    );
}

/** What a correction does not account for stays as the corrected report booked it, with the refunds of it. */
export function leftOut(grant: GrantFacts, corrected: Report, outcomes: readonly Outcome[]): Outcome[] {
  return corrected.outcomes
    .filter(({ place }) => !outcomes.some((each) => isSamePlace(each.place, place)))
    .map((outcome) => {
      const own = [...grant.refunds].filter(([, { parts }]) =>
        parts.some(({ report }) => report === corrected.id),
      );
      return { ...outcome, underWay: [...outcome.underWay, ...own.map(([id]) => id)] };
    });
}
