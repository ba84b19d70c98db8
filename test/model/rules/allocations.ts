import {
  type AgreementFacts,
  type Asked,
  type Fields,
  type Entry,
  type Verdict,
  type World,
  grantStream,
  move,
  onPost,
  placeOf,
  refused,
} from "../facts.ts";
import { amountOf, listOf, maybe, text } from "../reading.ts";
import { ceilingOf, notInForce, promised } from "./agreements.ts";
import type { Move } from "../books.ts";
import { stream } from "./appropriations.ts";
import { opposite, reversal } from "./reversals.ts";

interface Share {
  readonly recipient: string;
  readonly amount: number;
}

export function allocate(world: World, asked: Asked): Verdict {
  const shares = listOf(asked.command["allocations"]).map((each) => ({
    recipient: text(each, "recipient"),
    amount: amountOf(each["amount"]),
  }));
  return allocated(world, asked, shares);
}

/** DOMAIN, Invariants: no allocation above `available`, nor above the line's decided funding or its figure. */
export function allocated(world: World, { command, on }: Asked, shares: readonly Share[]): Verdict {
  const [id, line, funding] = [
    text(command, "agreement"),
    text(command, "line"),
    text(command, "anslagspost"),
  ];
  const agreement = world.agreements.get(id);
  if (!agreement) return refused("agreement-unknown");
  const total = shares.reduce((sum, { amount }) => sum + amount, 0);
  const reasons = [
    ...notInForce(agreement),
    ...(world.posts.has(funding) ? [] : ["anslagspost-unknown"]),
    ...notInLine(agreement, line, shares),
    ...(new Set(shares.map(({ recipient }) => recipient)).size < shares.length ? ["recipient-twice"] : []),
    ...aboveRoom(world, agreement, { id, line, funding, total }),
    ...(total > world.books.lowest(onPost("available", funding), on) ? ["allocation-exceeds-available"] : []),
  ];
  if (reasons.length > 0) return refused(...reasons);
  const entries = shares.map(({ recipient, amount }): Entry => {
    const to = placeOf({ agreement: id, recipient }, "allocated", { line, funding });
    return {
      ...{ type: "AllocationDecided", stream: stream(funding), on },
      moves: [move(onPost("available", funding), to, amount)],
    };
  });
  return { entries, then: () => shares.forEach(({ recipient }) => world.begin(id, recipient)) };
}

/** What a line may still be promised: on this post, and under the figure that rules. */
export function aboveRoom(
  world: World,
  agreement: AgreementFacts,
  {
    id,
    line,
    funding,
    total,
  }: { readonly id: string; readonly line: string; readonly funding: string; readonly total: number },
): string[] {
  const funded = agreement.funding.get(`${line} ${funding}`) ?? 0;
  return [
    ...(promised(world, id, line, funding) + total > funded ? ["allocation-exceeds-line-funding"] : []),
    ...(promised(world, id, line) + total > ceilingOf(agreement, line) ? ["allocation-exceeds-ruling"] : []),
  ];
}

function notInLine(agreement: AgreementFacts, line: string, shares: readonly Share[]): string[] {
  const stated = agreement.lines.get(line);
  if (!stated) return ["line-unknown"];
  return shares.every(({ recipient }) => stated.recipients.includes(recipient))
    ? []
    : ["recipient-not-in-line", "party-unknown"];
}

/** DOMAIN, the process, 4: equally, by a key, or by a table; the largest remainder, ties by the key's order. */
export function distribute(world: World, asked: Asked): Verdict {
  const { command } = asked;
  const agreement = world.agreements.get(text(command, "agreement"));
  if (!agreement) return refused("agreement-unknown");
  const line = agreement.lines.get(text(command, "line"));
  if (!line) return refused("line-unknown");
  const total = amountOf(command["amount"]);
  const method = text(command, "method");
  if (method === "table") {
    const table = listOf(command["table"]).map((each) => ({
      recipient: text(each, "recipient"),
      amount: amountOf(each["amount"]),
    }));
    if (table.reduce((sum, { amount }) => sum + amount, 0) !== total)
      return refused("distribution-table-sum");
    return allocated(world, asked, table);
  }
  const unit = amountOf(command["unit"]);
  const weights =
    method === "equal"
      ? line.recipients.map((party) => ({ party, weight: 1 }))
      : world.keys.get(maybe(command, "key") ?? "");
  if (!weights) return refused("distribution-key-unknown", "distribution-key-missing");
  const strangers = weights.some(({ party }) => !line.recipients.includes(party));
  if (strangers || weights.length !== line.recipients.length) return refused("distribution-key-recipients");
  return allocated(world, asked, split(total, unit, weights));
}

