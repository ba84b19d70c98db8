import { transfersOf } from "#domain/transfers.ts";
import { RuleError } from "#domain/rule-error.ts";
import type { StoredEvent } from "#event-store/event-store.ts";
import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import type { Asked } from "#ledger/ledger/testing/any-requests.ts";
import {
  GivenLedger,
  allocate,
  foundation,
  fundLine,
  pay,
  receipt,
  receive,
} from "#ledger/ledger/testing/given-ledger.ts";
import { OTHER_POST } from "#domain/testing/given-agreement.ts";

const HOUR = 3_600_000;

/** A clock that moves on by itself, so that a history is recorded over months and sometimes within a day. */
function movingClock(hours: readonly number[]): { now(): string } {
  let time = Date.parse("2013-01-02T08:00:00.000Z");
  let step = 0;
  return {
    now: () => {
      time += (hours[step++ % hours.length] ?? 1) * HOUR;
      return new Date(time).toISOString();
    },
  };
}

/**
 * The log of a ledger that was asked these things, with what it refuses left out: backdated entries,
 * reversals and closings among them, recorded over months.
 */
export async function historyOf(
  requests: readonly Asked[],
  hours: readonly number[],
): Promise<StoredEvent[]> {
  const given = await GivenLedger.over(new MemoryEventStore({ clock: movingClock(hours) }));
  await given.takeAll(foundation());
  await given.takeAll([fundLine("direct", 5, OTHER_POST), allocate("a", 8), allocate("b", 6, "region-a")]);
  await pay(given, "0", "a", 5);
  for (const each of ["1", "2"]) await given.take(receive(each, 2));
  await given.take(receipt("1", 6));
  for (const [index, request] of requests.entries()) {
    try {
      await ask(given, request, index);
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
    }
  }
  const log = await logOf(given);
  await given.ledger.close();
  return log;
}

async function ask(given: GivenLedger, request: Asked, index: number): Promise<void> {
  // Who approves is never who registered, so that the sequences get as far as payments.
  const actor = request.type.startsWith("approve") ? "bo" : "anna";
  const asker = { actor, commandId: `ask-${index}` };
  if (request.type === "lapse-due") {
    await given.ledger.lapse(request, asker);
    return;
  }
  if (request.type !== "reverse-some") {
    await given.ledger.take(request, asker);
    return;
  }
  const money = (await logOf(given)).filter((event) => transfersOf(event).length > 0);
  const entry = money[money.length - 1 - (request.which % money.length)];
  if (entry === undefined) return;
  const { id: eventId, stream } = entry;
  await given.ledger.take({ type: "reverse", stream, eventId, reason: "wrong" }, asker);
}

async function logOf({ ledger }: GivenLedger): Promise<StoredEvent[]> {
  const log: StoredEvent[] = [];
  for await (const event of ledger.store.readAll()) log.push(event);
  return log;
}
