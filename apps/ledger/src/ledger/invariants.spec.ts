import fc from "fast-check";
import { COUNTER_ACCOUNTS, type Account, agreementStream } from "#domain/accounts.ts";
import { type Ore, ZERO, sum } from "#domain/money.ts";
import { RuleError } from "#domain/rule-error.ts";
import type { POST } from "#domain/testing/given-agreement.ts";
import { AGREEMENT, OTHER_POST } from "#domain/testing/given-agreement.ts";
import { effectiveDateOf, transfersOf } from "#domain/transfers.ts";
import type { StoredEvent } from "#event-store/event-store.ts";
import { LedgerView } from "#projections/ledger-view.ts";
import { type Asked, anyRequests } from "./testing/any-requests.ts";
import {
  GivenLedger,
  allocate,
  foundation,
  fundLine,
  pay,
  receipt,
  receive,
} from "./testing/given-ledger.ts";

const DIMENSIONS = ["anslagspost", "agreement", "line", "recipient", "holder", "receipt"] as const;

async function logOf({ ledger }: GivenLedger): Promise<StoredEvent[]> {
  const log: StoredEvent[] = [];
  for await (const event of ledger.store.readAll()) log.push(event);
  return log;
}

/** Who approves is never who registered, so that the sequences get as far as payments. */
async function ask(
  given: GivenLedger,
  request: Asked,
  log: readonly StoredEvent[],
  index: number,
): Promise<void> {
  const actor = request.type.startsWith("approve") ? "bo" : "anna";
  const asker = { actor, commandId: `ask-${index}` };
  if (request.type === "lapse-due") {
    await given.ledger.lapse(request, asker);
  } else if (request.type === "reverse-some") {
    const money = log.filter((event) => transfersOf(event).length > 0);
    // The foundation's entries are as good as the last ones, but less telling.
    const event = money[money.length - 1 - (request.which % money.length)];
    if (event === undefined) return;
    const { id: eventId, stream } = event;
    await given.ledger.take({ type: "reverse", stream, eventId, reason: "wrong" }, asker);
  } else {
    await given.ledger.take(request, asker);
  }
}

function assertInvariants({ ledger }: GivenLedger, log: readonly StoredEvent[]): void {
  const days = new Set(log.filter((event) => transfersOf(event).length > 0).map(effectiveDateOf));
  const below: string[] = [];
  for (const date of days) {
    for (const { key, net } of ledger.view.byEffectiveDate.balances({ by: DIMENSIONS, on: date })) {
      for (const [account, level] of Object.entries(net) as [Account, Ore][]) {
        if (level < 0 && !COUNTER_ACCOUNTS.has(account))
          below.push(`${date} ${account} ${JSON.stringify(key)} ${level}`);
      }
    }
    for (const { key, net } of ledger.view.byEffectiveDate.balances({
      by: ["anslagspost", "receipt"],
      on: date,
    })) {
      const total = sum(Object.values(net));
      if (total !== 0) below.push(`${date} ${JSON.stringify(key)} sums to ${total}`);
    }
  }
  const { funded } = ledger.view.agreements.get(agreementStream(AGREEMENT)) ?? {};
  for (const { key, net } of ledger.view.byEffectiveDate.balances({ by: ["line", "anslagspost"] })) {
    if (!key.line || !key.anslagspost) continue;
    const room = funded?.get(key.line)?.get(key.anslagspost as typeof POST) ?? ZERO;
    const promised = sum(Object.values(net));
    if (promised > room) below.push(`${key.line} from ${key.anslagspost}: ${promised} of ${room}`);
  }
  expect(below).toEqual([]);
  expectCashAndDebtsToAgree(log);
}

/** Every krona that a receipt placed is repaid in a grant, and the other way round. */
function expectCashAndDebtsToAgree(log: readonly StoredEvent[]): void {
  const net = (type: string): number => {
    let total = 0;
    for (const event of log) {
      const original = (event.data as { original?: { type: string } }).original;
      const counts = event.type === type || original?.type === type;
      if (counts) total += (original ? -1 : 1) * sum(transfersOf(event).map((each) => each.amount));
    }
    return total;
  };
  expect(net("ReceiptPlaced") - net("PlacementReturned")).toBe(net("RepaymentReceived"));
}

const allBalances = (view: LedgerView) => [
  view.byEffectiveDate.balances({ by: DIMENSIONS }),
  view.byPostingDate.balances({ by: DIMENSIONS }),
];

it("whatever is asked in whatever order, every invariant holds on every day and refusals write nothing", async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(anyRequests, async (requests) => {
      const given = await GivenLedger.over();
      await given.takeAll(foundation());
      await given.takeAll([
        fundLine("direct", 5, OTHER_POST),
        allocate("a", 8),
        allocate("b", 6, "region-a"),
      ]);
      await pay(given, "0", "a", 5);
      for (const each of ["1", "2"]) await given.take(receive(each, 2));
      await given.take(receipt("1", 6));
      let log = await logOf(given);
      for (const [index, request] of requests.entries()) {
        let refused: unknown;
        try {
          await ask(given, request, log, index);
          seen.set(request.type, (seen.get(request.type) ?? 0) + 1);
        } catch (error) {
          refused = error;
        }
        const after = await logOf(given);
        if (refused !== undefined) {
          if (!(refused instanceof RuleError)) throw refused;
          expect(after.length).toBe(log.length);
          continue;
        }
        log = after;
        assertInvariants(given, log);
      }
      const rebuilt = new LedgerView();
      for (const event of log) rebuilt.apply(event);
      expect(allBalances(rebuilt)).toEqual(allBalances(given.ledger.view));
      const reopened = await GivenLedger.over(given.ledger.store);
      expect((await logOf(reopened)).length).toBe(log.length);
    }),
    { numRuns: 200 },
  );
  // A property over requests that are all refused would prove nothing.
  for (const type of [
    "allocate",
    "approve-requisition",
    "confirm-disbursement",
    "reverse-some",
    "place-receipt",
  ]) {
    expect([type, (seen.get(type) ?? 0) > 5]).toEqual([type, true]);
  }
}, 60_000);
