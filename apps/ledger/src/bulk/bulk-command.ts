import { given, givenFigure } from "#domain/given.ts";
import { RuleError } from "#domain/rule-error.ts";
import type { Asker } from "../ledger/asker.ts";
import type { LedgerRequest } from "../ledger/requests.ts";
import { readActor } from "../requests/actor.ts";
import { readDocuments } from "../requests/documents.ts";
import { type KnownReferences, admission } from "../requests/known-references.ts";
import { readIdempotencyKey } from "../requests/idempotency-key.ts";
import { MemberTwice, mustNameOnce } from "../requests/named-once.ts";
import { InvalidRequest, readRequest } from "../requests/read-request.ts";
import type { Line } from "./lines.ts";

/** Who sends a bulk, for lines that do not say so themselves. */
export interface Sender {
  readonly actor: string;
  /** Names the bulk; a line without it needs a key of its own. */
  readonly key?: string;
  /** What the persons and documents that a line names are looked up in. */
  readonly known: KnownReferences;
}

/** One line, read: a request with who asks, under a name for ever. */
export interface BulkCommand {
  readonly request: LedgerRequest;
  /** The request as it was written, for the words of a refusal. */
  readonly wire: object;
  readonly asker: Asker;
}

/** The JSON object of a line, nothing of it read yet. */
export type LineFields = Readonly<Record<string, unknown>>;

/** @throws InvalidRequest `line-too-long`, `line-encoding`, `line-format`, `object-format` */
export function fieldsIn({ content }: Line): LineFields {
  if (typeof content !== "string") throw new InvalidRequest([content]);
  return objectIn(content);
}

/** The line's own key, to tell its outcome by, also when the rest of it cannot be read. */
export function ownKeyOf({ key }: LineFields): string | null {
  try {
    return key === undefined ? null : readIdempotencyKey(key, "key");
  } catch {
    return null;
  }
}

/**
 * Reads what a line asks: `type`, the request's fields, and if it has them `documents`, its own `key` and `actor`.
 *
 * A line with a key of its own is the same command as a single write with that key. Any other is named by the
 * bulk's key and its number, so that the same file sent again asks for the same commands.
 *
 * @throws InvalidRequest with every problem found
 */
export function readCommand(fields: LineFields, line: number, sender: Sender): BulkCommand {
  const { key, actor: givenActor, documents: _, ...wire } = fields;
  const problems: RuleError[] = [];
  const attempt = <Read>(read: () => Read): Read | undefined => {
    try {
      return read();
    } catch (error) {
      if (error instanceof InvalidRequest) problems.push(...error.problems);
      else if (error instanceof RuleError) problems.push(error);
      else throw error;
      return undefined;
    }
  };
  const actor = givenActor === undefined ? sender.actor : attempt(() => readActor(givenActor));
  const name = attempt(() =>
    key === undefined && sender.key !== undefined
      ? nameOfLine(sender.key, line)
      : readIdempotencyKey(key, "key"),
  );
  const request = attempt(() => readRequest(wire));
  const documents = attempt(() => readDocuments(fields));
  if (actor === undefined || name === undefined || !request || !documents) throw new InvalidRequest(problems);
  const admit = admission(request, documents, sender.known);
  const asker = { actor, commandId: `${actor}/${name}`, admit, ...(documents.length > 0 && { documents }) };
  return { request, wire, asker };
}

/** Keys hold no spaces, so that no client's own key can be taken for a line of a bulk. */
const nameOfLine = (key: string, line: number): string => `${key} line:${line}`;

/** What a hostile line could set on every object of the process. */
const POLLUTING = /__proto__|\\u00/;

function objectIn(text: string): LineFields {
  let value: unknown;
  try {
    value = JSON.parse(text, POLLUTING.test(text) ? refusePrototype : undefined);
  } catch (error) {
    if (error instanceof InvalidRequest) throw error;
    throw problem("line-format", "The line is no JSON.");
  }
  try {
    mustNameOnce(text);
  } catch (error) {
    throw error instanceof MemberTwice ? problem("member-twice", error.message) : error;
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as LineFields;
  const figures = { given: givenFigure(value) };
  throw problem("object-format", `The line must be a JSON object, not ${given(value)}.`, figures);
}

function refusePrototype(name: string, value: unknown): unknown {
  if (name === "__proto__") throw problem("line-format", "No field is called __proto__.");
  return value;
}

function problem(rule: string, message: string, figures: Readonly<Record<string, string>> = {}) {
  return new InvalidRequest([new RuleError(rule, message, { field: "", figures })]);
}
