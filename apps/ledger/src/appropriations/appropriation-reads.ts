import { Inject, Injectable } from "@nestjs/common";
import { anslagspostStream } from "#domain/accounts.ts";
import { anslagspost } from "#domain/appropriations/anslagspost.ts";
import { type FundingKey, describeFunding } from "#domain/appropriations/funding-key.ts";
import { formatAmount } from "#domain/money.ts";
import { RuleError } from "#domain/rule-error.ts";
import { balancePage } from "#projections/read-model/queries/balance-page.ts";
import type { AsKnown, AsOfAsked } from "../reads/asked-time.ts";
import { ReadSide } from "../reads/read-side.ts";
import { stateAsKnown } from "../reads/state-as-known.ts";
import { Ledger } from "../ledger/ledger.ts";
import { placesIn } from "../platform/accounts-of-stream.ts";
import { Answer } from "../platform/answer.ts";
import { accountsInWireForm } from "../platform/wire-form.ts";

const USUAL_PAGE = 1_000;

/** Shows posts: their accounts as their own streams guard them, and what each line may still take. */
@Injectable()
export class AppropriationReads {
  constructor(
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(ReadSide) private readonly reads: ReadSide,
  ) {}

  all(asked: AsOfAsked & { readonly limit?: number; readonly cursor?: string }): Promise<Answer> {
    const { fundings } = this.ledger.view;
    const { limit = USUAL_PAGE, cursor } = asked;
    return this.reads.answer(asked, async (db, asOf) => {
      const page = await balancePage(db, { ...asOf, by: ["anslagspost"], limit, ...(cursor && { cursor }) });
      const appropriations = page.rows.flatMap(({ key, net, turnover }) => {
        const funding = key.anslagspost as FundingKey | null | undefined;
        if (!funding) return [];
        const names = {
          anslagspost: funding,
          label: describeFunding(funding),
          name: fundings.get(funding)?.name,
        };
        return [{ ...names, net: accountsInWireForm(net), turnover: accountsInWireForm(turnover) }];
      });
      return { appropriations, next: page.next };
    });
  }

  /** @throws RuleError `anslagspost-unknown` */
  async one(funding: FundingKey, { effective, knownAt }: AsKnown): Promise<Answer> {
    const stream = anslagspostStream(funding);
    const { state, revision } = await stateAsKnown(this.ledger, stream, anslagspost, knownAt);
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
      accounts: placesIn(state.books, effective).map(({ account, amount }) => ({ account, amount })),
      rooms: [...state.rooms].map(([room, { funded, allocated }]) => {
        const [agreement, line] = room.split("|");
        return { agreement, line, funded: formatAmount(funded), allocated: formatAmount(allocated) };
      }),
      effective,
      knownAt,
    };
    return new Answer(body, { revision, position: this.ledger.view.position });
  }
}
