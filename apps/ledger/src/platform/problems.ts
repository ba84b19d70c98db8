import { HttpException } from "@nestjs/common";
import type { Figures, RuleError } from "#domain/rule-error.ts";
import { RuleError as Rule } from "#domain/rule-error.ts";
import { CommandIdReused, StaleRevision } from "#event-store/command-errors.ts";
import type { ExpectedRevision, StoredEvent } from "#event-store/event-store.ts";
import { AppendTooLarge, StoreUnavailable, WrongExpectedRevision } from "#event-store/errors.ts";
import { ProjectionStopped } from "#projections/projector.ts";
import { DatabaseUnavailable } from "#projections/database-unavailable.ts";
import { ReadModelBehind } from "#projections/read-model/position-waiters.ts";
import { ReactionFailed } from "../ledger/outcome.ts";
import { TracesLeft } from "../registers/store/database.ts";
import {
  AttachmentChanged,
  AttachmentTooLarge,
  RegisterUnavailable,
  VersionChanged,
} from "../registers/store/register-errors.ts";
import { InvalidRequest } from "../requests/read-request.ts";

export const PROBLEM_TYPE = "application/problem+json; charset=utf-8";

export interface ProblemError {
  /** `items[0].amount`; a header's name; absent where no single field is at fault. */
  readonly field?: string;
  readonly rule: string;
  readonly message: string;
  readonly figures: Figures;
}

/** RFC 9457. `type` is `/problems/` and the rule, which is stable: clients may branch on it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance?: string;
  readonly errors: readonly ProblemError[];
  readonly figures: Figures;
}

export interface ProblemAnswer {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  /** The service failed, not the caller: somebody should look. */
  readonly defect: boolean;
}

/** What stands in the body is not what the route takes; the message says what that is. */
export class MediaTypeUnsupported extends Error {
  override readonly name = "MediaTypeUnsupported";
}

/** How an error is told to a caller; `params` are the names of the parameters in the address that was asked for. */
export function problemOf(error: unknown, params: readonly string[] = []): ProblemAnswer {
  if (error instanceof InvalidRequest) return invalid(error.problems);
  if (error instanceof Rule) return refused(error, params);
  if (error instanceof StaleRevision) return stale(error);
  if (error instanceof CommandIdReused) {
    const message =
      "This Idempotency-Key was used by this actor for another request; a new request needs a key of its own.";
    return plain(409, "idempotency-key-reused", message, "Idempotency-Key");
  }
  if (error instanceof WrongExpectedRevision) {
    return plain(
      503,
      "busy",
      "Others kept writing to the same stream; repeat with the same key.",
      undefined,
      {
        "Retry-After": "1",
      },
    );
  }
  if (error instanceof AppendTooLarge) return plain(413, "append-too-large", error.message);
  if (error instanceof StoreUnavailable) {
    const message = `The log cannot be reached (${error.reason}); repeat the request with the same key.`;
    return { ...plain(503, "store-unavailable", message, undefined, { "Retry-After": "5" }), defect: true };
  }
  if (error instanceof ProjectionStopped) {
    const message =
      "Balances are not kept up to date any more; what was written stands. Somebody has to look.";
    return { ...plain(503, "projection-stopped", message, undefined, { "Retry-After": "30" }), defect: true };
  }
  if (error instanceof ReadModelBehind) {
    const message = `${error.message} Ask again; what was written stands.`;
    return plain(503, "read-model-behind", message, "Ledger-Position", { "Retry-After": "2" });
  }
  if (error instanceof DatabaseUnavailable) {
    const message =
      "The read model cannot be read just now; what was written stands, and writes are taken. Ask again.";
    const told = plain(503, "read-model-unavailable", message, undefined, { "Retry-After": "5" });
    return { ...told, defect: true };
  }
  if (error instanceof ReactionFailed) {
    const message =
      "What was asked is recorded, but what must follow from it failed. Do not ask again with another key; somebody has to look.";
    return { ...plain(500, "reaction-failed", message), defect: true };
  }
  if (error instanceof MediaTypeUnsupported) return plain(415, "media-type-unsupported", error.message);
  const registers = registerProblem(error);
  if (registers) return registers;
  if (error instanceof HttpException) return ofHttp(error.getStatus(), error.message);
  return ofFramework(error);
}

/** What only the registers say. Their messages hold ids and numbers, never what is registered. */
function registerProblem(error: unknown): ProblemAnswer | undefined {
  if (error instanceof VersionChanged) {
    const figures = { expected: String(error.expected), actual: String(error.actual) };
    const problem = { field: "If-Match", rule: "stale-version", message: error.message, figures };
    return answer(412, "stale-version", error.message, [problem], figures);
  }
  if (error instanceof AttachmentTooLarge) {
    const figures = { most: String(error.most) };
    const problem = { rule: "attachment-too-large", message: error.message, figures };
    return answer(413, "attachment-too-large", error.message, [problem], figures);
  }
  if (error instanceof AttachmentChanged) {
    return { ...plain(500, "attachment-changed", error.message), defect: true };
  }
  if (error instanceof TracesLeft) {
    const headers = { "Retry-After": "5" };
    return { ...plain(503, "traces-left", error.message, undefined, headers), defect: true };
  }
  if (error instanceof RegisterUnavailable) {
    const message = "The register cannot be reached; repeat the request with the same key.";
    const headers = { "Retry-After": "5" };
    return { ...plain(503, "register-unavailable", message, undefined, headers), defect: true };
  }
  return undefined;
}

