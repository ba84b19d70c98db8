import { anslagspostStream, grantStream } from "#domain/accounts.ts";
import { day } from "#domain/calendar.ts";
import { kronor } from "#domain/money.ts";
import { AGREEMENT, OTHER_POST, POST, line, testAgreement } from "#domain/testing/given-agreement.ts";
import { StoreUnavailable } from "#event-store/errors.ts";
import type { Appended, EventStore, EventToAppend, ExpectedRevision } from "#event-store/event-store.ts";
import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import type { LedgerView } from "#projections/ledger-view.ts";
import { Ledger } from "./ledger.ts";
import { ReactionFailed } from "./outcome.ts";
import type { LapseRequest, LedgerRequest } from "./requests.ts";
import {
  CLOCK,
  EFFECTIVE,
  GivenLedger,
  allocate,
  approve,
  foundation,
  fundLine,
  payment,
  place,
  receipt,
  receive,
} from "./testing/given-ledger.ts";

type Request = Exclude<LedgerRequest, LapseRequest>;

/** A log whose process dies right after an append is written: the answer is lost, and nothing comes after it. */
class DyingStore implements EventStore {
  appends = 0;
  /** How often a stream was read. */
  streamReads = 0;

  constructor(
    private readonly log: EventStore,
    private readonly diesAfter: number,
  ) {}

  async append(
    stream: string,
    revision: ExpectedRevision,
    events: readonly EventToAppend[],
  ): Promise<Appended> {
    if (this.appends >= this.diesAfter) throw new StoreUnavailable("closed", "The process is dead.");
    this.appends++;
    const appended = await this.log.append(stream, revision, events);
    if (this.appends >= this.diesAfter) throw new StoreUnavailable("closed", "The process died.");
    return appended;
  }

  readStream(...args: Parameters<EventStore["readStream"]>): ReturnType<EventStore["readStream"]> {
    this.streamReads++;
    return this.log.readStream(...args);
  }
  readAll(...args: Parameters<EventStore["readAll"]>): ReturnType<EventStore["readAll"]> {
    return this.log.readAll(...args);
  }
  subscribeAll(...args: Parameters<EventStore["subscribeAll"]>): ReturnType<EventStore["subscribeAll"]> {
    return this.log.subscribeAll(...args);
  }
  async close(): Promise<void> {
    // The log outlives the process.
  }
}

interface Step {
  readonly request: Request | { reverse: string; of: string };
  readonly actor?: string;
}

const [order, second, confirm] = payment("r1");

/** Every kind of reaction: arrivals, pairs, a refused placing, a refused move and reversals with their halves. */
const STORY: readonly Step[] = [
  ...foundation(testAgreement({ lines: [line("a", { amount: kronor(14) }), line("b")], terms: {} })).map(
    (request) => ({ request }),
  ),
  { request: fundLine("a", 4, OTHER_POST) },
  { request: allocate("a", 10) },
  { request: allocate("b", 10) },
  {
    request: {
      type: "move-appropriation",
      from: POST,
      to: OTHER_POST,
      amount: kronor(5),
      decision: "S2013/9",
      effectiveOn: EFFECTIVE,
    },
  },
  { request: { reverse: "AppropriationMoved", of: anslagspostStream(OTHER_POST) } },
  { request: reduce("a", 3, OTHER_POST) },
  { request: reduce("b", 3, OTHER_POST) },
  { request: reduce("b", 2) },
  { request: { reverse: "AllocationReduced", of: grantStream(AGREEMENT, "skr") } },
  { request: receive("r1", 6) },
  { request: approve("r1", "a", 6), actor: "bo" },
  { request: order },
  { request: second, actor: "bo" },
  { request: confirm },
  { request: receipt("b1", 9) },
  { request: place("b1", 8) },
  { request: place("b1", 4) },
  { request: { reverse: "RepaymentReceived", of: grantStream(AGREEMENT, "skr") } },
  { request: place("b1", 2) },
  { request: { type: "close-period", through: day("2013-05-31") } },
];

