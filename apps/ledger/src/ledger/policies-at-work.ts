import { deciderOf } from "#domain/ledger-command.ts";
import type { Cause } from "#domain/event.ts";
import type { GuardedBooks } from "#domain/guarded-books.ts";
import type { LedgerCommand } from "#domain/ledger-command.ts";
import { type FollowUp, POLICY, type Reaction, type RecordedEvent, reactionsTo } from "#domain/policies.ts";
import { InvariantError, RuleError } from "#domain/rule-error.ts";
import type { CommandHandler, CommandOutcome } from "#event-store/command-handler.ts";
import { commandHash } from "#event-store/canonical-json.ts";
import type { EventStore, Position } from "#event-store/event-store.ts";
import { type BalancesAt, balancesTouched } from "./balances-touched.ts";
import { MissingReactions, reactionId } from "./missing-reactions.ts";
import { refusalAsMetadata, refusalFrom } from "./refusal-in-metadata.ts";

/** What became of the reactions to some events. */
export interface Settled {
  /** The last log position that was written, or already stood there. */
  readonly position: Position | undefined;
  /** What was written in other streams, or had been before, in the order in which one followed from another. */
  readonly caused: readonly RecordedEvent[];
  /** Refusals that were part of the plan, such as a placing that the grant would not take. */
  readonly refusals: readonly RuleError[];
  /** What the reactions touched, each as the stream in which it was written had it right after. */
  readonly balances: readonly BalancesAt[];
}

/**
 * Neither what must follow from an event nor what follows a refusal of it was taken, and the money stands
 * between two streams. Nothing that a caller does leads here; a person has to look at the streams named.
 */
export class FollowUpRefused extends InvariantError {
  constructor(event: RecordedEvent, stream: string, refusal: RuleError, followUp: RuleError) {
    super(
      `Neither way out of ${event.type} ${event.eventId} in ${event.stream} was taken: ${refusal.message} And in ${stream}: ${followUp.message}`,
      { cause: followUp },
    );
  }
}

/** What going over the log came to. */
export interface Healed {
  /** Everything is settled through this position but for what there is an alarm about. */
  readonly position: Position | undefined;
  readonly alarms: readonly FollowUpRefused[];
}

/** What one reaction wrote. */
interface Reacted extends Omit<Settled, "caused"> {
  readonly events: readonly RecordedEvent[];
}

/**
 * Carries out what events cause in other streams. The target remembers each cause, so that doing it twice
 * does it once: a crash between an event and its reactions heals by going over the log again.
 */
export class PoliciesAtWork {
  /** Reactions under way that may be refused, by the follow-up that a refusal would have. */
  private readonly underWay = new Map<string, Promise<unknown>>();

  constructor(
    private readonly handler: CommandHandler,
    private readonly store: EventStore,
  ) {}

  /** Reactions to these events, and to what they cause in turn, one after the other. */
  async settle(events: readonly RecordedEvent[], correlationId: string): Promise<Settled> {
    let position: Position | undefined;
    const caused: RecordedEvent[] = [];
    const refusals: RuleError[] = [];
    const balances: BalancesAt[] = [];
    const queue = [...events];
    for (let event = queue.shift(); event !== undefined; event = queue.shift()) {
      for (const reaction of reactionsTo(event)) {
        const outcome = await this.react(event, reaction, correlationId);
        queue.push(...outcome.events);
        caused.push(...outcome.events);
        refusals.push(...outcome.refusals);
        balances.push(...outcome.balances);
        if (outcome.position !== undefined && outcome.position > (position ?? -1))
          position = outcome.position;
      }
    }
    return { position, caused, refusals, balances };
  }

  private react(event: RecordedEvent, reaction: Reaction, correlationId: string): Promise<Reacted> {
    const { stream, command, onRefusal } = reaction;
    if (onRefusal === undefined) return this.carryOut(event, stream, command, correlationId);
    return this.inTurn(onRefusal.causeId, async () => {
      const earlier = await this.followedUp(onRefusal);
      if (earlier) return earlier;
      try {
        return await this.carryOut(event, stream, command, correlationId);
      } catch (error) {
        if (!(error instanceof RuleError)) throw error;
        const followed = await this.followUp(event, onRefusal, error, correlationId);
        return { ...followed, refusals: [error] };
      }
    });
  }

