import { CommandIdReused } from "#event-store/command-errors.ts";
import type { LedgerView } from "#projections/ledger-view.ts";

/** Where a command was taken, and the fingerprint of its content. */
export interface Taken {
  readonly stream: string;
  readonly hash: string;
}

interface UnderWay {
  readonly hash: string;
  readonly over: Promise<void>;
}

/**
 * A command id names one command, in whichever stream it was taken. The log knows what was taken, the view
 * what the log knew a moment ago; what this process has written since is kept here until the view has it.
 */
export class CommandIds {
  private readonly underWay = new Map<string, UnderWay>();
  private readonly unseen = new Map<string, Taken>();

  constructor(private readonly seen: LedgerView["commands"]) {}

  /**
   * Requests under one id, one after the other: the next one finds what became of the one before it, and is
   * told that, instead of deciding the same thing again on facts that the first has changed.
   *
   * @throws CommandIdReused when the id names another command, taken or under way
   */
  async inTurn<Result>(
    commandId: string,
    hash: string,
    work: (taken: Taken | undefined) => Promise<Result>,
  ): Promise<Result> {
    for (let other = this.underWay.get(commandId); other; other = this.underWay.get(commandId)) {
      if (other.hash !== hash) throw new CommandIdReused(commandId, "a command under way");
      await other.over;
    }
    const taken = this.unseen.get(commandId) ?? this.seen.get(commandId);
    if (taken && taken.hash !== hash) throw new CommandIdReused(commandId, taken.stream);
    const { promise: over, resolve } = Promise.withResolvers<void>();
    this.underWay.set(commandId, { hash, over });
    try {
      return await work(taken);
    } finally {
      this.underWay.delete(commandId);
      resolve();
    }
  }

  /** Remembers a command until the view has it. A view that has stopped never will: then it stays here. */
  remember(commandId: string, taken: Taken, inView: Promise<void>): void {
    if (this.unseen.has(commandId) || this.seen.has(commandId)) return;
    this.unseen.set(commandId, taken);
    inView.then(
      () => this.unseen.delete(commandId),
      () => undefined,
    );
  }
}