function reduce(lineId: string, amount: number, movesTo?: typeof POST): Request {
  return {
    type: "reduce-allocation",
    agreement: AGREEMENT,
    recipient: "skr",
    line: lineId,
    funding: POST,
    amount: kronor(amount),
    reason: "less",
    decision: "S2013/4",
    effectiveOn: EFFECTIVE,
    ...(movesTo === undefined ? {} : { movesTo }),
  };
}

function withdraw(funding: typeof POST, amount: number): Request {
  return {
    type: "withdraw-appropriation",
    funding,
    amount: kronor(amount),
    decision: "less",
    effectiveOn: EFFECTIVE,
  };
}

async function requestOf({ request }: Step, store: EventStore): Promise<Request> {
  if (!("reverse" in request)) return request;
  let eventId = "none";
  for await (const event of store.readStream(request.of)) {
    if (event.type === request.reverse) eventId = event.id;
  }
  return { type: "reverse", stream: request.of, eventId, reason: "wrong" };
}

/** Takes the story from a step on, under the same command ids in every run. Returns the step that it died in. */
async function tell(ledger: Ledger, log: EventStore, from: number): Promise<number> {
  for (const [index, step] of STORY.entries()) {
    if (index < from) continue;
    try {
      const asker = { actor: step.actor ?? "anna", commandId: `step-${index}` };
      await ledger.take(await requestOf(step, log), asker);
    } catch (error) {
      if (error instanceof StoreUnavailable) return index;
      throw error;
    }
  }
  return STORY.length;
}

const balances = (ledger: Ledger<LedgerView>) =>
  ledger.view.byEffectiveDate.balances({
    by: ["anslagspost", "line", "recipient", "holder", "receipt"],
  });

it("a process that dies after any append leaves a log that heals to what an undisturbed run gives", async () => {
  const undisturbed = new DyingStore(new MemoryEventStore({ clock: CLOCK }), Number.POSITIVE_INFINITY);
  const reference = await Ledger.open(undisturbed);
  expect(await tell(reference, undisturbed, 0)).toBe(STORY.length);
  const expected = balances(reference);
  expect(undisturbed.appends).toBeGreaterThan(STORY.length + 8);

  for (let diesAfter = 1; diesAfter < undisturbed.appends; diesAfter++) {
    const log = new MemoryEventStore({ clock: CLOCK });
    const died = await tell(await Ledger.open(new DyingStore(log, diesAfter)), log, 0);
    const reopened = await Ledger.open(log);
    // The log is whole by itself: what was placed is what was repaid, though nobody has asked again yet.
    const [total] = reopened.view.byEffectiveDate.balances({ by: [] });
    expect({ diesAfter, placed: total?.net.placed ?? 0 }).toEqual({
      diesAfter,
      placed: total?.net.repaid ?? 0,
    });
    // Whoever lost the answer asks again under the same id.
    expect(await tell(reopened, log, died)).toBe(STORY.length);
    expect({ diesAfter, rows: balances(reopened) }).toEqual({ diesAfter, rows: expected });
    const again = await Ledger.open(log);
    expect({ diesAfter, rows: balances(again) }).toEqual({ diesAfter, rows: expected });
  }
});

it("what is done already is seen in the log itself: opening reads no stream again", async () => {
  const log = new MemoryEventStore({ clock: CLOCK });
  expect(await tell(await Ledger.open(log), log, 0)).toBe(STORY.length);
  const settled = new DyingStore(log, Number.POSITIVE_INFINITY);
  await Ledger.open(settled);
  expect([settled.streamReads, settled.appends]).toEqual([0, 0]);
});

