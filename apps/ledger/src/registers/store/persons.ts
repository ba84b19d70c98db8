import { randomUUID } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { Clock } from "#event-store/event-store.ts";
import {
  type About,
  type Page,
  type PageAsked,
  aboutOf,
  firstVersion,
  nextVersion,
  pageOf,
  present,
  whyMissing,
} from "./entries.ts";
import type { Done, RegisterAsker } from "./remembered-commands.ts";
import type { PersonRow, RegisterTables } from "./tables.ts";

export interface PersonFields {
  readonly name: string;
  readonly email?: string;
  readonly phone?: string;
  readonly title?: string;
}

export interface Person extends PersonFields, About {}

export interface PersonsAsked extends PageAsked {
  /** The beginning of the name or of a part of it, in any case. */
  readonly name?: string;
  readonly party?: string;
  readonly role?: string;
}

type Db = Kysely<RegisterTables>;

export async function registerPerson(
  db: Db,
  fields: PersonFields,
  asker: RegisterAsker,
  clock: Clock,
): Promise<Done<Person>> {
  // Random, so that the id says nothing about the person.
  const first = firstVersion(`person-${randomUUID()}`, asker, clock);
  await db
    .insertInto("persons")
    .values({ ...first, ...columnsOf(fields) })
    .execute();
  return doneWith(db, first.id, true);
}

/**
 * Puts the fields in the place of those that were there; what is left out is removed.
 *
 * @throws RuleError `person-unknown`, `person-erased`; VersionChanged
 */
export async function correctPerson(
  db: Db,
  id: string,
  fields: PersonFields,
  asker: RegisterAsker,
  clock: Clock,
): Promise<Done<Person>> {
  const { version } = await readPerson(db, id);
  await db
    .updateTable("persons")
    .set({ ...nextVersion(version, asker, clock), ...columnsOf(fields) })
    .where("id", "=", id)
    .execute();
  return doneWith(db, id, false);
}

/** @throws RuleError `person-unknown`, `person-erased` */
export async function readPerson(db: Db, id: string): Promise<Person> {
  const row = await db.selectFrom("persons").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row) throw await whyMissing(db, "person", id);
  return shown(row);
}

export function listPersons(db: Db, asked: PersonsAsked): Promise<Page<Person>> {
  const { name, party, role } = asked;
  return pageOf(
    asked,
    (after, limit) => {
      let query = db.selectFrom("persons").selectAll().where("seq", ">", after).orderBy("seq").limit(limit);
      if (name !== undefined) {
        const start = keyOf(name).replaceAll(/[\\%_]/g, "\\$&");
        query = query.where(
          sql<boolean>`(name_key like ${`${start}%`} escape '\\' or name_key like ${`% ${start}%`} escape '\\')`,
        );
      }
      if (party !== undefined || role !== undefined) {
        let inRole = db.selectFrom("contacts").select("person");
        if (party !== undefined) inRole = inRole.where("party", "=", party);
        if (role !== undefined) inRole = inRole.where("role", "=", role);
        query = query.where("id", "in", inRole);
      }
      return query.execute();
    },
    (rows) => Promise.resolve(rows.map(shown)),
  );
}

async function doneWith(db: Db, id: string, begun: boolean): Promise<Done<Person>> {
  const body = await readPerson(db, id);
  return { subject: id, version: body.version, begun, body };
}

function columnsOf({ name, email = null, phone = null, title = null }: { name: string } & Nullable) {
  return { name, name_key: keyOf(name), email, phone, title };
}
type Nullable = { readonly [Field in "email" | "phone" | "title"]?: string | null };

/** SQLite's own lower case knows the letters of English only. */
function keyOf(name: string): string {
  return name.normalize("NFC").toLocaleLowerCase("sv");
}

function shown(row: PersonRow): Person {
  return {
    ...aboutOf(row),
    name: row.name,
    ...present("email", row.email),
    ...present("phone", row.phone),
    ...present("title", row.title),
  };
}
