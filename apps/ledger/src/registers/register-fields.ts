import { RuleError } from "#domain/rule-error.ts";
import { Field, type FieldSpec } from "../requests/field.ts";
import { DOCUMENT_SCHEMA, parseAttachmentId } from "../requests/documents.ts";
import { parsePersonId } from "../requests/person-id.ts";

/** What is about a person is not repeated in a refusal: it may end in somebody's log. */
function unrepeated(
  rule: string,
  pattern: RegExp,
  most: number,
  must: string,
): (value: unknown, field: string) => string {
  return (value, field) => {
    if (typeof value === "string" && value.length <= most && pattern.test(value)) return value;
    throw new RuleError(rule, `${field} must be ${must}.`, { field, figures: { most: String(most) } });
  };
}

function text(spec: Pick<FieldSpec, "description" | "example" | "read" | "schema">, optional: boolean) {
  return Field({ ...spec, optional, list: false });
}

/** An address as people write it; whether it takes mail, only sending tells. */
export function Email(description: string): PropertyDecorator {
  const [pattern, most] = [/^[^\s@<>"(),;:\p{C}]+@[^\s@<>"(),;:\p{C}]+\.[^\s@<>"(),;:.\p{C}]+$/u, 254];
  const read = unrepeated("email-format", pattern, most, `one e-mail address of at most ${most} characters`);
  const schema = { type: "string", format: "email", maxLength: most };
  return text({ description, schema, example: "exempel.exempelsson@example.se", read }, true);
}

/** The example is from the numbers that Post- och telestyrelsen keeps free for fiction. */
export function Phone(description: string): PropertyDecorator {
  const [pattern, most] = [/^\+?\d[\d ()/-]{3,}\d$/, 40];
  const must = `digits with spaces, hyphens and parentheses between, and a + before them at most`;
  const read = unrepeated("phone-format", pattern, most, must);
  return text(
    { description, schema: { type: "string", maxLength: most }, example: "08-465 004 00", read },
    true,
  );
}

/** The id of an entry of the registers, in the address. */
export function EntryId(
  kind: "person" | "contact",
  description: string,
  optional = false,
): PropertyDecorator {
  const pattern = new RegExp(`^${kind}-[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$`);
  const read = unrepeated(
    `${kind}-id-format`,
    pattern,
    80,
    `the id of a ${kind}: ${kind}- followed by letters, digits and hyphens`,
  );
  const example = `${kind}-2f1b9c5e-0d0e-4b0a-9a57-3f5f4f0f4b17`;
  return text(
    { description, schema: { type: "string", pattern: pattern.source, maxLength: 80 }, example, read },
    optional,
  );
}

export function AttachmentId(description: string): PropertyDecorator {
  const { examples, ...schema } = DOCUMENT_SCHEMA;
  return text({ description, schema, example: examples[0], read: parseAttachmentId }, false);
}

/** A file's name without folders, so that it can be saved under it. */
export function readFileName(value: unknown, field: string): string {
  const pattern = /^(?!\.{1,2}$)[^/\\\p{C}]*[^/\\\s\p{C}][^/\\\p{C}]*$/u;
  const must = "a file name of 1 to 200 characters without slashes and control characters";
  return unrepeated("file-name-format", pattern, 200, must)(value, field);
}

const FILE_NAME = "underskriven-redovisning.pdf";

export function FileName(description: string): PropertyDecorator {
  const schema = { type: "string", minLength: 1, maxLength: 200 };
  return text({ description, schema, example: FILE_NAME, read: readFileName }, false);
}

/** A header holds ASCII alone, so the name's bytes in UTF-8 are percent-encoded, as in an address. */
export function EncodedFileName(description: string): PropertyDecorator {
  const read = (value: unknown, field: string): string => readFileName(decoded(value, field), field);
  return text({ description, schema: { type: "string", maxLength: 2_000 }, example: FILE_NAME, read }, false);
}

function decoded(value: unknown, field: string): string | undefined {
  try {
    return typeof value === "string" ? decodeURIComponent(value) : undefined;
  } catch {
    throw new RuleError("file-name-format", `${field} must be percent-encoded UTF-8.`, { field });
  }
}

/** No file is about more. */
const MOST_PERSONS = 100;

/** Ids of persons with commas between, as a header lists them. */
export function PersonIds(description: string): PropertyDecorator {
  const read = (value: unknown, field: string): string[] => {
    const ids = typeof value === "string" ? value.split(",").map((id) => id.trim()) : [];
    if (ids.length > MOST_PERSONS) {
      const figures = { most: String(MOST_PERSONS), given: String(ids.length) };
      const message = `${field} must name at most ${MOST_PERSONS} persons, not ${ids.length}.`;
      throw new RuleError("list-format", message, { field, figures });
    }
    return ids.map((id) => parsePersonId(id, field));
  };
  const example = "person-2f1b9c5e-0d0e-4b0a-9a57-3f5f4f0f4b17";
  return text({ description, schema: { type: "string" }, example, read }, true);
}
