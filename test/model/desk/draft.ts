import type { Day } from "#domain/calendar.ts";
import type { Dice } from "../dice.ts";
import type { Command, World } from "../facts.ts";

/** What somebody at the desk is about to ask, before it is said who and when. */
export interface Draft {
  readonly command: Command;
  /** Those who may not ask it; a slip lets one of them. */
  readonly notBy?: readonly string[];
  /** Too early before this day; a slip asks the day before. */
  readonly notBefore?: Day | undefined;
}

/** Undefined when the desk has no reason to ask such a thing now. */
export type Drafter = (world: World, dice: Dice, id: string) => Draft | undefined;

export const GIRO = { type: "bankgiro", number: "5050-1055" };

/** All grants, or none yet. */
export const grantsOf = (world: World) => [...world.grants.values()];

export const ofGrant = ({ agreement, recipient }: { agreement: string; recipient: string }) => ({
  agreement,
  recipient,
});
