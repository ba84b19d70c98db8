import { Controller, Inject } from "@nestjs/common";
import { partyStream } from "#domain/accounts.ts";
import { party as partyDecider } from "#domain/parties/party.ts";
import { RuleError } from "#domain/rule-error.ts";
import { NoFields } from "../agreements/agreement-reads.ts";
import { Ledger } from "../ledger/ledger.ts";
import { Answer } from "../platform/answer.ts";
import { type Asked, AskedRequest, Asking, Read, Write } from "../platform/routes.ts";
import { inWireForm } from "../platform/wire-form.ts";
import { Writes } from "../platform/writes.ts";
import { Slug } from "../requests/fields.ts";

const tag = "Parties";
const PARTY = "api/parties/:party";

class OfParty {
  @Slug("The party.", "skr")
  party!: string;
}

@Controller()
export class PartiesController {
  constructor(
    @Inject(Writes) private readonly writes: Writes,
    @Inject(Ledger) private readonly ledger: Ledger,
  ) {}

  @Read("api/parties", NoFields, {
    id: "list-parties",
    tag,
    summary: "All parties",
    answer: "Parties with their names.",
  })
  async all(): Promise<Answer> {
    await this.ledger.caughtUp();
    const { parties, position } = this.ledger.view;
    const found = [...parties.values()].flatMap(({ party }) => (party ? [inWireForm(party)] : []));
    return new Answer({ parties: found }, { position });
  }

  @Read(PARTY, OfParty, {
    id: "read-party",
    tag,
    summary: "One party: names, payees, successor",
    answer: "The party.",
  })
  async one(@Asking() { party }: OfParty): Promise<Answer> {
    await this.ledger.caughtUp();
    const { state, revision } = await this.ledger.read(partyStream(party), partyDecider);
    if (!state.party) {
      throw new RuleError("party-unknown", `No party ${party} is registered.`, {
        field: "party",
        figures: { party },
      });
    }
    const { names, payees, successor } = state;
    const body = inWireForm({ ...state.party, names, payees, successor }) as object;
    return new Answer(body, { revision, position: this.ledger.view.position });
  }

  @Write("register-party", "api/parties", { tag, summary: "Register a party", begins: true })
  register(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("rename-party", `${PARTY}/names`, { tag, summary: "Register a new name", begins: true })
  rename(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("succeed-party", `${PARTY}/successor`, { tag, summary: "Register who takes over from a day on" })
  succeed(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("record-organisationsnummer", `${PARTY}/organisationsnummer`, {
    tag,
    summary: "Record a party's organisationsnummer, or correct it",
  })
  recordOrganisationsnummer(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("name-payee", `${PARTY}/payees`, { tag, summary: "Name who is paid in its place", begins: true })
  namePayee(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }
}
