/**
 * Work that goes on side by side, and work that does not:
 * - what has the ledger to itself: an opening balance is decided in a grant on the room that the posts have left,
 *   and nobody may take that room in between;
 * - what goes one after the other, beside everything else: what a line as a whole may carry is spread over posts
 *   and grants, none of which could refuse the second of two that each find the same room there.
 */
export class Turns {
  private lastAlone: Promise<unknown> = Promise.resolve();
  private lastInOrder: Promise<unknown> = Promise.resolve();
  private readonly underWay = new Set<Promise<unknown>>();

  /** Begins when what asked to be alone before it is done. */
  async beside<Done>(work: () => Promise<Done>): Promise<Done> {
    const run = this.lastAlone.then(work);
    const ended = run.catch(() => undefined);
    this.underWay.add(ended);
    try {
      return await run;
    } finally {
      this.underWay.delete(ended);
    }
  }

  /** Begins when what asked for this before it is done. */
  inOrder<Done>(work: () => Promise<Done>): Promise<Done> {
    const run = this.lastInOrder.then(() => this.beside(work));
    this.lastInOrder = run.catch(() => undefined);
    return run;
  }

  /** Begins when everything that was asked before it is done; what is asked after it waits. */
  alone<Done>(work: () => Promise<Done>): Promise<Done> {
    const before = Promise.all([this.lastAlone, ...this.underWay]);
    const run = before.then(work);
    this.lastAlone = run.catch(() => undefined);
    return run;
  }
}
