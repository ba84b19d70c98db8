import { Controller, Inject } from "@nestjs/common";
import { Answer } from "../platform/answer.ts";
import { Asking, Read } from "../platform/routes.ts";
import { REGISTER_ANSWERS, TOMBSTONE } from "./answer-schemas.ts";
import { KnownParties } from "./known-parties.ts";
import { ContactBody, ContactsQuery, EraseContact, OfContact } from "./register-requests.ts";
import { AskedWrite, type AskedOfRegister, RegisterRead, RegisterWrite } from "./register-routes.ts";
import { Registers } from "./registers.ts";
import type { ContactFields, ContactsAsked } from "./store/contacts.ts";
import { toldAnswer } from "./told-answer.ts";

const tag = "Contacts";
const ALL = "api/contacts";
const ONE = `${ALL}/:contact`;
const answer = REGISTER_ANSWERS["read-contact"];

@Controller()
export class ContactsController {
  constructor(
    @Inject(Registers) private readonly registers: Registers,
    @Inject(KnownParties) private readonly known: KnownParties,
  ) {}

  @RegisterWrite("POST", ALL, {
    id: "register-contact",
    tag,
    summary: "Register what a person does for a party",
    body: ContactBody,
    answer,
  })
  async register(@AskedWrite() { asker, body }: AskedOfRegister<object, ContactFields>): Promise<Answer> {
    await this.known.mustKnowParty(body.party, "party");
    return toldAnswer(await this.registers.registerContact(body, asker));
  }

  @Read(ALL, ContactsQuery, {
    id: "list-contacts",
    tag,
    summary: "Contacts, page by page, by party, person, part or day",
    answer: "Contacts; `next` is what `after` is for the next page, null when there is none.",
  })
  async all(@Asking() asked: ContactsAsked): Promise<Answer> {
    const { entries: contacts, next } = await this.registers.contacts(asked);
    return new Answer({ contacts, next });
  }

  @RegisterRead(ONE, OfContact, {
    id: "read-contact",
    tag,
    summary: "One contact",
    answer: "The contact.",
  })
  async one(@Asking() { contact }: OfContact): Promise<Answer> {
    const body = await this.registers.contact(contact);
    return new Answer(body, { revision: body.version });
  }

  @RegisterWrite("PUT", ONE, {
    id: "correct-contact",
    tag,
    summary: "Correct a contact, or end it: the whole entry, what is left out is removed",
    address: OfContact,
    body: ContactBody,
    answer,
  })
  async correct(
    @AskedWrite() { asker, address, body }: AskedOfRegister<OfContact, ContactFields>,
  ): Promise<Answer> {
    await this.known.mustKnowParty(body.party, "party");
    return toldAnswer(await this.registers.correctContact(address.contact, body, asker));
  }

  @RegisterWrite("DELETE", ONE, {
    id: "erase-contact",
    tag,
    summary: "Erase a contact; the person stays",
    address: EraseContact,
    answer: TOMBSTONE,
  })
  async erase(@AskedWrite() { asker, address }: AskedOfRegister<EraseContact>): Promise<Answer> {
    return toldAnswer(await this.registers.eraseContact(address.contact, address.reason, asker));
  }
}
