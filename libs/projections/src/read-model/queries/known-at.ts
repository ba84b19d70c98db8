import type { Reading } from "../part.ts";

/**
 * The log position that was known at an instant (UTC, milliseconds): that of the last event recorded by then,
 * -1 when there was none.
 */
export async function positionKnownAt(db: Reading, instant: string): Promise<number> {
  const last = await db
    .selectFrom("events")
    .select("position")
    .where("recorded_at", "<=", instant)
    .orderBy("recorded_at", "desc")
    .orderBy("position", "desc")
    .limit(1)
    .executeTakeFirst();
  return last?.position ?? -1;
}
