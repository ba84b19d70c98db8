import { day } from "#domain/calendar.ts";
import { kronor } from "#domain/money.ts";
import type { EventStore } from "#event-store/event-store.ts";
import { StoreUnavailable } from "#event-store/errors.ts";
import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import { Ledger } from "../ledger/ledger.ts";
import type { BulkSummary, LineOutcome } from "./outcomes.ts";
import { type BulkOptions, MOST_IN_FLIGHT, runBulk } from "./run-bulk.ts";

const OPTIONS: BulkOptions = {
  actor: "registrar",
  key: "bulk-1",
  known: { standing: () => Promise.resolve("known") },
  stopOnRefusal: false,
  ended: new AbortController().signal,
};

const receipt = (id: string, amount = "100.00", more: object = {}): object => ({
  type: "record-receipt",
  receipt: id,
  amount,
  effectiveOn: "2023-01-15",
  ...more,
});
const refund = (id: string, amount: string, more: object = {}): object => ({
  type: "refund-receipt",
  receipt: id,
  amount,
  reason: "Fel mottagare",
  effectiveOn: "2023-01-16",
  ...more,
});
const post = (anslagspost: string): object => ({
  type: "grant-appropriation",
  anslagspost,
  name: "Bidrag",
  kind: "years_grant",
  amount: "1000.00",
  decision: "Regleringsbrev",
  effectiveOn: "2022-01-01",
});

async function* bytesOf(lines: readonly (object | string)[]): AsyncGenerator<Uint8Array> {
  for (const line of lines) {
    yield new TextEncoder().encode(`${typeof line === "string" ? line : JSON.stringify(line)}\n`);
  }
}

interface Ran {
  readonly outcomes: readonly LineOutcome[];
  readonly summary: BulkSummary | undefined;
}

async function run(
  ledger: Ledger,
  lines: readonly (object | string)[],
  options: Partial<BulkOptions> = {},
): Promise<Ran> {
  const outcomes: LineOutcome[] = [];
  let summary: BulkSummary | undefined;
  for await (const news of runBulk(ledger, bytesOf(lines), { ...OPTIONS, ...options })) {
    outcomes.push(...news.outcomes);
    ({ summary } = news);
  }
  return { outcomes, summary };
}

const statuses = ({ outcomes }: Ran) => outcomes.map(({ status }) => status);
const rules = ({ outcomes }: Ran) =>
  outcomes.map(({ problem }) => problem?.errors.map(({ rule, field }) => `${field ?? ""} ${rule}`).join());

async function eventsIn(store: EventStore): Promise<number> {
  let count = 0;
  for await (const { position } of store.readAll()) count += position >= 0 ? 1 : 0;
  return count;
}

