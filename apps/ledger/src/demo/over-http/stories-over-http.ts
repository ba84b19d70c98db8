import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { AMOUNT_FIELDS } from "#domain/amount-fields.ts";
import type { Agreement } from "#domain/agreements/agreement-terms.ts";
import type { DistributionKey } from "#domain/distribution-keys/distribution-key-file.ts";
import { parseAmount } from "#domain/money.ts";
import { readParties } from "#domain/parties/party-file.ts";
import type { PartyState } from "#domain/parties/party.ts";
import { agreementsFolder } from "../../agreement-files/schemas.ts";
import { IMPORTED_FILES } from "../import-agreements.ts";
import { type Act, type Known, type Story, inOrder, knownFrom } from "../story.ts";
import { registrationOf } from "../../imports/import-parties.ts";
import { inWireForm } from "../../platform/wire-form.ts";
import { domainName } from "../../requests/field.ts";
import { StoryFailed } from "../teller.ts";
import type { ApiClient, WireObject as Wire } from "./api-client.ts";

type ReadParty = Omit<PartyState, "party"> & NonNullable<PartyState["party"]>;

interface ReadEvents {
  readonly events: readonly { readonly id: string; readonly type: string }[];
  readonly next: number | null;
}

/** Registers everybody and everything of the files that come with the ledger, each by a request of its own. */
export async function registerFiles(api: ApiClient): Promise<void> {
  let count = 0;
  for (const name of IMPORTED_FILES) {
    const text = parse(readFileSync(join(agreementsFolder(), name), "utf8")) as Wire;
    for (const request of registrationsIn(text)) {
      const { status, body } = await api.ask(request, { actor: "import", key: `import-${++count}` });
      if (status !== 201) throw new Error(`${name}: ${status} ${JSON.stringify(body)}`);
    }
  }
}

function registrationsIn(text: Wire): Wire[] {
  if (text["kind"] === "agreement") return [{ type: "register-agreement", agreement: text }];
  if (text["kind"] === "distribution_key") return [{ type: "register-distribution-key", key: text }];
  return readParties(text)
    .map(registrationOf)
    .map((party) => ({ ...party, names: party.names.length > 0 ? party.names : [alwaysCalled(party)] }));
}

/** A file that tells no history of names says that there was only one, which the API wants to be told. */
const alwaysCalled = ({ name }: { readonly name: string }): Wire => ({ name, from: "1900-01-01" });

/**
 * Plays a story by asking for each act at the route of its kind, and looks that each is taken or refused as
 * the story says.
 *
 * @returns how many requests were sent
 * @throws StoryFailed
 */
export async function tellOverHttp(api: ApiClient, story: Story): Promise<number> {
  let count = 0;
  for (const { on, says, acts } of inOrder(story.tell(await knownOverHttp(api, story.agreement)))) {
    for (const act of acts) {
      const key = `${story.agreement}-${++count}`;
      const { status, body } = await api.ask(await wireFormOf(api, act), { actor: act.by, key });
      const where = `${on} "${says}" (${act.by}: ${act.asks.type})`;
      const [outcome, expected] = [outcomeOf(status, body), expectedOf(act)];
      if (outcome !== expected) throw new StoryFailed(`${where}: should be ${expected}, but was ${outcome}.`);
    }
  }
  return count;
}

interface SomeAnswer {
  readonly type?: string;
  readonly refusals?: readonly { readonly rule: string }[];
  readonly lapsed?: readonly SomeAnswer[];
}

const expectedOf = ({ refusedBy, returnedBy }: Act): string =>
  refusedBy !== undefined ? `refused by ${refusedBy}` : `taken; returned by ${returnedBy ?? "nobody"}`;

function outcomeOf(status: number, body: SomeAnswer): string {
  if (status === 422) return `refused by ${body.type?.replace("/problems/", "")}`;
  if (status !== 200 && status !== 201) return `${status} ${JSON.stringify(body)}`;
  const rules = [body, ...(body.lapsed ?? [])].flatMap(({ refusals = [] }) =>
    refusals.map(({ rule }) => rule),
  );
  return `taken; returned by ${rules.join() || "nobody"}`;
}

/** The request as a client would write it; what only the log knows is looked up in `/api/events`. */
async function wireFormOf(api: ApiClient, { asks }: Act): Promise<Wire> {
  if (asks.type !== "reverse-latest") return inWireForm(asks) as Wire;
  const { stream, eventType, reason } = asks;
  const { events, next } = await api.get<ReadEvents>(
    `/api/events?limit=1000&stream=${encodeURIComponent(stream)}`,
  );
  const eventId = events.findLast(({ type }) => type === eventType)?.id;
  if (next !== null || eventId === undefined) throw new Error(`${stream} has no ${eventType} on its page.`);
  return { type: "reverse", stream, eventId, reason };
}

/** What a story reads, from answers alone. */
async function knownOverHttp(api: ApiClient, id: string): Promise<Known> {
  const { agreement } = await api.get<{ agreement: Wire }>(`/api/agreements/${id}`);
  const { parties } = await api.get<{ parties: readonly { party: string }[] }>("/api/parties");
  const states = new Map<string, PartyState>();
  for (const { party } of parties) {
    const { names, payees, successor, ...data } = await api.get<ReadParty>(`/api/parties/${party}`);
    states.set(party, { party: { ...data, names }, names: [...names], payees, successor });
  }
  return knownFrom({
    agreement: inDomainForm(agreement) as Agreement,
    weightsOf: async (key) => (await api.get<DistributionKey>(`/api/distribution-keys/${key}`)).weights,
    partyOf: (party) => states.get(party),
  });
}

/** An answer as the stories reckon with it: amounts in öre, and a post by the name that the domain gives it. */
function inDomainForm(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inDomainForm);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const isAmount = typeof member === "string" && AMOUNT_FIELDS.has(name);
      return [domainName(name), isAmount ? parseAmount(member) : inDomainForm(member)];
    }),
  );
}
