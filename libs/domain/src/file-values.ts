import { LONGEST_SLUG, SLUG } from "./identifiers/slug.ts";
import { given, givenFigure } from "./given.ts";
import { RuleError } from "./rule-error.ts";
import { LONGEST_WRITTEN, holdsUnprintable } from "./written-text.ts";

/**
 * The steps by which a reader takes a parsed file (YAML or JSON) apart. A refusal names the place as
 * `parties[3].payee`, so that a person finds it; the JSON Schemas say the same to an editor earlier.
 */

/** An object with no other keys than these. A misspelt optional key would otherwise be lost in silence. */
export function readObject(
  value: unknown,
  place: string,
  keys: readonly string[],
): Readonly<Record<string, unknown>> {
  if (!isObject(value)) throw fileError(place, `must be an object, not ${given(value)}`, value);
  const unknownKey = Object.keys(value).find((key) => !keys.includes(key));
  if (unknownKey !== undefined) {
    throw fileError(`${place}.${unknownKey}`, `is not known here; known are ${keys.join(", ")}`, unknownKey);
  }
  return value;
}

/** A list with at least one item, each read with its place. */
export function readList<T>(
  value: unknown,
  place: string,
  readItem: (item: unknown, place: string) => T,
): readonly T[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw fileError(place, `must be a list with at least one item, not ${given(value)}`, value);
  }
  return value.map((item, index) => readItem(item, `${place}[${index}]`));
}

/** Words of a person, of 1 to 2 000 characters that can be printed. */
export function readText(value: unknown, place: string): string {
  if (typeof value !== "string" || value.trim() === "") {
    throw fileError(place, `must be a text, not ${given(value)}`, value);
  }
  if (value.length > LONGEST_WRITTEN) {
    const characters = `${value.length} characters`;
    throw fileError(
      place,
      `must be a text of 1 to ${LONGEST_WRITTEN} characters, not ${characters}`,
      characters,
    );
  }
  if (holdsUnprintable(value)) throw fileError(place, "must not hold a control character", value);
  return value;
}

/** An identifier: lower-case letters and digits with single `.` or `-` between, such as `region-01`. */
export function readSlug(value: unknown, place: string): string {
  if (typeof value !== "string" || value.length > LONGEST_SLUG || !SLUG.test(value)) {
    throw fileError(place, `must be an identifier such as "region-01", not ${given(value)}`, value);
  }
  return value;
}

export function readOneOf<T extends string>(value: unknown, place: string, choices: readonly T[]): T {
  const choice = choices.find((known) => known === value);
  if (choice === undefined) {
    throw fileError(place, `must be one of ${choices.join(", ")}, not ${given(value)}`, value);
  }
  return choice;
}

/** A mark that is either there as `true` or absent. */
export function readMark(value: unknown, place: string): boolean {
  if (value !== undefined && value !== true) {
    throw fileError(place, `must be true or left out, not ${given(value)}`, value);
  }
  return value === true;
}

/** A whole number, zero or more. */
export function readCount(value: unknown, place: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw fileError(place, `must be a whole number, zero or more, not ${given(value)}`, value);
  }
  return value;
}

/** Applies a reader where the file says anything; absent stays absent. */
export function optional<T>(
  value: unknown,
  place: string,
  read: (value: unknown, place: string) => T,
): T | undefined {
  return value === undefined ? undefined : read(value, place);
}

/** A refusal of a file's shape, by the one rule `file-format`. */
export function fileError(place: string, why: string, value: unknown): RuleError {
  return new RuleError("file-format", `${place} ${why}.`, {
    field: place,
    figures: { given: givenFigure(value) },
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
