import { type Day, laterOf } from "#domain/calendar.ts";
import type { Move } from "../books.ts";
import { type Asked, type Entry, type Kept, type Verdict, type World, refused } from "../facts.ts";
import { text } from "../reading.ts";
import { aboveRoom } from "./allocations.ts";

/**
 * DOMAIN, Guardians and Time: the exact opposite of an entry, once, never of a reversal; on the original's date
 * while that period is open, else on the first open day, or the first later day on which the money is there.
 */
export function reverse(world: World, { command }: Asked): Verdict {
  const kept = entryOf(world, text(command, "entry"));
  if (!kept) return refused("entry-unknown");
  if (kept.type === "EntryReversed") return refused("reversal-of-reversal");
  if (kept.moves.length === 0) return refused("nothing-to-reverse", "reversal-blocked");
  const blocked = kept.blocked?.();
  if (kept.reversed) return refused("already-reversed", ...(blocked ? [blocked] : []));
  const { firstOpen } = world.books;
  const earliest = firstOpen === undefined ? kept.on : laterOf(kept.on, firstOpen);
  const pair = pairOf(world, kept);
  const opposites = [kept, ...pair].map(({ moves }) => moves.map(opposite));
  const day = world.books.firstDayFor(opposites[0] ?? [], earliest);
  const reasons = [
    ...(blocked ? [blocked] : []),
    ...(day === undefined ? ["account-below-zero"] : []),
    ...opposites.flat().flatMap((move) => aboveLine(world, move)),
  ];
  if (day === undefined || reasons.length > 0) return refused(...reasons);
  const undone = [kept, ...pair];
  return {
    entries: [
      ...undone.map((each, index) => reversal(each, day, opposites[index] ?? [])),
      ...(kept.follows?.(day) ?? []),
    ],
    then: () => {
      for (const each of undone) {
        each.reversed = true;
        each.undo?.();
      }
    },
  };
}

export const opposite = ({ from, to, amount }: Move): Move => ({ from: to, to: from, amount });

/** A reversal is decided where the money stands now. */
export function reversal(kept: Pick<Kept, "kind" | "type">, on: Day, moves: readonly Move[]): Entry {
  const at = moves[0]!.from;
  const stream =
    at.receipt === undefined
      ? at.agreement === undefined
        ? `anslagspost-${at.funding ?? ""}`
        : `grant-${at.agreement}.${at.recipient ?? ""}`
      : `receipt-${at.receipt}`;
  return { type: "EntryReversed", stream, on, moves, kind: kept.kind ?? kept.type };
}

/** Case 11, moved: both halves of a move are undone together. */
function pairOf(world: World, kept: Kept): Kept[] {
  if (kept.type !== "AppropriationMoved") return [];
  return world.kept.filter((each) => each.step === kept.step && each.type === kept.type && each !== kept);
}

/** What goes back from a post to a grant is promised anew, within what the line may carry. */
function aboveLine(world: World, { from, to, amount }: Move): string[] {
  if (from.agreement !== undefined || to.agreement === undefined) return [];
  const { agreement: id, line = "", funding = "" } = to;
  const agreement = world.agreements.get(id);
  return agreement ? aboveRoom(world, agreement, { id, line, funding, total: amount }) : [];
}

/** `step.Type in stream`. */
function entryOf(world: World, name: string): Kept | undefined {
  return world.kept.find(({ step, type, stream }) => `${step}.${type} in ${stream}` === name);
}