describe("the mark through which everything is settled", () => {
  class Mark {
    position: number | undefined;
    read = async (): Promise<number | undefined> => this.position;
    write = async (position: number): Promise<void> => {
      this.position = position;
    };
  }

  it("moves on when the ledger is closed, past what was under way", async () => {
    const mark = new Mark();
    const log = new MemoryEventStore({ clock: CLOCK });
    const given = new GivenLedger(await Ledger.open(new DyingStore(log, Number.POSITIVE_INFINITY), mark));
    await given.takeAll(foundation());
    const last = given.take(allocate("a", 4));
    await given.ledger.close();
    const { position } = await last;
    expect(mark.position).toBe(position);
    const reopened = new GivenLedger(await Ledger.open(log, mark));
    expect(reopened.has("allocated")).toBe("4.00");
  });

  it("that cannot be written keeps the log from being closed as little as the caller from hearing of it", async () => {
    const mark = new Mark();
    mark.write = () => Promise.reject(new StoreUnavailable("corrupted", "The log is damaged."));
    const log = new MemoryEventStore({ clock: CLOCK });
    const given = new GivenLedger(await Ledger.open(log, mark));
    await given.takeAll(foundation());
    await expect(given.ledger.close()).rejects.toThrow("The log is damaged.");
    expect(given.ledger.stopped).toBeDefined();
    expect(() => log.subscribeAll()).toThrow("The event store is closed.");
  });

  it("stays when an answer was lost: what follows from the event may be missing", async () => {
    const mark = new Mark();
    const log = new MemoryEventStore({ clock: CLOCK });
    const undisturbed = new DyingStore(log, Number.POSITIVE_INFINITY);
    await new GivenLedger(await Ledger.open(undisturbed)).takeAll(foundation());
    const given = new GivenLedger(await Ledger.open(new DyingStore(log, 1), mark));
    await expect(given.take(allocate("a", 4), { commandId: "lost" })).rejects.toThrow(StoreUnavailable);
    await given.ledger.close();
    expect(mark.position).toBeUndefined();
  });
});

it("a follow-up that is refused too is an alarm at each start, and does not keep the ledger from opening", async () => {
  class Marked {
    position: number | undefined;
    read = async (): Promise<number | undefined> => this.position;
    write = async (position: number): Promise<void> => {
      this.position = position;
    };
  }
  const given = await GivenLedger.over();
  await given.takeAll([
    ...foundation(),
    allocate("a", 4),
    withdraw(OTHER_POST, 97),
    reduce("a", 4, OTHER_POST),
  ]);
  // The same log, but what the refused move was followed up with was done by somebody else: there is nothing
  // left to take back, and no trace of the follow-up.
  const log = new MemoryEventStore({ clock: CLOCK });
  for await (const event of given.ledger.store.readAll()) {
    const byHand =
      event.type === "EntryReversed" ? { data: { ...event.data, cause: undefined }, metadata: {} } : {};
    const { stream, revision } = event;
    await log.append(stream, revision === 0 ? "no_stream" : revision - 1, [
      JSON.parse(JSON.stringify({ ...event, ...byHand })) as EventToAppend,
    ]);
  }
  const mark = new Marked();
  for (const start of [1, 2]) {
    const again = new GivenLedger(await Ledger.open(new DyingStore(log, Number.POSITIVE_INFINITY), mark));
    expect([start, again.ledger.alarms.map(({ message }) => message)]).toEqual([
      start,
      [expect.stringMatching(/ in grant-.* was taken: .* And in anslagspost-.* is already reversed/)],
    ]);
    await again.take(allocate("b", start), { commandId: `start-${start}` });
    await again.ledger.close();
    expect(mark.position).toBeUndefined();
  }
});

it("a reaction that is refused without a plan is no refusal of the request, which is recorded", async () => {
  const log = new MemoryEventStore({ clock: CLOCK });
  const given = await (await GivenLedger.over(log)).takeAll(foundation());
  // An event that this version does not know stops the grant by rule: its balance would be wrong without it.
  const stranger = {
    id: "00000000-0000-8000-8000-000000000001",
    type: "NeverHeardOf",
    data: { agreement: AGREEMENT, recipient: "skr" },
    metadata: {},
  };
  await log.append(grantStream(AGREEMENT, "skr"), "no_stream", [stranger]);
  await expect(given.take(allocate("a", 4))).rejects.toThrow(ReactionFailed);
  await expect(Ledger.open(log)).rejects.toThrow();
});
