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

/** One field of which the file and the register say two different things; each as JSON, as it stands. */
export interface Difference {
  readonly party: string;
  readonly field: string;
  readonly file: string;
  readonly registered: string;
}

/** What a file means for a party that is registered. */
export interface Comparison {
  /** The names that its history has gained. */
  readonly renamings: readonly Renaming[];
  readonly differences: readonly Difference[];
  /** What the file knows and the register does not yet: a person records it, by a command of its own. */
  readonly notes: readonly string[];
}

/**
 * Compares a file with what is registered. A file that leaves something out, or stopped at an earlier name
 * or payee, contradicts nothing: the register may know more than it.
 */
export function compared(record: PartyRecord, state: PartyState): Comparison {
  const wanted = registrationOf(record);
  const registered = state.party;
  const { id } = record;
  const differences: Difference[] = [];
  const notes: string[] = [];
  const compare = (field: string, file: unknown, register: unknown): void => {
    const [inFile, inRegister] = [canonicalJson(file ?? null), canonicalJson(register ?? null)];
    if (inFile !== inRegister) differences.push({ party: id, field, file: inFile, registered: inRegister });
  };
  compare("kind", wanted.kind, registered?.kind);
  if (wanted.members !== undefined) compare("members", wanted.members, registered?.members);

  const { organisationsnummer, payee } = wanted;
  if (organisationsnummer !== undefined) {
    if (registered?.organisationsnummer !== undefined) {
      compare("organisationsnummer", organisationsnummer, registered.organisationsnummer);
    } else {
      notes.push(
        `The file gives ${id} the organisationsnummer ${organisationsnummer}, which is not registered: record it with POST /api/parties/${id}/organisationsnummer.`,
      );
    }
  }
  if (payee !== undefined) {
    const known: readonly string[] = [
      ...state.payees.map((each) => each.payee),
      ...(state.successor ? [state.successor.party] : []),
    ];
    if (known.length === 0) {
      notes.push(
        `The file names ${payee} as payee of ${id}, which has none: name it, with its day, with POST /api/parties/${id}/payees.`,
      );
    } else if (!known.includes(payee)) compare("payee", payee, known.at(-1));
  }

  const history = wanted.names.length > 0 ? wanted.names : [{ name: wanted.name, from: ALWAYS }];
  const shared = Math.min(history.length, state.names.length);
  compare("names", history.slice(0, shared), state.names.slice(0, shared));
  const renamings = history
    .slice(shared)
    .map(({ name, from }): Renaming => ({ type: "rename-party", party: id, name, from }));
  return { renamings, differences, notes };
}

/**
 * Who somebody is and who is paid is decided by a command of its own, not by a file.
 *
 * @throws RuleError `party-differs` naming every party and field when there is any difference
 */
export function refuseDifferences(differences: readonly Difference[]): void {
  const [first] = differences;
  if (!first) return;
  const each = differences.map(
    ({ party, field, file, registered }) =>
      `Party ${party} is registered with ${field} ${registered}, while the file says ${file}.`,
  );
  const parties = [...new Set(differences.map(({ party }) => party))].join(", ");
  const { party, field, file, registered } = first;
  throw new RuleError(
    "party-differs",
    `${each.join("\n")}\nA file does not change a registered party: make the file say what is registered, or leave the party out of it; a name, a payee or an organisationsnummer is changed over HTTP (/docs, parties).`,
    { field, figures: { party, file, registered, parties } },
  );
}
