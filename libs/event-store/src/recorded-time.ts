import type { Clock } from "./event-store.ts";

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** The clock's instant, checked: as text of this one form instants compare in the order of time. */
export function instantOf(clock: Clock): string {
  const now = clock.now();
  if (!INSTANT.test(now)) throw new Error(`The clock must give UTC with milliseconds, not ${now}.`);
  return now;
}

/** The log never goes back in time: when the clock does, it stands still at the last recorded instant. */
export function notBefore(last: string | undefined, now: string): string {
  return last !== undefined && last > now ? last : now;
}
