import type { PartyId } from "../agreements/agreement-terms.ts";
import { parseDay } from "../calendar.ts";
import type { Day } from "../calendar.ts";
import { optional, readList, readMark, readObject, readOneOf, readSlug, readText } from "../file-values.ts";
import { parseOrganisationsnummer } from "../identifiers/organisationsnummer.ts";
import type { Organisationsnummer } from "../identifiers/organisationsnummer.ts";
import { RuleError } from "../rule-error.ts";

export const PARTY_KINDS = [
  "agency",
  "association",
  "region",
  "collaboration_region",
  "company",
  "ministry",
  "other",
] as const;
export type PartyKind = (typeof PARTY_KINDS)[number];

/**
 * How well an organisationsnummer is known: A = seen beside the name in public data, B = seen as a prefix
 * or an example, C = own knowledge and the check digit only.
 */
export const CONFIDENCES = ["A", "B", "C"] as const;
export type Confidence = (typeof CONFIDENCES)[number];

export interface PartyName {
  readonly name: string;
  /** Absent for the oldest name only, when its start is not known. */
  readonly from?: Day;
  /** The day stands in no known document. */
  readonly assumed?: true;
}

/** Somebody who pays, is paid or takes part in an agreement, as `agreements/parties.yaml` describes them. */
export interface PartyRecord {
  readonly id: PartyId;
  /** The present name. */
  readonly name: string;
  readonly kind: PartyKind;
  readonly organisationsnummer?: Organisationsnummer;
  readonly organisationsnummerConfidence?: Confidence;
  /** Who takes payments for a party without organisationsnummer (DOMAIN: Distribution). */
  readonly payee?: PartyId;
  /** The regions of a collaboration region; Halland belongs to two. */
  readonly members?: readonly PartyId[];
  /** All names, oldest first; the last is the present one. */
  readonly names?: readonly PartyName[];
  readonly note?: string;
}

/**
 * Reads the content of a parties file, already parsed from YAML.
 *
 * @throws RuleError `file-format`, the rules of {@link parseOrganisationsnummer} and `date-format` for a
 *   single value; `party-duplicate-id`, `party-duplicate-organisationsnummer`, `party-unknown`,
 *   `party-members`, `party-payee` and `party-names` for what does not fit together
 */
export function readParties(file: unknown): readonly PartyRecord[] {
  const { kind, parties } = readObject(file, "file", ["kind", "parties"]);
  readOneOf(kind, "kind", ["parties"]);
  const records = readList(parties, "parties", readParty);
  checkUnique(records);
  const byId = new Map(records.map((party) => [party.id, party]));
  for (const [index, party] of records.entries()) checkReferences(party, `parties[${index}]`, byId);
  return records;
}

/** One id per party, and one party per organisationsnummer: two would be paid for each other. */
function checkUnique(records: readonly PartyRecord[]): void {
  const ids = new Set<PartyId>();
  const idByNumber = new Map<Organisationsnummer, PartyId>();
  for (const [index, { id, organisationsnummer }] of records.entries()) {
    if (ids.has(id)) {
      throw new RuleError("party-duplicate-id", `parties[${index}].id: ${id} stands twice.`, {
        field: `parties[${index}].id`,
        figures: { party: id },
      });
    }
    ids.add(id);
    if (organisationsnummer === undefined) continue;
    const other = idByNumber.get(organisationsnummer);
    if (other !== undefined) {
      throw new RuleError(
        "party-duplicate-organisationsnummer",
        `parties[${index}].organisationsnummer: ${id} has the number of ${other}, ${organisationsnummer}.`,
        {
          field: `parties[${index}].organisationsnummer`,
          figures: { party: id, other, organisationsnummer },
        },
      );
    }
    idByNumber.set(organisationsnummer, id);
  }
}

const PARTY_KEYS = [
  "id",
  "name",
  "kind",
  "organisationsnummer",
  "organisationsnummerConfidence",
  "payee",
  "members",
  "names",
  "note",
] as const satisfies readonly (keyof PartyRecord)[];

