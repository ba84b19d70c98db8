import type { StoredEvent } from "#event-store/event-store.ts";
import { SqliteEventStore } from "#event-store/sqlite/sqlite-event-store.ts";
import { MissingReactions } from "#ledger/ledger/missing-reactions.ts";
import { systemClock } from "#ledger/data-folder/system-clock.ts";
import { type Memory, commandIdOf } from "./clients.ts";
import type { Write } from "./writes.ts";

interface Taken {
  readonly stream: string;
  readonly events: string[];
  last: StoredEvent;
}

/** The log as it was found so far. Each look reads on from the last one, and what was there stays there. */
export class LogCheck {
  readonly #file: string;
  readonly #memory: Memory;
  readonly #taken = new Map<string, Taken>();
  readonly #ids = new Set<string>();
  readonly #revisions = new Map<string, number>();
  readonly #reactions = new MissingReactions();
  #last: StoredEvent | undefined;
  #checked = { acknowledged: 0, lines: 0, refused: 0 };

  constructor(file: string, memory: Memory) {
    this.#file = file;
    this.#memory = memory;
  }

  get events(): number {
    return this.#ids.size;
  }

  get position(): number {
    return this.#last?.position ?? -1;
  }

  readonly holds = (write: Write): boolean => this.#taken.has(commandIdOf(write));

  /** Reads what is new, and holds what the clients were told since against it. */
  async look(): Promise<void> {
    const store = await SqliteEventStore.open({ file: this.#file, clock: systemClock, readOnly: true });
    try {
      for await (const event of store.readAll(this.#last ? { after: this.#last.position } : {}))
        this.#take(event);
    } finally {
      await store.close();
    }
    this.#mustHoldWhatWasAnswered();
  }

  /** What the policies have left undone; nothing, once a server has healed it. */
  async mustBeSettled(): Promise<void> {
    await this.look();
    const missing = this.#reactions.inOrder();
    const [first] = missing;
    if (first === undefined) return;
    const { event, reaction } = first;
    throw new Error(
      `${missing.length} reactions are missing: ${event.type} in ${event.stream} → ${reaction.stream}`,
    );
  }

  #take(event: StoredEvent): void {
    const { id, stream, revision, position, recordedAt, metadata } = event;
    const expected = (this.#revisions.get(stream) ?? -1) + 1;
    const before = this.#last;
    must(revision === expected, `${stream} goes on with revision ${revision}, not ${expected}`);
    must(position > this.position, `position ${position} does not follow ${this.position}`);
    must(
      before === undefined || recordedAt >= before.recordedAt,
      `${recordedAt} is before ${before?.recordedAt}`,
    );
    must(!this.#ids.has(id), `event ${id} stands twice in the log`);
    this.#revisions.set(stream, revision);
    this.#ids.add(id);
    this.#last = event;
    this.#reactions.take(event);
    const { commandId, causation } = metadata;
    if (typeof commandId === "string" && causation === undefined) this.#takeCommand(commandId, event);
  }

  /** A command is one append: its events stand together, in one stream. */
  #takeCommand(commandId: string, event: StoredEvent): void {
    const taken = this.#taken.get(commandId);
    if (!taken) {
      this.#taken.set(commandId, { stream: event.stream, events: [event.id], last: event });
      return;
    }
    const follows = taken.stream === event.stream && taken.last.revision + 1 === event.revision;
    must(follows && taken.last.recordedAt === event.recordedAt, `${commandId} was taken twice`);
    taken.events.push(event.id);
    taken.last = event;
  }

  #mustHoldWhatWasAnswered(): void {
    const { acknowledged, lines, refused } = this.#memory;
    for (const { write, body } of acknowledged.slice(this.#checked.acknowledged)) {
      if (body["repeated"] === undefined) continue;
      const taken = this.#taken.get(commandIdOf(write));
      must(taken !== undefined, `${write.key} was answered and is not in the log`);
      const own = (body.events ?? []).map(({ eventId }) => eventId);
      const caused = body.caused ?? [];
      must(own.join() === taken?.events.join(), `${write.key} was answered with other events than the log's`);
      must(body.stream === taken?.stream, `${write.key} was answered for another stream`);
      must(body["revision"] === taken?.last.revision, `${write.key} was answered with another revision`);
      must(
        caused.every(({ eventId }) => this.#ids.has(eventId)),
        `what ${write.key} caused is not in the log`,
      );
      must(Number(body["position"]) <= this.position, `${write.key} was answered beyond the log`);
    }
    for (const { commandId, events } of lines.slice(this.#checked.lines)) {
      const taken = this.#taken.get(commandId)?.events ?? [];
      must(
        taken.length > 0 && events.slice(0, taken.length).join() === taken.join(),
        `${commandId} of a bulk was answered with other events than the log's`,
      );
    }
    for (const write of refused.slice(this.#checked.refused)) {
      must(!this.holds(write), `${write.key} was refused and is in the log`);
    }
    this.#checked = {
      ...{ acknowledged: acknowledged.length, lines: lines.length, refused: refused.length },
    };
  }
}

function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
