import { given } from "#domain/given.ts";
import { RuleError } from "#domain/rule-error.ts";

/** 1 to 200 characters that are seen when they are printed. */
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/;

/**
 * Reads the name that a write has for ever.
 *
 * @throws RuleError `idempotency-key-missing`, `idempotency-key-format`
 */
export function readIdempotencyKey(value: unknown, field: string): string {
  if (value === undefined) {
    const what = field === "Idempotency-Key" ? "an Idempotency-Key header" : `a ${field}`;
    const message = `Every write needs ${what}: a repeat with the same key is done once.`;
    throw new RuleError("idempotency-key-missing", message, { field });
  }
  if (typeof value === "string" && IDEMPOTENCY_KEY.test(value)) return value;
  throw new RuleError(
    "idempotency-key-format",
    `${field} must be 1 to 200 visible ASCII characters without spaces, not ${given(value)}.`,
    { field },
  );
}
