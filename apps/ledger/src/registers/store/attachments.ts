import type { Kysely } from "kysely";
import type { Clock } from "#event-store/event-store.ts";
import type { Incoming } from "./attachment-files.ts";
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
import type { AttachmentRow, RegisterTables } from "./tables.ts";

export interface AttachmentFields {
  readonly fileName: string;
  /** Whom it is about. */
  readonly persons?: readonly string[];
  readonly party?: string;
  readonly agreement?: string;
}

export interface Attachment extends About {
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly persons: readonly string[];
  readonly party?: string;
  readonly agreement?: string;
}

export interface AttachmentsAsked extends PageAsked {
  readonly person?: string;
  readonly party?: string;
  readonly agreement?: string;
}

type Db = Kysely<RegisterTables>;

/**
 * Enters what has come in. Content that is there already keeps its id and what is said about it; whom it is
 * about is added, so that an erasure finds it.
 *
 * @throws RuleError `person-unknown`, `person-erased`
 */
export async function enterAttachment(
  db: Db,
  { id, key, sha256, bytes }: Incoming,
  { mediaType, ...fields }: AttachmentFields & { readonly mediaType: string },
  asker: RegisterAsker,
  clock: Clock,
): Promise<Done<Attachment>> {
  const { persons = [] } = fields;
  await mustKnowPersons(db, persons, () => "Attachment-Persons");
  const there = await db
    .selectFrom("attachments")
    .selectAll()
    .where("sha256", "=", sha256)
    .executeTakeFirst();
  if (there) {
    const known = await personsOf(db, there.id);
    const added = persons.filter((person) => !known.includes(person));
    if (added.length > 0) {
      await link(db, there.id, added);
      await db
        .updateTable("attachments")
        .set(nextVersion(there.version, { ...asker, expectedVersion: there.version }, clock))
        .where("id", "=", there.id)
        .execute();
    }
    return doneWith(db, there.id, false);
  }
  const first = firstVersion(id, asker, clock);
  const about = { sha256, key, bytes, media_type: mediaType, ...columnsOf(fields) };
  await db
    .insertInto("attachments")
    .values({ ...first, ...about })
    .execute();
  await link(db, id, persons);
  return doneWith(db, id, true);
}

/**
 * Puts what is said about it in the place of what was said; what is left out is removed.
 *
 * @throws RuleError `attachment-unknown`, `attachment-erased`, `person-unknown`, `person-erased`
 * @throws VersionChanged
 */
export async function describeAttachment(
  db: Db,
  id: string,
  fields: AttachmentFields,
  asker: RegisterAsker,
  clock: Clock,
): Promise<Done<Attachment>> {
  const { version } = await attachmentRow(db, id);
  const { persons = [] } = fields;
  await mustKnowPersons(db, persons, (index) => `persons[${index}]`);
  await db
    .updateTable("attachments")
    .set({ ...nextVersion(version, asker, clock), ...columnsOf(fields) })
    .where("id", "=", id)
    .execute();
  await db.deleteFrom("attachment_persons").where("attachment", "=", id).execute();
  await link(db, id, persons);
  return doneWith(db, id, false);
}

/** @throws RuleError `attachment-unknown`, `attachment-erased` */
export async function attachmentRow(db: Db, id: string): Promise<AttachmentRow> {
  const row = await db.selectFrom("attachments").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row) throw await whyMissing(db, "attachment", id);
  return row;
}

/** @throws RuleError `attachment-unknown`, `attachment-erased` */
export async function readAttachment(db: Db, id: string): Promise<Attachment> {
  return shown(db, await attachmentRow(db, id));
}

export function listAttachments(db: Db, asked: AttachmentsAsked): Promise<Page<Attachment>> {
  const { person, party, agreement } = asked;
  return pageOf(
    asked,
    (after, limit) => {
      let query = db
        .selectFrom("attachments")
        .selectAll()
        .where("seq", ">", after)
        .orderBy("seq")
        .limit(limit);
      if (party !== undefined) query = query.where("party", "=", party);
      if (agreement !== undefined) query = query.where("agreement", "=", agreement);
      if (person !== undefined) {
        const about = db.selectFrom("attachment_persons").select("attachment").where("person", "=", person);
        query = query.where("id", "in", about);
      }
      return query.execute();
    },
    async (rows) => {
      const entries: Attachment[] = [];
      for (const row of rows) entries.push(await shown(db, row));
      return entries;
    },
  );
}

export async function personsOf(db: Db, attachment: string): Promise<string[]> {
  const rows = await db
    .selectFrom("attachment_persons")
    .select("person")
    .where("attachment", "=", attachment)
    .orderBy("person")
    .execute();
  return rows.map(({ person }) => person);
}

async function link(db: Db, attachment: string, persons: readonly string[]): Promise<void> {
  if (persons.length === 0) return;
  await db
    .insertInto("attachment_persons")
    .values([...new Set(persons)].map((person) => ({ attachment, person })))
    .execute();
}

async function doneWith(db: Db, id: string, begun: boolean): Promise<Done<Attachment>> {
  const body = await readAttachment(db, id);
  return { subject: id, version: body.version, begun, body };
}

function columnsOf({ fileName, party, agreement }: AttachmentFields) {
  return { file_name: fileName, party: party ?? null, agreement: agreement ?? null };
}

async function shown(db: Db, row: AttachmentRow): Promise<Attachment> {
  return {
    ...aboutOf(row),
    fileName: row.file_name,
    mediaType: row.media_type,
    bytes: row.bytes,
    persons: await personsOf(db, row.id),
    ...present("party", row.party),
    ...present("agreement", row.agreement),
  };
}
