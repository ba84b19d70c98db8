import { Inject, Injectable } from "@nestjs/common";
import { agreementStream, partyStream } from "#domain/accounts.ts";
import { agreement as agreementDecider } from "#domain/agreements/agreement.ts";
import { party as partyDecider } from "#domain/parties/party.ts";
import { RuleError } from "#domain/rule-error.ts";
import { Ledger } from "../ledger/ledger.ts";

/** Parties and agreements stand in the log: the registers only name those that are there. */
@Injectable()
export class KnownParties {
  constructor(@Inject(Ledger) private readonly ledger: Ledger) {}

  /** @throws RuleError `party-unknown` */
  async mustKnowParty(party: string | undefined, field: string): Promise<void> {
    if (party === undefined) return;
    const { revision } = await this.ledger.read(partyStream(party), partyDecider);
    if (revision !== "no_stream") return;
    throw new RuleError("party-unknown", `No party ${party} is registered.`, { field, figures: { party } });
  }

  /** @throws RuleError `agreement-unknown` */
  async mustKnowAgreement(agreement: string | undefined, field: string): Promise<void> {
    if (agreement === undefined) return;
    const { revision } = await this.ledger.read(agreementStream(agreement), agreementDecider);
    if (revision !== "no_stream") return;
    const message = `No agreement ${agreement} is registered.`;
    throw new RuleError("agreement-unknown", message, { field, figures: { agreement } });
  }
}
