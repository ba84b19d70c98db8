import { Inject, Injectable } from "@nestjs/common";
import { agreementStream, grantStream } from "#domain/accounts.ts";
import { registered } from "#domain/agreements/agreement.ts";
import { agreement as agreementDecider } from "#domain/agreements/agreement.ts";
import { grant } from "#domain/grants/grant.ts";
import type { GrantState } from "#domain/grants/state.ts";
import { formatAmount, sum } from "#domain/money.ts";
import { RuleError } from "#domain/rule-error.ts";
import { Ledger } from "../ledger/ledger.ts";
import { placesIn } from "../platform/accounts-of-stream.ts";
import { Answer } from "../platform/answer.ts";
import { accountsInWireForm, inWireForm } from "../platform/wire-form.ts";

/** One grant's place in the paths: the money of one agreement to one recipient. */
export const GRANT = "api/agreements/:agreement/grants/:recipient";

/** Shows grants: their accounts, and what happened to each requisition, payment, report and claim. */
@Injectable()
export class GrantReads {
  constructor(@Inject(Ledger) private readonly ledger: Ledger) {}

  /** @throws RuleError `agreement-unknown` */
  async all(agreement: string): Promise<Answer> {
    await this.ledger.caughtUp();
    const { agreements, byEffectiveDate, position } = this.ledger.view;
    registered(agreements.get(agreementStream(agreement)) ?? agreementDecider.initialState(), agreement);
    const rows = byEffectiveDate.balances({ by: ["recipient"], where: { agreement } });
    const grants = rows.map(({ key, net }) => ({ recipient: key.recipient, net: accountsInWireForm(net) }));
    return new Answer({ agreement, grants }, { position });
  }

  /** @throws RuleError `grant-unknown` */
  async one(agreement: string, recipient: string): Promise<Answer> {
    await this.ledger.caughtUp();
    const { state, revision } = await this.ledger.read(grantStream(agreement, recipient), grant);
    if (!state.books) {
      throw new RuleError("grant-unknown", `${recipient} has no grant under ${agreement}.`, {
        field: "recipient",
        figures: { agreement, recipient },
      });
    }
    const body = { agreement, recipient, accounts: placesIn(state.books), ...casesOf(state) };
    return new Answer(body, { revision, position: this.ledger.view.position });
  }
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
      outcomes: outcomes.map(({ refunded, ...outcome }) => ({
        ...(inWireForm(outcome) as object),
        refunded: formatAmount(refunded),
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
