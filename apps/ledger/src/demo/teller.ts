import { RuleError } from "#domain/rule-error.ts";
import type { LedgerView } from "#projections/ledger-view.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Outcome } from "../ledger/outcome.ts";
import type { LedgerRequest } from "../ledger/requests.ts";
import { assertBooksBalance, assertNothingBelowZero } from "./books-balance.ts";
import { type Act, type ReverseLatest, type Step, type Story, inOrder, knownOf } from "./story.ts";

/** The story and the ledger do not agree: one of them is wrong. */
export class StoryFailed extends Error {
  override readonly name = "StoryFailed";
}

/** What was told. */
export interface Told {
  readonly agreement: string;
  readonly steps: number;
  readonly commands: number;
  readonly refusals: number;
}

export interface Listener {
  /** After each step, when everything in it has happened and the books balance. */
  readonly onStep?: (step: Step, number: number) => void;
  /** After each command, refused ones included. */
  readonly onAct?: (act: Act, step: Step) => void;
}

/**
 * Plays a story through the ledger's ordinary commands, and asserts the books after every one of them.
 *
 * @throws StoryFailed when a command is refused that the story does not say is refused, or is taken that it
 *   says is refused
 * @throws InvariantError when the books do not balance
 */
export async function tellStory(
  ledger: Ledger<LedgerView>,
  story: Story,
  listener: Listener = {},
): Promise<Told> {
  const steps = inOrder(story.tell(await knownOf(ledger, story.agreement)));
  let commands = 0;
  let refusals = 0;
  for (const [index, step] of steps.entries()) {
    for (const act of step.acts) {
      commands += 1;
      const commandId = `demo:${story.agreement}:${String(commands).padStart(4, "0")}`;
      if (await play(ledger, act, step, commandId)) refusals += 1;
      assertBooksBalance(ledger.view);
      listener.onAct?.(act, step);
    }
    assertNothingBelowZero(ledger.view);
    listener.onStep?.(step, index + 1);
  }
  return { agreement: story.agreement, steps: steps.length, commands, refusals };
}

/** @returns whether something was refused, as the story says it is */
async function play(ledger: Ledger<LedgerView>, act: Act, step: Step, commandId: string): Promise<boolean> {
  const request = act.asks.type === "reverse-latest" ? await reversalOf(ledger, act.asks) : act.asks;
  const where = `${step.on} "${step.says}" (${act.by}: ${request.type})`;
  const before = ledger.view.position;
  try {
    const outcomes = await take(ledger, request, { actor: act.by, commandId });
    if (act.refusedBy !== undefined) {
      throw new StoryFailed(`${where}: should be refused by ${act.refusedBy}, but was taken.`);
    }
    return returned(act, outcomes, where);
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    if (error.rule !== act.refusedBy) {
      throw new StoryFailed(`${where}: refused by ${error.rule}. ${error.message}`, { cause: error });
    }
    await ledger.caughtUp();
    if (ledger.view.position !== before) {
      throw new StoryFailed(`${where}: was refused, and yet something was written.`);
    }
    return true;
  }
}

async function take(
  ledger: Ledger<LedgerView>,
  request: LedgerRequest,
  asker: { actor: string; commandId: string },
): Promise<readonly Outcome[]> {
  if (request.type !== "lapse-due") return [await ledger.take(request, asker)];
  const outcomes = await ledger.lapse(request, asker);
  await ledger.caughtUp();
  return outcomes;
}

function returned({ returnedBy }: Act, outcomes: readonly Outcome[], where: string): boolean {
  const rules = outcomes.flatMap(({ refusals }) => refusals.map(({ rule }) => rule));
  const expected = returnedBy === undefined ? [] : [returnedBy];
  if (rules.join() !== expected.join()) {
    throw new StoryFailed(
      `${where}: expected to be returned by ${returnedBy ?? "nothing"}, not by ${rules.join() || "nothing"}.`,
    );
  }
  return returnedBy !== undefined;
}

/** Finds the latest entry of a kind, as a person would who looks for what went wrong. */
async function reversalOf(
  ledger: Ledger<LedgerView>,
  { stream, eventType, reason }: ReverseLatest,
): Promise<LedgerRequest> {
  let eventId: string | undefined;
  for await (const event of ledger.store.readStream(stream)) {
    if (event.type === eventType) eventId = event.id;
  }
  if (eventId === undefined) throw new StoryFailed(`${stream} has no ${eventType} to reverse.`);
  return { type: "reverse", stream, eventId, reason };
}
