import type { StoredEvent } from "#event-store/event-store.ts";

/** Where a command was taken, and the fingerprint of its content. */
export interface TakenCommand {
  readonly stream: string;
  readonly hash: string;
}

/** Which commands the log holds, each by its id: where its first event stands is where it was taken. */
export interface TakenCommands {
  /** The next event of the log. */
  take(event: StoredEvent): void;
  /** An id that the log does not hold is answered at once; one that it holds may have to be read from it. */
  find(commandId: string): TakenCommand | undefined | Promise<TakenCommand | undefined>;
}

/** The ids that an event's command is known by: its own, and that of the run that it is a part of. */
export function idsIn({ metadata: { commandId, commandHash, partOf } }: StoredEvent): string[] {
  if (typeof commandHash !== "string") return [];
  return [commandId, partOf].filter((id) => typeof id === "string");
}

/** What an event says of the command that wrote it. */
export function commandOf({ stream, metadata }: StoredEvent): TakenCommand {
  return { stream, hash: String(metadata["commandHash"]) };
}

/** All commands in memory: for a short log, and where nothing is kept in files. */
export class CommandsInMemory implements TakenCommands {
  readonly #taken = new Map<string, TakenCommand>();

  take(event: StoredEvent): void {
    for (const id of idsIn(event)) if (!this.#taken.has(id)) this.#taken.set(id, commandOf(event));
  }

  find(commandId: string): TakenCommand | undefined {
    return this.#taken.get(commandId);
  }
}
