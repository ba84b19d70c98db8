import { RuleError } from "#domain/rule-error.ts";
import { Field } from "./field.ts";

const PERSON_ID = /^person-[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/;
const LONGEST = 80;

/**
 * The id of a person in the register, and nothing else: a name or an e-mail address would stay in the log for
 * ever. What was given is not repeated, since it may be one.
 *
 * @throws RuleError `person-id-format`
 */
export function parsePersonId(value: unknown, field: string): string {
  if (typeof value === "string" && value.length <= LONGEST && PERSON_ID.test(value)) return value;
  throw new RuleError(
    "person-id-format",
    `${field} must be the id of a person in the register: person- followed by letters, digits and hyphens.`,
    { field },
  );
}

/** An id that the register of persons gave. Over HTTP it must be one that the register knows. */
export function PersonId(
  description: string,
  example: string,
  { optional = false, list = false }: { readonly optional?: boolean; readonly list?: boolean } = {},
): PropertyDecorator {
  return Field({
    description,
    schema: { type: "string", pattern: PERSON_ID.source, maxLength: LONGEST },
    example,
    read: parsePersonId,
    optional,
    list,
    refersTo: "person",
  });
}
