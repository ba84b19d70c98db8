import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Kysely, Transaction } from "kysely";
import { closeAll } from "#event-store/close-all.ts";
import type { Clock } from "#event-store/event-store.ts";
import { sessionOnThread } from "#projections/sqlite/sessions.ts";
import type { KnownReferences, Standing } from "../requests/known-references.ts";
import { AttachmentFiles, type Incoming, LARGEST_ATTACHMENT } from "./store/attachment-files.ts";
import {
  type Attachment,
  type AttachmentFields,
  type AttachmentsAsked,
  attachmentRow,
  describeAttachment,
  enterAttachment,
  listAttachments,
  readAttachment,
} from "./store/attachments.ts";
import { ComingIn } from "./store/coming-in.ts";
import {
  type Contact,
  type ContactFields,
  type ContactsAsked,
  correctContact,
  listContacts,
  readContact,
  registerContact,
} from "./store/contacts.ts";
import { type OpenSession, openDatabase, scrub } from "./store/database.ts";
import type { Page, PageAsked } from "./store/entries.ts";
import {
  type Erasure,
  type Reason,
  type Tombstone,
  eraseAttachment,
  eraseContact,
  erasePerson,
  listErasures,
} from "./store/erasures.ts";
import {
  type Person,
  type PersonFields,
  type PersonsAsked,
  correctPerson,
  listPersons,
  readPerson,
  registerPerson,
} from "./store/persons.ts";
import { type Done, type RegisterAsker, type Told, once } from "./store/remembered-commands.ts";
import type { RegisterTables } from "./store/tables.ts";

export interface RegistersOptions {
  readonly file: string;
  readonly attachments: string;
  readonly clock: Clock;
  /** Bytes. */
  readonly largestAttachment?: number;
  readonly session?: OpenSession;
}

/** An attachment's content with what it is called. */
export interface Content {
  readonly about: Attachment;
  readonly bytes: Buffer;
}

type Db = Kysely<RegisterTables>;

/** So many ids are remembered at most. */
const MOST_KNOWN = 10_000;

/**
 * The registers of persons, contacts and attachments: everything that is about people, outside the log, so
 * that it can be erased. The log holds their ids, which say nothing by themselves.
 */
export class Registers implements KnownReferences {
  readonly largestAttachment: number;
  readonly #db: Db;
  readonly #files: AttachmentFiles;
  readonly #clock: Clock;
  readonly #comingIn = new ComingIn();
  /** Ids that were found since the last write. */
  #known = new Set<string>();
  /** The last write under way: a write and what follows from it on disk come before the next one. */
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(db: Db, { attachments, clock, largestAttachment }: RegistersOptions) {
    this.largestAttachment = largestAttachment ?? LARGEST_ATTACHMENT;
    this.#db = db;
    this.#files = new AttachmentFiles(attachments, this.largestAttachment);
    this.#clock = clock;
  }

  /**
   * Opens the registers, and finishes what a crash left half done.
   *
   * @throws StoreUnavailable with a sentence for a person
   */
  static async open(options: RegistersOptions): Promise<Registers> {
    const db = await openDatabase(options.file, options.session ?? sessionOnThread);
    const registers = new Registers(db, options);
    try {
      await registers.#heal();
      return registers;
    } catch (error) {
      await db.destroy();
      throw error;
    }
  }

  registerPerson(fields: PersonFields, asker: RegisterAsker): Promise<Told<Person>> {
    return this.#write({ type: "register-person", ...fields }, asker, (db) =>
      registerPerson(db, fields, asker, this.#clock),
    );
  }

  correctPerson(person: string, fields: PersonFields, asker: RegisterAsker): Promise<Told<Person>> {
    return this.#write({ type: "correct-person", person, ...fields }, asker, (db) =>
      correctPerson(db, person, fields, asker, this.#clock),
    );
  }

