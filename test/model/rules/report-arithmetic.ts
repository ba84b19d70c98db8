import { type Day, laterOf } from "#domain/calendar.ts";
import { type Move, type Place, isSamePlace } from "../books.ts";
import {
  type Claim,
  type Entry,
  type GrantFacts,
  type Report,
  type Use,
  type World,
  grantStream,
  move,
  placeOf,
} from "../facts.ts";
import { type Part as OfClaim, withdrawal } from "./claims.ts";
import { approvedAt, leftOf, refundsUnderWay } from "./refunds.ts";

type Part = OfClaim & { readonly on: Day };

interface Booking {
  readonly entry: Entry;
  /** Claims that the report frees, each on the day of the claim itself: it was never owed. */
  readonly freed: (Entry & { readonly then: () => void })[];
  readonly outcomes: Report["outcomes"];
}

/** One line, post and holder of a report, with its part of the costs. */
interface Share {
  readonly place: Place;
  readonly there: ToAccountFor;
  readonly costs: number;
  readonly disputed: number;
}

/** Grounds on which money stays demanded whatever is reported: it was never the recipient's to spend. */
const KEPT_GROUNDS: readonly string[] = ["cost_not_accepted", "ruling"];

/**
 * DOMAIN, Cost report arithmetic: spent = min(costs, received) as far as the money is still there; what was
 * demanded is first freed; what is left of what was received is unused; a disputed part stays outstanding.
 */
export function bookReport(
  world: World,
  grant: GrantFacts,
  report: Report,
): Booking | { readonly refused: readonly string[] } {
  const shares: Share[] = [];
  for (const use of report.uses) {
    const of = sharesOf(world, grant, use, report);
    if (of.length === 0 && use.costs > 0) return { refused: ["nothing-received"] };
    shares.push(...of);
  }
  const moves: Move[] = [];
  const freed: Part[] = [];
  const outcomes = shares.map((share) => {
    const outcome = outcomeOf(share);
    moves.push(...outcome.moves);
    freed.push(...outcome.freed);
    const { spent, notAccepted, refundable, underWay } = outcome;
    return { place: share.place, spent, notAccepted, refundable, underWay };
  });
  // Each claim is withdrawn on its own day: what it demanded was never owed.
  const withdrawn = freed.map((part) => withdrawal(grant, [part], part.on));
  const day = world.books.trying(withdrawn, () => world.books.firstDayFor(moves, report.to));
  const entry: Entry = {
    type: report.corrects === undefined ? "CostReportApproved" : "CostReportCorrected",
    ...{ stream: grantStream(grant.agreement, grant.recipient), on: day ?? report.to, moves },
  };
  return { entry, freed: withdrawn, outcomes };
}

/** What is there to account for at a place, when a report of a certain day is booked. */
interface ToAccountFor {
  /** Not accounted for: what was there on the day on which the report came, and still is. */
  readonly open: number;
  /** Of a report that is corrected: what it booked, as far as that still stands. */
  readonly spent: number;
  readonly unused: number;
  /** Claims made for want of costs; those by a decision about costs or figures stay whatever is reported. */
  readonly claims: readonly (Claim["parts"][number] & { readonly on: Day })[];
  readonly repaid: number;
  /** Costs that it was decided not to accept, and still is. */
  readonly notAccepted: number;
  /** Refunds for the costs that are corrected, on their way to the holder when the report came. */
  readonly underWay: readonly { readonly id: string; readonly amount: number }[];
}

function toAccountFor(world: World, grant: GrantFacts, place: Place, report: Report): ToAccountFor {
  const { books } = world;
  const has = (account: Place["account"]): number => books.balance({ ...place, account });
  // What an opening says was paid had been paid when any report came.
  const known = laterOf(report.receivedOn, grant.openedOn ?? report.receivedOn);
  const corrected = report.corrects === undefined ? undefined : grant.reports.get(report.corrects);
  const claims = [...grant.claims.values()].flatMap(({ grounds, on, parts }) =>
    parts.filter(({ from }) => isSamePlace(from, place)).map((part) => ({ grounds, on, part })),
  );
  const repaidByDecision = claims
    .filter(({ grounds }) => KEPT_GROUNDS.includes(grounds))
    .reduce((sum, { part }) => sum + part.repaid, 0);
  const own = bookedBy(corrected, place);
  const others = approvedAt(grant, place).filter(({ report }) => report !== corrected);
  const ofOthers = others.reduce((sum, { report }) => sum + bookedBy(report, place), 0);
  const notAccepted = claims
    .filter(({ grounds }) => grounds === "cost_not_accepted")
    .reduce((sum, { part }) => sum + part.amount - part.withdrawn, 0);
  const toRefundForOthers = others.reduce(
    (sum, { report, outcome }) => sum + leftOf(grant, report, outcome),
    0,
  );
  return {
    open: Math.max(0, books.lowest({ ...place, account: "outstanding" }, known)),
    // Costs refused at the place are the others' first; what they leave, and every other claim, is this one's.
    spent: Math.max(0, Math.min(own, has("spent") - Math.max(0, ofOthers - notAccepted))),
    unused: corrected ? has("unused") : 0,
    claims: claims
      .filter(({ grounds }) => !KEPT_GROUNDS.includes(grounds))
      .filter(
        ({ part }) => part.from.account === "outstanding" || (corrected && part.from.account === "unused"),
      )
      .filter(({ part }) => part.rest > 0)
      .map(({ part, on }) => Object.assign(part, { on })),
    repaid: Math.max(0, has("repaid") - returnedLate(world, place) - repaidByDecision - toRefundForOthers),
    notAccepted: corrected ? Math.max(0, notAccepted - ofOthers) : 0,
    underWay: refundsUnderWay(grant, corrected, place, known),
  };
}

