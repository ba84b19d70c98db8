import type { Decider, EventDraft } from "#domain/decider.ts";
import type { Summarise, WrittenEvent } from "./command-plan.ts";
import type { EventStore, ExpectedRevision, Position } from "./event-store.ts";
import { asNumber } from "./expected-revision.ts";
import { StreamLane, type LaneCommand, type LaneOutcome } from "./stream-lane.ts";
import { foldOf } from "./stream-view.ts";

/** The version of the form in which events are stored (ARCHITECTURE: Decider). */
export const SCHEMA_VERSION = 1;

/**
 * The states of so many streams are kept, of so many bytes together. It is weighed and not counted in events: a krona
 * handed on leaves next to nothing in a grant's state, a cost report all of its lines. What does not fit is read anew
 * from the log with every command on it.
 */
export interface Cached {
  readonly streams: number;
  readonly bytes: number;
  /** Those used last are kept whatever they weigh: going over to another one and back must not read them anew. */
  readonly lastUsed: number;
}
const CACHED: Cached = { streams: 20_000, bytes: 128 * 1024 * 1024, lastUsed: 100 };

interface KeptLane {
  readonly stream: string;
  readonly lane: StreamLane;
  weight: number;
}

export interface CommandRequest<Command, Event extends EventDraft, State, Summary = undefined> {
  readonly stream: string;
  readonly decider: Decider<Command, Event, State>;
  readonly command: Command;
  /** Names this command for ever: the client and its `Idempotency-Key`, or the cause that a policy acts on. */
  readonly commandId: string;
  /** The fingerprint of the command's content, see `commandHash`. */
  readonly commandHash: string;
  /** Opaque id of who gives the command. */
  readonly actor: string;
  /** The revision that the caller saw (`If-Match`): the command holds on that one only. */
  readonly expectedRevision?: ExpectedRevision;
  /** The event in another stream that this command answers to. */
  readonly causation?: { readonly eventId: string; readonly stream: string };
  /** What belongs together across streams; the command's own id if it begins something. */
  readonly correlationId?: string;
  readonly extraMetadata?: Readonly<Record<string, unknown>>;
  /**
   * What the answer says of the stream right after the command's own events, such as balances. Pure; it must
   * keep nothing of the state itself, which later commands may change in place. Without events there is
   * nothing to say but what stands. A repeat is given what the first outcome was given.
   */
  readonly summarise?: (state: State, events: readonly WrittenEvent[]) => Summary;
}

export interface CommandOutcome<State, Summary = undefined> {
  readonly stream: string;
  /** The stream's revision at the command's last event; where nothing was written, the one decided on. */
  readonly revision: ExpectedRevision;
  /** A reader of the log that has come this far has seen the outcome; missing while there is no stream. */
  readonly position: Position | undefined;
  readonly events: readonly WrittenEvent[];
  /** The command had succeeded before: this is its first outcome, and nothing was written now. */
  readonly repeated: boolean;
  /** The state at `revision`; missing on a repeat, for which the stream would be folded from its beginning. */
  readonly state: State | undefined;
  /** What `summarise` read from the state at `revision`, also on a repeat. */
  readonly summary: Summary | undefined;
}

/** Names a command that a stream has taken, and what to read from the state that it led to. */
export type TakenCommand<State, Summary> = Pick<
  CommandRequest<unknown, EventDraft, State, Summary>,
  "commandId" | "commandHash" | "summarise"
>;

/**
 * Carries out commands: loads the stream, lets its decider decide, and appends what was decided at exactly
 * the revision that it was decided on. Knows nothing of what the commands mean.
 *
 * - Commands on one stream queue in this process, with the stream's state cached (`stream-lane.ts`). When
 *   another process has written in between, the command is decided anew, at most three times.
 * - A command that has succeeded is remembered in its stream for ever, by the metadata of its events.
 *   Repeated with the same content it gives its first outcome; with other content it is refused. One that
 *   was refused or wrote nothing is not remembered.
 */
export class CommandHandler {
  readonly #store: EventStore;
  readonly #cached: Cached;
  /** The least recently used first, each with what it weighed when it last was idle. */
  readonly #lanes = new Map<string, KeptLane>();
  #weight = 0;
  #reads = 0;

  constructor(store: EventStore, options: Partial<Cached> = {}) {
    this.#store = store;
    this.#cached = { ...CACHED, ...options };
  }