  /**
   * Erases a person with their contacts and the attachments that are about them alone. When it is answered,
   * no file of the registers holds anything of it.
   *
   * @throws RuleError `person-unknown`, `person-erased`; VersionChanged, CommandIdReused
   * @throws TracesLeft when it is erased but may still stand in a file: repeat it
   */
  erasePerson(person: string, reason: Reason, asker: RegisterAsker): Promise<Told<Erasure>> {
    return this.#erase({ type: "erase-person", person, reason }, asker, (db) =>
      erasePerson(db, person, reason, asker, this.#clock),
    );
  }

  registerContact(fields: ContactFields, asker: RegisterAsker): Promise<Told<Contact>> {
    return this.#write({ type: "register-contact", ...fields }, asker, (db) =>
      registerContact(db, fields, asker, this.#clock),
    );
  }

  correctContact(contact: string, fields: ContactFields, asker: RegisterAsker): Promise<Told<Contact>> {
    return this.#write({ type: "correct-contact", contact, ...fields }, asker, (db) =>
      correctContact(db, contact, fields, asker, this.#clock),
    );
  }

  eraseContact(contact: string, reason: Reason, asker: RegisterAsker): Promise<Told<Tombstone>> {
    return this.#erase({ type: "erase-contact", contact, reason }, asker, (db) =>
      eraseContact(db, contact, reason, asker, this.#clock),
    );
  }

