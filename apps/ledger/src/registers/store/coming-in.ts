import type { Incoming } from "./attachment-files.ts";
import { erasedEntry } from "./register-errors.ts";

interface Upload {
  readonly persons: readonly string[];
  readonly cut: AbortController;
  /** What came of it, when it is all there. */
  readonly received: Promise<Incoming | undefined>;
}

/**
 * Files that are on their way into the register. Their text is on disk before the register knows of them, so that
 * an erasure has to look here too.
 */
export class ComingIn {
  readonly #uploads = new Set<Upload>();

  /**
   * @param receive writes a file to disk, and leaves nothing of it when its content throws
   * @param enter   what becomes of it then
   * @throws RuleError `person-erased` when a person whom it is about is erased meanwhile
   */
  async take<Entered>(
    persons: readonly string[],
    content: AsyncIterable<Uint8Array>,
    receive: (content: AsyncIterable<Uint8Array>) => Promise<Incoming>,
    enter: (incoming: Incoming) => Promise<Entered>,
  ): Promise<Entered> {
    const cut = new AbortController();
    const receiving = receive(unlessCut(content, cut.signal));
    const upload = { persons, cut, received: receiving.catch(() => undefined) };
    this.#uploads.add(upload);
    try {
      return await enter(await receiving);
    } finally {
      this.#uploads.delete(upload);
    }
  }

  /**
   * Cuts off what is coming in about a person who is erased.
   *
   * @param discard removes a file that is all there and not entered
   * @returns when nothing of it is on disk
   */
  async cutOff(person: string, discard: (id: string) => Promise<void>): Promise<void> {
    for (const { persons, cut, received } of [...this.#uploads]) {
      if (!persons.includes(person)) continue;
      cut.abort(erasedEntry("person", "Attachment-Persons"));
      const incoming = await received;
      if (incoming !== undefined) await discard(incoming.id);
    }
  }
}

/** The content until it is cut off: a sender that is silent is not waited for. */
async function* unlessCut(
  content: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const parts = content[Symbol.asyncIterator]();
  const cut = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
  cut.catch(() => undefined);
  try {
    for (;;) {
      const part = await Promise.race([parts.next(), cut]);
      if (part.done === true) return;
      yield part.value;
    }
  } finally {
    void parts.return?.().catch(() => undefined);
  }
}
