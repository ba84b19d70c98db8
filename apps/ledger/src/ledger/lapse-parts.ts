import type { EventStore } from "#event-store/event-store.ts";
import type { NamedGrant, WorkingMemory } from "#projections/working-memory.ts";
import type { LapseRequest } from "./requests.ts";

/** One grant of a daily run. */
export type LapsePart = NamedGrant;

const collator = new Intl.Collator("sv", { numeric: true });

/** The grants that a run may concern, in the order of their names; one without anything to lapse writes nothing. */
export function grantsIn({ grants }: WorkingMemory, { agreement, recipient }: LapseRequest): LapsePart[] {
  return [...grants.values()]
    .filter((grant) => agreement === undefined || grant.agreement === agreement)
    .filter((grant) => recipient === undefined || grant.recipient === recipient)
    .sort((a, b) => collator.compare(a.agreement, b.agreement) || collator.compare(a.recipient, b.recipient));
}

/** The grants of a run that was begun, as its first part in the log names them. */
export async function partsOfRun(
  store: EventStore,
  stream: string,
  run: string,
): Promise<readonly LapsePart[] | undefined> {
  for await (const { metadata } of store.readStream(stream)) {
    if (metadata["partOf"] === run) return metadata["parts"] as readonly LapsePart[] | undefined;
  }
  return undefined;
}
