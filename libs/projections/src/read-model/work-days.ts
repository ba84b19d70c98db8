import { stockholmDay } from "#domain/calendar.ts";
import type { Fact } from "./folded-part.ts";

/** On which day something began to wait: the day that its event names, else the one on which it was recorded. */
export function happenedOn({ type, data }: Fact, recordedAt: string): string {
  const { receivedOn, on, effectiveOn } = data as {
    readonly receivedOn?: string;
    readonly on?: string;
    readonly effectiveOn?: string;
  };
  // A reversal takes effect on its original's day; what it brings back waits from when it was made.
  const named = type === "EntryReversed" ? undefined : (receivedOn ?? on ?? effectiveOn);
  return named ?? stockholmDay(recordedAt);
}
