import fc from "fast-check";
import { caseText } from "./case-text.ts";
import { Disagreement } from "./disagreement.ts";
import type { Model } from "./model.ts";
import { type Open, Play } from "./play.ts";
import { beginning } from "./setting.ts";
import { type Walk, Desk, anyWalk } from "./walk.ts";

/** How often each kind of command was taken and refused. */
export type Tally = Map<string, { taken: number; refused: number }>;

export interface Histories {
  readonly runs: number;
  readonly seed: number;
  readonly tally?: Tally;
  /** Another model or ledger than the real ones, for tests of the test. */
  readonly model?: () => Model;
  readonly open?: Open;
  /** Told of a walk that fails as soon as it does, before a shorter one is looked for. */
  readonly tell?: (text: string) => void;
  /** How long a shorter walk is looked for, in seconds. */
  readonly shrinkFor?: number;
}

/** Beyond this a shorter walk is seldom found, and nobody waits for it. */
const MOST_SHRINKS = 400;
const SHRINK_SECONDS = 60;
/** A walk takes a fraction of a second; one that has not ended by then never will. */
const WALK_SECONDS = 60;

/** A walk that was played to its end, or to the step on which the two part. */
interface Played {
  readonly play: Play;
  readonly disagreement: Disagreement | undefined;
}

/**
 * Plays random walks. The walk that fails is told at once, then shrunk for a while, and told as a case file.
 *
 * @throws Error with the seed, what the two disagree about and the case file of the shrunk walk
 */
export async function playHistories(histories: Histories): Promise<void> {
  const { runs, seed, tally, model, open, tell, shrinkFor = SHRINK_SECONDS } = histories;
  let shrinkUntil: number | undefined;
  const property = fc.asyncProperty(fc.limitShrink(anyWalk, MOST_SHRINKS), async (walk) => {
    // What is not tried any more counts as agreed: the shortest walk found so far stays.
    if (shrinkUntil !== undefined && performance.now() > shrinkUntil) return;
    const { disagreement, play } = await playWalk(walk, model?.(), open);
    if (tally && shrinkUntil === undefined) count(tally, play);
    if (!disagreement) return;
    if (shrinkUntil === undefined) {
      shrinkUntil = performance.now() + shrinkFor * 1000;
      tell?.(told(`Seed ${seed}, not shrunk yet:`, disagreement, play));
    }
    throw disagreement;
  });
  const details = await fc.check(property, { numRuns: runs, seed });
  if (!details.failed) return;
  const [walk] = details.counterexample ?? [];
  // The shrunk walk once more, for its steps: what a walk does depends on nothing but the walk.
  const again = walk && (await playWalk(walk, model?.(), open));
  const title = `Seed ${seed}, run ${details.numRuns}, shrunk ${details.numShrinks} times:`;
  if (!again?.disagreement) throw new Error(`${title}\n${String(details.errorInstance)}`);
  throw new Error(told(title, again.disagreement, again.play));
}

function told(title: string, disagreement: Disagreement, { steps, model }: Play): string {
  return [
    title,
    disagreement.message,
    "As a case file for test/cases/:",
    caseText(steps, model.world.books, disagreement),
  ].join("\n");
}

export async function playWalk(walk: Walk, model?: Model, open?: Open): Promise<Played> {
  const play = await Play.begin(model, open);
  let isOver: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    const late = new Disagreement(`The walk has not ended after ${WALK_SECONDS} s.`);
    isOver = setTimeout(() => reject(late), WALK_SECONDS * 1000);
  });
  try {
    await Promise.race([walked(walk, play), tooLong]);
    return { play, disagreement: undefined };
  } catch (error) {
    if (error instanceof Disagreement) return { play, disagreement: error };
    throw error;
  } finally {
    await Promise.race([play.end(), tooLong.catch(() => undefined)]);
    clearTimeout(isOver);
  }
}

async function walked(walk: Walk, play: Play): Promise<void> {
  const desk = new Desk();
  for (const asked of beginning(walk.figures)) await play.ask(asked);
  for (const [index, one] of walk.throws.entries()) {
    const asked = desk.ask(play.model.world, one, `n${index}`);
    if (asked) await play.ask(asked);
  }
  play.compareAll();
}

function count(tally: Tally, { steps }: Play): void {
  for (const { asked, rule } of steps) {
    const { type } = asked.command;
    const before = tally.get(type) ?? { taken: 0, refused: 0 };
    tally.set(type, {
      taken: before.taken + (rule === undefined ? 1 : 0),
      refused: before.refused + (rule === undefined ? 0 : 1),
    });
  }
}