  /**
   * @throws what the decider throws; nothing was written
   * @throws StaleRevision when the stream is not at the given `expectedRevision`
   * @throws CommandIdReused when the command id was used for another command
   * @throws WrongExpectedRevision when other processes kept getting ahead
   * @throws AppendTooLarge, InvalidAppend when what was decided cannot be stored
   * @throws StoreUnavailable when the outcome is unknown: repeat the command with the same id
   */
  async execute<Command, Event extends EventDraft, State, Summary = undefined>(
    request: CommandRequest<Command, Event, State, Summary>,
  ): Promise<CommandOutcome<State, Summary>> {
    const { stream, decider, command, commandId, commandHash, expectedRevision } = request;
    const outcome = await new Promise<LaneOutcome>((resolve, reject) => {
      this.#enqueue(stream, {
        fold: foldOf(decider),
        commandId,
        commandHash,
        expectedRevision: expectedRevision === undefined ? undefined : asNumber(expectedRevision),
        metadata: metadataOf(request),
        decide: (state) => decider.decide(command, state as State),
        summarise: summariseOf(request),
        resolve,
        reject,
      });
    });
    return outcomeOf(stream, outcome);
  }

  /**
   * The stream's state as it stands now, in turn with its commands and checked against the store. It is the
   * cached state itself: read what is needed from it at once, and change nothing.
   */
  async read<Command, Event extends EventDraft, State>(
    stream: string,
    decider: Decider<Command, Event, State>,
  ): Promise<{ readonly revision: ExpectedRevision; readonly state: State }> {
    const { revision, state } = await new Promise<LaneOutcome>((resolve, reject) => {
      this.#enqueue(stream, {
        fold: foldOf(decider),
        // Reading is a command that decides nothing: it waits its turn and leaves no trace.
        commandId: `read:${this.#reads++}`,
        commandHash: "",
        expectedRevision: undefined,
        metadata: {},
        decide: () => [],
        summarise: undefined,
        resolve,
        reject,
      });
    });
    return { revision, state: state as State };
  }

  /**
   * The first outcome of a command that the stream has taken, read from its own events; what it led to is
   * folded anew from the stream's beginning, if it is asked for. Nothing is decided again: what it was
   * decided on may have changed since.
   *
   * @throws CommandIdReused when the id names another command there
   */
  async firstOutcome<Command, Event extends EventDraft, State, Summary = undefined>(
    stream: string,
    decider: Decider<Command, Event, State>,
    taken: TakenCommand<State, Summary>,
  ): Promise<CommandOutcome<State, Summary>> {
    const { commandId, commandHash } = taken;
    const outcome = await new Promise<LaneOutcome>((resolve, reject) => {
      this.#enqueue(stream, {
        fold: foldOf(decider),
        commandId,
        commandHash,
        expectedRevision: undefined,
        metadata: {},
        decide: () => {
          throw new Error(`${stream} has not taken command ${commandId}.`);
        },
        summarise: summariseOf(taken),
        resolve,
        reject,
      });
    });
    return outcomeOf(stream, outcome);
  }

  #enqueue(stream: string, command: LaneCommand): void {
    const kept = this.#lanes.get(stream) ?? this.#newLane(stream);
    this.#lanes.delete(stream);
    this.#lanes.set(stream, kept);
    kept.lane.enqueue(command);
  }

  #newLane(stream: string): KeptLane {
    const kept: KeptLane = {
      stream,
      lane: new StreamLane(this.#store, stream, () => this.#weigh(kept)),
      weight: 0,
    };
    return kept;
  }

  #weigh(kept: KeptLane): void {
    const { weight } = kept.lane;
    this.#weight += weight - kept.weight;
    kept.weight = weight;
    this.#forgetTheOldest();
  }

  /** A stream with commands under way stays: two queues for one stream would work against each other. */
  #forgetTheOldest(): void {
    for (const { stream, lane, weight } of this.#lanes.values()) {
      const isLight = this.#weight <= this.#cached.bytes || this.#lanes.size <= this.#cached.lastUsed;
      if (isLight && this.#lanes.size <= this.#cached.streams) return;
      if (!lane.isIdle) continue;
      this.#lanes.delete(stream);
      this.#weight -= weight;
    }
  }
}

/** The state is that of the decider that the command came with; the lane does not know its type. */
function summariseOf<State, Summary>({
  summarise,
}: Pick<TakenCommand<State, Summary>, "summarise">): Summarise | undefined {
  return summarise && ((state, events) => summarise(state as State, events));
}

function outcomeOf<State, Summary>(stream: string, outcome: LaneOutcome): CommandOutcome<State, Summary> {
  const { state, summary } = outcome;
  return {
    stream,
    ...outcome,
    state: state as State | undefined,
    summary: summary as Summary | undefined,
  };
}

function metadataOf<Command, Event extends EventDraft, State, Summary>(
  request: CommandRequest<Command, Event, State, Summary>,
): object {
  const { commandId, commandHash, actor, causation } = request;
  return {
    ...request.extraMetadata,
    commandId,
    commandHash,
    actor,
    schemaVersion: SCHEMA_VERSION,
    correlationId: request.correlationId ?? commandId,
    ...(causation && { causation }),
  };
}
