import { PERIODS_STREAM, agreementStream, anslagspostStream } from "#domain/accounts.ts";
import type { Day } from "#domain/calendar.ts";
import type { Decider, EventDraft } from "#domain/decider.ts";
import { type LedgerCommand, deciderOf } from "#domain/ledger-command.ts";
import type { LedgerEvent } from "#domain/ledger-event.ts";
import type { RecordedEvent } from "#domain/policies.ts";
import { RuleError } from "#domain/rule-error.ts";
import { commandHash } from "#event-store/canonical-json.ts";
import { closeAll } from "#event-store/close-all.ts";
import { CommandHandler, type CommandOutcome, type CommandRequest } from "#event-store/command-handler.ts";
import type { EventStore, ExpectedRevision, Position } from "#event-store/event-store.ts";
import { StoreUnavailable } from "#event-store/errors.ts";
import { LedgerView } from "#projections/ledger-view.ts";
import { Projector } from "#projections/projector.ts";
import type { TakenCommand } from "#projections/taken-commands.ts";
import type { WorkingMemory } from "#projections/working-memory.ts";
import { type BalancesAt, balancesTouched, latestBalances } from "./balances-touched.ts";
import { type Asker, hashOf, partId } from "./asker.ts";
import { CommandIds } from "./command-ids.ts";
import { type AddressedCommand, LedgerCommands } from "./ledger-commands.ts";
import { type LapsePart, grantsIn, partsOfRun } from "./lapse-parts.ts";
import { type Outcome, ReactionFailed } from "./outcome.ts";
import { FollowUpRefused, PoliciesAtWork, type Settled, recorded } from "./policies-at-work.ts";
import type { LapseRequest, LedgerRequest } from "./requests.ts";
import { type SettledMark, SettledMarkKeeper } from "./settled-mark-keeper.ts";
import { States } from "./states.ts";
import { Turns } from "./turns.ts";

/**
 * What rests on all that is promised of a line, over all of its posts and grants, or on the figure that rules for
 * it (`line-ceilings.ts`). A reversal may give back what a reduction took.
 */
const RESTS_ON_WHOLE_LINES: ReadonlySet<LedgerRequest["type"]> = new Set<LedgerRequest["type"]>([
  "allocate",
  "distribute",
  "apply-ruling",
  "rule-discrepancy",
  "amend-agreement",
  "reverse",
]);

/**
 * The ledger as one thing: takes commands, carries out what they cause, and answers from the log. HTTP, the
 * command line, the demo and the cases all go through here.
 */
export class Ledger<View extends WorkingMemory = WorkingMemory> {
  readonly states: States;
  private readonly handler: CommandHandler;
  private readonly commands: LedgerCommands;
  private readonly policies: PoliciesAtWork;
  private readonly projector: Projector;
  private readonly mark: SettledMarkKeeper;
  private readonly found: Error[] = [];
  private readonly ids: CommandIds;
  private readonly turns = new Turns();

  private constructor(
    readonly store: EventStore,
    readonly view: View,
    mark: SettledMark | undefined,
  ) {
    this.mark = new SettledMarkKeeper(mark);
    this.handler = new CommandHandler(store);
    this.states = new States(this.handler);
    this.commands = new LedgerCommands(this.states, store);
    this.policies = new PoliciesAtWork(this.handler, store);
    this.projector = new Projector(store, this.view);
    this.ids = new CommandIds(this.view.commands);
  }

  /**
   * Heals what a crash left half done, and waits until the view holds the whole log.
   *
   * @param view what is kept in memory of the log; one that also adds money up if not given
   */
  static open(store: EventStore, mark?: SettledMark): Promise<Ledger<LedgerView>>;
  static open<View extends WorkingMemory>(
    store: EventStore,
    mark: SettledMark | undefined,
    view: View,
  ): Promise<Ledger<View>>;
  static async open(
    store: EventStore,
    mark?: SettledMark,
    view: WorkingMemory = new LedgerView(),
  ): Promise<Ledger> {
    const ledger = new Ledger(store, view, mark);
    try {
      const marked = await mark?.read();
      const { position, alarms } = await ledger.policies.heal(marked);
      // What there is an alarm about is gone over again at the next start.
      if (alarms.length > 0) ledger.mark.stay();
      ledger.mark.opened(position, marked);
      ledger.found.push(...alarms);
      await ledger.projector.caughtUp();
      return ledger;
    } catch (error) {
      await ledger.projector.close();
      throw error;
    }
  }

