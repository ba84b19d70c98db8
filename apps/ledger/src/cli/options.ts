import { type Day, parseDay } from "#domain/calendar.ts";
import { didYouMean, nearestWord } from "#domain/agreements/did-you-mean.ts";
import { given, givenFigure } from "#domain/given.ts";
import { RuleError } from "#domain/rule-error.ts";
import { DIMENSIONS, type Dimension, type Key } from "#projections/balance-fold.ts";
import { readActor } from "../requests/actor.ts";
import { readIdempotencyKey } from "../requests/idempotency-key.ts";
import { UsageError } from "./failures.ts";

/** The options that every command has. */
export interface GlobalOptions {
  readonly data?: string;
  readonly json?: boolean;
}

/** `--by anslagspost,recipient`. An empty text groups by nothing: one row for all. */
export function dimensionsFrom(text: string): Dimension[] {
  const names = text.split(",").map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== "").map((name) => dimensionFrom(name, "--by")))];
}

/**
 * `outstanding,repaid`: names with commas between, each of which is known.
 *
 * @throws UsageError `${what}-unknown`
 */
export function namesFrom<Name extends string>(
  text: string,
  field: string,
  what: string,
  known: readonly Name[],
): Name[] {
  return text.split(",").map((part) => {
    const name = part.trim();
    const found = known.find((one) => one === name);
    if (found !== undefined) return found;
    throw new UsageError(
      `${what.replaceAll(" ", "-")}-unknown`,
      `${field}: ${given(name)} is no ${what}${didYouMean(name, known)}; known are ${known.join(", ")}.`,
      { field, figures: { given: givenFigure(name) } },
    );
  });
}

/** `--where recipient=skr`, once per condition; nothing after `=` asks for money without that dimension. */
export function conditionsFrom(texts: readonly string[]): Key {
  const conditions: Partial<Record<Dimension, string | null>> = {};
  for (const text of texts) {
    const at = text.indexOf("=");
    if (at < 1) {
      throw new UsageError(
        "usage-where",
        `--where takes dimension=value, such as recipient=skr, not ${text}.`,
        {
          field: "--where",
          figures: { given: text },
        },
      );
    }
    const dimension = dimensionFrom(text.slice(0, at).trim(), "--where");
    if (Object.hasOwn(conditions, dimension)) {
      throw new UsageError(
        "usage-where",
        `--where names ${dimension} twice; one value of it can be asked for.`,
        {
          field: "--where",
          figures: { dimension },
        },
      );
    }
    conditions[dimension] = text.slice(at + 1).trim() || null;
  }
  return conditions;
}

function dimensionFrom(name: string, field: string): Dimension {
  const known = DIMENSIONS.find((dimension) => dimension === name);
  if (known) return known;
  const near = nearestWord(name, DIMENSIONS);
  const hint = near === undefined ? "" : ` Did you mean ${near}?`;
  throw new UsageError(
    "dimension-unknown",
    `${field}: ${name} is no dimension; known are ${DIMENSIONS.join(", ")}.${hint}`,
    { field, figures: { given: name, known: DIMENSIONS.join(", ") } },
  );
}

/** What was given of these options, as conditions. */
export function givenOf(
  options: Readonly<Partial<Record<Dimension, string>>>,
  dimensions: readonly Dimension[],
): Key {
  const given = dimensions.filter((dimension) => options[dimension] !== undefined);
  return Object.fromEntries(given.map((dimension) => [dimension, options[dimension]]));
}

export function dayFrom(text: string, field: string): Day {
  return asUsage(() => parseDay(text, field));
}

/** Who asks, held to the same form as over HTTP: the log keeps it for ever. */
export function actorFrom(text: string, field: string): string {
  return asUsage(() => readActor(text, field));
}

/** The name of a bulk, held to the same form as over HTTP. */
export function keyFrom(text: string): string {
  return asUsage(() => readIdempotencyKey(text, "--key"));
}

/** A value that a rule refuses is bad input here: nothing was asked of the ledger yet. */
export function asUsage<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof RuleError) throw new UsageError(error.rule, error.message, error.details);
    throw error;
  }
}

/** A whole number within bounds, written in digits alone. */
export function numberFrom(text: string, field: string, least: number, most: number): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  const bounds = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new UsageError("usage-number", `${field} must be a whole number ${bounds}, not ${text}.`, {
    field,
    figures: { given: text },
  });
}
