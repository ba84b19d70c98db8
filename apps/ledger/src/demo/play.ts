import { day } from "#domain/calendar.ts";
import type { LedgerView } from "#projections/ledger-view.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { importAgreements } from "./import-agreements.ts";
import { type Result, resultOf } from "./result.ts";
import { STORIES } from "./stories.ts";
import type { Story } from "./story.ts";
import { type Listener, type Told, tellStory } from "./teller.ts";

/** The day after everything in the stories has happened: as of it the result is read. */
const STORY_END = day("2023-06-30");

export interface PlayListener extends Listener {
  readonly onStory?: (story: Story) => void;
}

/**
 * The whole demo on an empty ledger: the imports, then the four stories, oldest first.
 *
 * @throws StoryFailed, InvariantError when the ledger does not do what the stories say
 */
export async function playDemo(ledger: Ledger<LedgerView>, listener: PlayListener = {}): Promise<Result> {
  await importAgreements(ledger, STORY_END);
  const told: Told[] = [];
  for (const story of STORIES) {
    listener.onStory?.(story);
    told.push(await tellStory(ledger, story, listener));
  }
  return resultOf(ledger.view, told, STORY_END);
}
