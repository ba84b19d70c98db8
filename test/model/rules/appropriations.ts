import { dayOf, amountOf, maybe, text } from "../reading.ts";
import { type Asked, type Verdict, type World, move, onPost, refused } from "../facts.ts";

/** DOMAIN, the table of "How money moves": what the riksdag and the government give to a post and take back. */
export function grantAppropriation(world: World, { command, on }: Asked): Verdict {
  const funding = text(command, "anslagspost");
  const amount = amountOf(command["amount"]);
  const used = command["kind"] === "overdraft_used_last_year";
  // Case 11, overdraft: what was used last year is taken from a post that has been granted something.
  if (used && !world.posts.has(funding)) return refused("anslagspost-unknown");
  const [from, to] = inOrOut(funding, !used);
  return {
    entries: [{ type: "AppropriationGranted", stream: stream(funding), on, moves: [move(from, to, amount)] }],
    then: () => world.posts.add(funding),
  };
}

export function adjustAppropriation(world: World, { command, on }: Asked): Verdict {
  const funding = text(command, "anslagspost");
  if (!world.posts.has(funding)) return refused("anslagspost-unknown");
  const [from, to] = inOrOut(funding, command["direction"] === "increase");
  const moves = [move(from, to, amountOf(command["amount"]))];
  return { entries: [{ type: "AppropriationAdjusted", stream: stream(funding), on, moves }] };
}

export function moveAppropriation(world: World, { command, on }: Asked): Verdict {
  const [from, to] = [text(command, "from"), text(command, "to")];
  if (from === to) return refused("move-to-itself");
  if (!world.posts.has(from)) return refused("anslagspost-unknown", "account-below-zero");
  const amount = amountOf(command["amount"]);
  const out = move(onPost("available", from), onPost("appropriation", from), amount);
  const into = move(onPost("appropriation", to), onPost("available", to), amount);
  return {
    entries: [
      // Case 11, moved: both halves are undone together, where the money arrived.
      {
        ...{ type: "AppropriationMoved", stream: stream(from), on, moves: [out] },
        blocked: () => "reversal-elsewhere",
      },
      { type: "AppropriationMoved", stream: stream(to), on, moves: [into] },
    ],
    // A decision that moves money to a post is an appropriation there.
    then: () => world.posts.add(to),
  };
}

export function withdrawAppropriation(world: World, { command, on }: Asked): Verdict {
  const funding = text(command, "anslagspost");
  if (!world.posts.has(funding)) return refused("anslagspost-unknown");
  const moves = [
    move(onPost("available", funding), onPost("withdrawn", funding), amountOf(command["amount"])),
  ];
  return { entries: [{ type: "AppropriationWithdrawn", stream: stream(funding), on, moves }] };
}

/** What is neither promised nor carried over is withdrawn, on the last day of the post's year. */
export function closeYear(world: World, { command }: Asked): Verdict {
  const funding = text(command, "anslagspost");
  if (!world.posts.has(funding)) return refused("anslagspost-unknown");
  const lastDay = dayOf(`${funding.slice(0, 4)}-12-31`);
  const left = Math.max(0, world.books.lowest(onPost("available", funding), lastDay));
  const carriedOver = amountOf(maybe(command, "carriedOver"));
  if (carriedOver > left) return refused("carried-over-exceeds-available");
  const moves = [
    move(onPost("available", funding), onPost("carried_over", funding), carriedOver),
    move(onPost("available", funding), onPost("withdrawn", funding), left - carriedOver),
  ].filter(({ amount }) => amount > 0);
  return { entries: [{ type: "YearClosed", stream: stream(funding), on: lastDay, moves }] };
}

export const stream = (funding: string): string => `anslagspost-${funding}`;

function inOrOut(funding: string, into: boolean): [ReturnType<typeof onPost>, ReturnType<typeof onPost>] {
  const places = [onPost("appropriation", funding), onPost("available", funding)] as const;
  return into ? [places[0], places[1]] : [places[1], places[0]];
}
