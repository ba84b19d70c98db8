/** Somebody who follows a log. */
export interface Follower {
  /** The log has grown. */
  wake(): void;
  /** The log is being closed. */
  close(): Promise<void>;
}

/** Tells those who follow a log that it has grown, and ends them when it closes. */
export class LogSignal {
  readonly #followers = new Set<Follower>();

  /** @returns what to call to be left alone again */
  listen(follower: Follower): () => void {
    this.#followers.add(follower);
    return () => void this.#followers.delete(follower);
  }

  get isFollowed(): boolean {
    return this.#followers.size > 0;
  }

  announce(): void {
    for (const follower of [...this.#followers]) follower.wake();
  }

  async close(): Promise<void> {
    for (const follower of [...this.#followers]) await follower.close();
  }
}
