import type { Agreement, AgreementTerms } from "#domain/agreements/agreement-terms.ts";
import { RuleError } from "#domain/rule-error.ts";

/** The state signs every agreement and is no party that could be paid. */
const STATE = "staten";

export interface Registered {
  readonly hasParty: (id: string) => boolean;
  readonly hasKey: (id: string) => boolean;
}

/**
 * Whom and what an agreement names must be registered before it is: a line whose recipient does not exist
 * could never be allocated.
 *
 * @throws RuleError `agreement-names-unknown` naming all that are missing
 */
export function mustBeRegistered(agreement: Agreement, registered: Registered): void {
  const unknown = namedButUnknown(agreement, registered);
  if (!unknown) return;
  const { parties, keys, missing } = unknown;
  throw new RuleError(
    "agreement-names-unknown",
    `Agreement ${agreement.id} names what is not registered: ${missing}. Import the file that has them too.`,
    {
      field: parties.length > 0 ? "parties" : "lines",
      figures: { agreement: agreement.id, parties: parties.join(", "), keys: keys.join(", ") },
    },
  );
}

/** Whom and what an agreement names that nobody knows; `missing` is both in words. */
export function namedButUnknown(agreement: Agreement, { hasParty, hasKey }: Registered) {
  const parties = [...partiesOf(agreement)].filter((id) => !hasParty(id));
  const keys = [...keysOf(agreement)].filter((id) => !hasKey(id));
  if (parties.length === 0 && keys.length === 0) return undefined;
  const missing = [
    ...(parties.length > 0 ? [`${parties.length === 1 ? "party" : "parties"} ${parties.join(", ")}`] : []),
    ...(keys.length > 0 ? [`distribution ${keys.length === 1 ? "key" : "keys"} ${keys.join(", ")}`] : []),
  ].join(" and ");
  return { parties, keys, missing };
}

function partiesOf({ parties, lines, terms, paymentDecisions }: Agreement): Set<string> {
  const named = [
    ...parties,
    ...lines.flatMap(({ recipients, payer }) => [...recipients, ...listed(payer)]),
    ...[terms, ...paymentDecisions.flatMap((decision) => decision.terms ?? [])].flatMap(dutyParties),
  ];
  return new Set(named.filter((id) => id !== STATE));
}

function dutyParties({ costReport, repayment }: AgreementTerms): string[] {
  return [costReport, repayment].flatMap((duty) => [...(duty?.parties ?? []), ...listed(duty?.to)]);
}

function keysOf({ lines }: Agreement): Set<string> {
  return new Set(
    lines.flatMap(({ distribution }) => (distribution?.method === "key" ? [distribution.key] : [])),
  );
}

const listed = (id: string | undefined): string[] => (id === undefined ? [] : [id]);
