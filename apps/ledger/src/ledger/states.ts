import {
  type Account,
  agreementStream,
  anslagspostStream,
  grantStream,
  keyStream,
  partyStream,
  PERIODS_STREAM,
} from "#domain/accounts.ts";
import { type AgreementState, agreement } from "#domain/agreements/agreement.ts";
import type { PartyId } from "#domain/agreements/agreement-terms.ts";
import { anslagspost, assertHolds, unusedFunding } from "#domain/appropriations/anslagspost.ts";
import type { FundingKey } from "#domain/appropriations/funding-key.ts";
import { levelOn } from "#domain/balances.ts";
import type { Day } from "#domain/calendar.ts";
import type { Decider, EventDraft } from "#domain/decider.ts";
import { distributionKey } from "#domain/distribution-keys/distribution-key.ts";
import type { DistributionKey } from "#domain/distribution-keys/distribution-key-file.ts";
import type { Basis } from "#domain/grants/commands.ts";
import { grant } from "#domain/grants/grant.ts";
import { type Ore, sum } from "#domain/money.ts";
import { party, payeeOn } from "#domain/parties/party.ts";
import { lastClosed, periods } from "#domain/periods/periods.ts";
import { RuleError } from "#domain/rule-error.ts";
import type { CommandHandler } from "#event-store/command-handler.ts";

/** Promised to a recipient, on its way, or with it for good. */
const HELD_BY_RECIPIENT: ReadonlySet<Account> = new Set<Account>([
  ...(["allocated", "requisitioned", "in_payment", "outstanding", "spent", "unused", "written_off"] as const),
]);

/** Reads other streams for facts that a decision rests on: facts that only grow. */
export class States {
  constructor(private readonly handler: CommandHandler) {}

  private async of<Command, Event extends EventDraft, State>(
    stream: string,
    decider: Decider<Command, Event, State>,
  ): Promise<State> {
    const { state } = await this.handler.read(stream, decider);
    return state;
  }

  agreement(id: string): Promise<AgreementState> {
    return this.of(agreementStream(id), agreement);
  }

  /** How much of a line's ceiling on a post is not allocated (öre). */
  async unusedFunding(funding: FundingKey, agreementId: string, line: string): Promise<Ore> {
    return unusedFunding(await this.of(anslagspostStream(funding), anslagspost), agreementId, line);
  }

  /** Whether an entry is undone already, by the post that its money came to. */
  async isReversed(funding: FundingKey, eventId: string): Promise<boolean> {
    const { books } = await this.of(anslagspostStream(funding), anslagspost);
    return books?.reversed.has(eventId) ?? false;
  }

  /** What one recipient is promised or has of a line (öre): not what is demanded back, repaid or lapsed. */
  async heldOf(agreementId: string, recipient: PartyId, line: string): Promise<Ore> {
    const { books } = await this.of(grantStream(agreementId, recipient), grant);
    const held = [...(books?.cells.values() ?? [])].filter(
      ({ place }) => place.line === line && HELD_BY_RECIPIENT.has(place.account),
    );
    return sum(held.map(({ series }) => levelOn(series)));
  }

  /** @throws RuleError `appropriation-too-large` */
  async assertHolds(funding: FundingKey, amount: Ore): Promise<void> {
    assertHolds(await this.of(anslagspostStream(funding), anslagspost), funding, amount);
  }

  async fundingKnown(funding: FundingKey): Promise<boolean> {
    return (await this.of(anslagspostStream(funding), anslagspost)).granted;
  }

  /** @throws RuleError `distribution-key-unknown` */
  async distributionKey(id: string): Promise<DistributionKey> {
    const { key } = await this.of(keyStream(id), distributionKey);
    if (!key) {
      throw new RuleError("distribution-key-unknown", `No distribution key ${id} is registered.`, {
        field: "key",
        figures: { key: id },
      });
    }
    return key;
  }

  async closedThrough(): Promise<Day | undefined> {
    return lastClosed(await this.of(PERIODS_STREAM, periods));
  }

  /** @throws RuleError `party-unknown` */
  async assertParty(id: PartyId, field: string): Promise<void> {
    const { party: found } = await this.of(partyStream(id), party);
    if (!found) {
      throw new RuleError("party-unknown", `No party ${id} is registered.`, {
        field,
        figures: { party: id },
      });
    }
  }

  /** Who is paid on a day: a successor may name a payee, or be succeeded in turn. */
  private async payee(recipient: PartyId, on: Day): Promise<PartyId> {
    const passed = new Set<PartyId>();
    let current = recipient;
    while (!passed.has(current)) {
      passed.add(current);
      current = payeeOn(await this.of(partyStream(current), party), current, on);
    }
    // A party that is paid itself ends the way; so does a circle, at the party where it closes.
    return current;
  }

  /**
   * What a grant decides upon: its agreement, and who is paid on that day.
   *
   * @throws RuleError `party-unknown`
   */
  async basis(agreementId: string, recipient: PartyId, on: Day): Promise<Basis> {
    const recipientState = await this.of(partyStream(recipient), party);
    if (!recipientState.party) {
      throw new RuleError("party-unknown", `No party ${recipient} is registered.`, {
        field: "recipient",
        figures: { party: recipient },
      });
    }
    return { agreement: await this.agreement(agreementId), payee: await this.payeeOf(recipient, on) };
  }

  /** Who is paid on a day, with the number that a requisition of that day bears. */
  async payeeOf(recipient: PartyId, on: Day): Promise<Basis["payee"]> {
    const payee = await this.payee(recipient, on);
    const organisationsnummer = (await this.of(partyStream(payee), party)).party?.organisationsnummer;
    return { party: payee, ...(organisationsnummer === undefined ? {} : { organisationsnummer }) };
  }
}
