import type { FundingKey } from "../appropriations/funding-key.ts";
import { type Series, balanceAt, cellAt, emptySeries, firstDayCovering, post } from "../balances.ts";
import { type Day, laterOf } from "../calendar.ts";
import { distributeByKey } from "../distribution.ts";
import { type Ore, ZERO, add, formatAmount, largest, ore, smallest, subtract, sum } from "../money.ts";
import { RuleError } from "../rule-error.ts";
import { type MoneyAtHolder, accountFor } from "./cost-report-arithmetic.ts";
import type { CostReportCorrected, Item, ReclaimWithdrawn, ReportedUse, ReportOutcome } from "./events.ts";
import { grantBooks, placeOf } from "./placing.ts";
import {
  freeableReclaims,
  moneyAt,
  notAcceptedOf,
  paidTo,
  receivedOf,
  returnedAt,
} from "./reported-money.ts";
import { type CostReport, type GrantState, fundingsOf } from "./state.ts";

type Difference = CostReportCorrected["data"]["differences"][number];

/** What one use comes to on one post: what is booked, freed first, and moved. */
export interface Reckoning {
  readonly outcome: ReportOutcome;
  readonly freed: Ore;
  readonly differences: readonly Difference[];
}

/** One reported use, post by post: as reported, else pro rata to what each post has there (recorded in the event). */
export function reckon(
  state: GrantState,
  use: ReportedUse,
  corrected: CostReport | undefined,
  on: Day,
): Reckoning[] {
  const books = grantBooks(state, state);
  const posts = (use.funding === undefined ? fundingsOf(books, use.line) : [use.funding])
    .map((funding) => ({ funding, money: moneyAt(state, { ...use, funding }, corrected, on) }))
    .filter(({ money }) => receivedOf(money) > 0);
  if (posts.length === 0) {
    // That a holder who has nothing had no costs is true: SKR may say so of what it handed on.
    if (use.costs === 0) return [];
    throw nothingToAccountFor(state, use, on);
  }
  const share = (amount: Ore): Ore[] => proRata(amount, posts);
  const costs = share(use.costs);
  const disputed = share(use.disputed ?? ZERO);
  return posts.map(({ funding, money }, index) => {
    const place = { line: use.line, funding, holder: use.holder };
    const stated = costs[index] as Ore;
    // A cost that was decided not to be accepted is not accepted by being reported again.
    const notAccepted = smallest(stated, notAcceptedOf(state, place, corrected));
    const reported = {
      costs: subtract(stated, notAccepted),
      disputed: smallest(disputed[index] as Ore, stated),
    };
    const result = accountFor(money, reported);
    return {
      outcome: {
        ...place,
        received: paidTo(state, place, on),
        costs: stated,
        spent: result.spent,
        unused: result.unused,
        disputed: result.outstanding,
        excess: result.excess,
        refundable: result.refundable,
        refundUnderWay: result.refundUnderWay,
        ...(notAccepted > 0 ? { notAccepted } : {}),
      },
      freed: result.freed,
      differences: corrected === undefined ? [] : differencesOf(state, place, money, result),
    };
  });
}

/** What was received and is accounted for is not called nothing: the refusal says where all of it stands. */
function nothingToAccountFor(state: GrantState, { line, holder, funding }: ReportedUse, on: Day): RuleError {
  const books = grantBooks(state, state);
  const places = (funding === undefined ? fundingsOf(books, line) : [funding]).map((post) => ({
    ...{ line, funding: post, holder },
  }));
  const received = sum(places.map((place) => paidTo(state, place, on)));
  const figures = { line, holder, receivedOn: on };
  if (received === 0) {
    return new RuleError(
      "nothing-received",
      `${holder} had received nothing on line ${line} by ${on}, when the report came: there is nothing to account for.`,
      { field: "uses", figures },
    );
  }
  const at = (account: "spent" | "unused" | "repaid"): Ore =>
    sum(places.map((place) => balanceAt(books.cells, placeOf(state, account, place))));
  const repaid = subtract(at("repaid"), sum(places.map((place) => returnedAt(state, place))));
  const amounts = {
    received: formatAmount(received),
    spent: formatAmount(at("spent")),
    unused: formatAmount(at("unused")),
    repaid: formatAmount(largest(ZERO, repaid)),
  };
  return new RuleError(
    "nothing-received",
    `Of the ${amounts.received} that ${holder} had received on line ${line} by ${on}, when the report came, nothing is left to account for: ${amounts.spent} is reported as spent, ${amounts.unused} as unused, and ${amounts.repaid} is repaid; what else there is was demanded or given up. A report that corrects the earlier one may say otherwise.`,
    { field: "uses", figures: { ...figures, ...amounts, open: formatAmount(ZERO) } },
  );
}

