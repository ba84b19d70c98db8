import type { LineId } from "../agreements/agreement-terms.ts";
import type { Place, Transfer } from "../accounts.ts";
import type { OriginalEntry } from "../event.ts";
import type { AllocationReduced } from "../grants/events.ts";
import { type Ore, ZERO, add, formatAmount, negate, subtract } from "../money.ts";
import { RuleError } from "../rule-error.ts";
import { transfersOf } from "../transfers.ts";
import type { AnslagspostEvent } from "./events.ts";
import type { FundingKey } from "./funding-key.ts";

/** What a line may take from a post, and what it has taken, net of what came back. */
export interface LineRoom {
  funded: Ore;
  allocated: Ore;
}

/** The rooms of one post, by agreement and line. */
export type LineRooms = Map<string, LineRoom>;

const keyOf = (agreement: string, line: LineId): string => `${agreement}|${line}`;

export function roomFor(rooms: LineRooms, agreement: string, line: LineId): Readonly<LineRoom> {
  return rooms.get(keyOf(agreement, line)) ?? { funded: ZERO, allocated: ZERO };
}

function roomOf(rooms: LineRooms, agreement: string, line: LineId): LineRoom {
  const key = keyOf(agreement, line);
  const room = rooms.get(key) ?? { funded: ZERO, allocated: ZERO };
  rooms.set(key, room);
  return room;
}

interface NamedLine {
  readonly agreement: string;
  readonly line: LineId;
}

/** The line whose grant a place is in; none on the post itself. */
function lineOf({ agreement, line }: Place): NamedLine | undefined {
  return agreement === undefined || line === undefined ? undefined : { agreement, line };
}

function fund(rooms: LineRooms, { agreement, line }: NamedLine, difference: Ore): void {
  const room = roomOf(rooms, agreement, line);
  room.funded = add(room.funded, difference);
}

/** The reduction that begins the move of a commitment to another post. */
export function movesAway(
  original: OriginalEntry,
): (AllocationReduced["data"] & { readonly movesTo: FundingKey }) | undefined {
  const data = original.data as AllocationReduced["data"];
  const { movesTo } = data;
  return movesTo === undefined ? undefined : { ...data, movesTo };
}

/** Follows an event of the post, in place. A commitment that moves between posts takes its funding along. */
export function followRooms(rooms: LineRooms, event: AnslagspostEvent): void {
  switch (event.type) {
    case "LineFundingArrived":
      fund(rooms, event.data, event.data.amount);
      break;
    case "LineFundingReduced":
      fund(rooms, event.data, negate(event.data.amount));
      break;
    case "AllocationDecided":
      if (event.data.movedFrom !== undefined) fund(rooms, event.data, event.data.amount);
      break;
    case "EntryReversed": {
      const moved = movesAway(event.data.original);
      if (moved) fund(rooms, moved, moved.amount);
      break;
    }
    case "FundsArrived":
      if (!event.data.takesFundingAlong) break;
      for (const { from, amount } of event.data.arrived) {
        const left = lineOf(from);
        if (left) fund(rooms, left, negate(amount));
      }
      break;
  }
  const transfers = event.type === "FundsArrived" ? event.data.arrived : transfersOf(event);
  for (const transfer of transfers) followAllocation(rooms, transfer);
}

/**
 * Money that leaves the post for a line uses the line's room, money that comes back frees it; money that stood
 * in a grant before the ledger began had left it earlier.
 */
function followAllocation(rooms: LineRooms, { from, to, amount }: Transfer): void {
  const arrivedAt = lineOf(to);
  const outside = arrivedAt ?? lineOf(from);
  if (!outside) return;
  const room = roomOf(rooms, outside.agreement, outside.line);
  room.allocated = add(room.allocated, arrivedAt ? amount : negate(amount));
}

/**
 * Money that a reversal gives back to a line stays within the line's funding, as an allocation would.
 *
 * @throws RuleError `allocation-exceeds-line-funding`
 */
export function assertRoom(rooms: LineRooms, { to, amount }: Transfer): void {
  const asks = lineOf(to);
  if (!asks) return;
  const { funded, allocated } = roomFor(rooms, asks.agreement, asks.line);
  const left = subtract(funded, allocated);
  if (amount <= left) return;
  throw new RuleError(
    "allocation-exceeds-line-funding",
    `Line ${asks.line} of ${asks.agreement} has ${formatAmount(funded)} decided from this post, of which ${formatAmount(allocated)} is allocated: the reversal would allocate ${formatAmount(amount)} more.`,
    {
      field: "entry",
      figures: {
        line: asks.line,
        funded: formatAmount(funded),
        allocated: formatAmount(allocated),
        left: formatAmount(left),
        asked: formatAmount(amount),
      },
    },
  );
}
