import type { Reading } from "../part.ts";

/** Which events are asked for; all of it must hold. */
export interface EventsFilter {
  readonly stream?: string;
  /** An agreement with all its grants. */
  readonly agreement?: string;
  /** The grants of a recipient. */
  readonly recipient?: string;
  readonly type?: string;
  readonly actor?: string;
  /** A command with the parts that it was carried out in. */
  readonly command?: string;
  readonly entry?: string;
}

/** Where an event stands in the log, and the position right before it; null for the first. */
export interface EventPlace {
  readonly position: number;
  readonly before: number | null;
}

/** The places of the events that are asked for, after a position, in the log's order, at most `limit`. */
export async function eventPlaces(
  db: Reading,
  filter: EventsFilter,
  after: number,
  limit: number,
): Promise<EventPlace[]> {
  const { stream, agreement, recipient, type, actor, command, entry } = filter;
  let events = db.selectFrom("events").where("position", ">", after);
  if (stream !== undefined) events = events.where("stream", "=", stream);
  if (agreement !== undefined) events = events.where("agreement", "=", agreement);
  if (recipient !== undefined) events = events.where("recipient", "=", recipient);
  if (type !== undefined) events = events.where("type", "=", type);
  if (actor !== undefined) events = events.where("actor", "=", actor);
  if (entry !== undefined) events = events.where("event_id", "=", entry);
  if (command !== undefined) {
    // The parts of a command are named by it and a space, which no key holds; "!" is what follows a space.
    events = events.where((is) =>
      is.or([
        is("command_id", "=", command),
        is.and([is("command_id", ">", `${command} `), is("command_id", "<", `${command}!`)]),
      ]),
    );
  }
  return events
    .select((event) => [
      "position",
      event
        .selectFrom("events as earlier")
        .select(({ fn }) => fn.max("earlier.position").as("before"))
        .whereRef("earlier.position", "<", "events.position")
        .as("before"),
    ])
    .orderBy("position")
    .limit(limit)
    .execute();
}
