import type { Transfer } from "#domain/accounts.ts";
import { type AgreementState, fundedOf, lineCeiling, lineOf } from "#domain/agreements/agreement.ts";
import type { Agreement } from "#domain/agreements/agreement-terms.ts";
import type { FundingKey } from "#domain/appropriations/funding-key.ts";
import { type Ore, ZERO, formatAmount, largest, smallest, subtract, sum } from "#domain/money.ts";
import type { OriginalEntry } from "#domain/event.ts";
import type { OpeningRoom } from "#domain/grants/commands.ts";
import { RuleError } from "#domain/rule-error.ts";
import { transfersOf } from "#domain/transfers.ts";
import type { States } from "./states.ts";

/** Part of a line's funding that a post has not allocated and that lies above what the line may carry. */
export interface SurplusFunding {
  readonly line: string;
  readonly funding: FundingKey;
  readonly amount: Ore;
}

/**
 * What must be lowered on the posts before an amendment, so that it is refused only below what is allocated.
 * Each post decides on its lowering and knows best; the amendment then holds the rest to the new text.
 *
 * @returns nothing when it would not be enough: the amendment is refused, and a refusal changes nothing
 */
export async function surplusFunding(
  states: States,
  state: AgreementState,
  amended: Agreement,
): Promise<SurplusFunding[]> {
  const surplus: SurplusFunding[] = [];
  for (const [line, posts] of state.funded) {
    const terms = amended.lines.find(({ id }) => id === line);
    let over = subtract(fundedOf(state, line), terms ? lineCeiling(state, terms) : ZERO);
    for (const [funding, funded] of [...posts].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      if (over <= 0) break;
      const amount = smallest(over, funded, await states.unusedFunding(funding, amended.id, line));
      if (amount <= 0) continue;
      surplus.push({ line, funding, amount });
      over = subtract(over, amount);
    }
    if (over > 0) return [];
  }
  return surplus;
}

/** What the posts have promised of a line to all of its recipients (öre), net of what came back. */
async function allocatedOf(
  states: States,
  state: AgreementState,
  agreement: string,
  line: string,
): Promise<Ore> {
  const allocated: Ore[] = [];
  for (const [funding, funded] of state.funded.get(line) ?? []) {
    allocated.push(subtract(funded, await states.unusedFunding(funding, agreement, line)));
  }
  return sum(allocated);
}

/**
 * A ruling takes what the recipients of a line are promised or have beyond the figure that rules. What is
 * demanded back, repaid or lapsed is neither: it is not taken once more.
 *
 * @throws RuleError `ruling-unknown`, `ruling-exceeds-excess`
 */
export async function assertBeyondRuling(
  states: States,
  state: AgreementState,
  { agreement, line, excess }: { readonly agreement: string; readonly line: string; readonly excess: Ore },
): Promise<void> {
  const terms = lineOf(state, agreement, line);
  if (!state.rulings.has(line)) {
    throw new RuleError(
      "ruling-unknown",
      `Nobody has ruled on line ${line} of ${agreement}: record which figure rules first.`,
      { field: "line", figures: { line } },
    );
  }
  const held: Ore[] = [];
  for (const recipient of terms.recipients) held.push(await states.heldOf(agreement, recipient, line));
  const allocated = sum(held);
  const ceiling = lineCeiling(state, terms);
  const over = largest(ZERO, subtract(allocated, ceiling));
  if (excess <= over) return;
  const figures = {
    line,
    ceiling: formatAmount(ceiling),
    allocated: formatAmount(allocated),
    over: formatAmount(over),
    asked: formatAmount(excess),
  };
  throw new RuleError(
    "ruling-exceeds-excess",
    `Line ${line} of ${agreement} may carry ${figures.ceiling} and its recipients are promised or have ${figures.allocated} of it: the ruling takes at most ${figures.over}, not ${figures.asked}.`,
    { field: "excess", figures },
  );
}

/**
 * A ruling may leave a line with more funding than the figure that rules. The posts do not know of it, so
 * the line as a whole is asked before more of it is promised.
 *
 * @throws RuleError `allocation-exceeds-ruling`
 */
export async function assertWithinCeiling(
  states: States,
  state: AgreementState,
  { agreement, line }: { readonly agreement: string; readonly line: string },
  asked: Ore,
  field = "allocations",
): Promise<void> {
  const ceiling = lineCeiling(state, lineOf(state, agreement, line));
  if (fundedOf(state, line) <= ceiling) return;
  const allocated = await allocatedOf(states, state, agreement, line);
  const left = subtract(ceiling, allocated);
  if (asked <= left) return;
  const figures = {
    line,
    ceiling: formatAmount(ceiling),
    allocated: formatAmount(allocated),
    asked: formatAmount(asked),
  };
  throw new RuleError(
    "allocation-exceeds-ruling",
    `Line ${line} of ${agreement} may carry ${figures.ceiling}, the figure that rules, and ${figures.allocated} of it is allocated; ${figures.asked} was asked for.`,
    { field, figures },
  );
}

/**
 * The reversal of a reduction or a release promises money anew that had come back to the post: the figure that
 * rules holds for it as for an allocation.
 *
 * @throws RuleError `allocation-exceeds-ruling`
 */
export async function assertGivenBackWithinCeiling(states: States, original: OriginalEntry): Promise<void> {
  const givenBack = transfersOf(original).filter(({ to }) => to.agreement === undefined);
  const byLine = Map.groupBy(givenBack, ({ from }) => `${from.agreement ?? ""}|${from.line ?? ""}`);
  for (const transfers of byLine.values()) {
    const { from, to } = transfers[0] as Transfer;
    if (from.agreement === undefined || from.line === undefined || to.funding === undefined) continue;
    // What is reversed already is refused as that, whatever was promised since.
    if (await states.isReversed(to.funding, original.eventId)) return;
    const { agreement, line } = from;
    const asked = sum(transfers.map(({ amount }) => amount));
    await assertWithinCeiling(states, await states.agreement(agreement), { agreement, line }, asked, "entry");
  }
}

/**
 * What the posts have left for the lines and posts that an opening names, and the lines as a whole. It holds
 * for as long as nothing else is taken: openings are decided alone (`turns.ts`).
 */
export async function openingRooms(
  states: States,
  state: AgreementState,
  { agreement, items }: { readonly agreement: string; readonly items: readonly OpenedPlace[] },
): Promise<OpeningRoom[]> {
  const rooms: OpeningRoom[] = [];
  for (const { line, funding } of items) {
    const terms = state.agreement?.lines.find(({ id }) => id === line);
    if (!terms || rooms.some((room) => room.line === line && room.funding === funding)) continue;
    const ceiling = lineCeiling(state, terms);
    rooms.push({
      line,
      funding,
      known: await states.fundingKnown(funding),
      funded: state.funded.get(line)?.get(funding) ?? ZERO,
      left: await states.unusedFunding(funding, agreement, line),
      ceiling,
      leftOfLine: subtract(ceiling, await allocatedOf(states, state, agreement, line)),
    });
  }
  return rooms;
}

interface OpenedPlace {
  readonly line: string;
  readonly funding: FundingKey;
}
