import { type Account, agreementStream } from "#domain/accounts.ts";
import type { Agreement } from "#domain/agreements/agreement-terms.ts";
import { day } from "#domain/calendar.ts";
import { parseBankgiro } from "#domain/identifiers/giro.ts";
import { RuleError } from "#domain/rule-error.ts";
import { formatAmount, kronor, sum } from "#domain/money.ts";
import { AGREEMENT, OTHER_POST, POST, testAgreement } from "#domain/testing/given-agreement.ts";
import type { EventStore } from "#event-store/event-store.ts";
import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import type { LedgerView } from "#projections/ledger-view.ts";
import { Ledger } from "../ledger.ts";
import type { Outcome } from "../outcome.ts";
import type { LapseRequest, LedgerRequest } from "../requests.ts";

export const CLOCK = { now: (): string => "2013-06-01T10:00:00.000Z" };
export const GIRO = { type: "bankgiro", number: parseBankgiro("5050-1055") } as const;

export const EFFECTIVE = day("2013-03-01");

type Request = Exclude<LedgerRequest, LapseRequest>;

/** The same requests under ids of their own, in the order in which they are made. */
export class GivenLedger {
  private requests = 0;

  constructor(readonly ledger: Ledger<LedgerView>) {}

  static async over(store: EventStore = new MemoryEventStore({ clock: CLOCK })): Promise<GivenLedger> {
    return new GivenLedger(await Ledger.open(store));
  }

  /** Waits for the view too: most cases look at it next. */
  async take(request: Request, asker: { actor?: string; commandId?: string } = {}): Promise<Outcome> {
    const commandId = asker.commandId ?? `request-${++this.requests}`;
    const outcome = await this.ledger.take(request, { actor: asker.actor ?? "anna", commandId });
    await this.ledger.caughtUp();
    return outcome;
  }

  async takeAll(requests: readonly Request[]): Promise<this> {
    for (const request of requests) await this.take(request);
    return this;
  }

  /** What stands on an account, all dimensions added (kronor, as on the wire). */
  has(account: Account, where: Record<string, string> = {}): string {
    const rows = this.ledger.view.byEffectiveDate.balances({ by: ["anslagspost", "receipt"], where });
    return formatAmount(sum(rows.map(({ net }) => net[account])));
  }

  agreementText(id = AGREEMENT): Agreement | undefined {
    return this.ledger.view.agreements.get(agreementStream(id))?.agreement;
  }
}

/** Two posts with 100 kronor each, four parties, and an agreement in force whose lines `a` and `b` are funded. */
export function foundation(agreement: Agreement = testAgreement()): Request[] {
  const parties = [
    { party: "skr", organisationsnummer: "222000-0315" },
    { party: "region-a", organisationsnummer: "232100-0016" },
    { party: "region-b", organisationsnummer: "232100-0024" },
    { party: "samverkan", organisationsnummer: undefined },
  ].map(({ party, organisationsnummer }): Request => ({
    type: "register-party",
    party,
    kind: "region",
    name: party,
    names: [],
    ...(organisationsnummer === undefined ? {} : { organisationsnummer }),
  }));
  const posts = [POST, OTHER_POST].map((funding): Request => ({
    type: "grant-appropriation",
    funding,
    name: "A post",
    kind: "years_grant",
    amount: kronor(100),
    decision: "regleringsbrev 2013",
    effectiveOn: day("2013-01-01"),
  }));
  const lines = agreement.lines.map(({ id }) => id).filter((id) => id === "a" || id === "b");
  return [
    ...parties,
    ...posts,
    { type: "register-agreement", agreement },
    {
      type: "record-payment-decision",
      agreement: agreement.id,
      kind: "government_decision",
      caseNumber: "S2013/1",
      lines: agreement.lines.map(({ id }) => id),
      repaymentTo: "anslagspost",
      on: day("2013-01-20"),
    },
    ...lines.map((line) => fundLine(line, 10)),
  ];
}

export function fundLine(line: string, amount: number, funding = POST): Request {
  return {
    type: "fund-line",
    agreement: AGREEMENT,
    line,
    funding,
    amount: kronor(amount),
    decision: "S2013/2",
    on: day("2013-01-21"),
  };
}

export function allocate(line: string, amount: number, recipient = "skr", funding = POST): Request {
  return {
    type: "allocate",
    agreement: AGREEMENT,
    line,
    funding,
    allocations: [{ recipient, amount: kronor(amount) }],
    decision: "S2013/3",
    effectiveOn: day("2013-02-01"),
  };
}

export function receive(requisitionId: string, amount: number, recipient = "skr"): Request {
  return {
    type: "receive-requisition",
    agreement: AGREEMENT,
    recipient,
    requisitionId,
    amount: kronor(amount),
    period: { from: day("2013-01-01"), to: day("2013-12-31") },
    organisationsnummer: recipient === "skr" ? "222000-0315" : "232100-0016",
    payTo: GIRO,
    receivedOn: EFFECTIVE,
  };
}

export function approve(requisitionId: string, line: string, amount: number, recipient = "skr"): Request {
  return {
    type: "approve-requisition",
    agreement: AGREEMENT,
    recipient,
    requisitionId,
    items: [{ line, amount: kronor(amount) }],
    effectiveOn: EFFECTIVE,
  };
}

/** The three steps of a payment after its approval; the second is for another person. */
export function payment(requisitionId: string, recipient = "skr"): [Request, Request, Request] {
  const of = { agreement: AGREEMENT, recipient, disbursementId: `pay-${requisitionId}` };
  return [
    { type: "order-disbursement", ...of, pays: { requisition: requisitionId }, effectiveOn: EFFECTIVE },
    { type: "approve-disbursement", ...of, on: EFFECTIVE },
    { type: "confirm-disbursement", ...of, bankReference: "bank-1", effectiveOn: EFFECTIVE },
  ];
}

/** From the requisition to the money with the recipient. */
export async function pay(given: GivenLedger, id: string, line: string, amount: number): Promise<void> {
  const [order, second, confirm] = payment(id);
  await given.take(receive(id, amount));
  await given.take(approve(id, line, amount), { actor: "bo" });
  await given.take(order);
  await given.take(second, { actor: "bo" });
  await given.take(confirm);
}

export function receipt(id: string, amount: number): Request {
  return { type: "record-receipt", receipt: id, amount: kronor(amount), effectiveOn: day("2013-05-01") };
}

export function place(id: string, amount: number): Request {
  return {
    type: "place-receipt",
    receipt: id,
    agreement: AGREEMENT,
    recipient: "skr",
    amount: kronor(amount),
  };
}

export async function eventCount({ ledger }: GivenLedger): Promise<number> {
  const ids: string[] = [];
  for await (const { id } of ledger.store.readAll()) ids.push(id);
  return ids.length;
}

export async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof RuleError) return error.rule;
    throw error;
  }
  return "not refused";
}

export async function lastEntry({ ledger }: GivenLedger, stream: string, type: string): Promise<Request> {
  let eventId = "none";
  for await (const event of ledger.store.readStream(stream)) if (event.type === type) eventId = event.id;
  return { type: "reverse", stream, eventId, reason: "wrong" };
}

export const founded = async (): Promise<GivenLedger> => (await GivenLedger.over()).takeAll(foundation());
