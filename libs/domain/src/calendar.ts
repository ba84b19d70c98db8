import { RuleError } from "./rule-error.ts";

declare const dayBrand: unique symbol;

/** A calendar day in Europe/Stockholm, `YYYY-MM-DD`. Compares correctly as a string. */
export type Day = string & { readonly [dayBrand]: true };

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** @throws RuleError `date-format` for anything but a day that exists in the calendar, from year 1900 to 2999 */
export function parseDay(text: unknown, field = "date"): Day {
  const parts = typeof text === "string" ? DAY.exec(text) : null;
  const utc = parts ? new Date(`${parts[0]}T00:00:00Z`) : undefined;
  const exists =
    utc !== undefined && !Number.isNaN(utc.getTime()) && utc.toISOString().startsWith(String(text));
  if (!parts || !exists || !/^(19|2\d)/.test(parts[0])) {
    throw new RuleError(
      "date-format",
      `${field} must be a day that exists, as YYYY-MM-DD, not ${JSON.stringify(text)}.`,
      {
        field,
        figures: { given: String(text) },
      },
    );
  }
  return parts[0] as Day;
}

/** For literals in code and tests. */
export const day = (text: string): Day => parseDay(text);

export function yearOf(date: Day): number {
  return Number(date.slice(0, 4));
}

export function addDays(date: Day, days: number): Day {
  const utc = new Date(`${date}T00:00:00Z`);
  utc.setUTCDate(utc.getUTCDate() + days);
  return utc.toISOString().slice(0, 10) as Day;
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

/** The day in Stockholm at an instant (UTC, ISO 8601). */
export function stockholmDay(instant: string): Day {
  return parseDay(STOCKHOLM.format(new Date(instant)), "instant");
}
