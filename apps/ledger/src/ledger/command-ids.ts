import { CommandIdReused } from "#event-store/command-errors.ts";
import type { TakenCommand, TakenCommands } from "#projections/taken-commands.ts";

interface UnderWay {
  readonly hash: string;
  readonly over: Promise<void>;
  /** Set once it is known that the id is its own to use. */
  isAdmitted: boolean;
}

/**
 * A command id names one command, in whichever stream it was taken. The log knows what was taken, the view
 * what the log knew a moment ago; what this process has written since is kept here until the view has it.
 */
export class CommandIds {
  private readonly underWay = new Map<string, UnderWay>();
  private readonly unseen = new Map<string, TakenCommand>();

  constructor(private readonly seen: TakenCommands) {}

  /**
   * Requests under one id, one after the other: the next one finds what became of the one before it, and is
   * told that, instead of deciding the same thing again on facts that the first has changed.
   *
   * @throws CommandIdReused when the id names another command, taken or under way
   */
  async inTurn<Result>(
    commandId: string,
    hash: string,
    work: (taken: TakenCommand | undefined) => Promise<Result>,
  ): Promise<Result> {
    for (let other = this.underWay.get(commandId); other; other = this.underWay.get(commandId)) {
      // One that is itself still to be refused is no reason to refuse another.
      if (other.hash !== hash && other.isAdmitted)
        throw new CommandIdReused(commandId, "a command under way");
      await other.over;
    }
    const { promise: over, resolve } = Promise.withResolvers<void>();
    const own: UnderWay = { hash, over, isAdmitted: false };
    this.underWay.set(commandId, own);
    try {
      const taken = this.unseen.get(commandId) ?? (await this.seen.find(commandId));
      if (taken && taken.hash !== hash) throw new CommandIdReused(commandId, taken.stream);
      own.isAdmitted = true;
      return await work(taken);
    } finally {
      this.underWay.delete(commandId);
      resolve();
    }
  }

  /** Remembers a command until the view has it. A view that has stopped never will: then it stays here. */
  remember(commandId: string, taken: TakenCommand, inView: Promise<void>): void {
    if (this.unseen.has(commandId)) return;
    this.unseen.set(commandId, taken);
    inView.then(
      () => this.unseen.delete(commandId),
      () => undefined,
    );
  }
}
