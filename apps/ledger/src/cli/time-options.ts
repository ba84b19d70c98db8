import { type Command, Option } from "commander";
import type { Day } from "#domain/calendar.ts";
import type { Reading } from "#projections/read-model/part.ts";
import { positionKnownAt } from "#projections/read-model/queries/known-at.ts";
import type { AsOf } from "#projections/read-model/queries/sums.ts";
import type { Axis } from "#projections/read-model/tables.ts";
import { readKnownAt } from "../reads/known-at.ts";
import { UsageError } from "./failures.ts";
import { asUsage, dayFrom } from "./options.ts";

export interface TimeOptions {
  readonly from?: string;
  readonly effective?: string;
  readonly posting?: string;
  readonly axis?: string;
  readonly knownAt?: string;
}

/** The days and the knowledge that a question about money is asked for. */
export interface AskedTime {
  readonly axis: Axis;
  readonly from?: Day;
  /** The end of this day. */
  readonly on?: Day;
  /** The last instant that counts, in UTC. */
  readonly knownAt?: string;
  /** The same as it was given, for people. */
  readonly knownAsGiven?: string;
}

/** Adds the options of both axes of time; `from` says what the first day of a period does. */
export function withTime(command: Command, from: string): Command {
  return command
    .option("--from <date>", from)
    .option("--effective <date>", "at the end of this day, by the day that money moved")
    .addOption(
      new Option(
        "--posting <date>",
        "at the end of this day, by the day that the books took it up",
      ).conflicts("effective"),
    )
    .addOption(
      new Option("--axis <axis>", "which of its two days counts, where no end is given").choices([
        "effective",
        "posting",
      ]),
    )
    .addOption(knownAtOption());
}

export const knownAtOption = (): Option =>
  new Option("--known-at <time>", "as it was known at the end of this day, or at this instant");

/**
 * @throws UsageError naming the option: a day or an instant that is none, a period that ends before it begins,
 *   an axis that is not the one of the day
 */
export function timeFrom({ from, effective, posting, axis, knownAt }: TimeOptions): AskedTime {
  const given = posting ?? effective;
  const field = posting === undefined ? "--effective" : "--posting";
  if (given !== undefined && axis !== undefined && `--${axis}` !== field) {
    throw new UsageError(
      "usage-axis",
      `--axis ${axis} and ${field} name two different days: give the day with --${axis}.`,
      { field: "--axis", figures: { given: axis } },
    );
  }
  const time = {
    axis: posting === undefined && axis !== "posting" ? ("effective" as const) : ("posting" as const),
    ...(from === undefined ? {} : { from: dayFrom(from, "--from") }),
    ...(given === undefined ? {} : { on: dayFrom(given, field) }),
  };
  mustBeInOrder(time.from, time.on, field);
  return { ...time, ...knownFrom(knownAt) };
}

/** @throws UsageError `period-order` */
export function mustBeInOrder(from: Day | undefined, to: Day | undefined, field: string): void {
  if (from === undefined || to === undefined || from <= to) return;
  throw new UsageError(
    "period-order",
    `--from ${from} is after ${field} ${to}: a period begins on or before the day that it ends on.`,
    { field: "--from", figures: { from, to } },
  );
}

export function knownFrom(knownAt: string | undefined): Pick<AskedTime, "knownAt" | "knownAsGiven"> {
  if (knownAt === undefined) return {};
  return { knownAt: asUsage(() => readKnownAt(knownAt, "--known-at")), knownAsGiven: knownAt };
}

/** The point on both axes of time that was asked for. */
export async function asOf(db: Reading, { axis, on, knownAt }: AskedTime): Promise<AsOf> {
  return { axis, ...(on === undefined ? {} : { on }), ...(await knownIn(db, knownAt)) };
}

export async function knownIn(
  db: Reading,
  knownAt: string | undefined,
): Promise<{ readonly knownPosition?: number }> {
  return knownAt === undefined ? {} : { knownPosition: await positionKnownAt(db, knownAt) };
}

export const knownWords = (given: string | undefined): string =>
  given === undefined ? "" : `, as known at ${given}`;

/** `from 2022-01-01 to the end of 2022-12-31 by posting date, as known at 2023-01-31`. */
export function inWords({ axis, from, on, knownAsGiven }: AskedTime): string {
  const known = knownWords(knownAsGiven);
  if (from === undefined && on === undefined)
    return `everything ${known === "" ? "known" : "recorded"}${known}`;
  const days = [
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(on === undefined ? [] : [`${from === undefined ? "at" : "to"} the end of ${on}`]),
  ];
  return `${days.join(" ")} by ${axis} date${known}`;
}
