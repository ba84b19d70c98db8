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
}

/** Beyond this a shorter walk is seldom found, and nobody waits for it. */
const MOST_SHRINKS = 400;

/** A walk that was played to its end, or to the step on which the two part. */
interface Played {
  readonly play: Play;
  readonly disagreement: Disagreement | undefined;
}

/**
 * Plays random walks. The walk that fails is shrunk, and told as a case file.
 *
 * @throws Error with the seed, what the two disagree about and the case file of the shrunk walk
 */
export async function playHistories({ runs, seed, tally, model, open }: Histories): Promise<void> {
  const property = fc.asyncProperty(fc.limitShrink(anyWalk, MOST_SHRINKS), async (walk) => {
    const { disagreement, play } = await playWalk(walk, model?.(), open);
    if (tally) count(tally, play);
    if (disagreement) throw disagreement;
  });
  const details = await fc.check(property, { numRuns: runs, seed });
  if (!details.failed) return;
  const [walk] = details.counterexample ?? [];
  // The shrunk walk once more, for its steps: what a walk does depends on nothing but the walk.
  const again = walk && (await playWalk(walk, model?.(), open));
  const found = again?.disagreement;
  const told = found ?? details.errorInstance;
  throw new Error(
    [
      `Seed ${seed}, run ${details.numRuns}, shrunk ${details.numShrinks} times:`,
      told instanceof Error
        ? told instanceof Disagreement
          ? told.message
          : String(told.stack)
        : String(told),
      "As a case file for test/cases/:",
      again ? caseText(again.play.steps, again.play.model.world.books, found) : "(no walk)",
    ].join("\n"),
  );
}

export async function playWalk(walk: Walk, model?: Model, open?: Open): Promise<Played> {
  const play = await Play.begin(model, open);
  const desk = new Desk();
  try {
    for (const asked of beginning(walk.figures)) await play.ask(asked);
    for (const [index, one] of walk.throws.entries()) {
      const asked = desk.ask(play.model.world, one, `n${index}`);
      if (asked) await play.ask(asked);
    }
    play.compareAll();
    return { play, disagreement: undefined };
  } catch (error) {
    if (error instanceof Disagreement) return { play, disagreement: error };
    throw error;
  } finally {
    await play.end();
  }
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
