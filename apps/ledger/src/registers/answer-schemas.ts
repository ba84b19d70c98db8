import { day as dayLike, list, object, text, whole } from "../platform/schema-parts.ts";
import type { SchemaObject } from "../platform/schemas.ts";
import { ROLES } from "./store/contacts.ts";
import { REASONS } from "./store/erasures.ts";

const day: SchemaObject = dayLike("2022-01-01");
const role: SchemaObject = { type: "string", enum: [...ROLES] };
const reason: SchemaObject = { type: "string", enum: [...REASONS] };
const personId = text("person-2f1b9c5e-0d0e-4b0a-9a57-3f5f4f0f4b17");
const contactId = text("contact-8f0d6f1a-6a43-4f0c-b7a4-2c9f5b1f7e66");
const attachmentId = text(`att-${"0123456789abcdef".repeat(4)}`);
const party = text("skr");
const about = {
  version: whole(1),
  changedAt: text("2022-11-25T09:00:00.000Z"),
  changedBy: text("anna"),
};
const next: SchemaObject = { type: ["integer", "null"], examples: [100] };

const person = object(
  {
    id: personId,
    ...about,
    name: text("Exempel Exempelsson"),
    email: text("exempel.exempelsson@example.se"),
    phone: text("08-465 004 00"),
    title: text("Ekonomidirektör"),
  },
  ["email", "phone", "title"],
);
const contact = object({ id: contactId, ...about, person: personId, party, role, from: day, to: day }, [
  "to",
]);
const attachment = object(
  {
    id: attachmentId,
    ...about,
    fileName: text("underskriven-redovisning.pdf"),
    mediaType: text("application/pdf"),
    bytes: whole(182_044),
    persons: list(personId),
    party,
    agreement: text("sjsv-2022"),
  },
  ["party", "agreement"],
);
const stone = { erasedOn: day, by: text("anna"), reason };

/** What each read of the registers answers, by its name. */
export const REGISTER_ANSWERS = {
  "list-persons": object({ persons: list(person), next }),
  "read-person": person,
  "list-contacts": object({ contacts: list(contact), next }),
  "read-contact": contact,
  "list-attachments": object({ attachments: list(attachment), next }),
  "read-attachment": attachment,
  "list-erasures": object({
    erasures: list(
      object({
        id: personId,
        kind: { type: "string", enum: ["person", "contact", "attachment"] },
        ...stone,
      }),
    ),
    next,
  }),
} as const satisfies Readonly<Record<string, SchemaObject>>;

/** What an erasure answers. */
export const TOMBSTONE = object({ id: personId, ...stone });
export const PERSON_ERASED = object({
  id: personId,
  ...stone,
  contacts: list(contactId),
  attachments: list(attachmentId),
  left: {
    ...list(object({ attachment: attachmentId, persons: list(personId) })),
    description: "About others too, and still there: somebody has to decide about them.",
  },
});
