import { given, givenFigure } from "../given.ts";
import { RuleError } from "../rule-error.ts";
import { LONGEST_SLUG } from "./slug.ts";

/**
 * Identifiers of agreements: slugs without dots. The first dot in `grant-<agreement>.<recipient>` ends the
 * agreement; with another before it, two grants could share one stream: `a.b` with `c`, and `a` with `b.c`.
 */
export const AGREEMENT_ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** @throws RuleError `agreement-id-format` */
export function parseAgreementId(text: unknown, field = "agreement"): string {
  if (typeof text === "string" && text.length <= LONGEST_SLUG && AGREEMENT_ID.test(text)) return text;
  throw new RuleError(
    "agreement-id-format",
    `${field} must be lower-case letters and digits with "-" between them, as in "sjsv-2022", not ${given(text)}.`,
    { field, figures: { given: givenFigure(text) } },
  );
}
