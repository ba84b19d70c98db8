import { given } from "#domain/given.ts";
import { RuleError } from "#domain/rule-error.ts";
import type { ExpectedRevision } from "#event-store/event-store.ts";
import type { Asker } from "../ledger/asker.ts";
import { readActor } from "../requests/actor.ts";
import { readIdempotencyKey } from "../requests/idempotency-key.ts";
import { InvalidRequest } from "../requests/read-request.ts";

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A strong validator that names a revision; `no_stream` has none. */
const REVISION_TAG = /^"(0|[1-9]\d{0,14})"$/;

/**
 * Who asks, under which name, and on which revision, from a write's headers.
 *
 * @throws InvalidRequest `actor-format`, `idempotency-key-missing`, `idempotency-key-format`, `if-match-format`,
 *   `if-none-match-format`
 */
export function readAsker(headers: Headers): Asker {
  const problems: RuleError[] = [];
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      problems.push(error);
      return undefined;
    }
  };
  const actor = attempt(() => readActor(headers["ledger-actor"], "Ledger-Actor"));
  const key = attempt(() => readIdempotencyKey(headers["idempotency-key"], "Idempotency-Key"));
  const expectedRevision = attempt(() => readExpected(headers));
  if (actor === undefined || key === undefined || problems.length > 0) throw new InvalidRequest(problems);
  return {
    actor,
    commandId: `${actor}/${key}`,
    ...(expectedRevision === undefined ? {} : { expectedRevision }),
  };
}

/** The revision that was seen, or that there was nothing to see yet. */
function readExpected(headers: Headers): ExpectedRevision | undefined {
  const seen = readIfMatch(headers["if-match"]);
  const nothingYet = headers["if-none-match"];
  if (nothingYet === undefined) return seen;
  const field = "If-None-Match";
  if (seen !== undefined) {
    const message =
      "If-Match and If-None-Match cannot both hold: a stream is at a revision, or not there yet.";
    throw new RuleError("if-none-match-format", message, { field });
  }
  if (nothingYet === "*") return "no_stream";
  const message = `If-None-Match must be * on a write (nothing is recorded there yet), not ${given(nothingYet)}.`;
  throw new RuleError("if-none-match-format", message, { field });
}

function readIfMatch(value: Headers[string]): number | undefined {
  if (value === undefined) return undefined;
  const revision = typeof value === "string" ? REVISION_TAG.exec(value.trim())?.[1] : undefined;
  if (revision !== undefined) return Number(revision);
  throw new RuleError(
    "if-match-format",
    `If-Match must be one strong ETag as an answer gave it, such as "7" in quotes, not ${given(value)}.`,
    { field: "If-Match" },
  );
}
