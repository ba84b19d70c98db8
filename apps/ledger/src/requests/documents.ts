import { given, givenFigure } from "#domain/given.ts";
import { RuleError } from "#domain/rule-error.ts";
import { InvalidRequest } from "./read-request.ts";

/** No entry rests on more. */
export const MOST_DOCUMENTS = 20;

const ATTACHMENT_ID = /^att-[0-9a-f]{64}$/;

export const DOCUMENT_SCHEMA = {
  type: "string",
  pattern: ATTACHMENT_ID.source,
  examples: [`att-${"0123456789abcdef".repeat(4)}`],
};

/** The id of an attachment, which proves its content as long as the register holds it. */
export function parseAttachmentId(value: unknown, field: string): string {
  if (typeof value === "string" && ATTACHMENT_ID.test(value)) return value;
  throw new RuleError(
    "attachment-id-format",
    `${field} must be att- and 64 hexadecimal digits in lower case, not ${given(value)}.`,
    { field, figures: { given: givenFigure(value) } },
  );
}

/** A request's own fields, without the documents that any request may name beside them. */
export function withoutDocuments(body: unknown): unknown {
  if (!isObject(body)) return body;
  const { documents: _, ...rest } = body;
  return rest;
}

/**
 * The documents that a request rests on; none when it names none.
 *
 * @throws InvalidRequest `list-format`, `list-duplicate`, `attachment-id-format`
 */
export function readDocuments(body: unknown): readonly string[] {
  return isObject(body) && body["documents"] !== undefined ? readIds(body["documents"]) : [];
}

function isObject(body: unknown): body is Readonly<Record<string, unknown>> {
  return typeof body === "object" && body !== null && !Array.isArray(body);
}

function readIds(value: unknown): readonly string[] {
  const field = "documents";
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_DOCUMENTS) {
    const what = Array.isArray(value) ? `a list of ${value.length}` : given(value);
    throw new InvalidRequest([
      new RuleError("list-format", `${field} must be a list of 1 to ${MOST_DOCUMENTS} items, not ${what}.`, {
        field,
        figures: { most: String(MOST_DOCUMENTS), given: what },
      }),
    ]);
  }
  const problems: RuleError[] = [];
  const ids = value.flatMap((item: unknown, index) => {
    try {
      return [parseAttachmentId(item, `${field}[${index}]`)];
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      problems.push(error);
      return [];
    }
  });
  const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  if (problems.length === 0 && twice >= 0) {
    const at = `${field}[${twice}]`;
    problems.push(new RuleError("list-duplicate", `${at} names a document a second time.`, { field: at }));
  }
  if (problems.length > 0) throw new InvalidRequest(problems);
  return ids;
}