  /**
   * Stores a file. The same content gives the same id back as long as the register holds it.
   *
   * @throws AttachmentTooLarge, RuleError `person-unknown`, `person-erased`; CommandIdReused: nothing is kept
   */
  async storeAttachment(
    content: AsyncIterable<Uint8Array>,
    fields: AttachmentFields & { readonly mediaType: string },
    asker: RegisterAsker,
  ): Promise<Told<Attachment>> {
    const receive = (parts: AsyncIterable<Uint8Array>): Promise<Incoming> => this.#files.receive(parts);
    return this.#comingIn.take(fields.persons ?? [], content, receive, (incoming) =>
      this.#inTurn(() => this.#enter(incoming, fields, asker)),
    );
  }

  async #enter(
    incoming: Incoming,
    fields: AttachmentFields & { readonly mediaType: string },
    asker: RegisterAsker,
  ): Promise<Told<Attachment>> {
    let wanted = false;
    try {
      const request = { type: "store-attachment", sha256: incoming.sha256, ...fields };
      const told = await this.#transact(request, asker, (db) =>
        enterAttachment(db, incoming, fields, asker, this.#clock),
      );
      wanted = told.subject === incoming.id;
      // Also for a repeat of what was entered and could not be put in place.
      await this.#files.place(told.subject);
      return told;
    } finally {
      if (!wanted) await this.#files.discard(incoming.id);
    }
  }

  describeAttachment(
    attachment: string,
    fields: AttachmentFields,
    asker: RegisterAsker,
  ): Promise<Told<Attachment>> {
    return this.#write({ type: "describe-attachment", attachment, ...fields }, asker, (db) =>
      describeAttachment(db, attachment, fields, asker, this.#clock),
    );
  }

  eraseAttachment(attachment: string, reason: Reason, asker: RegisterAsker): Promise<Told<Tombstone>> {
    return this.#erase({ type: "erase-attachment", attachment, reason }, asker, (db) =>
      eraseAttachment(db, attachment, reason, asker, this.#clock),
    );
  }

  person(id: string): Promise<Person> {
    return readPerson(this.#db, id);
  }

  persons(asked: PersonsAsked): Promise<Page<Person>> {
    return listPersons(this.#db, asked);
  }

  contact(id: string): Promise<Contact> {
    return readContact(this.#db, id);
  }

  contacts(asked: ContactsAsked): Promise<Page<Contact>> {
    return listContacts(this.#db, asked);
  }

  attachment(id: string): Promise<Attachment> {
    return readAttachment(this.#db, id);
  }

  attachments(asked: AttachmentsAsked): Promise<Page<Attachment>> {
    return listAttachments(this.#db, asked);
  }

  /** @throws RuleError `attachment-unknown`, `attachment-erased`; AttachmentChanged */
  async content(id: string): Promise<Content> {
    const { key, bytes } = await attachmentRow(this.#db, id);
    const about = await this.attachment(id);
    return { about, bytes: await this.#files.read(id, key, bytes) };
  }

  erasures(asked: PageAsked): Promise<Page<Tombstone & { readonly kind: string }>> {
    return listErasures(this.#db, asked);
  }

  /**
   * Nearly every request names one of few persons, and asking the database's thread costs as much as deciding the
   * request: who is known is remembered until anything is written here. An erasure is answered after that.
   */
  async standing(id: string): Promise<Standing> {
    const known = this.#known;
    if (known.has(id)) return "known";
    const standing = await this.#standingOf(id);
    if (standing === "known" && known.size < MOST_KNOWN) known.add(id);
    return standing;
  }

  async #standingOf(id: string): Promise<Standing> {
    for (const table of ["persons", "attachments"] as const) {
      if (await this.#db.selectFrom(table).select("id").where("id", "=", id).executeTakeFirst()) {
        return "known";
      }
    }
    const grave = await this.#db
      .selectFrom("tombstones")
      .select("id")
      .where("id", "=", id)
      .executeTakeFirst();
    return grave ? "erased" : "unknown";
  }

  /** Finishes what was begun. */
  async close(): Promise<void> {
    await this.#writing;
    await this.#db.destroy();
  }

  #write<Body extends object>(
    request: object,
    asker: RegisterAsker,
    write: (db: Transaction<RegisterTables>) => Promise<Done<Body>>,
  ): Promise<Told<Body>> {
    return this.#inTurn(() => this.#transact(request, asker, write));
  }

  #erase<Body extends object>(
    request: object,
    asker: RegisterAsker,
    erase: (db: Transaction<RegisterTables>) => Promise<Done<Body>>,
  ): Promise<Told<Body>> {
    return this.#inTurn(async () => {
      const told = await this.#transact(request, asker, erase);
      await this.#comingIn.cutOff(told.subject, (id) => this.#files.discard(id));
      // Also on a repeat: the first time may have been cut off, or another program had the file open.
      await this.#finishErasures();
      return told;
    });
  }

  #transact<Body extends object>(
    request: object,
    asker: RegisterAsker,
    write: (db: Transaction<RegisterTables>) => Promise<Done<Body>>,
  ): Promise<Told<Body>> {
    return this.#db.transaction().execute((trx) => once(trx, asker, request, () => write(trx)));
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#writing.then(work).finally(() => {
      // Whoever asked before adds what was found to a set that is looked into no more.
      this.#known = new Set();
    });
    this.#writing = done.catch(() => undefined);
    return done;
  }

  async #heal(): Promise<void> {
    await this.#files.heal(async (id) => (await this.standing(id)) === "known");
    await this.#finishErasures();
  }

  /** Removes the files of what was erased, and the text from the database's own files. */
  async #finishErasures(): Promise<void> {
    const unfinished = await this.#db.selectFrom("unfinished").select("file").execute();
    if (unfinished.length === 0) return;
    for (const { file } of unfinished) if (file !== "") await this.#files.remove(file);
    await scrub(this.#db);
    await this.#db.deleteFrom("unfinished").execute();
  }
}

/** Registers that are kept nowhere: their attachments lie in a temporary folder, which goes with them. */
export async function unkeptRegisters(clock: Clock, largestAttachment?: number): Promise<Registers> {
  const attachments = join(tmpdir(), `ledger-attachments-${randomUUID()}`);
  const registers = await Registers.open({
    file: ":memory:",
    attachments,
    clock,
    ...(largestAttachment === undefined ? {} : { largestAttachment }),
  });
  const close = registers.close.bind(registers);
  registers.close = () =>
    closeAll(
      () => close(),
      () => rm(attachments, { recursive: true, force: true }),
    );
  return registers;
}
