import { deciderOf } from "#domain/ledger-command.ts";
import { POLICY, type Reaction, type RecordedEvent, reactionsTo } from "#domain/policies.ts";
import { RuleError } from "#domain/rule-error.ts";
import type { CommandHandler, CommandOutcome } from "#event-store/command-handler.ts";
import { commandHash } from "#event-store/canonical-json.ts";
import type { EventStore, Position } from "#event-store/event-store.ts";

/** What became of the reactions to some events. */
export interface Settled {
  /** The last log position that was written, or already stood there. */
  readonly position: Position | undefined;
  /** Refusals that were part of the plan, such as a placing that the grant would not take. */
  readonly refusals: readonly RuleError[];
}

/**
 * Carries out what events cause in other streams. The target remembers each cause, so that doing it twice
 * does it once: a crash between an event and its reactions heals by going over the log again.
 */
export class PoliciesAtWork {
  constructor(
    private readonly handler: CommandHandler,
    private readonly store: EventStore,
  ) {}

  /** Reactions to these events, and to what they cause in turn, one after the other. */
  async settle(events: readonly RecordedEvent[], correlationId: string): Promise<Settled> {
    let position: Position | undefined;
    const refusals: RuleError[] = [];
    const queue = [...events];
    for (let event = queue.shift(); event !== undefined; event = queue.shift()) {
      for (const reaction of reactionsTo(event)) {
        const outcome = await this.react(event, reaction, correlationId, refusals);
        queue.push(...recorded(outcome));
        if (outcome.position !== undefined && outcome.position > (position ?? -1))
          position = outcome.position;
      }
    }
    return { position, refusals };
  }

  private async react(
    event: RecordedEvent,
    reaction: Reaction,
    correlationId: string,
    refusals: RuleError[],
  ): Promise<CommandOutcome<unknown>> {
    const { stream, command, onRefusal } = reaction;
    try {
      return await this.handler.execute({
        stream,
        decider: deciderOf(stream),
        command,
        commandId: `${POLICY}:${event.eventId}:${command.type}`,
        commandHash: commandHash({ stream, command }),
        actor: POLICY,
        causation: { eventId: event.eventId, stream: event.stream },
        correlationId,
      });
    } catch (error) {
      if (!(error instanceof RuleError) || onRefusal === undefined) throw error;
      refusals.push(error);
      return this.react(event, onRefusal(error.message), correlationId, refusals);
    }
  }

  /**
   * Goes over the log from a position and does what is still missing. Run before the service takes its
   * first command, so that no half-done pair is seen.
   *
   * @returns the position that everything is settled through
   */
  async heal(after: Position | undefined): Promise<Position | undefined> {
    let through = after;
    for await (const stored of this.store.readAll(after === undefined ? {} : { after })) {
      const { id, stream, type, data, position } = stored;
      const event = { eventId: id, stream, type, data } as RecordedEvent;
      await this.settle([event], id);
      through = position;
    }
    return through;
  }
}

/** The events of an outcome, as the policies read them. */
export function recorded(outcome: CommandOutcome<unknown>): RecordedEvent[] {
  return outcome.events.map(
    ({ id, type, data }) => ({ eventId: id, stream: outcome.stream, type, data }) as RecordedEvent,
  );
}
