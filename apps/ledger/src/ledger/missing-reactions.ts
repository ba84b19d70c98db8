import type { LedgerCommand } from "#domain/ledger-command.ts";
import { POLICY, type Reaction, type RecordedEvent, reactionsTo } from "#domain/policies.ts";
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
      this.followedUp.set(keyOf(onRefusal.stream, reactionId(id, onRefusal.command(""))), key);
    }
  }

  /** In the order of their causes in the log. */
  inOrder(): readonly MissingReaction[] {
    return [...this.missing.values()];
  }

  /** Only a policy's event says what caused it: no client can make a reaction look done. */
  private settledBy(stream: string, { causation, commandId }: StoredEvent["metadata"]): void {
    if (causation === undefined || typeof commandId !== "string") return;
    const key = keyOf(stream, commandId);
    this.missing.delete(this.followedUp.get(key) ?? key);
  }
}

function keyOf(stream: string, commandId: string): string {
  return `${stream} ${commandId}`;
}
