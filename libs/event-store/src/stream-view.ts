import type { Decider, EventDraft } from "#domain/decider.ts";
import { StreamNotFound } from "./errors.ts";
import type { EventStore, Position, StoredEvent } from "./event-store.ts";
import { weightOf } from "./weight.ts";

/** A decider's fold with its types taken away, so that one cache can hold all kinds of streams. */
export interface Fold {
  /** Tells whether two folds are the same. */
  readonly decider: object;
  initialState(): unknown;
  evolve(state: unknown, event: EventDraft): unknown;
}

export function foldOf<Command, Event extends EventDraft, State>(
  decider: Decider<Command, Event, State>,
): Fold {
  return {
    decider,
    initialState: () => decider.initialState(),
    // What stands in the decider's stream was decided by it: the one place where stored data gets its type.
    evolve: (state, event) => decider.evolve(state as State, event as Event),
  };
}

/** A stream as it stood at a revision: its state, and the commands that it has taken. */
export class StreamView {
  readonly stream: string;
  readonly fold: Fold;
  /** −1 while there is no stream. */
  revision = -1;
  position: Position | undefined;
  state: unknown;
  /**
   * Where each command's first event stands; what else is known of it stands there too. There is one for nearly every
   * event, so that whatever is kept here decides how many streams can be.
   */
  readonly commands = new Map<string, number>();
  #weighed = { revision: -1, bytes: 0 };

  constructor(stream: string, fold: Fold) {
    this.stream = stream;
    this.fold = fold;
    this.state = fold.initialState();
  }

  /**
   * About how many bytes this takes. A state that grows is weighed again when its stream has grown by half, so that
   * weighing costs next to nothing for each event and is never far off.
   */
  get weight(): number {
    if (this.revision > this.#weighed.revision * 1.5 + 1) {
      this.#weighed = { revision: this.revision, bytes: weightOf([this.state, this.commands]) };
    }
    return this.#weighed.bytes;
  }

  /** Reads on from where the view stands. */
  async catchUp(store: EventStore): Promise<void> {
    for await (const event of eventsFrom(store, this.stream, this.revision + 1)) this.#take(event);
  }

  /** Moves on over events that were written from here, with the state that they were found to lead to. */
  advance(state: unknown, revision: number, position: Position): void {
    this.state = state;
    this.revision = revision;
    this.position = position;
  }

  #take(event: StoredEvent): void {
    this.advance(this.fold.evolve(this.state, event), event.revision, event.position);
    const { commandId, commandHash } = event.metadata;
    if (typeof commandId !== "string" || typeof commandHash !== "string") return;
    if (!this.commands.has(commandId)) this.commands.set(commandId, event.revision);
  }
}

/** Like `readStream`, but a stream that is not there is empty. */
export async function* eventsFrom(
  store: Pick<EventStore, "readStream">,
  stream: string,
  from: number,
): AsyncIterable<StoredEvent> {
  try {
    yield* store.readStream(stream, { from });
  } catch (error) {
    if (!(error instanceof StreamNotFound)) throw error;
  }
}
