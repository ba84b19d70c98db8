import { CommandIdReused, StaleRevision } from "./command-errors.ts";
import { planCommands, restsOnTheState } from "./command-plan.ts";
import type { CommandPlan, QueuedCommand, Verdict, WrittenEvent } from "./command-plan.ts";
import { AppendTooLarge, StoreUnavailable, WrongExpectedRevision, type UnavailableReason } from "./errors.ts";
import type { Appended, EventStore, ExpectedRevision, Position, StoredEvent } from "./event-store.ts";
import { asRevision } from "./expected-revision.ts";
import { StreamView, eventsFrom, type Fold } from "./stream-view.ts";

const MOST_CONFLICTS = 3;
const MOST_IN_ONE_APPEND = 100;
const NOTHING_WAS_TRIED: ReadonlySet<UnavailableReason> = new Set<UnavailableReason>(["closed", "read_only"]);

export interface LaneOutcome {
  readonly revision: ExpectedRevision;
  readonly position: Position | undefined;
  readonly events: readonly WrittenEvent[];
  readonly repeated: boolean;
  readonly state: unknown;
  readonly summary: unknown;
}

export interface LaneCommand extends QueuedCommand {
  readonly fold: Fold;
  resolve(outcome: LaneOutcome): void;
  reject(error: unknown): void;
}

/**
 * One stream's commands in this process, in the order in which they came.
 *
 * While an append is under way, commands collect; then they are decided one after the other, each on the
 * state that the one before it leads to, and their events go into one append. It is all or nothing, so no
 * command can stand in the log without the ones that it was decided on. (Sending each its own append ahead
 * of the answer to the one before would not do: if that one failed on another process's event, the next
 * would find the very revision that it expects, on a state that it was not decided on.)
 *
 * Nothing is answered before the append has succeeded, refusals included, since a refusal may rest on an
 * event that was not written after all.
 */
export class StreamLane {
  readonly #store: EventStore;
  readonly #stream: string;
  readonly #queue: LaneCommand[] = [];
  #view: StreamView | undefined;
  #running = false;
  readonly #becameIdle: () => void;

  constructor(store: EventStore, stream: string, becameIdle: () => void) {
    this.#store = store;
    this.#stream = stream;
    this.#becameIdle = becameIdle;
  }

  get isIdle(): boolean {
    return !this.#running;
  }

  /** About how many bytes the state takes that is kept here. */
  get weight(): number {
    return this.#view?.weight ?? 0;
  }

  enqueue(command: LaneCommand): void {
    this.#queue.push(command);
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#queue.length > 0) await this.#process(this.#nextCommands());
    this.#running = false;
    this.#becameIdle();
  }

