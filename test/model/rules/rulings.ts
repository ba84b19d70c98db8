import type { Place } from "../books.ts";
import {
  type AgreementFacts,
  type Asked,
  type Claim,
  type Entry,
  type GrantFacts,
  type Requisition,
  type Verdict,
  type World,
  grantStream,
  move,
  onPost,
  placeOf,
  refused,
} from "../facts.ts";
import { amountOf, text } from "../reading.ts";
import { ceilingOf } from "./agreements.ts";
import { unknownGrant } from "./allocations.ts";
import { cancellation } from "./payments.ts";
import { approvalUndone, backToUndecided } from "./requisitions.ts";
import { opposite, reversal } from "./reversals.ts";

/** What a recipient is promised or has; a claim that was given up is money that it kept. */
const HELD = [
  ...(["allocated", "requisitioned", "in_payment", "outstanding", "spent", "unused", "written_off"] as const),
];
const CLAIMED = ["unused", "outstanding", "spent"] as const;

interface Step {
  readonly entry: Entry;
  readonly then?: () => void;
}

/**
 * DOMAIN, the process, 3: when a ruling lowers a line, unpaid money is reduced, approvals and orders undone
 * first; paid money is reclaimed.
 */
export function applyRuling(world: World, { command, on }: Asked): Verdict {
  const [id, recipient] = [text(command, "agreement"), text(command, "recipient")];
  const line = text(command, "line");
  const excess = amountOf(command["excess"]);
  const agreement = world.agreements.get(id);
  if (!agreement) return refused("agreement-unknown");
  if (!agreement.lines.has(line)) return refused("line-unknown");
  if (!agreement.rulings.has(line)) return refused("ruling-unknown");
  const reasons = unknownGrant(world, id, recipient);
  if (excess > beyond(world, agreement, id, line)) reasons.push("ruling-exceeds-excess");
  const grant = world.grant(id, recipient);
  if (!grant || reasons.length > 0) return refused(...reasons);
  const free = freeOf(world, grant, line, on);
  const steps = undone(world, grant, { line, on, excess, free });
  let rest = excess;
  for (const [funding, there] of free) {
    const amount = Math.min(rest, there);
    if (amount <= 0) continue;
    rest -= amount;
    const from = placeOf(grant, "allocated", { line, funding });
    steps.push({
      entry: {
        ...{ type: "AllocationReduced", stream: grantStream(id, recipient), on },
        moves: [move(from, onPost("available", funding), amount)],
      },
    });
  }
  const parts: Claim["parts"] = [];
  for (const account of CLAIMED) {
    for (const { place } of world.books.standing({ account, agreement: id, recipient, line })) {
      const amount = Math.min(rest, world.books.lowest(place, on));
      if (amount <= 0) continue;
      rest -= amount;
      parts.push(claimed(place, amount));
    }
  }
  if (rest > 0) return refused("ruling-exceeds-grant");
  if (parts.length > 0) steps.push(reclaim(world, grant, parts, on));
  return {
    entries: steps.map(({ entry }) => entry),
    then: () => steps.forEach(({ then }) => then?.()),
  };
}

/** What all the recipients of a line hold beyond the figure that rules. */
export function beyond(world: World, agreement: AgreementFacts, id: string, line: string): number {
  const recipients = agreement.lines.get(line)?.recipients ?? [];
  const held = recipients.flatMap((recipient) =>
    HELD.map((account) => world.books.balance({ account, agreement: id, line, recipient })),
  );
  return Math.max(0, held.reduce((sum, each) => sum + each, 0) - ceilingOf(agreement, line));
}

/** What is allocated on each post and stays so, in the posts' order. */
function freeOf(world: World, grant: GrantFacts, line: string, on: Asked["on"]): Map<string, number> {
  const { agreement, recipient } = grant;
  const fundings = world.books.lines.flatMap(({ from, to }) =>
    [from, to]
      .filter((at) => at.agreement === agreement && at.recipient === recipient && at.line === line)
      .map(({ funding }) => funding ?? ""),
  );
  return new Map(
    [...new Set(fundings)]
      .sort()
      .map((funding) => [funding, world.books.lowest(placeOf(grant, "allocated", { line, funding }), on)]),
  );
}

/** Orders and approvals on the line, the first first, until enough is allocated again. */
function undone(
  world: World,
  grant: GrantFacts,
  of: {
    readonly line: string;
    readonly on: Asked["on"];
    readonly excess: number;
    readonly free: Map<string, number>;
  },
): Step[] {
  const { line, on, excess, free } = of;
  const steps: Step[] = [];
  const enough = (): boolean => [...free.values()].reduce((sum, each) => sum + each, 0) >= excess;
  const freed = (items: readonly { readonly place: Place; readonly amount: number }[]): void => {
    for (const { place, amount } of items) {
      if (place.line !== line) continue;
      free.set(place.funding!, (free.get(place.funding!) ?? 0) + amount);
    }
  };
  const isOnLine = ({ place }: { readonly place: Place }): boolean => place.line === line;
  for (const requisition of grant.requisitions.values()) {
    const { approved, status, id } = requisition;
    if (enough() || status !== "approved" || !approved.some(isOnLine)) continue;
    const orders = [...grant.disbursements.values()].filter(({ pays }) => pays.requisition === id);
    // What is paid is claimed, not undone; so is what came back in a later year and stands as repaid.
    const isPaid = orders.some((each) => each.status === "confirmed" || each.cameBackLate);
    if (isPaid) continue;
    for (const order of orders) {
      if (order.status === "ordered" || order.status === "approved")
        steps.push(cancellation(grant, order, on));
    }
    steps.push(approvalTaken(world, grant, requisition, on));
    freed(approved);
  }
  for (const order of grant.disbursements.values()) {
    const isDirect = order.items.every(({ place }) => place.account === "allocated");
    const isLive = order.status === "ordered" || order.status === "approved";
    if (enough() || !isLive || !isDirect || !order.items.some(isOnLine)) continue;
    steps.push(cancellation(grant, order, on));
    freed(order.items);
  }
  return steps;
}

function approvalTaken(world: World, grant: GrantFacts, requisition: Requisition, on: Asked["on"]): Step {
  const then = (): void => backToUndecided(requisition);
  if (requisition.approvedBefore) return { entry: approvalUndone(grant, requisition, on), then };
  const stream = grantStream(grant.agreement, grant.recipient);
  const kept = world.kept.findLast(
    (each) => each.stream === stream && each.approves === requisition.id && !each.reversed,
  )!;
  return {
    entry: { ...reversal(kept, on, kept.moves.map(opposite)) },
    then: () => {
      kept.reversed = true;
      kept.undo?.();
    },
  };
}

const claimed = (from: Place, amount: number): Claim["parts"][number] => ({
  ...{ place: { ...from, account: "reclaimed" }, from, amount },
  ...{ rest: amount, withdrawn: 0, repaid: 0 },
});

function reclaim(world: World, grant: GrantFacts, parts: Claim["parts"], on: Asked["on"]): Step {
  // Its name is the ledger's, so that no step of a walk names it.
  const id = `ruling ${world.kept.length}`;
  return {
    entry: {
      ...{ type: "ReclaimDecided", stream: grantStream(grant.agreement, grant.recipient), on },
      moves: parts.map(({ from, place, amount }) => move(from, place, amount)),
      blocked: () => (parts.every(({ rest, amount }) => rest === amount) ? undefined : "reversal-blocked"),
      undo: () => grant.claims.delete(id),
    },
    then: () => grant.claims.set(id, { id, grounds: "ruling", on, parts }),
  };
}