/** What a report booked as costs, those among them included that were refused. */
function bookedBy(report: Report | undefined, place: Place): number {
  return (report?.outcomes ?? [])
    .filter((each) => isSamePlace(each.place, place))
    .reduce((sum, { spent, notAccepted }) => sum + spent + notAccepted, 0);
}

/** What the bank sent back in a later year stands as repaid, and was never received. */
function returnedLate(world: World, place: Place): number {
  let total = 0;
  for (const { from, to, amount, kind } of world.books.lines) {
    if (!kind.endsWith("Returned") || !isSamePlace(from, place)) continue;
    if (to.account === "repaid" && from.account === "outstanding") total += amount;
    if (from.account === "repaid" && to.account === "outstanding") total -= amount;
  }
  return total;
}

function outcomeOf({ place, costs: stated, disputed: inQuestion, there }: Share) {
  const costs = Math.max(0, stated - there.notAccepted);
  const disputed = Math.min(inQuestion, stated);
  const accepted = costs - disputed;
  const atHand = there.open + there.spent + there.unused;
  const freeable = there.claims.reduce((sum, { rest }) => sum + rest, 0);
  const spent = Math.max(0, Math.min(accepted, atHand + freeable));
  let toFree = Math.max(0, spent - atHand);
  const left = atHand + toFree - spent;
  const inDispute = Math.min(disputed, left);
  const freed = there.claims.flatMap((part) => {
    const amount = Math.min(toFree, part.rest);
    toFree -= amount;
    return amount > 0 ? [{ part, amount, on: part.on }] : [];
  });
  const freedTo = (account: Place["account"]): number =>
    freed.reduce((sum, { part, amount }) => (part.from.account === account ? sum + amount : sum), 0);
  const at = (account: Place["account"]): Place => ({ ...place, account });
  const moves = settle(
    {
      outstanding: there.open + freedTo("outstanding"),
      ...{ spent: there.spent, unused: there.unused + freedTo("unused") },
    },
    { outstanding: inDispute, spent, unused: left - inDispute },
  ).map(({ from, to, amount }) => move(at(from), at(to), amount));
  // Costs that repaid money would have covered; those that refunds on their way will cover are of them.
  const uncovered = accepted - spent;
  const onTheWay = Math.min(
    uncovered,
    there.underWay.reduce((sum, { amount }) => sum + amount, 0),
  );
  return {
    ...{ moves, freed, spent, notAccepted: stated - costs, underWay: there.underWay.map(({ id }) => id) },
    refundable: Math.min(uncovered - onTheWay, there.repaid) + onTheWay,
  };
}

type Reported = "outstanding" | "spent" | "unused";

/** The moves that lead from one state of a place's money to another. */
function settle(
  before: Readonly<Record<Reported, number>>,
  after: Readonly<Record<Reported, number>>,
): { readonly from: Reported; readonly to: Reported; readonly amount: number }[] {
  const accounts: readonly Reported[] = ["outstanding", "spent", "unused"];
  const less = new Map(accounts.map((each) => [each, Math.max(0, before[each] - after[each])]));
  const more = new Map(accounts.map((each) => [each, Math.max(0, after[each] - before[each])]));
  return accounts.flatMap((from) =>
    accounts.flatMap((to) => {
      const amount = Math.min(less.get(from) ?? 0, more.get(to) ?? 0);
      less.set(from, (less.get(from) ?? 0) - amount);
      more.set(to, (more.get(to) ?? 0) - amount);
      return amount > 0 ? [{ from, to, amount }] : [];
    }),
  );
}

/** Per post as reported, else pro rata of what there is to account for on each; the largest remainder, ties in key order. */
function sharesOf(world: World, grant: GrantFacts, use: Use, report: Report): Share[] {
  const { line, holder, costs, disputed } = use;
  const posts =
    use.funding === undefined
      ? [
          ...new Set(world.books.lines.flatMap(({ to }) => (to.line === line ? [to.funding ?? ""] : []))),
        ].sort()
      : [use.funding];
  const places = posts
    .map((funding) => placeOf(grant, "outstanding", { line, funding, holder }))
    .map((place) => ({ place, there: toAccountFor(world, grant, place, report) }))
    .filter(({ there }) => inAll(there) > 0);
  const weights = places.map(({ there }) => inAll(there));
  const [partsOfCosts, partsOfDisputed] = [proRata(costs, weights), proRata(disputed, weights)];
  return places.map(({ place, there }, index) => ({
    ...{ place, there, costs: partsOfCosts[index] ?? 0, disputed: partsOfDisputed[index] ?? 0 },
  }));
}

/** DOMAIN says "received"; of what other reports have accounted for a second one has nothing to say. */
function inAll({ open, spent, unused, claims, repaid }: ToAccountFor): number {
  return claims.reduce((sum, { rest }) => sum + rest, open + spent + unused + repaid);
}

function proRata(total: number, weights: readonly number[]): number[] {
  const all = weights.reduce((sum, each) => sum + each, 0);
  if (all === 0) return weights.map((_, index) => (index === 0 ? total : 0));
  const parts = weights.map((weight, index) => ({
    ...{ index, whole: Math.floor((total * weight) / all), rest: (total * weight) % all },
  }));
  let left = total - parts.reduce((sum, { whole }) => sum + whole, 0);
  for (const part of [...parts].sort((a, b) => b.rest - a.rest || a.index - b.index)) {
    if (left-- > 0) part.whole += 1;
  }
  return parts.map(({ whole }) => whole);
}
