import { readFile, rename, rm, writeFile } from "node:fs/promises";
import type { EventStore, Position } from "#event-store/event-store.ts";
import type { SettledMark } from "../ledger/settled-mark-keeper.ts";

/**
 * Remembers in a small file how far the log is known to be settled, so that a start need not go over all of
 * it. The file only saves time: without it, or when it is not of this log, everything is gone over again.
 *
 * It names the event at its position. After a restored backup the same position may hold another event, and
 * a mark that is ahead of the log would leave half-done pairs unhealed.
 */
export class FileSettledMark implements SettledMark {
  readonly #file: string;
  readonly #store: EventStore;

  constructor(file: string, store: EventStore) {
    this.#file = file;
    this.#store = store;
  }

  async read(): Promise<Position | undefined> {
    const mark = markIn(await readFile(this.#file, "utf8").catch(() => ""));
    if (mark === undefined) return undefined;
    return (await this.#eventAt(mark.position)) === mark.eventId ? mark.position : undefined;
  }

  async write(position: Position): Promise<void> {
    const eventId = await this.#eventAt(position);
    if (eventId === undefined) return;
    const beside = `${this.#file}.${process.pid}`;
    try {
      await writeFile(beside, `${JSON.stringify({ position, eventId })}\n`);
      await rename(beside, this.#file);
    } catch {
      // A full disk or a folder that vanished: the work itself is in the log, and the next start takes longer.
      await rm(beside, { force: true }).catch(() => undefined);
    }
  }

  async #eventAt(position: Position): Promise<string | undefined> {
    for await (const event of this.#store.readAll({ from: position, limit: 1 })) {
      return event.position === position ? event.id : undefined;
    }
    return undefined;
  }
}

/** What a mark's file says; undefined when it says nothing that could be one. */
export function markIn(
  content: string,
): { readonly position: Position; readonly eventId: string } | undefined {
  let mark: unknown;
  try {
    mark = JSON.parse(content);
  } catch {
    return undefined;
  }
  if (typeof mark !== "object" || mark === null) return undefined;
  const { position, eventId } = mark as { readonly position?: unknown; readonly eventId?: unknown };
  if (typeof position !== "number" || !Number.isSafeInteger(position) || typeof eventId !== "string")
    return undefined;
  return { position, eventId };
}
