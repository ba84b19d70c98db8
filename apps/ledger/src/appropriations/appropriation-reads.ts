import { Inject, Injectable } from "@nestjs/common";
import { anslagspostStream } from "#domain/accounts.ts";
import { anslagspost } from "#domain/appropriations/anslagspost.ts";
import { type FundingKey, describeFunding } from "#domain/appropriations/funding-key.ts";
import { formatAmount } from "#domain/money.ts";
import { RuleError } from "#domain/rule-error.ts";
import { Ledger } from "../ledger/ledger.ts";
import { placesIn } from "../platform/accounts-of-stream.ts";
import { Answer } from "../platform/answer.ts";
import { accountsInWireForm } from "../platform/wire-form.ts";

/** Shows posts: their accounts as their own streams guard them, and what each line may still take. */
@Injectable()
export class AppropriationReads {
  constructor(@Inject(Ledger) private readonly ledger: Ledger) {}

  async all(): Promise<Answer> {
    await this.ledger.caughtUp();
    const { byEffectiveDate, fundings, position } = this.ledger.view;
    const rows = byEffectiveDate.balances({ by: ["anslagspost"] });
    const posts = rows.flatMap(({ key, net, turnover }) => {
      const funding = key.anslagspost as FundingKey | null | undefined;
      if (!funding) return [];
      const names = {
        anslagspost: funding,
        label: describeFunding(funding),
        name: fundings.get(funding)?.name,
      };
      return [{ ...names, net: accountsInWireForm(net), turnover: accountsInWireForm(turnover) }];
    });
    return new Answer({ appropriations: posts }, { position });
  }

  /** @throws RuleError `anslagspost-unknown` */
  async one(funding: FundingKey): Promise<Answer> {
    await this.ledger.caughtUp();
    const { state, revision } = await this.ledger.read(anslagspostStream(funding), anslagspost);
    if (!state.granted) {
      throw new RuleError("anslagspost-unknown", `No appropriation is registered on ${funding}.`, {
        field: "anslagspost",
        figures: { anslagspost: funding },
      });
    }
    const body = {
      anslagspost: funding,
      label: describeFunding(funding),
      name: this.ledger.view.fundings.get(funding)?.name,
      accounts: placesIn(state.books).map(({ account, amount }) => ({ account, amount })),
      rooms: [...state.rooms].map(([room, { funded, allocated }]) => {
        const [agreement, line] = room.split("|");
        return { agreement, line, funded: formatAmount(funded), allocated: formatAmount(allocated) };
      }),
    };
    return new Answer(body, { revision, position: this.ledger.view.position });
  }
}
