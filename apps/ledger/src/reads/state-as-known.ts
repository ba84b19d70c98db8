import type { Decider, EventDraft } from "#domain/decider.ts";
import type { ExpectedRevision } from "#event-store/event-store.ts";
import { StreamNotFound } from "#event-store/errors.ts";
import type { Ledger } from "../ledger/ledger.ts";

/**
 * A stream's state as it stands, or as it was known at an instant: the same fold over what was recorded by
 * then. It may be the cached state itself: read what is needed from it at once, and change nothing.
 */
export async function stateAsKnown<Command, Event extends EventDraft, State>(
  ledger: Ledger,
  stream: string,
  decider: Decider<Command, Event, State>,
  knownAt: string | undefined,
): Promise<{ readonly revision: ExpectedRevision; readonly state: State }> {
  if (knownAt === undefined) return ledger.read(stream, decider);
  let state = decider.initialState();
  let revision: ExpectedRevision = "no_stream";
  try {
    for await (const event of ledger.store.readStream(stream)) {
      if (event.recordedAt > knownAt) break;
      // What stands in the decider's stream was decided by it.
      state = decider.evolve(state, { type: event.type, data: event.data } as Event);
      ({ revision } = event);
    }
  } catch (error) {
    if (!(error instanceof StreamNotFound)) throw error;
  }
  return { revision, state };
}
