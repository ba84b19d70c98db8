import type { RecordedEvent } from "#domain/policies.ts";
import { RuleError } from "#domain/rule-error.ts";
import { CommandIdReused, StaleRevision } from "#event-store/command-errors.ts";
import { InvalidRequest } from "#ledger/requests/read-request.ts";
import type { CommandText, ExpectedRefusal, Step, Texts } from "./case-file.ts";
import { formatAmount, ore } from "#domain/money.ts";
import { Mismatch } from "./mismatch.ts";
import { wireAmount } from "./wire-form.ts";

/** What a refusal says, whichever part of the ledger refused. */
export interface Refusal {
  readonly rule: string;
  readonly message: string;
  readonly field: string | undefined;
  readonly figures: Texts;
}

/** The refusal that an error is; undefined for a defect, which no case may expect. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof RuleError) {
    const { rule, message, field, figures } = error;
    return { rule, message, field, figures };
  }
  if (error instanceof InvalidRequest) return refusalOf(error.problems[0]);
  if (error instanceof CommandIdReused || error instanceof StaleRevision) {
    const rule = error instanceof CommandIdReused ? "command-id-reused" : "stale-revision";
    return { rule, message: error.message, field: undefined, figures: {} };
  }
  return undefined;
}

/** @throws Mismatch unless it was refused by this rule, at this field and with these figures */
export function assertRefused(
  expected: ExpectedRefusal,
  had: Refusal | undefined,
  what = "The command",
): void {
  if (had === undefined) throw new Mismatch(`  ${what} was taken; expected a refusal by ${expected.rule}.`);
  const said = `${had.rule}: ${had.message} ${JSON.stringify(had.figures)}`;
  if (had.rule !== expected.rule) {
    throw new Mismatch(`  Expected a refusal by ${expected.rule}.\n  The ledger said ${said}`);
  }
  if (had.field === "") throw new Mismatch(`  A refusal names a field or none, not an empty one.\n  ${said}`);
  if (expected.field !== undefined && expected.field !== had.field) {
    throw new Mismatch(`  Expected the field ${expected.field}, the ledger names ${had.field ?? "none"}.`);
  }
  for (const [figure, text] of Object.entries(expected.figures ?? {})) {
    const is = had.figures[figure];
    if (is === text || is === wireAmount(text)) continue;
    throw new Mismatch(`  Expected the figure ${figure}: ${text}.\n  The ledger said ${said}`);
  }
}

/** @throws Mismatch unless the step wrote what it should, where it should */
export function assertWritten(
  { recorded, caused }: Pick<Step, "recorded" | "caused">,
  own: readonly RecordedEvent[],
  elsewhere: readonly RecordedEvent[],
): void {
  if (recorded !== undefined) {
    const agrees =
      recorded.length === own.length && recorded.every((event, index) => isLike(event, own[index]));
    if (!agrees) throw new Mismatch(listed("Recorded", recorded, own));
  }
  const missing = caused?.find((event) => !elsewhere.some((other) => isLike(event, other)));
  if (missing !== undefined) throw new Mismatch(listed("Caused in other streams", [missing], elsewhere));
}

function listed(heading: string, expected: readonly object[], had: readonly RecordedEvent[]): string {
  const lines = (events: readonly object[]): string =>
    events.map((event) => `      ${JSON.stringify(event, asWritten)}`).join("\n") || "      nothing";
  return `  ${heading}:\n    expected:\n${lines(expected)}\n    the ledger has:\n${lines(had.map(asText))}`;
}

/** Amounts as in the file: a number in an event is öre, unless it is one of the few counts. */
function asWritten(key: string, value: unknown): unknown {
  return Number.isSafeInteger(value) && !COUNTS.has(key) ? formatAmount(ore(Number(value))) : value;
}
const COUNTS = new Set(["alternative", "version", "asOfPosition", "weight"]);

/** An event as a case writes it: its type and data side by side. */
function asText({ type, stream, data }: RecordedEvent): object {
  return { type, stream, ...data };
}

function isLike({ type, ...data }: CommandText, event: RecordedEvent | undefined): boolean {
  return event?.type === type && holds(data, { ...event.data, stream: event.stream });
}

/** What cases, as everybody outside the code, call anslagspost. */
const nameOf = (field: string): string => (field === "anslagspost" ? "funding" : field);

/** Amounts are öre in events and kronor in cases; what a case does not name may be anything. */
function holds(expected: unknown, had: unknown): boolean {
  if (typeof expected === "string") {
    if (typeof had === "number" && Number.isSafeInteger(had)) {
      return wireAmount(expected) === formatAmount(ore(had)) || expected === String(had);
    }
    return String(had) === expected;
  }
  if (Array.isArray(expected)) {
    return (
      Array.isArray(had) &&
      expected.length === had.length &&
      expected.every((each, index) => holds(each, had[index]))
    );
  }
  if (typeof expected !== "object" || expected === null) return expected === had;
  return (
    typeof had === "object" &&
    had !== null &&
    Object.entries(expected).every(([key, each]) =>
      holds(each, (had as Record<string, unknown>)[nameOf(key)]),
    )
  );
}
