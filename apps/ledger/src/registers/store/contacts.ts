import { randomUUID } from "node:crypto";
import type { Kysely } from "kysely";
import type { Day } from "#domain/calendar.ts";
import { RuleError } from "#domain/rule-error.ts";
import type { Clock } from "#event-store/event-store.ts";
import {
  type About,
  type Page,
  type PageAsked,
  aboutOf,
  firstVersion,
  mustKnowPersons,
  nextVersion,
  pageOf,
  present,
  whyMissing,
} from "./entries.ts";
import type { Done, RegisterAsker } from "./remembered-commands.ts";
import type { ContactRow, RegisterTables } from "./tables.ts";

/** What a person does for a party: the parts that the forms for requisitions and cost reports name. */
export const ROLES = ["contact", "signatory", "chief_financial_officer"] as const;
export type Role = (typeof ROLES)[number];

export interface ContactFields {
  readonly person: string;
  readonly party: string;
  readonly role: Role;
  readonly from: Day;
  /** The last day, when there is one. */
  readonly to?: Day;
}

export interface Contact extends About {
  readonly person: string;
  readonly party: string;
  readonly role: string;
  readonly from: string;
  readonly to?: string;
}

export interface ContactsAsked extends PageAsked {
  readonly party?: string;
  readonly person?: string;
  readonly role?: string;
  /** Only those that hold on this day. */
  readonly on?: string;
}

type Db = Kysely<RegisterTables>;

/** @throws RuleError `person-unknown`, `person-erased`, `contact-ends-before-it-begins` */
export async function registerContact(
  db: Db,
  fields: ContactFields,
  asker: RegisterAsker,
  clock: Clock,
): Promise<Done<Contact>> {
  const first = firstVersion(`contact-${randomUUID()}`, asker, clock);
  await db
    .insertInto("contacts")
    .values({ ...first, ...(await columnsOf(db, fields)) })
    .execute();
  return doneWith(db, first.id, true);
}

/**
 * Puts the fields in the place of those that were there; what is left out is removed.
 *
 * @throws RuleError `contact-unknown`, `contact-erased` and as {@link registerContact}; VersionChanged
 */
export async function correctContact(
  db: Db,
  id: string,
  fields: ContactFields,
  asker: RegisterAsker,
  clock: Clock,
): Promise<Done<Contact>> {
  const { version } = await readContact(db, id);
  const next = nextVersion(version, asker, clock);
  await db
    .updateTable("contacts")
    .set({ ...next, ...(await columnsOf(db, fields)) })
    .where("id", "=", id)
    .execute();
  return doneWith(db, id, false);
}

/** @throws RuleError `contact-unknown`, `contact-erased` */
export async function readContact(db: Db, id: string): Promise<Contact> {
  const row = await db.selectFrom("contacts").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row) throw await whyMissing(db, "contact", id);
  return shown(row);
}

export function listContacts(db: Db, asked: ContactsAsked): Promise<Page<Contact>> {
  const { party, person, role, on } = asked;
  return pageOf(
    asked,
    (after, limit) => {
      let query = db.selectFrom("contacts").selectAll().where("seq", ">", after).orderBy("seq").limit(limit);
      if (party !== undefined) query = query.where("party", "=", party);
      if (person !== undefined) query = query.where("person", "=", person);
      if (role !== undefined) query = query.where("role", "=", role);
      if (on !== undefined) {
        query = query
          .where("from_day", "<=", on)
          .where((where) => where.or([where("to_day", "is", null), where("to_day", ">=", on)]));
      }
      return query.execute();
    },
    (rows) => Promise.resolve(rows.map(shown)),
  );
}

async function doneWith(db: Db, id: string, begun: boolean): Promise<Done<Contact>> {
  const body = await readContact(db, id);
  return { subject: id, version: body.version, begun, body };
}

async function columnsOf(db: Db, { person, party, role, from, to }: ContactFields) {
  await mustKnowPersons(db, [person], () => "person");
  if (to !== undefined && to < from) {
    throw new RuleError(
      "contact-ends-before-it-begins",
      `to (${to}) must not be before from (${from}): it is the last day.`,
      { field: "to", figures: { from, to } },
    );
  }
  return { person, party, role, from_day: from, to_day: to ?? null };
}

function shown(row: ContactRow): Contact {
  const { person, party, role, from_day: from, to_day } = row;
  return { ...aboutOf(row), person, party, role, from, ...present("to", to_day) };
}
