import {
  type Asked,
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
import type { Move, Place } from "../books.ts";
import { notInForce } from "./agreements.ts";
import { unknownGrant } from "./allocations.ts";
import { notPayable } from "./requisitions.ts";

/** allocated → spent: the authority uses the money itself, and nothing is paid. */
export function reportDisposal(world: World, asked: Asked): Verdict {
  return ofItems(world, asked, "DisposalReported", (grant, item) => {
    const agreement = world.agreements.get(grant.agreement)!;
    const line = text(item, "line");
    const stated = agreement.lines.get(line);
    const from = placeOf(grant, "allocated", { line, funding: text(item, "anslagspost") });
    return {
      from,
      to: { ...from, account: "spent" },
      reasons: [
        ...notInForce(agreement),
        ...notPayable(agreement, line),
        ...(stated && stated.way !== "disposal" ? ["line-paid-otherwise"] : []),
        ...(stated && !stated.recipients.includes(grant.recipient) ? ["recipient-not-in-line"] : []),
      ],
      short: "disposal-exceeds-allocated",
    };
  });
}

/** outstanding → outstanding of another holder, on a line whose final recipients are others. */
export function passOn(world: World, asked: Asked): Verdict {
  return ofItems(world, asked, "FundsPassedOn", (grant, item) => {
    const from = outstanding(grant, item);
    const to = text(item, "to");
    const stated = world.agreements.get(grant.agreement)!.lines.get(from.line ?? "");
    return {
      from,
      to: { ...from, holder: to },
      reasons: [
        ...(stated?.passedOn === false ? ["line-not-passed-on"] : []),
        ...(to === from.holder ? ["passed-on-to-holder"] : []),
        ...(world.parties.has(to) ? [] : ["party-unknown"]),
      ],
      short: "passing-on-exceeds-outstanding",
    };
  });
}

/** outstanding → outstanding of another line of the agreement; the anslagspost stays. */
export function coFinance(world: World, asked: Asked): Verdict {
  return ofItems(world, asked, "CoFinancingDecided", (grant, item) => {
    const from = outstanding(grant, item);
    const toLine = text(item, "toLine");
    const agreement = world.agreements.get(grant.agreement)!;
    return {
      from,
      to: { ...from, line: toLine },
      reasons: [
        ...(agreement.terms.coFinancing === true ? [] : ["co-financing-not-agreed"]),
        ...(agreement.lines.has(toLine) ? [] : ["line-unknown"]),
        ...(toLine === from.line ? ["co-financing-same-line"] : []),
      ],
      short: "co-financing-exceeds-outstanding",
    };
  });
}

function outstanding(grant: GrantFacts, item: Fields): Place {
  return placeOf(grant, "outstanding", {
    ...{ line: text(item, "line"), funding: text(item, "anslagspost"), holder: maybe(item, "holder") },
  });
}

function ofItems(
  world: World,
  { command, on }: Asked,
  type: string,
  read: (
    grant: GrantFacts,
    item: Fields,
  ) => {
    readonly from: Place;
    readonly to: Place;
    readonly reasons: readonly string[];
    readonly short: string;
  },
): Verdict {
  const [agreement, recipient] = [text(command, "agreement"), text(command, "recipient")];
  const grant = world.grant(agreement, recipient);
  const reasons = unknownGrant(world, agreement, recipient);
  if (!grant || reasons.length > 0) return refused(...reasons);
  const moves: Move[] = [];
  for (const item of listOf(command["items"])) {
    const { from, to, reasons: against, short } = read(grant, item);
    const amount = amountOf(item["amount"]);
    reasons.push(...against);
    if (!world.agreements.get(agreement)?.lines.has(from.line ?? "")) reasons.push("line-unknown");
    if (amount > world.books.lowest(from, on)) reasons.push(short);
    moves.push(move(from, to, amount));
  }
  if (reasons.length > 0) return refused(...reasons);
  return { entries: [{ type, stream: grantStream(agreement, recipient), on, moves }] };
}
