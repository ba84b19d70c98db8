import type { Day } from "#domain/calendar.ts";
import type { Move, Place } from "../books.ts";
import {
  type Entry,
  type GrantFacts,
  type Report,
  type Use,
  type World,
  grantStream,
  move,
  placeOf,
} from "../facts.ts";
import { type Part, withdrawal } from "./claims.ts";

interface Booking {
  readonly entry: Entry;
  /** Claims that the report frees, each on the day of the claim itself: it was never owed. */
  readonly freed: (Entry & { readonly then: () => void })[];
  readonly refundable: Report["refundable"];
}

/** One line, post and holder of a report, with its part of the costs. */
interface Share {
  readonly place: Place;
  readonly received: number;
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
    const of = sharesOf(world, grant, use, report.receivedOn);
    const received = of.reduce((sum, each) => sum + each.received, 0);
    if (received === 0 && use.costs > 0) return { refused: ["nothing-received"] };
    shares.push(...of);
  }
  const moves: Move[] = [];
  const freed: Map<string, Part[]> = new Map();
  const refundable: Report["refundable"] = [];
  for (const share of shares) {
    const outcome = outcomeOf(world, grant, share, report.corrects !== undefined);
    moves.push(...outcome.moves);
    refundable.push({ place: share.place, amount: outcome.refundable });
    for (const { claim, ...part } of outcome.freed) freed.set(claim, [...(freed.get(claim) ?? []), part]);
  }
  const withdrawn = [...freed].map(([id, parts]) => withdrawal(grant, parts, grant.claims.get(id)!.on));
  const day = world.books.trying(withdrawn, () => world.books.firstDayFor(moves, report.to));
  const entry: Entry = {
    type: report.corrects === undefined ? "CostReportApproved" : "CostReportCorrected",
    ...{ stream: grantStream(grant.agreement, grant.recipient), on: day ?? report.to, moves },
  };
  return { entry, freed: withdrawn, refundable };
}

function outcomeOf(world: World, grant: GrantFacts, share: Share, corrects: boolean) {
  const { place, received, costs, disputed } = share;
  const at = (account: Place["account"]): Place => ({ ...place, account });
  const has = (account: Place["account"]): number => world.books.balance(at(account));
  const [spent, unused] = [has("spent"), has("unused")];
  const gone = spent + unused + has("reclaimed") + has("repaid") + has("written_off");
  // What was paid after the report came is not what it is about.
  const open = Math.max(0, Math.min(has("outstanding"), received - gone));
  const claims = [...grant.claims.values()].flatMap(({ id, grounds, parts }) =>
    parts.filter(({ from }) => isSame(from, place)).map((part) => ({ claim: id, grounds, part })),
  );
  const notAccepted = claims
    .filter(({ grounds, part }) => KEPT_GROUNDS.includes(grounds) && part.from.account === "spent")
    .reduce((sum, { part }) => sum + part.amount - part.withdrawn, 0);
  const canFree = claims.filter(({ grounds, part }) => !KEPT_GROUNDS.includes(grounds) && part.rest > 0);
  const freeable = canFree.reduce((sum, { part }) => sum + part.rest, 0);

  const pot = open + (corrects ? spent + unused : 0);
  // Of costs above what was received, those that nobody disputes count first.
  const target = Math.max(0, Math.min(costs - disputed, received) - notAccepted);
  const isSpent = Math.max(0, Math.min(target, pot + freeable));
  const inDispute = Math.min(disputed, received - isSpent);
  let toFree = Math.max(0, Math.min(freeable, isSpent + inDispute - pot));
  const isUnused = Math.max(0, pot + toFree - isSpent - inDispute);
  const freed = canFree.flatMap(({ claim, part }) => {
    const amount = Math.min(toFree, part.rest);
    toFree -= amount;
    return amount > 0 ? [{ claim, part, amount }] : [];
  });
  const freedTo = (account: Place["account"]): number =>
    freed.reduce((sum, { part, amount }) => (part.from.account === account ? sum + amount : sum), 0);
  const refundable = Math.max(0, Math.min(has("repaid"), target - isSpent));
  const before = corrects
    ? { spent: spent + freedTo("spent"), unused: unused + freedTo("unused") }
    : { spent: 0, unused: 0 };
  const from = { outstanding: open + freedTo("outstanding") };
  const moves = settle(
    { outstanding: from.outstanding, spent: before.spent, unused: before.unused },
    {
      outstanding: from.outstanding + before.spent + before.unused - isSpent - isUnused,
      spent: isSpent,
      unused: isUnused,
    },
  ).map(({ from: less, to: more, amount }) => move(at(less), at(more), amount));
  return { moves, freed, refundable };
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

/** Per post as reported, else pro rata of what was received from each; the largest remainder, ties in key order. */
function sharesOf(world: World, grant: GrantFacts, use: Use, on: Day): Share[] {
  const { line, holder, costs, disputed } = use;
  const posts =
    use.funding === undefined
      ? [
          ...new Set(world.books.lines.flatMap(({ to }) => (to.line === line ? [to.funding ?? ""] : []))),
        ].sort()
      : [use.funding];
  const places = posts
    .map((funding) => placeOf(grant, "outstanding", { line, funding, holder }))
    .map((place) => ({ place, received: receivedAt(world, place, on) }))
    .filter(({ received }) => received > 0 || use.funding !== undefined);
  const weights = places.map(({ received }) => received);
  const [partsOfCosts, partsOfDisputed] = [proRata(costs, weights), proRata(disputed, weights)];
  return places.map(({ place, received }, index) => ({
    ...{ place, received, costs: partsOfCosts[index] ?? 0, disputed: partsOfDisputed[index] ?? 0 },
  }));
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

const RECEIVING = ["DisbursementConfirmed", "DisbursementReturned", "FundsPassedOn", "CoFinancingDecided"];

/** Paid by a day, net of returns, passing on and co-financing; what a refund paid was received before. */
function receivedAt(world: World, place: Place, on: Day): number {
  let total = 0;
  for (const { from, to, amount, effective, kind } of world.books.lines) {
    if (!RECEIVING.includes(kind)) continue;
    if (effective <= on && isSame(to, place) && to.account === "outstanding") total += amount;
    // What has been sent back or handed on since is not this holder's to account for.
    if (isSame(from, place) && from.account === "outstanding") total -= amount;
  }
  return Math.max(0, total);
}

/** The same post, line and holder of the same grant, whatever the account. */
function isSame(one: Place, other: Place): boolean {
  return (["funding", "agreement", "line", "recipient", "holder"] as const).every(
    (dimension) => one[dimension] === other[dimension],
  );
}
