import { type LedgerCommand, deciderOf } from "#domain/ledger-command.ts";
import type { LedgerEvent } from "#domain/ledger-event.ts";
import { RuleError } from "#domain/rule-error.ts";
import type { EventStore } from "#event-store/event-store.ts";
import { eventsFrom } from "#event-store/stream-view.ts";
import type { MissingReaction } from "./missing-reactions.ts";

/**
 * Whether a reaction that looks missing would still write something. One that has nothing to write leaves no
 * trace in the log and looks missing for ever. Nothing is written here.
 */
export async function isDue(
  log: Pick<EventStore, "readStream">,
  { reaction: { stream, command, onRefusal } }: MissingReaction,
): Promise<boolean> {
  try {
    return await writes(log, stream, command);
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    // Refused: then what a refusal is followed up with is due, where there is such a thing.
    return (
      onRefusal === undefined || writesUnlessRefused(log, onRefusal.stream, onRefusal.command(error.message))
    );
  }
}

async function writesUnlessRefused(
  log: Pick<EventStore, "readStream">,
  stream: string,
  command: LedgerCommand,
): Promise<boolean> {
  try {
    return await writes(log, stream, command);
  } catch (error) {
    if (error instanceof RuleError) return true;
    throw error;
  }
}

async function writes(
  log: Pick<EventStore, "readStream">,
  stream: string,
  command: LedgerCommand,
): Promise<boolean> {
  const decider = deciderOf(stream);
  let state = decider.initialState();
  for await (const { type, data } of eventsFrom(log, stream, 0)) {
    state = decider.evolve(state, { type, data } as LedgerEvent);
  }
  return decider.decide(command, state).length > 0;
}