function invalid(problems: readonly RuleError[]): ProblemAnswer {
  const errors = problems.map(errorOf);
  const detail = errors.map(({ message }) => message).join(" ");
  return answer(400, "invalid-request", detail, errors, problems.length === 1 ? errors[0]?.figures : {});
}

/**
 * What the address names and nobody knows is not found, and what was erased is gone; everything else is a
 * request that breaks a rule.
 */
function refused(error: RuleError, params: readonly string[]): ProblemAnswer {
  const isAddressed = params.includes(error.field ?? "");
  const missing = error.rule.endsWith("-unknown") ? 404 : error.rule.endsWith("-erased") ? 410 : 422;
  return answer(isAddressed ? missing : 422, error.rule, error.message, [errorOf(error)], error.figures);
}

/** More events would bury what was decided last. */
const MOST_SINCE = 10;

function stale({ stream, expected, actual, eventsSince }: StaleRevision): ProblemAnswer {
  const about = { stream, expected: String(expected), actual: String(actual) };
  const field = expected === "no_stream" ? "If-None-Match" : "If-Match";
  if (isBeyond(expected, actual)) {
    const end = actual === "no_stream" ? "nothing has happened there" : `the stream is at ${actual}`;
    const message = `Revision ${expected} of ${stream} does not exist yet; ${end}. Give the ETag of an answer.`;
    const errors = [{ field, rule: "stale-revision", message, figures: about }];
    return answer(412, "stale-revision", message, errors, about);
  }
  const more = Math.max(0, eventsSince.length - MOST_SINCE);
  const last = eventsSince.slice(-MOST_SINCE).map(happened);
  const since = [...last, ...(more === 0 ? [] : [`and ${more} more before them`])].join("; ");
  const figures = { ...about, since };
  const seen = expected === "no_stream" ? "the stream was not there" : `revision ${expected}`;
  const message = `Since ${seen} this happened: ${since}. The stream is at revision ${actual} now: read it again and decide anew.`;
  return answer(
    412,
    "stale-revision",
    message,
    [{ field, rule: "stale-revision", message, figures }],
    figures,
  );
}

function isBeyond(expected: ExpectedRevision, actual: ExpectedRevision): boolean {
  if (expected === "no_stream") return false;
  return actual === "no_stream" || expected > actual;
}

/** `RequisitionReceived at 2022-12-01T10:00:00.000Z by registrar` */
function happened({ type, recordedAt, metadata }: StoredEvent): string {
  const by = metadata["actor"];
  return `${type} at ${recordedAt}${typeof by === "string" ? ` by ${by}` : ""}`;
}

function plain(
  status: number,
  rule: string,
  message: string,
  field?: string,
  headers: Readonly<Record<string, string>> = {},
): ProblemAnswer {
  const error = { ...(field === undefined ? {} : { field }), rule, message, figures: {} };
  return { ...answer(status, rule, message, [error], {}), headers };
}

const NO_MEDIA_TYPE =
  "Content-Type must be a media type: application/json for a request, a file's own for a file.";

function ofHttp(status: number, message: string): ProblemAnswer {
  const told = status === 415 ? NO_MEDIA_TYPE : message;
  return plain(status, HTTP_RULES.get(status) ?? `http-${status}`, told);
}

const HTTP_RULES: ReadonlyMap<number, string> = new Map([
  [400, "malformed-request"],
  [404, "not-found"],
  [405, "method-not-allowed"],
  [408, "request-timeout"],
  [413, "body-too-large"],
  [414, "url-too-long"],
  [415, "media-type-unsupported"],
  [421, "wrong-host"],
  [431, "headers-too-large"],
]);

/** Errors that Fastify raises before a route is reached carry a status; anything else is a defect of ours. */
function ofFramework(error: unknown): ProblemAnswer {
  const status = statusOf(error);
  if (status !== undefined && status >= 400 && status < 500) {
    return ofHttp(status, (error as Error).message);
  }
  return { ...plain(500, "internal-error", "The ledger failed; it is noted in its log."), defect: true };
}

function statusOf(error: unknown): number | undefined {
  const status: unknown =
    typeof error === "object" && error !== null && "statusCode" in error ? error.statusCode : undefined;
  return typeof status === "number" ? status : undefined;
}

function errorOf({ field, rule, message, figures }: RuleError): ProblemError {
  return { ...(field === undefined ? {} : { field }), rule, message, figures };
}

function answer(
  status: number,
  rule: string,
  detail: string,
  errors: readonly ProblemError[],
  figures: Figures = {},
): ProblemAnswer {
  const words = rule.replaceAll("-", " ");
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  const problem = { type: `/problems/${rule}`, title, status, detail, errors, figures };
  return { problem, headers: {}, defect: false };
}