function readParty(value: unknown, place: string): PartyRecord {
  const party = readObject(value, place, PARTY_KEYS);
  const at = (key: keyof PartyRecord): [unknown, string] => [party[key], `${place}.${key}`];
  const name = readText(...at("name"));
  // A number without its confidence would look as sure as any other, so the two come together.
  const numbered =
    party["organisationsnummer"] !== undefined || party["organisationsnummerConfidence"] !== undefined;
  const payee = optional(...at("payee"), readSlug);
  const members = optional(...at("members"), (list, where) => readList(list, where, readSlug));
  const names = optional(...at("names"), (list, where) => readNames(list, where, name));
  const note = optional(...at("note"), readText);
  return {
    id: readSlug(...at("id")),
    name,
    kind: readOneOf(...at("kind"), PARTY_KINDS),
    ...(numbered
      ? {
          organisationsnummer: parseOrganisationsnummer(...at("organisationsnummer")),
          organisationsnummerConfidence: readOneOf(...at("organisationsnummerConfidence"), CONFIDENCES),
        }
      : {}),
    ...(payee === undefined ? {} : { payee }),
    ...(members === undefined ? {} : { members }),
    ...(names === undefined ? {} : { names }),
    ...(note === undefined ? {} : { note }),
  };
}

function readNames(value: unknown, place: string, presentName: string): readonly PartyName[] {
  const names = readList(value, place, readName);
  for (const [index, { from }] of names.entries()) {
    const before = names[index - 1]?.from;
    if (index > 0 && (from === undefined || (before !== undefined && from <= before))) {
      throw namesError(`${place}[${index}].from`, "must be a day after the name before it");
    }
  }
  const last = names.at(-1);
  if (last?.name !== presentName) {
    throw namesError(place, `must end with the present name, ${presentName}, not with ${last?.name ?? ""}`);
  }
  return names;
}

function readName(value: unknown, place: string): PartyName {
  const { name, from, assumed } = readObject(value, place, ["name", "from", "assumed"]);
  const day = optional(from, `${place}.from`, parseDay);
  return {
    name: readText(name, `${place}.name`),
    ...(day === undefined ? {} : { from: day }),
    ...(readMark(assumed, `${place}.assumed`) ? { assumed: true } : {}),
  };
}

function namesError(place: string, why: string): RuleError {
  return new RuleError("party-names", `${place} ${why}.`, { field: place });
}

/** Those whom a party names exist, and its payee can be paid. */
function checkReferences(party: PartyRecord, place: string, byId: ReadonlyMap<PartyId, PartyRecord>): void {
  const existing = (id: PartyId, field: string): PartyRecord => {
    const found = byId.get(id);
    if (found) return found;
    throw new RuleError("party-unknown", `${field}: ${party.id} names ${id}, which is no party.`, {
      field,
      figures: { party: party.id, named: id },
    });
  };
  checkMembers(party, `${place}.members`, existing);
  checkPayee(party, `${place}.payee`, existing);
}

/** The members of a collaboration region are regions, each named once; nobody else has members. */
function checkMembers(
  party: PartyRecord,
  field: string,
  existing: (id: PartyId, field: string) => PartyRecord,
): void {
  const refuse = (why: string): never => {
    throw new RuleError("party-members", `${field}: ${party.id} ${why}.`, {
      field,
      figures: { party: party.id },
    });
  };
  const members = party.members ?? [];
  if ((party.kind === "collaboration_region") !== members.length > 0) {
    refuse("must have members if it is a collaboration region, and only then");
  }
  if (new Set(members).size < members.length) refuse("names a member twice");
  for (const [index, id] of members.entries()) {
    if (existing(id, `${field}[${index}]`).kind !== "region")
      refuse(`has ${id} as a member, which is no region`);
  }
}

/**
 * A collaboration region has no organisationsnummer and so names a payee that has one. A company or an
 * agency may lack both while its number is unknown: it is then refused when it is to be paid.
 */
function checkPayee(
  party: PartyRecord,
  field: string,
  existing: (id: PartyId, field: string) => PartyRecord,
): void {
  const refuse = (why: string): never => {
    throw new RuleError("party-payee", `${field}: ${party.id} ${why}.`, {
      field,
      figures: { party: party.id, ...(party.payee === undefined ? {} : { payee: party.payee }) },
    });
  };
  if (party.payee === undefined) {
    if (party.kind === "collaboration_region") refuse("has no organisationsnummer and must name a payee");
    return;
  }
  if (party.organisationsnummer !== undefined) refuse("has an organisationsnummer and is paid itself");
  const payee = existing(party.payee, field);
  if (payee.organisationsnummer === undefined) {
    refuse(`names ${payee.id} as payee, which has no organisationsnummer`);
  }
}