  /**
   * Takes one request: one command in one stream, and what it causes elsewhere. The outcome is that of the
   * streams; the view may have it a moment later, see `caughtUp`.
   *
   * @throws RuleError when it breaks a rule: nothing was written
   * @throws StaleRevision, CommandIdReused, StoreUnavailable, see CommandHandler
   */
  take(request: Exclude<LedgerRequest, LapseRequest>, asker: Asker): Promise<Outcome> {
    const work = (): Promise<Outcome> => this.takeOne(request, asker);
    if (request.type === "record-opening-balance") return this.mark.during(this.turns.alone(work));
    if (RESTS_ON_WHOLE_LINES.has(request.type)) return this.mark.during(this.turns.inOrder(work));
    return this.mark.during(this.turns.beside(work));
  }

  private async takeOne(request: Exclude<LedgerRequest, LapseRequest>, asker: Asker): Promise<Outcome> {
    const hash = hashOf(request, asker);
    return this.ids.inTurn(asker.commandId, hash, async (taken) => {
      // Whatever has become of the facts that it was decided on: what was decided was decided.
      if (taken) return this.firstOutcome(taken, asker.commandId);
      await asker.admit?.();
      const expected = await this.lowerSurplusFunding(request, asker);
      const addressed = await this.address(request, asker);
      return this.carryOut(addressed, hash, { ...asker, ...expected });
    });
  }

  private async firstOutcome(
    { stream, hash: commandHash }: TakenCommand,
    commandId: string,
  ): Promise<Outcome> {
    const summarise = balancesTouched;
    const command = { commandId, commandHash, summarise };
    return this.answer(await this.handler.firstOutcome(stream, deciderOf(stream), command), commandId);
  }

  /**
   * The daily run: lets lapse what was not requisitioned in time, grant by grant; grants without are left out.
   * Repeated under its id it gives its first outcome, and finishes what a crash left undone.
   */
  lapse(request: LapseRequest, asker: Asker): Promise<Outcome[]> {
    return this.mark.during(this.lapseEach(request, asker));
  }

  private async lapseEach(request: LapseRequest, asker: Asker): Promise<Outcome[]> {
    const hash = hashOf(request, asker);
    return this.ids.inTurn(asker.commandId, hash, async (taken) => {
      if (!taken) await asker.admit?.();
      const parts = await this.partsOf(request, asker, taken);
      const outcomes: Outcome[] = [];
      for (const { agreement, recipient } of parts) {
        const addressed = await this.commands.lapse(agreement, recipient, request.on, asker.actor);
        const commandId = partId(asker, agreement, recipient);
        const { actor, documents } = asker;
        const part = { actor, commandId, ...(documents && { documents }) };
        // The first part says what the whole run is, for a repeat after a crash.
        const partOf = { partOf: asker.commandId, ...(outcomes.length === 0 ? { parts } : {}) };
        const outcome = await this.carryOut(addressed, hash, part, partOf);
        if (outcome.events.length > 0) outcomes.push(outcome);
      }
      const [first] = outcomes;
      if (first) this.ids.remember(asker.commandId, { stream: first.stream, hash }, this.caughtUp());
      return outcomes;
    });
  }

  /** A repeat is of the grants that the first run found: what has become due elsewhere since is not its own. */
  private async partsOf(
    request: LapseRequest,
    asker: Asker,
    taken?: TakenCommand,
  ): Promise<readonly LapsePart[]> {
    const before = taken && (await partsOfRun(this.store, taken.stream, asker.commandId));
    if (before) return before;
    await this.caughtUp();
    const parts: LapsePart[] = [];
    for (const part of grantsIn(this.view, request)) {
      const { agreement, recipient } = part;
      const { stream, command } = await this.commands.lapse(agreement, recipient, request.on, asker.actor);
      const decider = deciderOf(stream);
      const { state } = await this.handler.read(stream, decider);
      if (decider.decide(command, state).length > 0) parts.push(part);
    }
    return parts;
  }

  /**
   * What the posts have not allocated of a line is lowered where it is guarded, before an amendment lowers it.
   *
   * @returns the revision that the amendment then holds on: the agreement is told of what was lowered
   */
  private async lowerSurplusFunding(
    request: Exclude<LedgerRequest, LapseRequest>,
    asker: Asker,
  ): Promise<Pick<Asker, "expectedRevision">> {
    let { expectedRevision } = asker;
    if (request.type !== "amend-agreement") return {};
    const amended = agreementStream(request.agreement.id);
    const { revision } = await this.handler.read(amended, deciderOf(amended));
    // Then the amendment is refused, and nothing may be lowered for it.
    if (expectedRevision !== undefined && revision !== expectedRevision) return {};
    for (const command of await this.commands.surplusFunding(request, asker.actor)) {
      const { line, funding } = command;
      const commandId = partId(asker, "lower", funding, line);
      const addressed = { stream: anslagspostStream(funding), command };
      const { caused } = await this.carryOut(addressed, commandHash(command), {
        actor: asker.actor,
        commandId,
      });
      if (typeof expectedRevision === "number") {
        expectedRevision += caused.filter(({ stream }) => stream === amended).length;
      }
    }
    return expectedRevision === undefined ? {} : { expectedRevision };
  }

