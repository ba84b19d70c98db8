import { type Day, stockholmDay } from "#domain/calendar.ts";
import { systemClock, today } from "../data-folder/system-clock.ts";

/** The day as of which something is asked that has no day of its own: today, or the day that was known. */
export function dayAsked({ effective, knownAt }: { effective?: Day; knownAt?: string }): Day {
  if (effective !== undefined) return effective;
  return knownAt === undefined ? today(systemClock) : stockholmDay(knownAt);
}
