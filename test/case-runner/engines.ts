import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StoreUnavailable } from "#event-store/errors.ts";
import type {
  Appended,
  Clock,
  EventStore,
  EventToAppend,
  ExpectedRevision,
} from "#event-store/event-store.ts";
import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import { SqliteEventStore } from "#event-store/sqlite/sqlite-event-store.ts";

/** The log of one case: lives on when the ledger on it dies or is opened anew. */
export interface Engine {
  open(): Promise<EventStore>;
  remove(): Promise<void>;
}

export async function engineOf(kind: "memory" | "sqlite", clock: Clock): Promise<Engine> {
  if (kind === "memory") {
    // Closing would lose the log, so it stays open under every ledger that is opened on it.
    const log = new MemoryEventStore({ clock });
    return { open: () => Promise.resolve(keptOpen(log)), remove: () => log.close() };
  }
  const folder = await mkdtemp(join(tmpdir(), "case-"));
  return {
    open: () => SqliteEventStore.open({ file: join(folder, "log.sqlite"), clock }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function keptOpen(log: EventStore): EventStore {
  return {
    append: (stream, expected, events) => log.append(stream, expected, events),
    readStream: (stream, options) => log.readStream(stream, options),
    readAll: (options) => log.readAll(options),
    subscribeAll: (options) => log.subscribeAll(options),
    close: () => Promise.resolve(),
  };
}

/** A log whose process can be made to die right after the next append: it is written, nothing after it is. */
export class MortalStore implements EventStore {
  private readonly log: EventStore;
  private doomed = false;
  private dead = false;
  private landsFirst: (() => Promise<void>) | undefined;

  constructor(log: EventStore) {
    this.log = log;
  }

  dieAfterNextAppend(): void {
    this.doomed = true;
  }

  /** What is written between the next decision and its own append, as another clerk's entry would be. */
  letLandFirst(entry: () => Promise<void>): void {
    this.landsFirst = entry;
  }

  async append(
    stream: string,
    expectedRevision: ExpectedRevision,
    events: readonly EventToAppend[],
  ): Promise<Appended> {
    this.mustLive();
    const landsFirst = this.landsFirst;
    this.landsFirst = undefined;
    await landsFirst?.();
    const appended = await this.log.append(stream, expectedRevision, events);
    if (this.doomed) this.dead = true;
    this.mustLive();
    return appended;
  }

  readStream(stream: string, options?: { readonly from?: number }): ReturnType<EventStore["readStream"]> {
    this.mustLive();
    return this.log.readStream(stream, options);
  }

  readAll(options?: Parameters<EventStore["readAll"]>[0]): ReturnType<EventStore["readAll"]> {
    return this.log.readAll(options);
  }

  subscribeAll(options?: Parameters<EventStore["subscribeAll"]>[0]): ReturnType<EventStore["subscribeAll"]> {
    return this.log.subscribeAll(options);
  }

  close(): Promise<void> {
    return this.log.close();
  }

  private mustLive(): void {
    if (this.dead) throw new StoreUnavailable("unknown_outcome", "The process died before it could answer.");
  }
}
