import type { Day } from "#domain/calendar.ts";
import type { Place } from "../books.ts";
import {
  type Asked,
  type Claim,
  type Entry,
  type Fields,
  type GrantFacts,
  type Verdict,
  type World,
  grantStream,
  move,
  placeOf,
  refused,
} from "../facts.ts";
import { amountOf, listOf, maybe, text } from "../reading.ts";
import { unknownGrant } from "./allocations.ts";
import { termsOf } from "./requisitions.ts";

/** unused, outstanding or (cost not accepted) spent → reclaimed, by a decision made elsewhere. */
export function decideReclaim(world: World, { command, on }: Asked): Verdict {
  const [agreement, recipient] = [text(command, "agreement"), text(command, "recipient")];
  const grant = world.grant(agreement, recipient);
  const reasons = unknownGrant(world, agreement, recipient);
  if (!grant || reasons.length > 0) return refused(...reasons);
  const id = text(command, "reclaimId");
  const grounds = text(command, "grounds");
  if (grant.claims.has(id)) reasons.push("reclaim-exists");
  const parts = listOf(command["items"]).map((item: Fields) => {
    const from = placeOf(grant, text(item, "from") as Place["account"], {
      ...{ line: text(item, "line"), funding: text(item, "anslagspost"), holder: maybe(item, "holder") },
    });
    const amount = amountOf(item["amount"]);
    if (amount > world.books.lowest(from, on)) reasons.push(`reclaim-exceeds-${from.account}`);
    if (grounds === "late_report") reasons.push(...notOverdue(world, grant, from, on));
    return {
      place: { ...from, account: "reclaimed" as const },
      from,
      amount,
      rest: amount,
      withdrawn: 0,
      repaid: 0,
    };
  });
  if (reasons.length > 0) return refused(...reasons);
  const claim: Claim = { id, grounds, on, parts };
  return {
    entries: [
      {
        ...{ type: "ReclaimDecided", stream: grantStream(agreement, recipient), on },
        moves: parts.map(({ from, place, amount }) => move(from, place, amount)),
        blocked: () => (parts.every(({ rest, amount }) => rest === amount) ? undefined : "reversal-blocked"),
        undo: () => grant.claims.delete(id),
      },
    ],
    then: () => grant.claims.set(id, claim),
  };
}

/** DOMAIN, the process, 8 and 10: late means that a day was given and no report came by it. */
function notOverdue(world: World, grant: GrantFacts, { line = "", holder }: Place, on: Day): string[] {
  const agreement = world.agreements.get(grant.agreement)!;
  const { costReport } = termsOf(agreement, line);
  const isObliged = costReport?.parties?.includes(grant.recipient) ?? true;
  const deadline = costReport?.deadline;
  if (deadline === undefined || !isObliged) return ["no-report-duty"];
  const came = [...grant.reports.values()].some(
    ({ status, receivedOn, uses }) =>
      status !== "rejected" &&
      receivedOn <= deadline &&
      uses.some((use) => use.line === line && use.holder === holder),
  );
  return came || on <= deadline ? ["report-not-overdue"] : [];
}

/** reclaimed → where it came from: a claim is withdrawn, also in part. */
export function withdrawReclaim(world: World, asked: Asked): Verdict {
  return ofClaim(world, asked, (grant, parts) => withdrawal(grant, parts, asked.on));
}

export type Part = { readonly part: Claim["parts"][number]; readonly amount: number };

export function withdrawal(grant: GrantFacts, parts: readonly Part[], on: Day): Entry & { then: () => void } {
  const book = (sign: 1 | -1) => () => {
    for (const { part, amount } of parts) {
      part.rest -= sign * amount;
      part.withdrawn += sign * amount;
    }
  };
  return {
    ...{ type: "ReclaimWithdrawn", stream: grantStream(grant.agreement, grant.recipient), on },
    moves: parts.map(({ part, amount }) => move(part.place, part.from, amount)),
    ...{ undo: book(-1), then: book(1) },
  };
}

/** reclaimed → written_off: a claim given up by decision. */
export function writeOffReclaim(world: World, asked: Asked): Verdict {
  return ofClaim(world, asked, (grant, parts) => {
    const book = (sign: 1 | -1) => () => {
      for (const { part, amount } of parts) part.rest -= sign * amount;
    };
    return {
      ...{ type: "ReclaimWrittenOff", stream: grantStream(grant.agreement, grant.recipient), on: asked.on },
      moves: parts.map(({ part, amount }) =>
        move(part.place, { ...part.place, account: "written_off" }, amount),
      ),
      ...{ undo: book(-1), then: book(1) },
    };
  });
}

function ofClaim(
  world: World,
  { command, on }: Asked,
  entryOf: (grant: GrantFacts, parts: readonly Part[]) => Entry & { then: () => void },
): Verdict {
  const [agreement, recipient] = [text(command, "agreement"), text(command, "recipient")];
  const grant = world.grant(agreement, recipient);
  const claim = grant?.claims.get(text(command, "reclaimId"));
  if (!grant || !claim) return refused(...unknownGrant(world, agreement, recipient), "reclaim-unknown");
  const demanded = claim.parts.reduce((sum, { rest }) => sum + rest, 0);
  const asked = command["amount"] === undefined ? demanded : amountOf(command["amount"]);
  if (asked > demanded || asked === 0) return refused("exceeds-reclaimed");
  let left = asked;
  const parts = claim.parts.flatMap((part) => {
    const amount = Math.min(left, part.rest);
    left -= amount;
    return amount > 0 ? [{ part, amount }] : [];
  });
  const entry = entryOf(grant, parts);
  if (world.books.shortOf(entry.moves, on).length > 0)
    return refused("exceeds-reclaimed", "account-below-zero");
  return { entries: [entry], then: entry.then };
}
