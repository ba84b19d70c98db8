import type { EventStore, Position, StoredEvent } from "#event-store/event-store.ts";
import { UnfoldableFact } from "./folded-part.ts";
import { PoisonedEvent } from "./posted-events.ts";
import type { ReadModel } from "./read-model.ts";
import type { ReadModelWriter } from "./read-model-writer.ts";

/** Events that share a transaction while the log is ahead: whoever else projects never waits long. */
export const MOST_AT_ONCE = 500;

export interface CatchUpOptions {
  /** How far the log is read; to its end if not given. */
  readonly through?: Position;
  readonly atOnce?: number;
  /** Told how many events have been written by this call, and waited for. */
  readonly onEvents?: (events: number) => void | Promise<void>;
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
    batch = [];
    await onEvents?.(events);
  };
  for await (const event of store.readAll(position < 0 ? {} : { after: position })) {
    if (event.position > through) break;
    batch.push(event);
    if (batch.length >= atOnce) await write();
  }
  await write();
}

/** Below so many events a read model is filled by following the log: that takes no time either. */
const FEW = 1_000;

/**
 * Reads the log into a new read model that nobody else reads or writes yet; into one that holds something already,
 * as {@link catchUp}. However long the log is, only some of it is in memory.
 *
 * @throws PoisonedEvent, DatabaseUnavailable, StoreUnavailable: what was begun is of no use then
 */
export async function build(
  store: Pick<EventStore, "readAll">,
  model: ReadModel,
  options: CatchUpOptions = {},
): Promise<void> {
  const isNew = (await model.writer.position()) < 0;
  const { through = Number.POSITIVE_INFINITY } = options;
  if (!isNew || through < FEW || !(await holdsMore(store, -1, FEW)))
    return catchUp(store, model.writer, options);
  let events = 0;
  const onEvents = (written: number): void | Promise<void> => options.onEvents?.((events = written));
  try {
    await model.fill(
      (writer) => catchUp(store, writer, { ...options, onEvents }),
      () => onEvents(events),
    );
  } catch (error) {
    throw error instanceof UnfoldableFact ? await poisonedAt(store, error) : error;
  }
}

async function poisonedAt(store: Pick<EventStore, "readAll">, error: UnfoldableFact): Promise<Error> {
  for await (const event of store.readAll({ from: error.position, limit: 1 })) {
    return new PoisonedEvent(event, error.cause);
  }
  return error;
}

/** Whether the log goes on by more than so many positions after this one. */
export async function holdsMore(
  store: Pick<EventStore, "readAll">,
  position: Position,
  positions: number,
): Promise<boolean> {
  for await (const event of store.readAll({ from: position + positions, limit: 1 })) {
    return event.position > position;
  }
  return false;
}
