import type { EventStore, Position, StoredEvent } from "#event-store/event-store.ts";
import type { ReadModelWriter } from "./read-model-writer.ts";

/** Events that share a transaction while the log is ahead: whoever else projects never waits long. */
export const MOST_AT_ONCE = 500;

export interface CatchUpOptions {
  /** How far the log is read; to its end if not given. */
  readonly through?: Position;
  readonly atOnce?: number;
  /** Told how many events have been written by this call. */
  readonly onEvents?: (events: number) => void;
}

/**
 * Reads the log into a read model, from where that stands.
 *
 * @throws PoisonedEvent, DatabaseUnavailable, StoreUnavailable
 */
export async function catchUp(
  store: Pick<EventStore, "readAll">,
  writer: ReadModelWriter,
  { through = Number.POSITIVE_INFINITY, atOnce = MOST_AT_ONCE, onEvents }: CatchUpOptions = {},
): Promise<void> {
  const position = await writer.position();
  let batch: StoredEvent[] = [];
  let events = 0;
  const write = async (): Promise<void> => {
    if (batch.length === 0) return;
    await writer.write(batch);
    events += batch.length;
    onEvents?.(events);
    batch = [];
  };
  for await (const event of store.readAll(position < 0 ? {} : { after: position })) {
    if (event.position > through) break;
    batch.push(event);
    if (batch.length >= atOnce) await write();
  }
  await write();
}