function proRata(amount: Ore, posts: readonly { funding: FundingKey; money: MoneyAtHolder }[]): Ore[] {
  const shares = distributeByKey(
    amount,
    posts.map(({ funding, money }) => ({ key: funding, weight: receivedOf(money) })),
    ore(1),
  );
  return shares.map((share) => share.amount);
}

/** Money already reclaimed is first freed, on the day the claim took effect: it was never owed. */
export function freeReclaims(
  state: GrantState,
  at: ReportOutcome,
  freed: Ore,
  { reason, by, correcting }: { reason: string; by: string; correcting: boolean },
): ReclaimWithdrawn[] {
  let rest = freed;
  const withdrawals: ReclaimWithdrawn[] = [];
  for (const { reclaimId, from, amount, effectiveOn } of freeableReclaims(state, at, correcting)) {
    const part = smallest(rest, amount);
    if (part === 0) continue;
    rest = subtract(rest, part);
    const { line, funding, holder } = at;
    const items = [{ line, funding, holder, from, amount: part }];
    const { agreement, recipient } = state;
    withdrawals.push({
      type: "ReclaimWithdrawn",
      data: { agreement, recipient, reclaimId, items, reason, by, effectiveOn },
    });
  }
  return withdrawals;
}

/** The smallest movements that bring the accounts from where they stand to where they shall stand. */
function differencesOf(
  state: GrantState,
  at: Omit<Item, "amount">,
  money: MoneyAtHolder,
  target: { spent: Ore; unused: Ore; outstanding: Ore; freed: Ore },
): Difference[] {
  let freedToUnused: Ore = ZERO;
  let rest = target.freed;
  for (const { from, amount } of freeableReclaims(state, at, true)) {
    const part = smallest(rest, amount);
    if (from === "unused") freedToUnused = add(freedToUnused, part);
    rest = subtract(rest, part);
  }
  const surplus = [
    { account: "unused" as const, over: subtract(add(money.unused, freedToUnused), target.unused) },
    {
      account: "outstanding" as const,
      over: subtract(add(money.outstanding, subtract(target.freed, freedToUnused)), target.outstanding),
    },
    { account: "spent" as const, over: subtract(money.spent, target.spent) },
  ];
  const differences: Difference[] = [];
  for (const to of surplus.filter(({ over }) => over < 0)) {
    let missing = subtract(ZERO, to.over);
    for (const from of surplus) {
      const amount = smallest(missing, largest(ZERO, from.over));
      if (amount === 0) continue;
      differences.push({ ...at, from: from.account, to: to.account, amount });
      from.over = subtract(from.over, amount);
      missing = subtract(missing, amount);
    }
  }
  return differences;
}

/**
 * The first day, from the end of the period on, on which the money that leaves is there: a payment that the
 * bank made after the period's end is accounted for on its bank date.
 */
export function coveredFrom(
  state: GrantState,
  { outcome, freed, differences }: Reckoning,
  { periodEnd, on, correcting }: { periodEnd: Day; on: Day; correcting: boolean },
): Day {
  const { cells } = grantBooks(state, state);
  // What leaves an account in two directions must be there for both at once.
  const leaving = correcting
    ? [...Map.groupBy(differences, ({ from }) => from)].map(([from, parts]) => ({
        ...{ from, amount: sum(parts.map(({ amount }) => amount)) },
      }))
    : [{ from: "outstanding" as const, amount: add(outcome.spent, outcome.unused) }];
  return leaving.reduce((date, { from, amount }) => {
    const stored = cellAt(cells, placeOf(state, from, outcome))?.series;
    const series: Series = stored ? { days: [...stored.days], levels: [...stored.levels] } : emptySeries();
    let rest = freed;
    for (const claim of freeableReclaims(state, outcome, correcting)) {
      const part = smallest(rest, claim.amount);
      if (claim.from === from) post(series, claim.effectiveOn, part);
      rest = subtract(rest, part);
    }
    return laterOf(date, firstDayCovering(series, date, amount) ?? on);
  }, periodEnd);
}
