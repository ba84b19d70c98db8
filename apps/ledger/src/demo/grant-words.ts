import { grantStream } from "#domain/accounts.ts";
import type { LineId, PartyId } from "#domain/agreements/agreement-terms.ts";
import type { FundingKey } from "#domain/appropriations/funding-key.ts";
import { type Day, day } from "#domain/calendar.ts";
import type { Giro } from "#domain/identifiers/giro.ts";
import { type Ore, sum } from "#domain/money.ts";
import type { LedgerRequest, RequestOf } from "../ledger/requests.ts";
import { payToOf } from "./assumed.ts";
import { type Act, type Known, type Step, anna, bank, bo, kr, step } from "./story.ts";

export interface Part {
  readonly line: LineId;
  readonly amount: Ore;
  readonly funding?: FundingKey;
  readonly holder?: PartyId;
}

interface Reported {
  readonly line: LineId;
  /** Given where a line has money from two posts and the report tells them apart. */
  readonly funding?: FundingKey;
  readonly costs: Ore;
  readonly disputed?: Ore;
  readonly holder?: PartyId;
}

const totalOf = (parts: readonly Part[]): Ore => sum(parts.map(({ amount }) => amount));

const noted = (note: string): string => (note === "" ? "" : `; ${note}`);

/**
 * The words of one grant: requests between one agreement and one recipient, ready to be told in a step.
 * Ids are readable, so that what was demonstrated is found again in the ledger.
 */
export class GrantWords {
  readonly agreement: string;
  readonly stream: string;
  private readonly known: Known;
  readonly recipient: PartyId;

  constructor(known: Known, recipient: PartyId) {
    this.known = known;
    this.recipient = recipient;
    this.agreement = known.agreement.id;
    this.stream = grantStream(this.agreement, recipient);
  }

  private get of(): { agreement: string; recipient: PartyId } {
    return { agreement: this.agreement, recipient: this.recipient };
  }

  private get payTo(): Giro {
    return payToOf(this.recipient);
  }

  name(on: string): string {
    return this.known.nameOf(this.recipient, day(on));
  }

  /** Whole lines, as the agreement states them. */
  lines(...lines: readonly LineId[]): Part[] {
    return lines.map((line) => ({ line, amount: this.known.amountOf(line) }));
  }

  receives(
    requisition: string,
    parts: readonly Part[],
    on: string,
    given: { organisationsnummer?: string } = {},
  ): Act {
    const { budgetYear } = this.known.agreement;
    return anna({
      type: "receive-requisition",
      ...this.of,
      requisitionId: requisition,
      amount: totalOf(parts),
      lines: parts.map(({ line, amount }) => ({ line, amount })),
      period: { from: day(`${budgetYear}-01-01`), to: day(`${budgetYear}-12-31`) },
      organisationsnummer: given.organisationsnummer ?? this.known.numberOf(this.recipient, day(on)),
      payTo: this.payTo,
      paymentReference: requisition,
      receivedOn: day(on),
    });
  }

  approves(requisition: string, parts: readonly Part[], on: string, cutReason?: string): Act {
    return bo({
      type: "approve-requisition",
      ...this.of,
      requisitionId: requisition,
      items: parts,
      ...(cutReason === undefined ? {} : { cutReason }),
      effectiveOn: day(on),
    });
  }

  rejects(requisition: string, on: string, reason: string): Act {
    return bo({ type: "reject-requisition", ...this.of, requisitionId: requisition, reason, on: day(on) });
  }

  /** Orders the payment of an approved requisition, or of amounts on lines paid without one. */
  orders(payment: string, pays: string | readonly Part[], on: string): Act {
    const request: RequestOf<"order-disbursement"> = {
      type: "order-disbursement",
      ...this.of,
      disbursementId: payment,
      pays: typeof pays === "string" ? { requisition: pays } : { items: pays },
      ...(typeof pays === "string" ? {} : { payTo: this.payTo, paymentReference: payment }),
      effectiveOn: day(on),
    };
    return anna(request);
  }

  releases(payment: string, on: string): Act {
    return bo({ type: "approve-disbursement", ...this.of, disbursementId: payment, on: day(on) });
  }

  confirms(payment: string, on: string): Act {
    return bank({
      type: "confirm-disbursement",
      ...this.of,
      disbursementId: payment,
      bankReference: `bank-${this.recipient}-${payment}-${on}`,
      effectiveOn: day(on),
    });
  }

  returns(payment: string, on: string, reason: string): Act {
    return bank({
      type: "return-disbursement",
      ...this.of,
      disbursementId: payment,
      reason,
      effectiveOn: day(on),
    });
  }

