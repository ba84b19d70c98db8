import type { Kysely } from "kysely";
import { stockholmDay } from "#domain/calendar.ts";
import type { Clock } from "#event-store/event-store.ts";
import { attachmentRow, personsOf } from "./attachments.ts";
import { readContact } from "./contacts.ts";
import { type Page, type PageAsked, mustBeAt, pageOf } from "./entries.ts";
import { readPerson } from "./persons.ts";
import { type Done, type RegisterAsker, forget, kindOf } from "./remembered-commands.ts";
import type { RegisterTables } from "./tables.ts";

/** Why something is erased. A list and no free text, since the tombstone stays. */
export const REASONS = ["requested", "retention_ended", "not_needed", "mistake"] as const;
export type Reason = (typeof REASONS)[number];

/** What is left of an entry: that it was there, and who erased it when and why. */
export interface Tombstone {
  readonly id: string;
  readonly erasedOn: string;
  readonly by: string;
  readonly reason: string;
}

/** What an erasure did. */
export interface Erasure extends Tombstone {
  /** The person's contacts, erased with them. */
  readonly contacts: readonly string[];
  /** Attachments that were about this person alone, erased with them. */
  readonly attachments: readonly string[];
  /** Attachments that are about others too and stay: somebody has to decide about them. */
  readonly left: readonly { readonly attachment: string; readonly persons: readonly string[] }[];
}

type Db = Kysely<RegisterTables>;

/**
 * Erases a person with everything that is about them alone, and leaves a tombstone for each.
 *
 * @throws RuleError `person-unknown`, `person-erased`; VersionChanged
 */
export async function erasePerson(
  db: Db,
  id: string,
  reason: Reason,
  asker: RegisterAsker,
  clock: Clock,
): Promise<Done<Erasure>> {
  const { version } = await readPerson(db, id);
  mustBeAt(version, asker);
  const contacts = await idsOf(db.selectFrom("contacts").select("id").where("person", "=", id));
  const about = await idsOf(
    db.selectFrom("attachment_persons").select("attachment as id").where("person", "=", id),
  );
  await db.deleteFrom("attachment_persons").where("person", "=", id).execute();
  const attachments: string[] = [];
  const left: { attachment: string; persons: string[] }[] = [];
  for (const attachment of about) {
    const persons = await personsOf(db, attachment);
    if (persons.length === 0) attachments.push(attachment);
    else {
      left.push({ attachment, persons });
      await db
        .updateTable("attachments")
        .set((row) => ({ version: row("version", "+", 1), ...changedBy(asker, clock) }))
        .where("id", "=", attachment)
        .execute();
    }
  }
  await db.deleteFrom("contacts").where("person", "=", id).execute();
  await removeAttachments(db, attachments);
  await db.deleteFrom("persons").where("id", "=", id).execute();
  const stone = stoneOf(id, reason, asker, clock);
  await bury(db, [id, ...contacts, ...attachments], stone);
  const body = { ...stone, contacts, attachments, left };
  return { subject: id, version: version + 1, begun: false, body };
}

/** @throws RuleError `contact-unknown`, `contact-erased`; VersionChanged */
export async function eraseContact(
  db: Db,
  id: string,
  reason: Reason,
  asker: RegisterAsker,
  clock: Clock,
): Promise<Done<Tombstone>> {
  const { version } = await readContact(db, id);
  mustBeAt(version, asker);
  await db.deleteFrom("contacts").where("id", "=", id).execute();
  const body = stoneOf(id, reason, asker, clock);
  await bury(db, [id], body);
  return { subject: id, version: version + 1, begun: false, body };
}

/** @throws RuleError `attachment-unknown`, `attachment-erased`; VersionChanged */
export async function eraseAttachment(
  db: Db,
  id: string,
  reason: Reason,
  asker: RegisterAsker,
  clock: Clock,
): Promise<Done<Tombstone>> {
  const { version } = await attachmentRow(db, id);
  mustBeAt(version, asker);
  await db.deleteFrom("attachment_persons").where("attachment", "=", id).execute();
  await removeAttachments(db, [id]);
  const body = stoneOf(id, reason, asker, clock);
  await bury(db, [id], body);
  return { subject: id, version: version + 1, begun: false, body };
}

export function listErasures(db: Db, asked: PageAsked): Promise<Page<Tombstone & { readonly kind: string }>> {
  return pageOf(
    asked,
    (after, limit) =>
      db.selectFrom("tombstones").selectAll().where("seq", ">", after).orderBy("seq").limit(limit).execute(),
    (rows) =>
      Promise.resolve(
        rows.map(({ id, kind, erased_on, erased_by, reason }) => {
          return { id, kind, erasedOn: erased_on, by: erased_by, reason };
        }),
      ),
  );
}

function changedBy({ actor }: RegisterAsker, clock: Clock) {
  return { changed_at: clock.now(), changed_by: actor };
}

function stoneOf(id: string, reason: Reason, { actor }: RegisterAsker, clock: Clock): Tombstone {
  return { id, erasedOn: stockholmDay(clock.now()), by: actor, reason };
}

async function idsOf(query: { execute(): Promise<readonly { readonly id: string }[]> }): Promise<string[]> {
  return (await query.execute()).map(({ id }) => id);
}

/** The key goes with the row: from then on the id in the log proves nothing. The file follows. */
async function removeAttachments(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db
    .insertInto("unfinished")
    .values(ids.map((file) => ({ file })))
    .execute();
  await db.deleteFrom("attachments").where("id", "in", ids).execute();
}

async function bury(db: Db, ids: readonly string[], stone: Tombstone): Promise<void> {
  await forget(db, ids);
  const { erasedOn: erased_on, by: erased_by, reason } = stone;
  await db
    .insertInto("tombstones")
    .values(ids.map((id) => ({ id, kind: kindOf(id), erased_on, erased_by, reason })))
    .execute();
  // Also without a file there is something to finish: the text may still stand in the database's own files.
  await db
    .insertInto("unfinished")
    .values({ file: "" })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
