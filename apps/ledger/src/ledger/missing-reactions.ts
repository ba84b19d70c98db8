import type { LedgerCommand } from "#domain/ledger-command.ts";
import { type FollowUp, POLICY, type Reaction, type RecordedEvent, reactionsTo } from "#domain/policies.ts";
import type { Position, StoredEvent } from "#event-store/event-store.ts";

/** The id under which a reaction is carried out: its cause and its kind say everything. */
export function reactionId(causeId: string, { type }: LedgerCommand): string {
  return `${POLICY}:${causeId}:${type}`;
}

/** A reaction with the event that asks for it. */
export interface MissingReaction {
  readonly event: RecordedEvent;
  /** Where the event stands in the log. */
  readonly position: Position;
  readonly reaction: Reaction;
}

/**
 * Which reactions a piece of the log does not hold. A reaction stands in the log after its cause, under an id
 * that names the cause, so one pass tells, and no stream has to be folded for what is done already.
 *
 * A reaction that had nothing to write looks missing; trying it once more does nothing.
 */
export class MissingReactions {
  private readonly missing = new Map<string, MissingReaction>();
  /** What is settled by a reaction's follow-up, by the key of the follow-up. */
  private readonly followedUp = new Map<string, string>();

  /** The next event of the log. */
  take({ id, stream, type, data, metadata, position }: StoredEvent): void {
    this.settledBy(stream, metadata);
    const event = { eventId: id, stream, type, data } as RecordedEvent;
    for (const reaction of reactionsTo(event)) {
      const key = keyOf(reaction.stream, reactionId(id, reaction.command));
      this.missing.set(key, { event, position, reaction });
      const { onRefusal } = reaction;
      if (!onRefusal) continue;
      this.followedUp.set(followUpKey(event, onRefusal), key);
    }
  }

  /** In the order of their causes in the log. */
  inOrder(): readonly MissingReaction[] {
    return [...this.missing.values()];
  }

  /** Only a policy's event says what caused it: no client can make a reaction look done. */
  private settledBy(stream: string, { causation, commandId }: StoredEvent["metadata"]): void {
    if (causation === undefined || typeof commandId !== "string") return;
    const told = keyOf(stream, commandId);
    const key = this.followedUp.get(told) ?? told;
    const settled = this.missing.get(key);
    if (settled === undefined) return;
    this.missing.delete(key);
    // What is done needs no follow-up: only what is missing is kept in memory, however long the log is.
    const { event, reaction } = settled;
    if (reaction.onRefusal) this.followedUp.delete(followUpKey(event, reaction.onRefusal));
  }
}

function followUpKey({ eventId }: RecordedEvent, { stream, command }: FollowUp): string {
  return keyOf(stream, reactionId(eventId, command("")));
}

function keyOf(stream: string, commandId: string): string {
  return `${stream} ${commandId}`;
}