  /** A command that repeats another waits for the next turn, in which the first one's outcome is known. */
  #nextCommands(): readonly LaneCommand[] {
    const ids = new Set<string>();
    const decider = this.#queue[0]?.fold.decider;
    for (const { commandId, fold } of this.#queue) {
      if (ids.size === MOST_IN_ONE_APPEND || ids.has(commandId) || fold.decider !== decider) break;
      ids.add(commandId);
    }
    return this.#queue.splice(0, ids.size);
  }

  async #process(commands: readonly LaneCommand[]): Promise<void> {
    const [first] = commands;
    if (!first) return;
    try {
      await this.#decideAndAppend(commands, first.fold);
    } catch (error) {
      if (error instanceof AppendTooLarge && commands.length > 1) {
        for (const command of commands) await this.#process([command]);
        return;
      }
      for (const command of commands) command.reject(error);
    }
  }

  async #decideAndAppend(commands: readonly LaneCommand[], fold: Fold): Promise<void> {
    for (let conflicts = 0; ; conflicts++) {
      const view = await this.#viewFor(fold);
      const plan = planCommands(view, commands);
      if (plan.events.length === 0) {
        // Another process may have written what turns a no into a yes: nobody is refused on an old state.
        const seen = view.revision;
        if (plan.verdicts.some(({ verdict }) => restsOnTheState(verdict))) await view.catchUp(this.#store);
        if (view.revision === seen) return this.#answer(view, plan);
        continue;
      }
      // From here on the view's state holds what is decided and not yet stored: it stays only if it is stored.
      // An append at the exact revision also proves that nobody else wrote, and so that every refusal holds.
      this.#view = undefined;
      try {
        const appended = await this.#append(view, plan.events);
        if (appended === "written_by_another") continue;
        this.#advance(view, plan, appended.position);
        this.#view = view;
        return this.#answer(view, plan, plan.events, appended.positions);
      } catch (error) {
        if (!(error instanceof WrongExpectedRevision) || conflicts === MOST_CONFLICTS) throw error;
      }
    }
  }

  async #viewFor(fold: Fold): Promise<StreamView> {
    if (this.#view?.fold.decider === fold.decider) return this.#view;
    const view = new StreamView(this.#stream, fold);
    await view.catchUp(this.#store);
    this.#view = view;
    return view;
  }

  /**
   * Appends, once more when the outcome is unknown: with the same ids and revision that is harmless.
   *
   * A first attempt that turns out to be a repeat means that another process has taken the same command at
   * the same moment; what it wrote is then read like any other event.
   */
  async #append(view: StreamView, events: readonly WrittenEvent[]): Promise<Appended | "written_by_another"> {
    const expected = asRevision(view.revision);
    try {
      const appended = await this.#store.append(this.#stream, expected, events);
      return appended.repeated ? "written_by_another" : appended;
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || NOTHING_WAS_TRIED.has(error.reason)) throw error;
      return this.#store.append(this.#stream, expected, events);
    }
  }

  #advance(view: StreamView, plan: CommandPlan<LaneCommand>, position: Position): void {
    view.advance(plan.state, view.revision + plan.events.length, position);
    for (const { command, verdict } of plan.verdicts) {
      if (verdict.kind !== "written") continue;
      view.commands.set(command.commandId, verdict.events[0]?.revision ?? view.revision);
    }
  }

  #answer(
    view: StreamView,
    { verdicts }: CommandPlan<LaneCommand>,
    appended: readonly WrittenEvent[] = [],
    positions?: readonly Position[],
  ): void {
    const { position } = view;
    const positionAt = this.#positionsOf(appended, position, positions);
    for (const { command, verdict } of verdicts) {
      // What has to be read for an answer is read beside the queue, which goes on.
      this.#outcome(command, verdict, position, positionAt).then(command.resolve, command.reject);
    }
  }

  /**
   * Where each event of an append stands in the log. An engine may tell the last one's position only; those before
   * it are then read back, once, when a command that is not the last one has to be answered: an answer names its
   * own position, as its repeat will, not that of commands which happened to go into the same append.
   */
  #positionsOf(
    appended: readonly WrittenEvent[],
    last: Position | undefined,
    told: readonly Position[] | undefined,
  ): (revision: number) => Promise<Position | undefined> {
    const [first, end] = [appended[0]?.revision ?? 0, appended.at(-1)?.revision];
    let read: Promise<ReadonlyMap<number, Position>> | undefined;
    return async (revision) => {
      if (revision === end) return last;
      if (told) return told[revision - first];
      read ??= this.#between(first, end ?? first).then(
        (events) => new Map(events.map((event) => [event.revision, event.position])),
      );
      return (await read).get(revision);
    };
  }

  async #outcome(
    command: LaneCommand,
    verdict: Verdict,
    position: Position | undefined,
    positionAt: (revision: number) => Promise<Position | undefined>,
  ): Promise<LaneOutcome> {
    switch (verdict.kind) {
      case "written": {
        const { events, state, summary } = verdict;
        const revision = events.at(-1)?.revision ?? 0;
        return {
          revision,
          position: await positionAt(revision),
          events,
          repeated: false,
          state,
          summary,
        };
      }
      case "nothing": {
        const { state, summary } = verdict;
        const revision = asRevision(verdict.revision);
        return { revision, position, events: [], repeated: false, state, summary };
      }
      case "repeat":
        return this.#firstOutcome(command, verdict.firstRevision);
      case "stale": {
        const { expected, actual } = verdict;
        const since = await this.#between(expected + 1, actual);
        throw new StaleRevision(this.#stream, asRevision(expected), asRevision(actual), since);
      }
      case "refused":
        throw verdict.error;
    }
  }

  /**
   * What the command was answered the first time, read from the stream, but for the state. A summary needs
   * the state as it was then, which is folded anew beside the cached one.
   */
  async #firstOutcome(command: LaneCommand, firstRevision: number): Promise<LaneOutcome> {
    const { fold, summarise, commandId, commandHash } = command;
    const events: StoredEvent[] = [];
    // A command's events went into one append: they stand together.
    for await (const event of eventsFrom(this.#store, this.#stream, firstRevision)) {
      if (event.metadata["commandId"] !== commandId) break;
      events.push(event);
    }
    if (events[0]?.metadata["commandHash"] !== commandHash)
      throw new CommandIdReused(commandId, this.#stream);
    const { revision = firstRevision, position } = events.at(-1) ?? {};
    const read = summarise ? await this.#between(0, revision) : [];
    const summary = summarise?.(
      read.reduce((state, event) => fold.evolve(state, event), fold.initialState()),
      events,
    );
    return { revision, position, events, repeated: true, state: undefined, summary };
  }

  async #between(first: number, last: number): Promise<readonly StoredEvent[]> {
    const events: StoredEvent[] = [];
    if (first > last) return events;
    for await (const event of eventsFrom(this.#store, this.#stream, first)) {
      events.push(event);
      if (event.revision >= last) break;
    }
    return events;
  }
}
