import type { IncomingMessage } from "node:http";
import { RuleError } from "#domain/rule-error.ts";
import { InvalidRequest } from "../requests/read-request.ts";

/** What decides about a request, by the beginning of its name. `If-None-Match` is a list and may go on. */
const DECISIVE = /^(?:host|content-type|content-encoding|if-match|idempotency-key|ledger-.*|attachment-.*)$/;

/**
 * Refuses a request that says twice what decides about it. Node's server keeps the first of some headers and joins
 * others with a comma; a proxy may look at the other one.
 *
 * @throws InvalidRequest `header-twice`
 */
export function mustSayOnce({ rawHeaders }: IncomingMessage): void {
  const seen = new Set<string>();
  const problems: RuleError[] = [];
  for (const field of rawHeaders.filter((_, index) => index % 2 === 0)) {
    const name = field.toLowerCase();
    if (seen.has(name) && DECISIVE.test(name)) {
      problems.push(new RuleError("header-twice", `${field} is given twice; give it once.`, { field }));
    }
    seen.add(name);
  }
  if (problems.length > 0) throw new InvalidRequest(problems);
}
