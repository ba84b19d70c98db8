import type { PartyId } from "../agreements/agreement-terms.ts";
import { type Day, day } from "../calendar.ts";
import type { Decider } from "../decider.ts";
import { RuleError } from "../rule-error.ts";
import type {
  OrganisationsnummerRecorded,
  PartyEvent,
  PartyRegistered,
  PartyRenamed,
  PartySucceeded,
  PayeeNamed,
} from "./events.ts";

export type PartyCommand =
  | ({ readonly type: "register-party" } & PartyRegistered["data"])
  | ({ readonly type: "rename-party" } & PartyRenamed["data"])
  | ({ readonly type: "succeed-party" } & PartySucceeded["data"])
  | ({ readonly type: "record-organisationsnummer" } & OrganisationsnummerRecorded["data"])
  | ({ readonly type: "name-payee" } & PayeeNamed["data"]);

export interface PartyState {
  party: PartyRegistered["data"] | undefined;
  /** Names with the day each began, oldest first. */
  names: { readonly name: string; readonly from: Day }[];
  payees: { readonly payee: PartyId; readonly from: Day }[];
  successor: { readonly party: PartyId; readonly from: Day } | undefined;
}

/** A name that the register gives without a date has always held. */
const ALWAYS = day("1900-01-01");

/** The decider of one party: name changes, payee, successor. A party's id never changes, its name does. */
export const party: Decider<PartyCommand, PartyEvent, PartyState> = {
  initialState: () => ({ party: undefined, names: [], payees: [], successor: undefined }),
  evolve,
  decide,
};

function evolve(state: PartyState, event: PartyEvent): PartyState {
  switch (event.type) {
    case "PartyRegistered": {
      const { data } = event;
      state.party = data;
      state.names = data.names.length > 0 ? [...data.names] : [{ name: data.name, from: ALWAYS }];
      if (data.payee !== undefined) state.payees = [{ payee: data.payee, from: ALWAYS }];
      break;
    }
    case "PartyRenamed":
      state.names = insertByDay(state.names, { name: event.data.name, from: event.data.from });
      break;
    case "PartySucceeded":
      state.successor = { party: event.data.successor, from: event.data.from };
      break;
    case "OrganisationsnummerRecorded":
      if (state.party) {
        state.party = { ...state.party, organisationsnummer: event.data.organisationsnummer };
      }
      break;
    case "PayeeNamed":
      state.payees = insertByDay(state.payees, { payee: event.data.payee, from: event.data.from });
      break;
  }
  return state;
}

function insertByDay<Dated extends { readonly from: Day }>(list: readonly Dated[], entry: Dated): Dated[] {
  return [...list.filter(({ from }) => from !== entry.from), entry].sort((a, b) =>
    a.from < b.from ? -1 : 1,
  );
}

/** The party's name on a day; before its first name began, the first. */
export function nameOn(state: PartyState, date: Day): string {
  const current = state.names.filter(({ from }) => from <= date).at(-1) ?? state.names[0];
  return current?.name ?? state.party?.name ?? "";
}

/** Who is paid on a day: the named payee, the successor, or the party itself. */
export function payeeOn(state: PartyState, id: PartyId, date: Day): PartyId {
  const payee = state.payees.filter(({ from }) => from <= date).at(-1);
  if (payee) return payee.payee;
  return state.successor && state.successor.from <= date ? state.successor.party : id;
}

function decide(command: PartyCommand, state: PartyState): PartyEvent[] {
  if (command.type === "register-party") {
    const { type: _, ...data } = command;
    if (state.party) {
      throw new RuleError(
        "party-exists",
        `Party ${data.party} is already registered as ${state.party.name}.`,
        {
          field: "party",
          figures: { party: data.party, name: state.party.name },
        },
      );
    }
    return [{ type: "PartyRegistered", data }];
  }
  if (!state.party) {
    throw new RuleError("party-unknown", `No party ${command.party} is registered.`, {
      field: "party",
      figures: { party: command.party },
    });
  }
  switch (command.type) {
    case "rename-party": {
      const { type: _, ...data } = command;
      return [{ type: "PartyRenamed", data }];
    }
    case "succeed-party": {
      const { type: _, ...data } = command;
      refuseSelf(data.party, data.successor, "successor");
      if (state.successor) {
        throw new RuleError(
          "party-already-succeeded",
          `${data.party} was succeeded by ${state.successor.party} on ${state.successor.from}.`,
          { field: "successor", figures: { successor: state.successor.party, from: state.successor.from } },
        );
      }
      return [{ type: "PartySucceeded", data }];
    }
    case "record-organisationsnummer": {
      const { type: _, ...data } = command;
      if (state.party.organisationsnummer === data.organisationsnummer) {
        throw new RuleError(
          "organisationsnummer-unchanged",
          `${data.party} has organisationsnummer ${data.organisationsnummer} already.`,
          {
            field: "organisationsnummer",
            figures: { party: data.party, organisationsnummer: data.organisationsnummer },
          },
        );
      }
      return [{ type: "OrganisationsnummerRecorded", data }];
    }
    case "name-payee": {
      const { type: _, ...data } = command;
      refuseSelf(data.party, data.payee, "payee");
      return [{ type: "PayeeNamed", data }];
    }
  }
}

function refuseSelf(party: PartyId, other: PartyId, field: string): void {
  if (party === other) {
    throw new RuleError("party-refers-to-itself", `${party} cannot be its own ${field}.`, {
      field,
      figures: { party },
    });
  }
}
