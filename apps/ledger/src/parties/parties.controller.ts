import { Controller, Inject } from "@nestjs/common";
import { partyStream } from "#domain/accounts.ts";
import { party as partyDecider } from "#domain/parties/party.ts";
import { RuleError } from "#domain/rule-error.ts";
import { PARTY_KINDS } from "#domain/parties/party-file.ts";
import { type PartyRow, parties } from "#projections/read-model/queries/parties.ts";
import { Ledger } from "../ledger/ledger.ts";
import { Answer } from "../platform/answer.ts";
import { type Asked, AskedRequest, Asking, Read, Write } from "../platform/routes.ts";
import { inWireForm } from "../platform/wire-form.ts";
import { Writes } from "../platform/writes.ts";
import { ReadSide } from "../reads/read-side.ts";
import { Choice, Slug } from "../requests/fields.ts";
import { type ListAsKnownAsked, ListAsKnownQuery } from "../work/work-queries.ts";

const tag = "Parties";
const PARTY = "api/parties/:party";

const USUAL_PAGE = 1_000;

class PartiesQuery extends ListAsKnownQuery {
  @Choice("Only parties of this kind.", PARTY_KINDS, { optional: true })
  kind?: string;

  @Choice("By what the list is ordered; a minus turns it round.", ["id", "-id", "name", "-name"], {
    optional: true,
  })
  order?: string;
}

interface PartiesAsked extends ListAsKnownAsked {
  readonly kind?: string;
  readonly order?: "id" | "-id" | "name" | "-name";
}

function rowInWireForm({ id, kind, name, names, members, ...row }: PartyRow): object {
  const { organisationsnummer, payee, successor } = row;
  return {
    ...{ party: id, kind, name, names },
    ...(organisationsnummer === null ? {} : { organisationsnummer }),
    ...(members.length === 0 ? {} : { members }),
    ...(payee === null ? {} : { payee }),
    ...(successor === null ? {} : { successor }),
  };
}

class OfParty {
  @Slug("The party.", "skr")
  party!: string;
}

@Controller()
export class PartiesController {
  constructor(
    @Inject(Writes) private readonly writes: Writes,
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(ReadSide) private readonly reads: ReadSide,
  ) {}

  @Read("api/parties", PartiesQuery, {
    id: "list-parties",
    tag,
    summary: "All parties",
    answer: "Parties with their names.",
  })
  all(@Asking() { knownAt, limit = USUAL_PAGE, order = "id", ...asked }: PartiesAsked): Promise<Answer> {
    return this.reads.answer(knownAt === undefined ? {} : { knownAt }, async (db, { knownPosition }) => {
      const page = await parties(db, {
        ...{
          ...asked,
          limit,
          sort: order.endsWith("name") ? "name" : "id",
          descending: order.startsWith("-"),
        },
        ...(knownPosition === undefined ? {} : { knownPosition }),
      });
      return { parties: page.rows.map(rowInWireForm), next: page.next };
    });
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
