import { Inject, Injectable } from "@nestjs/common";
import { agreementStream, grantStream } from "#domain/accounts.ts";
import { registered } from "#domain/agreements/agreement.ts";
import { agreement as agreementDecider } from "#domain/agreements/agreement.ts";
import { grant } from "#domain/grants/grant.ts";
import { leftToRefund } from "#domain/grants/refunds.ts";
import type { GrantState } from "#domain/grants/state.ts";
import { formatAmount, sum } from "#domain/money.ts";
import { RuleError } from "#domain/rule-error.ts";
import { balancePage } from "#projections/read-model/queries/balance-page.ts";
import type { ListAsOfAsked } from "../reads/as-of-queries.ts";
import type { AsKnown } from "../reads/asked-time.ts";
import { ReadSide } from "../reads/read-side.ts";
import { stateAsKnown } from "../reads/state-as-known.ts";
import { Ledger } from "../ledger/ledger.ts";
import { placesIn } from "../platform/accounts-of-stream.ts";
import { Answer } from "../platform/answer.ts";
import { accountsInWireForm, inWireForm } from "../platform/wire-form.ts";

/** One grant's place in the paths: the money of one agreement to one recipient. */
export const GRANT = "api/agreements/:agreement/grants/:recipient";

const USUAL_PAGE = 1_000;

/** Shows grants: their accounts, and what happened to each requisition, payment, report and claim. */
@Injectable()
export class GrantReads {
  constructor(
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(ReadSide) private readonly reads: ReadSide,
  ) {}

  /** @throws RuleError `agreement-unknown` */
  all({
    agreement,
    limit = USUAL_PAGE,
    cursor,
    ...asked
  }: ListAsOfAsked & { agreement: string }): Promise<Answer> {
    const known = this.ledger.view.agreements.get(agreementStream(agreement));
    registered(known ?? agreementDecider.initialState(), agreement);
    return this.reads.answer(asked, async (db, asOf) => {
      const where = { agreement };
      const page = await balancePage(db, {
        ...asOf,
        by: ["recipient"],
        where,
        limit,
        ...(cursor && { cursor }),
      });
      const grants = page.rows.map(({ key, net, turnover }) => ({
        recipient: key.recipient,
        net: accountsInWireForm(net),
        turnover: accountsInWireForm(turnover),
      }));
      return { agreement, grants, next: page.next };
    });
  }

  /** @throws RuleError `grant-unknown` */
  async one(agreement: string, recipient: string, { effective, knownAt }: AsKnown): Promise<Answer> {
    const stream = grantStream(agreement, recipient);
    const { state, revision } = await stateAsKnown(this.ledger, stream, grant, knownAt);
    if (!state.books) throw unknownGrant(agreement, recipient);
    const accounts = placesIn(state.books, effective);
    const body = { agreement, recipient, accounts, ...casesOf(state), effective, knownAt };
    return new Answer(body, { revision, position: this.ledger.view.position });
  }
}

export function unknownGrant(agreement: string, recipient: string): RuleError {
  return new RuleError("grant-unknown", `${recipient} has no grant under ${agreement}.`, {
    field: "recipient",
    figures: { agreement, recipient },
  });
}

function casesOf(state: GrantState): object {
  const { requisitions, disbursements, reports, reclaims, refunds, exceptions, opening } = state;
  return {
    opening: inWireForm(opening),
    requisitions: [...requisitions].map(([id, { received, status, approved, decidedOn }]) => ({
      id,
      status,
      decidedOn,
      received: inWireForm(received),
      approved: inWireForm(approved),
    })),
    disbursements: [...disbursements].map(([id, { ordered, status, confirmedOn }]) => ({
      id,
      status,
      confirmedOn,
      ordered: inWireForm(ordered),
    })),
    reports: [...reports].map(([id, { received, status, outcomes, deviationOpen }]) => ({
      id,
      status,
      deviationOpen,
      received: inWireForm(received),
      outcomes: outcomes.map(({ refunds: on, ...outcome }) => ({
        ...(inWireForm(outcome) as object),
        refundable: formatAmount(leftToRefund({ ...outcome, refunds: on })),
        refunded: formatAmount(sum(on.filter(({ decidedHere }) => decidedHere).map(({ amount }) => amount))),
      })),
    })),
    reclaims: [...reclaims].map(([id, { decided, left }]) => ({
      id,
      decided: inWireForm(decided),
      left: formatAmount(sum(left.map(({ amount }) => amount))),
    })),
    refunds: inWireForm([...refunds.values()]),
    exceptions: inWireForm(exceptions),
  };
}
