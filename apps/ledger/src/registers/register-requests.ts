import type { Day } from "#domain/calendar.ts";
import { WholeNumber } from "../balances/queries.ts";
import { AgreementId, CalendarDay, Choice, Slug, Text } from "../requests/fields.ts";
import { PersonId } from "../requests/person-id.ts";
import {
  AttachmentId,
  Email,
  EncodedFileName,
  EntryId,
  FileName,
  PersonIds,
  Phone,
} from "./register-fields.ts";
import { ROLES, type Role } from "./store/contacts.ts";
import { MOST_ENTRIES } from "./store/entries.ts";
import { REASONS, type Reason } from "./store/erasures.ts";

const PERSON = "person-2f1b9c5e-0d0e-4b0a-9a57-3f5f4f0f4b17";

class Paged {
  @WholeNumber("Entries after this one: the last answer's `next`.", "0", 0, Number.MAX_SAFE_INTEGER)
  after?: number;

  @WholeNumber("At most this many.", "100", 1, MOST_ENTRIES)
  limit?: number;
}

class Erasing {
  @Choice("Why it is erased.", REASONS)
  reason!: Reason;
}

export class PersonBody {
  @Text("The name.", "Exempel Exempelsson", { most: 200 })
  name!: string;

  @Email("An e-mail address.")
  email?: string;

  @Phone("A telephone number.")
  phone?: string;

  @Text("Title or function.", "Ekonomidirektör", { optional: true, most: 200 })
  title?: string;
}

export class OfPerson {
  @EntryId("person", "The person.")
  person!: string;
}

export class ErasePerson extends Erasing {
  @EntryId("person", "The person.")
  person!: string;
}

export class PersonsQuery extends Paged {
  @Text("The beginning of the name or of a part of it.", "exempel", { optional: true, most: 200 })
  name?: string;

  @Slug("Only persons with a part for this party.", "skr", { optional: true })
  party?: string;

  @Choice("Only persons in this part.", ROLES, { optional: true })
  role?: Role;
}

export class ContactBody {
  @PersonId("The person.", PERSON)
  person!: string;

  @Slug("The party that the person acts for.", "skr")
  party!: string;

  @Choice("What the person does for the party.", ROLES)
  role!: Role;

  @CalendarDay("The first day.", { example: "2022-01-01" })
  from!: Day;

  @CalendarDay("The last day; left out while it goes on.", { optional: true, example: "2022-12-31" })
  to?: Day;
}

export class OfContact {
  @EntryId("contact", "The contact.")
  contact!: string;
}

export class EraseContact extends Erasing {
  @EntryId("contact", "The contact.")
  contact!: string;
}

export class ContactsQuery extends Paged {
  @Slug("Only those of this party.", "skr", { optional: true })
  party?: string;

  @EntryId("person", "Only those of this person.", true)
  person?: string;

  @Choice("Only those in this part.", ROLES, { optional: true })
  role?: Role;

  @CalendarDay("Only those that hold on this day.", { optional: true })
  on?: Day;
}

export class AttachmentBody {
  @FileName("The file's name.")
  fileName!: string;

  @PersonId("Whom it is about.", PERSON, { optional: true, list: true })
  persons?: string[];

  @Slug("The party that it comes from.", "skr", { optional: true })
  party?: string;

  @AgreementId("The agreement that it belongs to.", { optional: true })
  agreement?: string;
}

/** What an upload says about its file; the body is the file itself. */
export class AttachmentHeaders {
  @EncodedFileName("The file's name, percent-encoded UTF-8.")
  "Attachment-File-Name"!: string;

  @PersonIds("Whom it is about: ids with commas between.")
  "Attachment-Persons"?: string[];

  @Slug("The party that it comes from.", "skr", { optional: true })
  "Attachment-Party"?: string;

  @AgreementId("The agreement that it belongs to.", { optional: true })
  "Attachment-Agreement"?: string;
}

export class OfAttachment {
  @AttachmentId("The attachment.")
  attachment!: string;
}

export class EraseAttachment extends Erasing {
  @AttachmentId("The attachment.")
  attachment!: string;
}

export class AttachmentsQuery extends Paged {
  @EntryId("person", "Only those about this person.", true)
  person?: string;

  @Slug("Only those of this party.", "skr", { optional: true })
  party?: string;

  @AgreementId("Only those of this agreement.", { optional: true })
  agreement?: string;
}

export class ErasuresQuery extends Paged {}
