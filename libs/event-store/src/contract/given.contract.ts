import { randomUUID } from "node:crypto";
import type { Appended, EventStore, EventToAppend, StoredEvent } from "../event-store.ts";

/** The store that a case works on, and the clock's instant, which a case may set. */
export interface Given {
  store: EventStore;
  now: string;
}

export function anEvent(type = "Noted", data: object = {}): EventToAppend {
  return { id: randomUUID(), type, data, metadata: { by: "a test" } };
}

export const someEvents = (count: number): EventToAppend[] =>
  Array.from({ length: count }, (_, index) => anEvent("Noted", { index }));

/** An event with all that it says: an engine may parse some of it only when it is asked for. */
export const whole = (event: StoredEvent): StoredEvent => ({
  id: event.id,
  type: event.type,
  data: event.data,
  metadata: event.metadata,
  stream: event.stream,
  revision: event.revision,
  position: event.position,
  recordedAt: event.recordedAt,
});

export async function collect(events: AsyncIterable<StoredEvent>): Promise<StoredEvent[]> {
  const all: StoredEvent[] = [];
  for await (const event of events) all.push(whole(event));
  return all;
}

export const idsOf = (events: readonly { readonly id: string }[]): string[] =>
  events.map((event) => event.id);

/** What a repeat must tell again: where the append ended. */
export const outcomeOf = ({ revision, position }: Appended): Pick<Appended, "revision" | "position"> => ({
  revision,
  position,
});
