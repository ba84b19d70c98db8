import { RuleError } from "#domain/rule-error.ts";
import { Field } from "../requests/field.ts";

/** Where a list goes on: the `next` of the page before. */
export function Cursor(): PropertyDecorator {
  const read = (value: unknown, field: string): string => {
    if (typeof value === "string" && /^[\w-]{1,4000}$/.test(value)) return value;
    throw new RuleError(
      "cursor-unknown",
      `${field} must be the \`next\` of an answer to the same question.`,
      { field },
    );
  };
  return Field({
    description: "The `next` of the page before; the rest of the question stays the same.",
    // An example would be refused: a cursor goes with its question.
    schema: { type: "string", maxLength: 4000 },
    example: undefined,
    read,
    optional: true,
    list: false,
  });
}
