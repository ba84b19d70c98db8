import { type Account, grantStream } from "../accounts.ts";
import { balanceAt } from "../balances.ts";
import { day } from "../calendar.ts";
import type { AgreementState } from "../agreements/agreement.ts";
import type { FundingKey } from "../appropriations/funding-key.ts";
import type { GrantCommand } from "../grants/commands.ts";
import type { GrantEvent } from "../grants/events.ts";
import { grant } from "../grants/grant.ts";
import { placeOf } from "../grants/placing.ts";
import type { GrantState } from "../grants/state.ts";
import { parseBankgiro } from "../identifiers/giro.ts";
import { type Ore, formatAmount, kronor } from "../money.ts";
import { RuleError } from "../rule-error.ts";
import { AGREEMENT, POST, payableAgreement } from "./given-agreement.ts";

export const GIRO = { type: "bankgiro", number: parseBankgiro("5050-1055") } as const;

/** A command as a case writes it: who, which grant and on which facts is the same all through. */
type Asked<Command> = Command extends GrantCommand
  ? Omit<Command, "agreement" | "recipient" | "by" | "basis"> & { readonly by?: string }
  : never;

/**
 * One grant under test, from the allocation on: takes commands, keeps the events, and says in kronor what
 * stands on an account. Days are texts, amounts whole kronor, so that a case reads like its paper version.
 */
export class GivenGrant {
  readonly agreement: AgreementState;
  readonly events: GrantEvent[] = [];
  state: GrantState = grant.initialState();
  private readonly payee: { readonly party: string; readonly organisationsnummer?: string };
  private arrivals = 0;

  constructor(given: { agreement?: AgreementState; payee?: GivenGrant["payee"] } = {}) {
    this.agreement = given.agreement ?? payableAgreement();
    this.payee = given.payee ?? { party: "skr", organisationsnummer: "222000-0315" };
  }

  allocated(line: string, amount: number, on = "2013-02-01", funding: FundingKey = POST): this {
    const place = { funding, agreement: AGREEMENT, line, recipient: "skr", holder: "skr" };
    const eventId = `allocation-${++this.arrivals}`;
    this.keep([
      {
        type: "FundsArrived",
        data: {
          cause: { stream: "anslagspost-x", eventId, type: "AllocationDecided" },
          arrived: [
            {
              from: { account: "available", funding },
              to: { account: "allocated", ...place },
              amount: kronor(amount),
            },
          ],
          effectiveOn: day(on),
        },
      },
    ]);
    return this;
  }

  /** Paid: requisitioned, approved, ordered, approved by a second person and confirmed on one day. */
  paid(line: string, amount: number, on = "2013-03-01", id = `${line}-${on}`): this {
    return this.requisitioned(line, amount, on, id).ordered(on, id).confirmed(on, id);
  }

  requisitioned(line: string, amount: number, on = "2013-03-01", id = `${line}-${on}`): this {
    this.take({
      type: "receive-requisition",
      requisitionId: id,
      amount: kronor(amount),
      period: { from: day("2013-01-01"), to: day("2013-12-31") },
      organisationsnummer: "222000-0315",
      payTo: GIRO,
      receivedOn: day(on),
    });
    const items = [{ line, amount: kronor(amount) }];
    this.take({ type: "approve-requisition", requisitionId: id, items, effectiveOn: day(on), by: "bo" });
    return this;
  }

  ordered(on: string, id: string, disbursementId = `pay-${id}`): this {
    this.take({
      type: "order-disbursement",
      disbursementId,
      pays: { requisition: id },
      effectiveOn: day(on),
    });
    return this;
  }

  confirmed(on: string, id: string, disbursementId = `pay-${id}`): this {
    this.take({ type: "approve-disbursement", disbursementId, on: day(on), by: "bo" });
    const bankReference = `bank-${disbursementId}`;
    this.take({ type: "confirm-disbursement", disbursementId, bankReference, effectiveOn: day(on) });
    return this;
  }

  reported(
    reportId: string,
    line: string,
    costs: number,
    more: { corrects?: string; disputed?: number } = {},
  ) {
    this.take({
      type: "receive-cost-report",
      reportId,
      period: { from: day("2013-01-01"), to: day("2013-12-31") },
      uses: [
        {
          line,
          holder: "skr",
          costs: kronor(costs),
          ...(more.disputed === undefined ? {} : { disputed: kronor(more.disputed) }),
        },
      ],
      certificate: { alternative: 1 },
      receivedOn: day("2014-02-01"),
      ...(more.corrects === undefined ? {} : { corrects: more.corrects }),
    });
    return this;
  }

  approvedReport(reportId: string, by = "bo"): this {
    this.take({ type: "approve-cost-report", reportId, on: day("2014-02-10"), by });
    return this;
  }

  repaid(placementId: string, amount: number, on = "2014-04-01", line?: string): this {
    this.take({
      type: "receive-repayment",
      placementId,
      amount: kronor(amount),
      cause: { stream: `receipt-${placementId}`, eventId: `placed-${placementId}`, type: "ReceiptPlaced" },
      effectiveOn: day(on),
      ...(line === undefined ? {} : { line }),
    });
    return this;
  }

  /** Reverses the last event of a type. */
  reversed(type: GrantEvent["type"], closedThrough?: string): this {
    const index = this.events.findLastIndex((event) => event.type === type);
    const { data } = this.events[index] as GrantEvent;
    this.take({
      type: "reverse-entry",
      original: { eventId: `event-${index}`, stream: grantStream(AGREEMENT, "skr"), type, data },
      reason: "wrong",
      by: "bo",
      ...(closedThrough === undefined ? {} : { closedThrough: day(closedThrough) }),
    });
    return this;
  }

  take(asked: Asked<GrantCommand>): GrantEvent[] {
    const command = {
      agreement: AGREEMENT,
      recipient: "skr",
      by: "anna",
      ...asked,
      basis: { agreement: this.agreement, payee: this.payee },
    } as GrantCommand;
    return this.keep(grant.decide(command, this.state));
  }

  /** Asserts that nothing but a rule refuses, and gives the rule's name. */
  refusal(ask: () => unknown): string {
    try {
      ask();
    } catch (error) {
      if (error instanceof RuleError) return error.rule;
      throw error;
    }
    return "not refused";
  }

  /** What stands on an account (kronor, as on the wire), all lines' posts and holders added unless named. */
  has(account: Account, line = "a", at: { funding?: FundingKey; holder?: string; on?: string } = {}): string {
    const { funding = POST, holder = "skr", on } = at;
    const place = placeOf({ agreement: AGREEMENT, recipient: "skr" }, account, { line, funding, holder });
    const cells = this.state.books?.cells ?? new Map();
    const amount: Ore = balanceAt(cells, place, on === undefined ? undefined : day(on));
    return formatAmount(amount);
  }

  private keep(events: GrantEvent[]): GrantEvent[] {
    for (const event of events) {
      // As from storage: a state must not share objects with the decision that led to it.
      const stored = JSON.parse(JSON.stringify(event)) as GrantEvent;
      this.events.push(stored);
      this.state = grant.evolve(this.state, stored);
    }
    return events;
  }
}
