import type { EventStore } from "#event-store/event-store.ts";
import { DatabaseDamaged } from "../database-unavailable.ts";
import type { ReadModel } from "./read-model.ts";

/**
 * Proves that a read model was derived from this log. After a log was restored from a copy, the read model
 * beside it may hold events that are no more, and others may stand at their positions: what follows must not
 * be mixed with them. The last event tells, for a log is only ever lengthened.
 *
 * @throws DatabaseDamaged when it holds an event that the log does not hold
 */
export async function mustBeOf(store: EventStore, model: ReadModel): Promise<void> {
  const { position, last } = await model.read(async (db, position) => ({
    position,
    last: await db
      .selectFrom("events")
      .select(["position", "event_id", "stream", "revision", "recorded_at"])
      .orderBy("position", "desc")
      .limit(1)
      .executeTakeFirst(),
  }));
  if (last === undefined && position < 0) return;
  if (last?.position === position) {
    for await (const event of store.readAll({ after: position - 1, limit: 1 })) {
      const isSame =
        event.position === position &&
        event.id === last.event_id &&
        event.stream === last.stream &&
        event.revision === last.revision &&
        event.recordedAt === last.recorded_at;
      if (isSame) return;
    }
  }
  throw new DatabaseDamaged(
    `it holds an event at position ${position} that the log does not hold, as after a restore`,
  );
}