  /** Received, approved by the other person, ordered, released by the other person, confirmed by the bank. */
  paidOnRequisition(
    requisition: string,
    parts: readonly Part[],
    days: { received: string; approved: string; paid: string },
    purpose: string,
    note = "",
  ): Step[] {
    const { received, approved, paid } = days;
    const amount = kr(totalOf(parts));
    return [
      step(
        received,
        `${this.name(received)} rekvirerar ${amount} för ${purpose}${noted(note)}.`,
        this.receives(requisition, parts, received),
      ),
      step(
        approved,
        `Rekvisitionen på ${amount} för ${purpose} godkänns och betalningsuppdraget attesteras.`,
        this.approves(requisition, parts, approved),
        this.orders(`utb-${requisition}`, requisition, approved),
        this.releases(`utb-${requisition}`, approved),
      ),
      step(
        paid,
        `Banken bekräftar utbetalningen av ${amount} till ${this.name(paid)}.`,
        this.confirms(`utb-${requisition}`, paid),
      ),
    ];
  }

  /** Ordered, released by the other person and confirmed by the bank, on a line paid without requisition. */
  paidWithoutRequisition(
    payment: string,
    parts: readonly Part[],
    days: { ordered: string; paid: string },
    purpose: string,
    note = "",
  ): Step[] {
    const { ordered, paid } = days;
    const amount = kr(totalOf(parts));
    return [
      step(
        ordered,
        `${amount} för ${purpose} betalas utan rekvisition till ${this.name(ordered)}${noted(note)}.`,
        this.orders(payment, parts, ordered),
        this.releases(payment, ordered),
      ),
      step(
        paid,
        `Banken bekräftar utbetalningen av ${amount} till ${this.name(paid)}.`,
        this.confirms(payment, paid),
      ),
    ];
  }

  disposes(line: LineId, amount: Ore, on: string): Act {
    return anna({
      type: "report-disposal",
      ...this.of,
      items: [{ line, amount }],
      report: `Redovisning av rad ${line}`,
      effectiveOn: day(on),
    });
  }

  reports(
    report: string,
    uses: readonly Reported[],
    on: string,
    given: {
      period?: { from: Day; to: Day };
      certificate?: RequestOf<"receive-cost-report">["certificate"];
      corrects?: string;
    } = {},
  ): Act {
    const { budgetYear } = this.known.agreement;
    return anna({
      type: "receive-cost-report",
      ...this.of,
      reportId: report,
      period: given.period ?? { from: day(`${budgetYear}-01-01`), to: day(`${budgetYear}-12-31`) },
      uses: uses.map((use) => ({ ...use, holder: use.holder ?? this.recipient })),
      certificate: given.certificate ?? { alternative: 1 },
      ...(given.corrects === undefined ? {} : { corrects: given.corrects }),
      receivedOn: day(on),
    });
  }

  accepts(report: string, on: string): Act {
    return bo({ type: "approve-cost-report", ...this.of, reportId: report, on: day(on) });
  }

  /** What was paid for whole lines was also used. */
  usedAll(...lines: readonly LineId[]): Reported[] {
    return lines.map((line) => ({ line, costs: this.known.amountOf(line) }));
  }

  passesOn(line: LineId, to: PartyId, amount: Ore, on: string, decision: string): Act {
    return anna({
      type: "pass-on",
      ...this.of,
      items: [{ line, amount, to }],
      decision,
      effectiveOn: day(on),
    });
  }

  reclaims(
    reclaim: string,
    items: RequestOf<"decide-reclaim">["items"],
    grounds: RequestOf<"decide-reclaim">["grounds"],
    on: string,
    decision: string,
  ): Act {
    return bo({
      type: "decide-reclaim",
      ...this.of,
      reclaimId: reclaim,
      items,
      grounds,
      decision,
      effectiveOn: day(on),
    });
  }

  /** The whole receipt, or the given part of it, is this grant's; the bank date counts. */
  placed(receipt: string, amount: Ore, line?: LineId): Act {
    const request: LedgerRequest = {
      type: "place-receipt",
      receipt,
      ...this.of,
      amount,
      ...(line === undefined ? {} : { line }),
    };
    return anna(request);
  }

  /** The recipient's number stands on the bank entry. */
  paysBack(receipt: string, amount: Ore, bankDate: string): Act {
    return bank({
      type: "record-receipt",
      receipt,
      amount,
      sender: this.known.numberOf(this.recipient, day(bankDate)),
      effectiveOn: day(bankDate),
    });
  }
}
