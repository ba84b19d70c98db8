import { RuleError } from "#domain/rule-error.ts";

const ACTOR = /^[a-z0-9][a-z0-9._@-]{0,63}$/i;

/**
 * Reads who asks: an opaque id or an account name. What was given is not repeated, as it may be a name.
 *
 * Upper and lower case are the same person: the id is kept in lower case, so that four eyes are two people.
 *
 * @throws RuleError `actor-format`
 */
export function readActor(value: unknown, field = "actor"): string {
  if (typeof value === "string" && ACTOR.test(value)) return value.toLowerCase();
  throw new RuleError(
    "actor-format",
    `${field} must be 1 to 64 letters, digits and . _ @ - that begin with a letter or digit.`,
    { field },
  );
}
