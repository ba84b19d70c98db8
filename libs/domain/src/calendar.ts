import { given, givenFigure } from "./given.ts";
import { RuleError, invariant } from "./rule-error.ts";

declare const dayBrand: unique symbol;

/** A calendar day in Europe/Stockholm, `YYYY-MM-DD`. Compares correctly as a string. */
export type Day = string & { readonly [dayBrand]: true };

const DAY = /^(?:19|2\d)\d{2}-\d{2}-\d{2}$/;

/** The days that the ledger knows end here: there is none before the first and none after the last. */
export const FIRST_DAY = "1900-01-01" as Day;
export const LAST_DAY = "2999-12-31" as Day;

/** Whether it is a day that exists in the calendar, from year 1900 to 2999. */
export function isDay(text: unknown): text is Day {
  if (typeof text !== "string" || !DAY.test(text)) return false;
  const utc = new Date(`${text}T00:00:00Z`);
  // The engine reads 30 February as 2 March: a day exists when it comes back as it was written.
  return !Number.isNaN(utc.getTime()) && utc.toISOString().slice(0, 10) === text;
}

/** @throws RuleError `date-format` for anything but a day that exists in the calendar, from year 1900 to 2999 */
export function parseDay(text: unknown, field = "date"): Day {
  if (isDay(text)) return text;
  throw new RuleError(
    "date-format",
    `${field} must be a day that exists, as YYYY-MM-DD in the years 1900 to 2999, not ${given(text)}.`,
    { field, figures: { given: givenFigure(text) } },
  );
}

/** For literals in code and tests. */
export const day = (text: string): Day => parseDay(text);

export function yearOf(date: Day): number {
  return Number(date.slice(0, 4));
}

/** @throws RuleError `date-format` when the result falls outside the years that a day may have */
export function addDays(date: Day, days: number): Day {
  invariant(Number.isSafeInteger(days), `days are added in whole numbers, not ${days}`);
  const utc = new Date(`${date}T00:00:00Z`);
  utc.setUTCDate(utc.getUTCDate() + days);
  return parseDay(Number.isNaN(utc.getTime()) ? undefined : utc.toISOString().replace(/T.*$/, ""));
}

/** Whether a day is the last of its month, also of the last month that there is. */
export function endsMonth(date: Day): boolean {
  return date === LAST_DAY || addDays(date, 1).slice(0, 7) !== date.slice(0, 7);
}

/** Sunday is 0, as in `Date`. */
export function weekdayOf(date: Day): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}

export const laterOf = (a: Day, b: Day): Day => (a > b ? a : b);
export const earlierOf = (a: Day, b: Day): Day => (a < b ? a : b);

/**
 * The day on which a deadline really falls.
 *
 * A deadline on a Saturday or Sunday moves to the next weekday when the agreement's policy says so, in
 * the spirit of lagen (1930:173) om beräkning av lagstadgad tid 2 §. No document states it for the
 * agreements, so it is a setting of each one (DOMAIN: the process, Deadline; assumed default). Public
 * holidays are named by the agreement file when they matter, not guessed here.
 */
export function rolledDeadline(deadline: Day, roll: "next_weekday" | "none"): Day {
  if (roll === "none") return deadline;
  const weekday = weekdayOf(deadline);
  return weekday === 6 ? addDays(deadline, 2) : weekday === 0 ? addDays(deadline, 1) : deadline;
}

const STOCKHOLM = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Stockholm", dateStyle: "short" });

const INSTANT = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/;

/**
 * The day in Stockholm at an instant (ISO 8601 with `Z` or an offset, as recorded times are).
 *
 * A time without its offset is refused: it would be read in the time zone of the machine.
 *
 * @throws RuleError `instant-format`, `date-format` for a day that does not exist
 */
export function stockholmDay(instant: string, field = "instant"): Day {
  const parts = typeof instant === "string" ? INSTANT.exec(instant) : null;
  if (!parts) {
    throw new RuleError(
      "instant-format",
      `${field} must be an instant with seconds and offset, such as "2022-01-28T09:30:00Z", not ${given(instant)}.`,
      { field, figures: { given: givenFigure(instant) } },
    );
  }
  parseDay(parts[1], field);
  return parseDay(STOCKHOLM.format(new Date(instant)), field);
}

/**
 * The last millisecond of a day in Stockholm, as an instant in UTC: what was recorded by then was known at
 * the end of that day (DOMAIN, Time). The day is 23 or 25 hours long when the clocks change.
 */
export function endOfStockholmDay(date: Day): string {
  // Midnight in Stockholm is at 22:00 UTC in summer and at 23:00 in winter.
  const summer = `${date}T22:00:00Z`;
  const midnight = stockholmDay(summer) === date ? `${date}T23:00:00Z` : summer;
  return new Date(Date.parse(midnight) - 1).toISOString();
}
