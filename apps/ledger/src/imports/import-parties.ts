import { type Day, day } from "#domain/calendar.ts";
import type { PartyRecord } from "#domain/parties/party-file.ts";
import type { PartyState } from "#domain/parties/party.ts";
import { RuleError } from "#domain/rule-error.ts";
import { canonicalJson } from "#event-store/canonical-json.ts";
import type { RequestOf } from "../ledger/requests.ts";

type Registration = RequestOf<"register-party">;
type Renaming = RequestOf<"rename-party">;

/** A name that the file gives without a day has always held, as the register of parties reads it. */
const ALWAYS: Day = day("1900-01-01");

/** The command that registers a party of the file as it stands there. */
export function registrationOf(record: PartyRecord): Registration {
  const { id, kind, name, names = [], organisationsnummer, payee, members } = record;
  return {
    type: "register-party",
    party: id,
    kind,
    name,
    names: names.map((each) => ({ name: each.name, from: each.from ?? ALWAYS })),
    ...(organisationsnummer === undefined ? {} : { organisationsnummer }),
    ...(payee === undefined ? {} : { payee }),
    ...(members === undefined ? {} : { members }),
  };
}

/**
 * What a file asks of a party that is registered: nothing, or the names that its history has gained. A file
 * that stopped at an earlier name than the register knows asks nothing.
 *
 * @throws RuleError `party-differs` when the file says anything else than the register: who somebody is and
 *   who is paid is decided by a command of its own, not by a file
 */
export function renamingsOf(record: PartyRecord, state: PartyState): Renaming[] {
  const wanted = registrationOf(record);
  const registered = state.party;
  const compare = (field: string, file: unknown, register: unknown): void => {
    const [inFile, inRegister] = [canonicalJson(file ?? null), canonicalJson(register ?? null)];
    if (inFile !== inRegister) throw differs(record.id, field, inFile, inRegister);
  };
  compare("kind", wanted.kind, registered?.kind);
  compare("organisationsnummer", wanted.organisationsnummer, registered?.organisationsnummer);
  compare("payee", wanted.payee, state.payees.at(-1)?.payee);
  compare("members", wanted.members, registered?.members);

  const history = wanted.names.length > 0 ? wanted.names : [{ name: wanted.name, from: ALWAYS }];
  const shared = Math.min(history.length, state.names.length);
  compare("names", history.slice(0, shared), state.names.slice(0, shared));
  return history
    .slice(shared)
    .map(({ name, from }) => ({ type: "rename-party", party: record.id, name, from }));
}

function differs(party: string, field: string, file: string, register: string): RuleError {
  return new RuleError(
    "party-differs",
    `Party ${party} is registered with ${field} ${register}, while the file says ${file}: a file does not change a registered party.`,
    { field, figures: { party, file, registered: register } },
  );
}
