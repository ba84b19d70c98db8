import { type Day, stockholmDay } from "#domain/calendar.ts";
import type { Clock } from "#event-store/event-store.ts";

/** The machine's time: the one place where the ledger's programs read it. */
export const systemClock: Clock = { now: () => new Date().toISOString() };

/** The day it is in Stockholm. */
export function today(clock: Clock): Day {
  return stockholmDay(clock.now());
}