  private async carryOut(
    event: RecordedEvent,
    stream: string,
    command: LedgerCommand,
    correlationId: string,
    extraMetadata: Readonly<Record<string, unknown>> = {},
  ): Promise<Reacted> {
    const outcome = await this.handler.execute({
      stream,
      decider: deciderOf(stream),
      command,
      commandId: reactionId(event.eventId, command),
      // The cause and the kind of reaction say everything: a command that is built differently one day, with
      // another reason or a new field, is still the same reaction and must not be taken for another.
      commandHash: commandHash({ cause: event.eventId, stream, reaction: command.type }),
      actor: POLICY,
      causation: { eventId: event.eventId, stream: event.stream },
      correlationId,
      extraMetadata,
      summarise: balancesTouched,
    });
    return reacted(outcome);
  }

  /**
   * A refused move between posts gives the money back to the commitment that it came from, and a refused
   * placing gives the receipt back to the queue. The money is held for that, so a refusal is a defect.
   *
   * @throws FollowUpRefused
   */
  private async followUp(
    event: RecordedEvent,
    { stream, command }: FollowUp,
    refusal: RuleError,
    correlationId: string,
  ): Promise<Reacted> {
    try {
      const told = refusalAsMetadata(refusal);
      return await this.carryOut(event, stream, command(refusal.message), correlationId, told);
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      throw new FollowUpRefused(event, stream, refusal, error);
    }
  }

  /** What a refusal was followed up with before, if it was. */
  private async followedUp({ stream, causeId }: FollowUp): Promise<Reacted | undefined> {
    const decider = deciderOf(stream);
    const { state } = await this.handler.read(stream, decider);
    const { books } = state as { readonly books?: GuardedBooks };
    if (!books?.causes.has(causeId)) return undefined;
    for await (const { data, metadata } of this.store.readStream(stream)) {
      const { cause, reason } = data as { readonly cause?: Cause; readonly reason?: string };
      if (cause?.eventId !== causeId) continue;
      const { commandId, commandHash: hash } = metadata as { commandId: string; commandHash: string };
      const taken = { commandId, commandHash: hash, summarise: balancesTouched };
      const first = await this.handler.firstOutcome(stream, decider, taken);
      return { ...reacted(first), refusals: [refusalFrom(metadata, reason)] };
    }
    return undefined;
  }

  /** Two repeats of one command must not both find that nothing was refused yet. */
  private async inTurn(key: string, work: () => Promise<Reacted>): Promise<Reacted> {
    const before = this.underWay.get(key);
    const run = Promise.resolve(before?.catch(() => undefined)).then(work);
    this.underWay.set(key, run);
    try {
      return await run;
    } finally {
      if (this.underWay.get(key) === run) this.underWay.delete(key);
    }
  }

  /**
   * Goes over the log from a position and does what is still missing. Run before the service takes its
   * first command, so that no half-done pair is seen.
   *
   * A reaction stands in the log after its cause, under a command id that names it, so one pass tells which
   * are missing, and no stream has to be folded for those that are done. What only looks missing (a reaction
   * that had nothing to write) is tried again, which does nothing.
   *
   * A follow-up that is refused does not keep the ledger from opening: everybody else's money is in order,
   * and a ledger that opens is what a person needs to put this right. It is told of, and tried at each start.
   */
  async heal(after: Position | undefined): Promise<Healed> {
    const missing = new MissingReactions();
    const alarms: FollowUpRefused[] = [];
    let through = after;
    for await (const stored of this.store.readAll(after === undefined ? {} : { after })) {
      missing.take(stored);
      through = stored.position;
    }
    for (const { event, reaction } of missing.inOrder()) {
      try {
        const { events, position } = await this.react(event, reaction, event.eventId);
        const further = await this.settle(events, event.eventId);
        through = Math.max(through ?? -1, position ?? -1, further.position ?? -1);
      } catch (error) {
        if (!(error instanceof FollowUpRefused)) throw error;
        alarms.push(error);
      }
    }
    return { position: through, alarms };
  }
}

/** What was written now or before; a reaction that had nothing to write says nothing, not even where. */
function reacted(outcome: CommandOutcome<unknown, BalancesAt[]>): Reacted {
  const events = recorded(outcome);
  const position = events.length === 0 ? undefined : outcome.position;
  return { events, position, refusals: [], balances: outcome.summary ?? [] };
}

/** The events of an outcome, as the policies read them. */
export function recorded(outcome: Pick<CommandOutcome<unknown>, "events" | "stream">): RecordedEvent[] {
  return outcome.events.map(
    ({ id, type, data }) => ({ eventId: id, stream: outcome.stream, type, data }) as RecordedEvent,
  );
}
