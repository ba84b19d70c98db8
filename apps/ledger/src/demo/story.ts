import { agreementStream, partyStream } from "#domain/accounts.ts";
import type { Agreement, AgreementLine, LineId, PartyId } from "#domain/agreements/agreement-terms.ts";
import { type Day, day } from "#domain/calendar.ts";
import type { DistributionKey } from "#domain/distribution-keys/distribution-key-file.ts";
import { type Share, distributeByKey, distributeEqually } from "#domain/distribution.ts";
import type { LedgerEventType } from "#domain/ledger-event.ts";
import { type Ore, kronor } from "#domain/money.ts";
import { type PartyState, nameOn, payeeOn } from "#domain/parties/party.ts";
import { formatSwedishAmount } from "#domain/swedish-amount.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { LedgerRequest } from "../ledger/requests.ts";

/** Anna registers, Bo approves; the bank's messages are registered by the payment system. */
export type Person = "anna" | "bo" | "betalsystemet";

/** The reversal of the latest entry of a kind in a stream: only the log knows its id. */
export interface ReverseLatest {
  readonly type: "reverse-latest";
  readonly stream: string;
  readonly eventType: LedgerEventType;
  readonly reason: string;
}

/** One command of a story, and the rule that refuses it where the story shows a refusal. */
export interface Act {
  readonly by: Person;
  readonly asks: LedgerRequest | ReverseLatest;
  /** The command itself is refused by this rule: nothing is written. */
  readonly refusedBy?: string;
  /** The command is taken, but the grant refuses what it causes (a receipt that was placed too high). */
  readonly returnedBy?: string;
}

/** What happens on a day, in a sentence for people. */
export interface Step {
  readonly on: Day;
  readonly says: string;
  readonly acts: readonly Act[];
}

/** What a story reads from the ledger, so that no figure of a document is restated in it. */
export interface Known {
  readonly agreement: Agreement;
  line(id: LineId): AgreementLine;
  amountOf(id: LineId): Ore;
  /** The shares of a line that is divided equally or by a registered key, in whole kronor. */
  sharesOf(id: LineId): readonly Share[];
  nameOf(party: PartyId, on: Day): string;
  /** The organisationsnummer of whoever takes the party's payments. */
  numberOf(party: PartyId, on: Day): string;
}

/** The life of one agreement's money. Its steps are told in the order of their days. */
export interface Story {
  readonly agreement: string;
  readonly tell: (known: Known) => readonly Step[];
}

export const step = (on: string, says: string, ...acts: readonly Act[]): Step => ({
  on: day(on),
  says,
  acts,
});
export const anna = (asks: Act["asks"]): Act => ({ by: "anna", asks });
export const bo = (asks: Act["asks"]): Act => ({ by: "bo", asks });
export const bank = (asks: Act["asks"]): Act => ({ by: "betalsystemet", asks });
export const isRefused = (rule: string, act: Act): Act => ({ ...act, refusedBy: rule });
export const isReturned = (rule: string, act: Act): Act => ({ ...act, returnedBy: rule });

/** Days in order; what happens on one day keeps the order in which it is told. */
export function inOrder(steps: readonly Step[]): Step[] {
  return steps.toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
}

/** As people say it: whole kronor without their decimals. */
export const kr = (amount: Ore): string => formatSwedishAmount(amount).replace(",00", "");

/** Thousands of kronor, the unit of appropriation decisions. */
export const tkr = (amount: number): Ore => kronor(amount * 1000);

/** The rounding unit of 2022: one krona. */
export const ONE_KRONA = kronor(1);

/** Where a story looks things up: the registers, in the ledger itself or asked over HTTP. */
export interface Registers {
  readonly agreement: Agreement;
  weightsOf(key: string): Promise<DistributionKey["weights"]>;
  partyOf(party: PartyId): PartyState | undefined;
}

/** Reads what the imports have registered. */
export async function knownOf(ledger: Ledger, id: string): Promise<Known> {
  const agreement = ledger.view.agreements.get(agreementStream(id))?.agreement;
  if (agreement === undefined) throw new Error(`Agreement ${id} is not imported.`);
  return knownFrom({
    agreement,
    weightsOf: async (key) => (await ledger.states.distributionKey(key)).weights,
    partyOf: (party) => ledger.view.parties.get(partyStream(party)),
  });
}

/** What a story reads, looked up in whichever registers it is told on. */
export async function knownFrom({ agreement, weightsOf, partyOf: found }: Registers): Promise<Known> {
  const shares = new Map<LineId, readonly Share[]>();
  for (const { id: line, amount, recipients, distribution } of agreement.lines) {
    if (distribution?.method === "equal") shares.set(line, distributeEqually(amount, recipients, ONE_KRONA));
    if (distribution?.method !== "key") continue;
    shares.set(line, distributeByKey(amount, await weightsOf(distribution.key), ONE_KRONA));
  }
  const partyOf = (party: PartyId) => found(party) ?? missing("party", party);
  const line = (asked: LineId): AgreementLine =>
    agreement.lines.find((each) => each.id === asked) ?? missing("line", asked);
  return {
    agreement,
    line,
    amountOf: (asked) => line(asked).amount,
    sharesOf: (asked) => shares.get(asked) ?? missing("distribution of line", asked),
    nameOf: (party, on) => nameOn(partyOf(party), on),
    numberOf: (party, on) =>
      partyOf(payeeOn(partyOf(party), party, on)).party?.organisationsnummer ??
      missing("organisationsnummer of", party),
  };
}

function missing(what: string, id: string): never {
  throw new Error(`The story needs the ${what} ${id}, which is not imported.`);
}
