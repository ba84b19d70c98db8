import { describeFunding } from "../appropriations/funding-key.ts";
import { type Ore, ZERO, add, formatAmount } from "../money.ts";
import { RuleError } from "../rule-error.ts";
import type { OpeningRoom, RecordOpeningBalance } from "./commands.ts";
import type { OpenedItem } from "./events.ts";

/**
 * What an opening lets in had once been allocated: it stays within the line's decided funding on each post,
 * with everything else that is allocated there, and within the figure that rules for the line.
 *
 * @throws RuleError `anslagspost-unknown`, `opening-exceeds-line-funding`, `opening-exceeds-ruling`
 */
export function assertRoomForOpening(
  { agreement, rooms }: RecordOpeningBalance,
  items: readonly OpenedItem[],
): void {
  const onPost = new Map<OpeningRoom, Ore>();
  const ofLine = new Map<string, Ore>();
  for (const [index, { line, funding, amount }] of items.entries()) {
    const room = rooms.find((each) => each.line === line && each.funding === funding);
    if (!room?.known) {
      throw new RuleError(
        "anslagspost-unknown",
        `No appropriation is registered on ${funding}: register the appropriation decision first.`,
        { field: `items[${index}].anslagspost`, figures: { anslagspost: funding } },
      );
    }
    const asked = add(onPost.get(room) ?? ZERO, amount);
    onPost.set(room, asked);
    if (asked > room.left) throw beyondFunding(agreement, room, asked, `items[${index}].amount`);
    const ofAll = add(ofLine.get(line) ?? ZERO, amount);
    ofLine.set(line, ofAll);
    if (ofAll > room.leftOfLine) throw beyondRuling(agreement, room, ofAll, `items[${index}].amount`);
  }
}

function beyondFunding(agreement: string, room: OpeningRoom, asked: Ore, field: string): RuleError {
  const figures = {
    line: room.line,
    anslagspost: room.funding,
    funded: formatAmount(room.funded),
    left: formatAmount(room.left),
    asked: formatAmount(asked),
  };
  return new RuleError(
    "opening-exceeds-line-funding",
    `Line ${room.line} of ${agreement} has ${figures.funded} decided from ${describeFunding(room.funding)}, of which ${figures.left} is not allocated to anybody: the opening asks for ${figures.asked}.`,
    { field, figures },
  );
}

function beyondRuling(agreement: string, room: OpeningRoom, asked: Ore, field: string): RuleError {
  const figures = {
    line: room.line,
    ceiling: formatAmount(room.ceiling),
    left: formatAmount(room.leftOfLine),
    asked: formatAmount(asked),
  };
  return new RuleError(
    "opening-exceeds-ruling",
    `Line ${room.line} of ${agreement} may carry ${figures.ceiling}, the figure that rules, of which ${figures.left} is left: the opening asks for ${figures.asked}.`,
    { field, figures },
  );
}
