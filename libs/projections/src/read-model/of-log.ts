import type { EventStore } from "#event-store/event-store.ts";
import { DatabaseDamaged } from "../database-unavailable.ts";
import type { EventsTable } from "./tables.ts";
import type { ReadModel } from "./read-model.ts";

/** How many events besides the last are held against the log: enough to tell one history from another. */
const SAMPLES = 8;

type Known = Pick<EventsTable, "position" | "event_id" | "stream" | "revision" | "recorded_at">;

/**
 * Proves that a read model was derived from this log. After a log was restored from a copy, the read model
 * beside it may hold events that are no more, and others may stand at their positions: what follows must not
 * be mixed with them. The last event tells that nothing is missing at the end, for a log is only ever
 * lengthened; some before it tell a log that was put together from others.
 *
 * @throws DatabaseDamaged when it holds an event that the log does not hold
 */
export async function mustBeOf(store: Pick<EventStore, "readAll">, model: ReadModel): Promise<void> {
  const { position, known } = await model.read(async (db, position) => {
    const events = db
      .selectFrom("events")
      .select(["position", "event_id", "stream", "revision", "recorded_at"]);
    const last = await events.orderBy("position", "desc").limit(1).executeTakeFirst();
    const known: Known[] = last === undefined ? [] : [last];
    for (let sample = 0; last !== undefined && sample < SAMPLES; sample++) {
      const about = Math.floor((last.position * sample) / SAMPLES);
      const near = events.where("position", ">=", about).orderBy("position").limit(1);
      known.push(...(await near.execute()));
    }
    return { position, known };
  });
  if (known.length === 0 && position < 0) return;
  const [last] = known;
  if (last?.position !== position) throw another(position);
  for (const event of known) if (!(await holds(store, event))) throw another(event.position);
}

async function holds(store: Pick<EventStore, "readAll">, known: Known): Promise<boolean> {
  for await (const event of store.readAll({ from: known.position, limit: 1 })) {
    return (
      event.position === known.position &&
      event.id === known.event_id &&
      event.stream === known.stream &&
      event.revision === known.revision &&
      event.recordedAt === known.recorded_at
    );
  }
  return false;
}

const another = (position: number): DatabaseDamaged =>
  new DatabaseDamaged(
    `it holds an event at position ${position} that the log does not hold, as after a restore`,
  );
