import { type PartyState, party } from "#domain/parties/party.ts";
import type { PartyEvent } from "#domain/parties/events.ts";
import { kindOf } from "#domain/ledger-command.ts";
import { type Fold, eventOf } from "./folded-part.ts";
import { termsOf } from "./search-words.ts";
import type { Content } from "./versions.ts";

/** The register of parties: what each is called, is paid through and is succeeded by. */
export const partiesFold: Fold<PartyState> = {
  kind: "party",
  factsOf: ({ stored: { stream, type, data } }) =>
    kindOf(stream) === "party" ? [{ owner: stream, type, data }] : [],
  begin: () => party.initialState(),
  evolve: (state, fact) => party.evolve(state, eventOf(fact) as PartyEvent),
  rowsOf: (state) => {
    const { party: registered, names, payees, successor } = state;
    if (!registered) return [];
    const { party: id, kind, organisationsnummer = null, members = [] } = registered;
    const name = names.at(-1)?.name ?? registered.name;
    const row: Content<"parties"> = {
      party: id,
      kind,
      name,
      organisationsnummer,
      members: members.join(" "),
      payee: payees.at(-1)?.payee ?? null,
      successor: successor?.party ?? null,
    };
    const entry: Content<"search_entries"> = {
      kind: "party",
      id,
      title: name,
      agreement: null,
      recipient: id,
      line: null,
      amount: null,
      terms: termsOf([id, organisationsnummer, registered.name, ...names.map((each) => each.name)]),
    };
    return [
      { table: "parties", item: "", rows: new Map([["", row]]) },
      {
        table: "party_names",
        item: "",
        rows: new Map(
          names.map(({ name: each, from }) => [from, { party: id, name: each, from_on: from }] as const),
        ),
      },
      { table: "search_entries", item: "party", rows: new Map([["", entry]]) },
    ];
  },
};
