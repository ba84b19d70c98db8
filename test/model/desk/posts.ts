import type { Dice } from "../dice.ts";
import { type AgreementFacts, type World, onPost } from "../facts.ts";
import { written } from "../reading.ts";
import { ceilingOf, fundedOf, notInForce, promised } from "../rules/agreements.ts";
import { PARTIES, POSTS } from "../setting.ts";
import type { Drafter } from "./draft.ts";

/** A post that has been granted something; a slip may name one that has not. */
const post = (world: World, dice: Dice): string =>
  dice.pick(POSTS.filter((each) => dice.slip === "state" || world.posts.has(each))) ?? POSTS[0];
const available = (world: World, funding: string): number =>
  world.books.balance(onPost("available", funding));

const KINDS = ["years_grant", "carried_over", "permitted_overdraft", "overdraft_used_last_year"] as const;

export const grantAppropriation: Drafter = (_, dice) => ({
  command: {
    type: "grant-appropriation",
    ...{
      anslagspost: dice.pick(POSTS),
      kind: dice.often(3) ? "years_grant" : dice.pick(KINDS),
      amount: dice.one("100.00", "40.00", "0.05"),
    },
  },
});

export const adjustAppropriation: Drafter = (world, dice) => {
  const anslagspost = post(world, dice);
  const direction = dice.one("decrease", "increase");
  const amount = dice.partOf(available(world, anslagspost));
  return { command: { type: "adjust-appropriation", anslagspost, kind: "years_grant", direction, amount } };
};

export const moveAppropriation: Drafter = (world, dice) => {
  const from = post(world, dice);
  const to =
    dice.slip === "state" ? from : (POSTS.find((each) => each !== from && dice.often(2)) ?? POSTS[2]);
  const amount = dice.partOf(available(world, from));
  return { command: { type: "move-appropriation", from, to, amount } };
};

export const withdrawAppropriation: Drafter = (world, dice) => {
  const anslagspost = post(world, dice);
  const there = available(world, anslagspost);
  const amount = dice.partOf(dice.slip === "amount" ? there : Math.floor(there / 4));
  return { command: { type: "withdraw-appropriation", anslagspost, amount } };
};

export const closeYear: Drafter = (world, dice) => {
  const anslagspost = post(world, dice);
  const there = available(world, anslagspost);
  return {
    command: { type: "close-year", anslagspost, carriedOver: there > 0 ? dice.partOf(there) : "0.00" },
  };
};

/** A line that can carry more, and a post. */
export const fundLine: Drafter = (world, dice) => {
  const [agreement, facts] = dice.pick([...world.agreements]) ?? [];
  if (!agreement || !facts) return undefined;
  const lines = [...facts.lines.keys()].filter((line) => fundedOf(facts, line) < ceilingOf(facts, line));
  const line = dice.pick(dice.slip === "state" ? [...facts.lines.keys()] : lines);
  if (line === undefined) return undefined;
  const amount = dice.partOf(ceilingOf(facts, line) - fundedOf(facts, line));
  return { command: { type: "fund-line", agreement, line, anslagspost: post(world, dice), amount } };
};

export const reduceLineFunding: Drafter = (world, dice) => {
  const [agreement, facts] = dice.pick([...world.agreements]) ?? [];
  if (!agreement || !facts) return undefined;
  const [key, funded] = dice.pick([...facts.funding].filter(([, amount]) => amount > 0)) ?? [];
  if (key === undefined || funded === undefined) return undefined;
  const [line = "", anslagspost = ""] = key.split(" ");
  const left = funded - promised(world, agreement, line, anslagspost);
  if (left === 0 && dice.slip === "none") return undefined;
  return {
    command: { type: "reduce-line-funding", agreement, line, anslagspost, amount: dice.partOf(left) },
  };
};

const open = (world: World, dice: Dice): [string, AgreementFacts][] =>
  [...world.agreements].filter(([, facts]) => dice.slip === "state" || notInForce(facts).length === 0);

/** What may still be promised of each line and post, and is there. */
function roomsOf(world: World, agreement: string, facts: AgreementFacts): Room[] {
  return [...facts.funding].map(([key, funded]) => {
    const [line = "", anslagspost = ""] = key.split(" ");
    const left = Math.min(
      funded - promised(world, agreement, line, anslagspost),
      ceilingOf(facts, line) - promised(world, agreement, line),
      available(world, anslagspost),
    );
    return { line, anslagspost, left };
  });
}

interface Room {
  readonly line: string;
  readonly anslagspost: string;
  readonly left: number;
}

/** Room on a line, or what the agreement has no room for. */
export const allocate: Drafter = (world, dice) => {
  const [agreement, facts] = dice.pick(open(world, dice)) ?? [];
  if (!agreement || !facts) return undefined;
  const rooms = roomsOf(world, agreement, facts);
  const room = dice.pick(rooms.filter(({ left }) => left > 0 || dice.slip === "state"));
  if (!room) return undefined;
  const { line, anslagspost, left } = room;
  const recipients = dice.slip === "person" ? PARTIES : (facts.lines.get(line)?.recipients ?? []);
  const recipient = dice.pick(recipients);
  const amount = dice.partOf(left);
  const allocations = [{ recipient, amount }];
  return { command: { type: "allocate", agreement, line, anslagspost, allocations } };
};

/** What is left of a line, split equally or by a table over all its recipients. */
export const distribute: Drafter = (world, dice) => {
  const [agreement, facts] = dice.pick(open(world, dice)) ?? [];
  if (!agreement || !facts) return undefined;
  const rooms = roomsOf(world, agreement, facts);
  const room = dice.pick(rooms.filter(({ left }) => left > 100));
  if (!room) return undefined;
  const { line, anslagspost } = room;
  const common = { type: "distribute", agreement, line, anslagspost };
  const recipients = facts.lines.get(line)?.recipients ?? [];
  switch (dice.below(3)) {
    case 0:
      return { command: { ...common, method: "equal", unit: "1.00", amount: dice.partOf(room.left) } };
    case 1: {
      const mine = [...world.keys].filter(([, weights]) => weights.length === recipients.length);
      const [key] = dice.pick(dice.slip === "state" ? [...world.keys] : mine) ?? [];
      if (key === undefined) return undefined;
      return { command: { ...common, method: "key", key, unit: "0.01", amount: dice.partOf(room.left) } };
    }
    default: {
      const table = recipients.slice(0, 2).map((recipient) => ({ recipient, amount: "0.50" }));
      const amount = written(50 * table.length + (dice.slip === "amount" ? 1 : 0));
      return { command: { ...common, method: "table", table, amount } };
    }
  }
};