describe("a bulk", () => {
  let store: EventStore;
  let ledger: Ledger;

  beforeEach(async () => {
    store = new MemoryEventStore({ clock: { now: () => "2023-02-01T10:00:00.000Z" } });
    ledger = await Ledger.open(store);
  });
  afterEach(() => ledger.close());

  it("answers each line in its order with where it was written, and sums them up", async () => {
    const ran = await run(ledger, [receipt("BG-1"), refund("BG-1", "40.00"), receipt("BG-2")]);
    expect(ran.outcomes).toEqual([
      expect.objectContaining({ line: 1, key: null, status: "written", stream: "receipt-BG-1", revision: 0 }),
      expect.objectContaining({ line: 2, key: null, status: "written", stream: "receipt-BG-1", revision: 1 }),
      expect.objectContaining({ line: 3, key: null, status: "written", stream: "receipt-BG-2", revision: 0 }),
    ]);
    expect(ran.outcomes.map(({ events }) => events?.length)).toEqual([1, 1, 1]);
    expect(ran.summary).toEqual({
      ...{ done: true, lines: 3, written: 3, repeated: 0, refused: 0, failed: 0, notTried: 0 },
      position: ledger.view.position,
    });
  });

  it("carries out what depends on each other in the order of the file, whatever else is under way", async () => {
    const lines = Array.from({ length: 60 }, (_, index) => [
      receipt(`BG-${index}`),
      refund(`BG-${index}`, "60.00"),
      refund(`BG-${index}`, "50.00"),
      refund(`BG-${index}`, "40.00"),
    ]);
    const ran = await run(ledger, lines.flat());
    const each = ["written", "written", "refused", "written"];
    expect(statuses(ran)).toEqual(lines.flatMap(() => each));
  });

  it("sent again writes nothing and gives the same answers", async () => {
    const lines = [receipt("BG-1"), refund("BG-1", "40.00"), post("2022-9-1:6-5"), receipt("BG-2")];
    const first = await run(ledger, lines);
    const events = await eventsIn(store);
    const again = await run(ledger, lines);
    expect(await eventsIn(store)).toBe(events);
    expect(statuses(again)).toEqual(lines.map(() => "repeated"));
    expect(again.outcomes.map(({ status: _, ...rest }) => rest)).toEqual(
      first.outcomes.map(({ status: _, ...rest }) => rest),
    );
  });

  it("sent again writes what is missing: lines at its end, and lines that were refused", async () => {
    await run(ledger, [receipt("BG-1"), refund("BG-2", "1.00")]);
    await ledger.take(
      { type: "record-receipt", receipt: "BG-2", amount: kronor(5), effectiveOn: day("2023-01-15") },
      { actor: "registrar", commandId: "registrar/single" },
    );
    const again = await run(ledger, [receipt("BG-1"), refund("BG-2", "1.00"), receipt("BG-3")]);
    expect(statuses(again)).toEqual(["repeated", "written", "written"]);
  });

  it("refuses a line that has changed under the same name, and goes on", async () => {
    await run(ledger, [receipt("BG-1"), receipt("BG-2")]);
    const again = await run(ledger, [receipt("BG-1", "100.01"), receipt("BG-2"), receipt("BG-3")]);
    expect(statuses(again)).toEqual(["refused", "repeated", "written"]);
    expect(rules(again)[0]).toBe("key idempotency-key-reused");
  });

  it("under another key, or by another actor, is another bulk", async () => {
    await run(ledger, [post("2022-9-1:6-5")]);
    expect(statuses(await run(ledger, [post("2022-9-1:6-6")], { key: "bulk-2" }))).toEqual(["written"]);
    expect(statuses(await run(ledger, [post("2022-9-1:6-7")], { actor: "other" }))).toEqual(["written"]);
  });

  it("takes a line with a key of its own as a single write with that key", async () => {
    const line = receipt("BG-1", "100.00", { key: "bank-1", actor: "Bank" });
    const { outcomes } = await run(ledger, [line], { key: "bulk-1" });
    expect(outcomes).toEqual([expect.objectContaining({ key: "bank-1", status: "written" })]);
    const single = await ledger.take(
      {
        type: "record-receipt",
        receipt: "BG-1",
        amount: kronor(100),
        effectiveOn: day("2023-01-15"),
      },
      { actor: "bank", commandId: "bank/bank-1" },
    );
    expect(single.repeated).toBe(true);
    // In whichever bulk and on whichever line it stands.
    expect(statuses(await run(ledger, [receipt("BG-9"), line], { key: "bulk-2" }))).toEqual([
      "written",
      "repeated",
    ]);
  });

  it("takes two lines under one name in the order of the file: alike they are one, else the later is refused", async () => {
    const ran = await run(ledger, [
      receipt("BG-1"),
      refund("BG-1", "1.00", { key: "k" }),
      refund("BG-1", "1.00", { key: "k" }),
      receipt("BG-2", "5.00", { key: "k" }),
    ]);
    expect(statuses(ran)).toEqual(["written", "written", "repeated", "refused"]);
  });

  it("without a name of its own needs a key on every line", async () => {
    const { actor, known, stopOnRefusal, ended } = OPTIONS;
    const outcomes: LineOutcome[] = [];
    const lines = [receipt("BG-1"), receipt("BG-2", "1.00", { key: "k-2" })];
    for await (const news of runBulk(ledger, bytesOf(lines), { actor, known, stopOnRefusal, ended }))
      outcomes.push(...news.outcomes);
    expect(outcomes.map(({ status }) => status)).toEqual(["refused", "written"]);
    expect(rules({ outcomes, summary: undefined })[0]).toBe("key idempotency-key-missing");
  });

  it("refuses each bad line by itself, naming what is wrong, and counts blank ones", async () => {
    const ran = await run(ledger, [
      "{",
      "",
      "7",
      '{"type":"record-recept"}',
      receipt("BG-1", "ten"),
      '{"type":"record-receipt","__proto__":{"x":1}}',
      String.raw`{"type":"record-receipt","_\u005fproto__":{"x":1}}`,
      receipt("BG-2", "1.00", { key: "with space", actor: "åsa" }),
      refund("BG-9", "1.00", { by: "x" }),
      refund("BG-9", "1.00", { key: "own" }),
      receipt("BG-3"),
    ]);
    expect(ran.outcomes.map(({ line }) => line)).toEqual([1, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(rules(ran)).toEqual([
      " line-format",
      " object-format",
      "type request-type-unknown",
      "amount amount-format",
      " line-format",
      " line-format",
      "actor actor-format,key idempotency-key-format",
      "by field-unknown",
      "receipt receipt-unknown",
      undefined,
    ]);
    expect(ran.outcomes.at(-2)).toMatchObject({ key: "own", problem: { status: 422 } });
    expect(ran.summary).toMatchObject({ done: true, lines: 11, written: 1, refused: 9 });
  });

  it("asked to stop at a refusal tries nothing after it, not even what does not depend on it", async () => {
    const lines = [receipt("BG-1"), refund("BG-1", "900.00"), receipt("BG-2"), receipt("BG-3")];
    const ran = await run(ledger, lines, { stopOnRefusal: true });
    expect(statuses(ran)).toEqual(["written", "refused", "not_tried", "not_tried"]);
    expect(await eventsIn(store)).toBe(1);
    expect(ran.summary).toMatchObject({ done: false, lines: 4, written: 1, refused: 1, notTried: 2 });
  });

  it("ends at a failure of the log: it is told apart from a refusal, and the rest is not tried", async () => {
    const append = store.append.bind(store);
    store.append = (stream, ...rest) =>
      stream === "receipt-BG-2"
        ? Promise.reject(new StoreUnavailable("disk_full", "The disk is full."))
        : append(stream, ...rest);
    const lines = Array.from({ length: MOST_IN_FLIGHT * 3 }, (_, index) => receipt(`BG-${index + 1}`));
    const ran = await run(ledger, lines);
    expect(ran.outcomes[1]).toMatchObject({ status: "failed", problem: { status: 503 } });
    expect(ran.outcomes.at(-1)).toEqual({ line: lines.length, key: null, status: "not_tried" });
    expect(ran.outcomes.map(({ line }) => line)).toEqual(lines.map((_, index) => index + 1));
    expect(ran.summary).toMatchObject({ done: false, failed: 1, refused: 0 });
    store.append = append;
    expect((await run(ledger, lines)).summary).toMatchObject({ done: true, refused: 0, failed: 0 });
  });

  it("tells what another stream refused of that which followed", async () => {
    const skr = { type: "register-party", party: "skr", kind: "association", name: "SKR" };
    const place = { type: "place-receipt", receipt: "BG-1", agreement: "nothing-2022", recipient: "skr" };
    const ran = await run(ledger, [
      { ...skr, names: [{ name: "SKR", from: "2019-11-27" }] },
      receipt("BG-1"),
      { ...place, amount: "10.00" },
    ]);
    expect(statuses(ran)).toEqual(["written", "written", "written"]);
    expect(ran.outcomes[2]?.refusals).toHaveLength(1);
  });

  it("of 10 000 lines holds no more than a window of them, and answers every one", async () => {
    let sent = 0;
    let answered = 0;
    let furthest = 0;
    async function* many(): AsyncGenerator<Uint8Array> {
      while (sent < 10_000) {
        sent += 1;
        furthest = Math.max(furthest, sent - answered);
        yield new TextEncoder().encode(`${JSON.stringify(receipt(`BG-${sent}`))}\n`);
      }
    }
    let summary: BulkSummary | undefined;
    for await (const news of runBulk(ledger, many(), OPTIONS)) {
      for (const { line, status } of news.outcomes) {
        answered += 1;
        if (line !== answered || status !== "written") throw new Error(`Line ${line} is ${status}.`);
      }
      ({ summary } = news);
    }
    expect(summary).toMatchObject({ done: true, lines: 10_000, written: 10_000 });
    // One line may wait beyond those that are carried out.
    expect(furthest).toBeLessThanOrEqual(MOST_IN_FLIGHT + 1);
    expect(furthest).toBeGreaterThan(1);
  }, 60_000);
});
