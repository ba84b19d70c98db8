import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { day } from "#domain/calendar.ts";
import { readAgreementBytes } from "#ledger/agreement-files/read-file.ts";
import { agreementsFolder } from "#ledger/agreement-files/schemas.ts";
import type { LedgerRequest } from "#ledger/ledger/requests.ts";

/** A name without a day is the oldest known. */
const ALWAYS = day("1900-01-01");

/** What registers a file of the folder agreements, as the ledger would be asked to do it. */
export function requestsOf(name: string): LedgerRequest[] {
  const bytes = readFileSync(join(agreementsFolder(), `${name}.yaml`));
  const read = readAgreementBytes(`${name}.yaml`, bytes);
  switch (read.kind) {
    case "agreement":
      return [{ type: "register-agreement", agreement: read.agreement }];
    case "distribution_key":
      return [{ type: "register-distribution-key", key: read.key }];
    case "parties":
      return read.parties.map(({ id, name: present, kind, organisationsnummer, names, payee, members }) => ({
        type: "register-party",
        party: id,
        kind,
        name: present,
        names: (names ?? []).map((each) => ({ name: each.name, from: each.from ?? ALWAYS })),
        ...(organisationsnummer === undefined ? {} : { organisationsnummer }),
        ...(payee === undefined ? {} : { payee }),
        ...(members === undefined ? {} : { members }),
      }));
  }
}

/** An agreement that stands in a case itself, in the form of a document. */
export function agreementRequest(
  type: "register-agreement" | "amend-agreement",
  { agreement, ...rest }: Readonly<Record<string, unknown>>,
): LedgerRequest {
  const read = readAgreementBytes("agreement in the case", new TextEncoder().encode(stringify(agreement)));
  if (read.kind !== "agreement") throw new Error(`A case registers an agreement, not ${read.kind}.`);
  return { ...rest, type, agreement: read.agreement } as LedgerRequest;
}
