import { createHash } from "node:crypto";
import { RuleError } from "#domain/rule-error.ts";

/** What the last row of a page is ordered by: the next page holds what comes after. */
export type CursorValues = readonly (string | number | null)[];

/** Everything but the cursor that decides which rows answer a question and how they are ordered. */
export type Question = Readonly<
  Record<string, string | number | boolean | null | undefined | readonly (string | number)[]>
>;

/** A page of rows, and where the next one goes on; without `next` there is none. */
export interface Page<Row> {
  readonly rows: Row[];
  readonly next?: string;
}

/**
 * Where the next page goes on, as text that a URL can hold. It goes with its question: page two of one list
 * says nothing about another.
 */
export function encodeCursor(values: CursorValues, question: Question): string {
  return Buffer.from(JSON.stringify([fingerprint(question), ...values])).toString("base64url");
}

/**
 * Reads a cursor that `encodeCursor` gave for the same question, with as many values as the question orders by.
 *
 * @throws RuleError `cursor-unknown` for any other text, and for the cursor of another question
 */
export function decodeCursor(text: string, question: Question, size?: number): CursorValues {
  const [mark, ...values] = parsed(text);
  const isWhole = values.every(
    (value) => value === null || typeof value === "string" || Number.isSafeInteger(value),
  );
  if (mark !== fingerprint(question) || !isWhole || (size !== undefined && values.length !== size)) {
    throw new RuleError(
      "cursor-unknown",
      "cursor belongs to no page of this question: ask for the first page again, without a cursor.",
      { field: "cursor" },
    );
  }
  return values as CursorValues;
}

function parsed(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** The same for the same question, whatever order its parts are named in. */
function fingerprint(question: Question): string {
  const parts = Object.entries(question)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 12);
}

/**
 * The page of rows that a query gave which was asked for one row more than the page holds: that row tells
 * whether there is a next page.
 */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  question: Question,
  orderedBy: (row: Row) => CursorValues,
): Page<Row> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  if (rows.length <= limit || last === undefined) return { rows: page };
  return { rows: page, next: encodeCursor(orderedBy(last), question) };
}
