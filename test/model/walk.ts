import fc from "fast-check";
import { type Day, addDays } from "#domain/calendar.ts";
import type { Draft } from "./desk/draft.ts";
import { KINDS } from "./desk/kinds.ts";
import { Dice, type Slip } from "./dice.ts";
import type { Asked, World } from "./facts.ts";
import { type Figures, FIRST_DAY, PEOPLE } from "./setting.ts";

/** One step of a walk: what is tried, how it is meant to miss, how many days pass, and the numbers thrown. */
export interface Throw {
  readonly kind: string;
  readonly slip: Slip;
  readonly days: number;
  readonly numbers: readonly number[];
}

export interface Walk {
  readonly figures: Figures;
  readonly throws: readonly Throw[];
}

const kind = fc.noShrink(
  fc.oneof(...Object.entries(KINDS).map(([name, { weight }]) => ({ weight, arbitrary: fc.constant(name) }))),
);

const slip: fc.Arbitrary<Slip> = fc.oneof(
  { weight: 30, arbitrary: fc.constant("none" as const) },
  { weight: 2, arbitrary: fc.constant("amount" as const) },
  { weight: 2, arbitrary: fc.constant("day" as const) },
  { weight: 2, arbitrary: fc.constant("person" as const) },
  { weight: 2, arbitrary: fc.constant("state" as const) },
);

/** Steps are taken away in shrinking, never changed: that finds the short walk soon. */
const oneThrow: fc.Arbitrary<Throw> = fc.record({
  kind,
  slip,
  days: fc.noShrink(fc.constantFrom(0, 0, 1, 3, 7, 14, 30)),
  numbers: fc.noShrink(fc.array(fc.nat({ max: 9999 }), { minLength: 8, maxLength: 8 })),
});

/**
 * A walk over the desk. What a step asks for is looked up in the model when it is its turn, so that most of
 * what is asked is plausible, and a step that shrinking removes does not make the others senseless.
 */
export const anyWalk: fc.Arbitrary<Walk> = fc.record({
  figures: fc.record({
    lines: fc.constant({}),
    once: fc.constantFrom(false, false, true),
    lapses: fc.constantFrom(true, true, false),
    deadline: fc.constantFrom("2013-06-01", "2013-03-01", "2013-12-01"),
    reportBy: fc.constantFrom("2014-03-31", "2013-06-30"),
    begun: fc.constantFrom(0, 1, 2, 3, 4),
  }),
  throws: fc.array(oneThrow, { minLength: 15, maxLength: 60, size: "max" }),
});

/** What is begun is gone on with, the latest step of the process first. */
const IN_ORDER = [
  ...["approve-cost-report", "confirm-disbursement", "approve-disbursement"],
  ...["order-disbursement", "approve-requisition", "receive-requisition"],
];

function waiting(world: World, dice: Dice, id: string): Draft | undefined {
  for (const type of IN_ORDER) {
    const draft = KINDS[type]?.draft(world, dice, id);
    if (draft) return draft;
  }
  return undefined;
}

/** The day of the walk, which moves on with every step that is played. */
export class Desk {
  private today: Day = FIRST_DAY;

  /**
   * What a throw asks of the ledger as it stands. Where there is nothing of the kind to do, what waits at the
   * desk is done instead; undefined when nothing waits either.
   */
  ask(world: World, { kind: type, slip: missing, days, numbers }: Throw, id: string): Asked | undefined {
    const dice = new Dice(numbers, missing);
    const draft = KINDS[type]?.draft(world, dice, id) ?? waiting(world, dice, id);
    if (!draft) return undefined;
    const { command, notBy = [], notBefore } = draft;
    this.today = addDays(this.today, days);
    const others = PEOPLE.filter((person) => missing === "person" || !notBy.includes(person));
    const by = (missing === "person" ? notBy.at(0) : undefined) ?? dice.pick(others) ?? PEOPLE[0];
    return { on: this.dayOf(dice, notBefore), by, command };
  }

  private dayOf(dice: Dice, notBefore: Day | undefined): Day {
    if (dice.slip === "day") return addDays(notBefore ?? addDays(this.today, -dice.below(60)), -1);
    const today = dice.often(12) ? this.today : addDays(this.today, -dice.below(40));
    return notBefore !== undefined && today < notBefore ? notBefore : today;
  }
}
