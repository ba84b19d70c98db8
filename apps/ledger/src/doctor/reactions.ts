import { setTimeout as wait } from "node:timers/promises";
import type { Position, StoredEvent } from "#event-store/event-store.ts";
import type { LogToExamine } from "#event-store/sqlite/log-to-examine.ts";
import { isDue } from "../ledger/due-reactions.ts";
import { MissingReactions } from "../ledger/missing-reactions.ts";

/** Something that an event asks for in another stream and that is not in the log. */
export interface Due {
  readonly event: string;
  readonly causeAt: Position;
  readonly stream: string;
}

/** A server that is at it finishes a pair within a moment: so often, and so long (ms), it is looked again. */
const LOOKS = 4;
const MOMENT = 250;

/** What follows from events in other streams, and has not. */
export class Reactions {
  readonly #missing = new MissingReactions();
  #position: Position | undefined;

  take(event: StoredEvent): void {
    this.#missing.take(event);
    this.#position = event.position;
  }

  /** What is due at the end of the log. What a running server is just doing is waited for. */
  async due(
    log: LogToExamine,
  ): Promise<{ readonly due: readonly Due[]; readonly position: Position | undefined }> {
    for (let look = 1; ; look++) {
      const due: Due[] = [];
      for (const missing of this.#missing.inOrder()) {
        if (!(await isDue(log, missing))) continue;
        const { event, reaction, position } = missing;
        due.push({ event: `${event.type} in ${event.stream}`, causeAt: position, stream: reaction.stream });
      }
      if (due.length === 0 || look === LOOKS) return { due, position: this.#position };
      await wait(MOMENT);
      const after = this.#position;
      for await (const event of log.readAll(after === undefined ? {} : { after })) this.take(event);
    }
  }
}