  private async address(
    request: Exclude<LedgerRequest, LapseRequest>,
    { actor, commandId }: Asker,
  ): Promise<AddressedCommand> {
    if (request.type !== "close-period") return this.commands.complete(request, actor, commandId);
    await this.caughtUp();
    const asOfPosition = this.view.position ?? -1;
    return {
      stream: PERIODS_STREAM,
      command: { type: "close-period", through: request.through, asOfPosition, by: actor },
    };
  }

  private async carryOut(
    { stream, command }: AddressedCommand,
    hash: string,
    { actor, commandId, expectedRevision, documents }: Asker,
    extraMetadata: Readonly<Record<string, unknown>> = {},
  ): Promise<Outcome> {
    const outcome = await this.execute({
      stream,
      decider: deciderOf(stream),
      command,
      commandId,
      commandHash: hash,
      actor,
      extraMetadata: { ...extraMetadata, ...(documents && { documents }) },
      summarise: balancesTouched,
      ...(expectedRevision === undefined ? {} : { expectedRevision }),
    });
    const answered = await this.answer(outcome, commandId);
    if (outcome.events.length > 0) {
      this.ids.remember(commandId, { stream, hash }, this.waitFor(outcome.position));
    }
    return answered;
  }

  /** What the command did, with everything that it causes elsewhere done. */
  private async answer(outcome: CommandOutcome<unknown, BalancesAt[]>, commandId: string): Promise<Outcome> {
    const events = recorded(outcome);
    const settled = await this.settle(events, commandId);
    const position = Math.max(outcome.position ?? -1, settled.position ?? -1);
    this.mark.wrote(position);
    return {
      stream: outcome.stream,
      revision: outcome.revision,
      position: position < 0 ? undefined : position,
      events,
      caused: settled.caused,
      repeated: outcome.repeated,
      refusals: settled.refusals,
      balances: latestBalances([...(outcome.summary ?? []), ...settled.balances]),
    };
  }

  private async execute(
    request: CommandRequest<LedgerCommand, LedgerEvent, unknown, BalancesAt[]>,
  ): Promise<CommandOutcome<unknown, BalancesAt[]>> {
    try {
      return await this.handler.execute(request);
    } catch (error) {
      // The answer may be lost and the event written all the same, with nothing done of what follows from it.
      if (error instanceof StoreUnavailable) this.mark.stay();
      throw error;
    }
  }

  private async settle(events: readonly RecordedEvent[], correlationId: string): Promise<Settled> {
    try {
      return await this.policies.settle(events, correlationId);
    } catch (error) {
      this.mark.stay();
      // A rule error would tell the caller that nothing was written.
      const refused = error instanceof RuleError || error instanceof FollowUpRefused;
      throw refused ? new ReactionFailed(events, error) : error;
    }
  }

  /**
   * A stream's state with the revision that it stands at. It is the cached state itself: read what is
   * needed from it at once, and change nothing.
   */
  read<Command, Event extends EventDraft, State>(
    stream: string,
    decider: Decider<Command, Event, State>,
  ): Promise<{ readonly revision: ExpectedRevision; readonly state: State }> {
    return this.handler.read(stream, decider);
  }

  /** Resolves when the view shows everything that this process has written. */
  caughtUp(): Promise<void> {
    return this.projector.waitFor(this.mark.lastPosition);
  }

  /** The last log position that this process has written; undefined before its first write. */
  get lastWritten(): Position | undefined {
    return this.mark.lastPosition;
  }

  /** Resolves when the view holds a position, such as one's own write. */
  waitFor(position: Position | undefined): Promise<void> {
    return this.projector.waitFor(position);
  }

  /** What was found half done when the ledger was opened and could not be put right: a person has to look. */
  get alarms(): readonly Error[] {
    return this.found;
  }

  /** Why the view is not kept up to date any more, when it is not. */
  get stopped(): Error | undefined {
    return this.projector.stopped;
  }

  /** The last day of the closed books, as the view knows it. */
  get closedThrough(): Day | undefined {
    return this.view.postingDates.closed;
  }

  /**
   * Finishes what was begun, so that the mark is never ahead of a reaction. Whatever fails, everything is let
   * go of; the first failure is told.
   */
  async close(): Promise<void> {
    await closeAll(
      () => this.mark.close(),
      () => this.projector.close(),
      () => this.view.close(),
      () => this.store.close(),
    );
  }
}
