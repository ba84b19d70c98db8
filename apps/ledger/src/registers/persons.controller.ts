import { Controller, Inject } from "@nestjs/common";
import { Answer } from "../platform/answer.ts";
import { Asking, Read } from "../platform/routes.ts";
import { PERSON_ERASED, REGISTER_ANSWERS } from "./answer-schemas.ts";
import { ErasePerson, OfPerson, PersonBody, PersonsQuery } from "./register-requests.ts";
import { AskedWrite, type AskedOfRegister, RegisterRead, RegisterWrite } from "./register-routes.ts";
import { Registers } from "./registers.ts";
import type { PersonFields, PersonsAsked } from "./store/persons.ts";
import { toldAnswer } from "./told-answer.ts";

const tag = "Persons";
const ALL = "api/persons";
const ONE = `${ALL}/:person`;
const answer = REGISTER_ANSWERS["read-person"];

@Controller()
export class PersonsController {
  constructor(@Inject(Registers) private readonly registers: Registers) {}

  @RegisterWrite("POST", ALL, {
    id: "register-person",
    tag,
    summary: "Register a person",
    body: PersonBody,
    answer,
  })
  async register(@AskedWrite() { asker, body }: AskedOfRegister<object, PersonFields>): Promise<Answer> {
    return toldAnswer(await this.registers.registerPerson(body, asker));
  }

  @Read(ALL, PersonsQuery, {
    id: "list-persons",
    tag,
    summary: "Persons, page by page, by name, party or part",
    answer: "Persons; `next` is what `after` is for the next page, null when there is none.",
  })
  async all(@Asking() asked: PersonsAsked): Promise<Answer> {
    const { entries: persons, next } = await this.registers.persons(asked);
    return new Answer({ persons, next });
  }

  @RegisterRead(ONE, OfPerson, {
    id: "read-person",
    tag,
    summary: "One person",
    answer: "The person.",
  })
  async one(@Asking() { person }: OfPerson): Promise<Answer> {
    const body = await this.registers.person(person);
    return new Answer(body, { revision: body.version });
  }

  @RegisterWrite("PUT", ONE, {
    id: "correct-person",
    tag,
    summary: "Correct a person: the whole entry, what is left out is removed",
    address: OfPerson,
    body: PersonBody,
    answer,
  })
  async correct(
    @AskedWrite() { asker, address, body }: AskedOfRegister<OfPerson, PersonFields>,
  ): Promise<Answer> {
    return toldAnswer(await this.registers.correctPerson(address.person, body, asker));
  }

  @RegisterWrite("DELETE", ONE, {
    id: "erase-person",
    tag,
    summary: "Erase a person with their contacts and the attachments about them alone",
    address: ErasePerson,
    answer: PERSON_ERASED,
  })
  async erase(@AskedWrite() { asker, address }: AskedOfRegister<ErasePerson>): Promise<Answer> {
    return toldAnswer(await this.registers.erasePerson(address.person, address.reason, asker));
  }
}
