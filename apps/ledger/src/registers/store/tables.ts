import type { Generated, Selectable } from "kysely";

/** The register's tables as Kysely sees them. Days and instants are text, numbers are whole. */
export interface RegisterTables {
  secrets: { name: string; value: string };
  persons: PersonTable;
  contacts: ContactTable;
  attachments: AttachmentTable;
  attachment_persons: { attachment: string; person: string };
  tombstones: TombstoneTable;
  commands: CommandTable;
  unfinished: { file: string };
}

interface Numbered {
  /** Given by SQLite in the order of registering; what lists are paged by. */
  seq: Generated<number>;
  id: string;
  /** 1 at first, one more with each correction: the ETag. */
  version: number;
  changed_at: string;
  changed_by: string;
}

interface PersonTable extends Numbered {
  name: string;
  /** The name in lower case, to be searched. */
  name_key: string;
  email: string | null;
  phone: string | null;
  title: string | null;
}

interface ContactTable extends Numbered {
  person: string;
  party: string;
  role: string;
  from_day: string;
  to_day: string | null;
}

interface AttachmentTable extends Numbered {
  /** Hex; finds the same content again. */
  sha256: string;
  /** Hex of 32 random bytes; with it the id proves the content, without it the id says nothing. */
  key: string;
  media_type: string;
  file_name: string;
  bytes: number;
  party: string | null;
  agreement: string | null;
}

interface TombstoneTable {
  seq: Generated<number>;
  id: string;
  kind: string;
  erased_on: string;
  erased_by: string;
  reason: string;
}

/** A write that was taken. When what it is about is erased, its fingerprint and its answer go with it. */
interface CommandTable {
  id: string;
  subject: string;
  fingerprint_key: string | null;
  fingerprint: string | null;
  answer: string | null;
}

export type PersonRow = Selectable<PersonTable>;
export type ContactRow = Selectable<ContactTable>;
export type AttachmentRow = Selectable<AttachmentTable>;
