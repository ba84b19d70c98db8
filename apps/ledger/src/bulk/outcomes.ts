import { RuleError } from "#domain/rule-error.ts";
import type { ExpectedRevision, Position } from "#event-store/event-store.ts";
import type { Outcome } from "../ledger/outcome.ts";
import { inAskedWords } from "../platform/asked-field.ts";
import { type Problem, type ProblemError, problemOf } from "../platform/problems.ts";
import type { BulkCommand } from "./bulk-command.ts";

export type LineStatus = "written" | "repeated" | "refused" | "failed" | "not_tried";

/** What became of one line. */
export interface LineOutcome {
  readonly line: number;
  /** The line's own key; null when it is named by the bulk's. */
  readonly key: string | null;
  readonly status: LineStatus;
  readonly stream?: string;
  readonly revision?: ExpectedRevision;
  readonly position?: Position;
  /** Ids of what was recorded, in the command's own stream first. */
  readonly events?: readonly string[];
  /** What other streams refused of that which followed, such as a placing. */
  readonly refusals?: readonly ProblemError[];
  /** Why it was refused or failed, as a single write would have been told. */
  readonly problem?: Problem;
}

/** The last line of an answer. */
export interface BulkSummary {
  /** Every line was tried; when it is false, send the same bulk again with the same key. */
  readonly done: boolean;
  readonly lines: number;
  readonly written: number;
  readonly repeated: number;
  readonly refused: number;
  readonly failed: number;
  readonly notTried: number;
  /** A reader of the log that has come this far sees everything that the bulk did; null when it did nothing. */
  readonly position: Position | null;
}

/** The line that an outcome is of. */
export type Named = Pick<LineOutcome, "line" | "key">;

/** What the ledger answered. The daily run is one command per grant, and has no one stream. */
export function taken(named: Named, outcomes: readonly Outcome[], one: boolean): LineOutcome {
  const [first] = outcomes;
  const positions = outcomes.flatMap(({ position }) => (position === undefined ? [] : [position]));
  const refusals = outcomes.flatMap((outcome) => outcome.refusals.map(errorOf));
  const repeated = outcomes.length > 0 && outcomes.every((outcome) => outcome.repeated);
  return {
    ...named,
    status: repeated ? "repeated" : "written",
    ...(one && first ? { stream: first.stream, revision: first.revision } : {}),
    ...(positions.length > 0 ? { position: Math.max(...positions) } : {}),
    events: outcomes.flatMap(({ events, caused }) => [...events, ...caused].map(({ eventId }) => eventId)),
    ...(refusals.length > 0 ? { refusals } : {}),
  };
}

/** What went wrong, in the words of the line; a failure of the service is told apart from a refusal. */
export function notTaken(named: Named, error: unknown, command?: BulkCommand): LineOutcome {
  const inLine = error instanceof RuleError && command ? inWordsOf(error, command) : error;
  const { problem } = problemOf(inLine);
  const errors = problem.errors.map(({ field, ...rest }) => ({
    ...(field === undefined ? {} : { field: FIELD_OF_LINE.get(field) ?? field }),
    ...rest,
  }));
  const status = problem.status >= 500 ? "failed" : "refused";
  return { ...named, status, problem: { ...problem, errors } };
}

/** What a single write says in a header, a line says in a field. */
const FIELD_OF_LINE: ReadonlyMap<string, string> = new Map([
  ["Ledger-Actor", "actor"],
  ["Idempotency-Key", "key"],
]);

function inWordsOf(error: RuleError, { request, wire }: BulkCommand): RuleError {
  return inAskedWords(error, request.type, wire);
}

function errorOf({ field, rule, message, figures }: RuleError): ProblemError {
  return { ...(field === undefined ? {} : { field }), rule, message, figures };
}

/** Counts what became of the lines. */
export class BulkCount {
  readonly #of: Record<LineStatus, number> = { written: 0, repeated: 0, refused: 0, failed: 0, not_tried: 0 };
  #lines = 0;
  #position: Position | null = null;

  /** A line was read, blank ones included. */
  line(): void {
    this.#lines += 1;
  }

  outcome({ status, position }: LineOutcome): void {
    this.#of[status] += 1;
    if (position !== undefined) this.#position = Math.max(this.#position ?? position, position);
  }

  get lines(): number {
    return this.#lines;
  }

  /** @param ended whether the last line was reached */
  summary(ended: boolean): BulkSummary {
    const { written, repeated, refused, failed, not_tried: notTried } = this.#of;
    const done = ended && failed === 0 && notTried === 0;
    return {
      done,
      lines: this.#lines,
      written,
      repeated,
      refused,
      failed,
      notTried,
      position: this.#position,
    };
  }
}