function split(
  total: number,
  unit: number,
  weights: readonly { readonly party: string; readonly weight: number }[],
): Share[] {
  const all = weights.reduce((sum, { weight }) => sum + weight, 0);
  const units = Math.floor(total / unit);
  const parts = weights.map(({ party, weight }) => ({
    recipient: party,
    whole: Math.floor((units * weight) / all),
    rest: (units * weight) % all,
  }));
  let left = units - parts.reduce((sum, { whole }) => sum + whole, 0);
  const more = new Set(
    [...parts]
      .sort((a, b) => b.rest - a.rest)
      .filter(() => left-- > 0)
      .map(({ recipient }) => recipient),
  );
  // What is less than a unit goes to the first that the remainders reach.
  const odd = total - units * unit;
  const first = [...parts].sort((a, b) => b.rest - a.rest)[more.size % parts.length]?.recipient;
  return parts
    .map(({ recipient, whole }) => ({
      recipient,
      amount: (whole + (more.has(recipient) ? 1 : 0)) * unit + (recipient === first ? odd : 0),
    }))
    .filter(({ amount }) => amount > 0);
}

/** allocated → available, in the grant. */
export function reduceAllocation(world: World, { command, on }: Asked): Verdict {
  const [agreement, recipient] = [text(command, "agreement"), text(command, "recipient")];
  const grant = world.grant(agreement, recipient);
  const reasons = unknownGrant(world, agreement, recipient);
  if (!grant || reasons.length > 0) return refused(...reasons);
  const from = placeOf(grant, "allocated", {
    line: text(command, "line"),
    funding: text(command, "anslagspost"),
  });
  const amount = amountOf(command["amount"]);
  if (amount > world.books.lowest(from, on)) return refused("reduction-exceeds-allocated", "line-unknown");
  const moves = [move(from, onPost("available", from.funding!), amount)];
  const reduced: Entry = {
    ...{ type: "AllocationReduced", stream: grantStream(agreement, recipient), on, moves },
  };
  const to = maybe(command, "movesTo");
  return to === undefined ? { entries: [reduced] } : movedTo(world, reduced, to);
}

/**
 * DOMAIN, Time: an unpaid commitment moves as one pair, and its funding with it; when the new post cannot take
 * it, the old one takes it back.
 */
function movedTo(world: World, reduced: Entry, to: string): Verdict {
  const { on, moves } = reduced;
  const [{ from, amount }] = moves as [Move];
  if (to === from.funding) return refused("move-to-itself");
  // What has moved is undone where it stands now.
  const first: Entry = { ...reduced, blocked: () => "reversal-elsewhere" };
  const reasons = [
    ...(world.posts.has(to) ? [] : ["anslagspost-unknown"]),
    ...(amount > world.books.lowest(onPost("available", to), on) ? ["allocation-exceeds-available"] : []),
  ];
  if (reasons.length > 0) {
    return { entries: [first, reversal(reduced, on, moves.map(opposite))], elsewhere: reasons };
  }
  const agreement = world.agreements.get(from.agreement!)!;
  const taken: Entry = {
    ...{ type: "AllocationDecided", stream: stream(to), on },
    moves: [move(onPost("available", to), { ...from, funding: to }, amount)],
  };
  const fund = (funding: string, more: number): unknown =>
    agreement.funding.set(
      `${from.line!} ${funding}`,
      (agreement.funding.get(`${from.line!} ${funding}`) ?? 0) + more,
    );
  return {
    entries: [first, taken],
    then: () => {
      fund(from.funding!, -amount);
      fund(to, amount);
    },
  };
}

/** lapsed or repaid → available: by decision, in the post's year, never for money sent to an income title. */
export function releaseFunds(world: World, { command, on }: Asked): Verdict {
  const [id, recipient] = [text(command, "agreement"), text(command, "recipient")];
  const grant = world.grant(id, recipient);
  const agreement = world.agreements.get(id);
  const reasons = unknownGrant(world, id, recipient);
  if (!grant || !agreement || reasons.length > 0) return refused(...reasons);
  const moves = listOf(command["items"]).map((item: Fields) => {
    const funding = text(item, "anslagspost");
    const line = text(item, "line");
    const account = text(item, "from") as "lapsed" | "repaid";
    const from = placeOf(grant, account, { line, funding, holder: maybe(item, "holder") });
    const amount = amountOf(item["amount"]);
    const decision = agreement.decisions.findLast(({ lines }) => lines.includes(line));
    if (account === "repaid" && decision?.incomeTitle === true) reasons.push("release-from-income-title");
    if (on.slice(0, 4) !== funding.slice(0, 4)) reasons.push("release-after-year");
    if (amount > world.books.lowest(from, on)) reasons.push(`release-exceeds-${account}`);
    return move(from, onPost("available", funding), amount);
  });
  if (reasons.length > 0) return refused(...reasons);
  return { entries: [{ type: "FundsReleased", stream: grantStream(id, recipient), on, moves }] };
}

export function unknownGrant(world: World, agreement: string, recipient: string): string[] {
  return [
    ...(world.agreements.has(agreement) ? [] : ["agreement-unknown"]),
    ...(world.parties.has(recipient) ? [] : ["party-unknown"]),
    ...(world.grant(agreement, recipient) ? [] : ["grant-unknown"]),
  ];
}
