import { grantStream } from "#domain/accounts.ts";
import { day } from "#domain/calendar.ts";
import { kronor } from "#domain/money.ts";
import { AGREEMENT, POST, line, testAgreement } from "#domain/testing/given-agreement.ts";
import { RuleError } from "#domain/rule-error.ts";
import type { StoredEvent } from "#event-store/event-store.ts";
import {
  GIRO,
  GivenLedger,
  allocate,
  approve,
  foundation,
  lastEntry,
  pay,
  place,
  receipt,
  receive,
} from "#ledger/ledger/testing/given-ledger.ts";
import { agreementOverview, agreements } from "#projections/read-model/queries/agreements.ts";
import { deadlines } from "#projections/read-model/queries/deadlines.ts";
import { parties } from "#projections/read-model/queries/parties.ts";
import { type SearchQuery, search } from "#projections/read-model/queries/search.ts";
import { type WorkQuery, worklist } from "#projections/read-model/queries/worklist.ts";
import { ReadModel } from "#projections/read-model/read-model.ts";

const ON = day("2014-05-01");

/**
 * Allocated 8 of line a and 6 of line b, the one paid with 5; two requisitions wait, one of them mapped by Bo;
 * a receipt of 6 has 4 placed.
 */
async function given(): Promise<{ model: ReadModel; log: StoredEvent[] }> {
  const agreement = testAgreement({
    title: "Öppna jämförelser och hälsa",
    caseNumbers: ["S2013/9047/SAM"] as never,
    lines: [
      line("a", { purpose: "Äldres läkemedel" }),
      line("b", { purpose: "Vård på lika villkor" }),
      line("twice", { alsoStated: [{ amount: kronor(8), cite: "§4" }] }),
    ],
  });
  const ledger = await GivenLedger.over();
  await ledger.takeAll([...foundation(agreement), allocate("a", 8), allocate("b", 6, "region-a")]);
  await pay(ledger, "0", "a", 5);
  await ledger.take(receive("1", 2));
  await ledger.take(receive("2", 3, "region-a"), { actor: "Bo" });
  await ledger.takeAll([receipt("BG-1", 6), place("BG-1", 4)]);
  await ledger.take({
    type: "rename-party",
    party: "skr",
    name: "Sveriges Kommuner",
    from: day("2013-04-01"),
  });
  const log: StoredEvent[] = [];
  for await (const event of ledger.ledger.store.readAll()) log.push(event);
  await ledger.ledger.close();
  const model = await ReadModel.inMemory();
  await model.writer.write(log);
  return { model, log };
}

let model: ReadModel;
let log: StoredEvent[];
beforeAll(async () => {
  ({ model, log } = await given());
});
afterAll(() => model.close());

const work = (query: Partial<WorkQuery> = {}) =>
  model.read((db) => worklist(db, { on: ON, limit: 100, ...query }));
const found = async (text: string, query: Partial<SearchQuery> = {}) => {
  const { rows } = await model.read((db) => search(db, { text, limit: 100, ...query }));
  return rows.map(({ kind, id }) => `${kind} ${id}`).sort();
};
const ruleOf = async (attempt: Promise<unknown>): Promise<string> => {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof RuleError) return error.rule;
    throw error;
  }
  return "not refused";
};

describe("the worklist", () => {
  it("names what waits, with what is at stake, since when, and who may not decide it", async () => {
    const { rows } = await work();
    const told = rows.map(({ kind, subject, amount, openedOn, writers }) =>
      [kind, subject, amount, openedOn, ...writers].join(" "),
    );
    expect(told).toEqual([
      "requisition_to_decide 2 300 2013-03-01 bo",
      "requisition_to_decide 1 200 2013-03-01 anna",
      "receipt_to_place BG-1 200 2013-05-01",
      "discrepancy_to_rule twice 800 2013-06-01",
      "overdue_report skr 100 2014-04-01",
    ]);
    expect(rows.at(-1)?.dueOn).toBe("2014-03-31");
  });

  it("leaves out what a person wrote in, whatever letters their name is written in", async () => {
    const { rows } = await work({ notWrittenBy: "BO", kinds: ["requisition_to_decide"] });
    expect(rows.map(({ subject }) => subject)).toEqual(["1"]);
  });

  it("has the reports that are overdue on the day that is asked, and no others", async () => {
    const kinds = ["overdue_report"] as const;
    expect((await work({ kinds, on: day("2014-03-31") })).rows).toEqual([]);
    expect((await work({ kinds, on: day("2014-04-01") })).rows).toHaveLength(1);
  });

  it.each(["opened", "amount"] as const)(
    "comes page by page, by %s, forwards and backwards",
    async (sort) => {
      for (const descending of [false, true]) {
        const all = (await work({ sort, descending })).rows;
        expect(all).toHaveLength(5);
        const paged: unknown[] = [];
        let cursor: string | undefined;
        do {
          const page = await work({
            sort,
            descending,
            limit: 2,
            ...(cursor === undefined ? {} : { cursor }),
          });
          expect(page.rows.length).toBeLessThanOrEqual(2);
          paged.push(...page.rows);
          cursor = page.next;
        } while (cursor !== undefined);
        expect(paged).toEqual(all);
        expect((await work({ sort, descending: !descending })).rows).toEqual(all.toReversed());
      }
    },
  );

  it("refuses the cursor of another question", async () => {
    const { next } = await work({ limit: 1 });
    expect(next).toBeDefined();
    expect(await ruleOf(work({ limit: 1, agreement: AGREEMENT, cursor: next ?? "" }))).toBe("cursor-unknown");
  });

  it("is as it was before something was done", async () => {
    const ordered = log.find(({ type }) => type === "DisbursementOrdered")?.position ?? 0;
    const kinds = ["payment_to_approve", "requisition_to_order"] as const;
    expect((await work({ kinds, knownPosition: ordered })).rows.map(({ kind }) => kind)).toEqual([
      "payment_to_approve",
    ]);
    expect((await work({ kinds, knownPosition: ordered - 1 })).rows.map(({ kind }) => kind)).toEqual([
      "requisition_to_order",
    ]);
    expect((await work({ kinds })).rows).toEqual([]);
  });
});

describe("the search", () => {
  it.each([
    ["öppna JÄMFÖR", [`agreement ${AGREEMENT}`]],
    ["S2013/9047", [`agreement ${AGREEMENT}`]],
    ["9047 sam", [`agreement ${AGREEMENT}`]],
    ["läkemedel äldres", ["line a"]],
    ["2220000315", ["party skr", "requisition 0", "requisition 1"]],
    ["sveriges kommuner", ["party skr"]],
    ["bg-1", ["receipt BG-1"]],
    ["6.00 bg", ["receipt BG-1"]],
    ["pay-0", ["disbursement pay-0"]],
    ["region-a 3.00", ["requisition 2"]],
    ["ä", ["line a"]],
    ["vård läkemedel", []],
  ])("%s finds what has words that begin so", async (text, expected) => {
    expect(await found(text)).toEqual(expected);
  });

  it("finds a payment decision by its case number", async () => {
    const { rows } = await model.read((db) => search(db, { text: "S2013/1", limit: 10 }));
    expect(rows.map(({ kind, title }) => `${kind} ${title}`)).toEqual(["payment_decision S2013/1"]);
  });

  it("finds a party by the name that it had, and before it had the other", async () => {
    const renamed = log.find(({ type }) => type === "PartyRenamed")?.position ?? 0;
    expect(await found("sveriges", { knownPosition: renamed - 1 })).toEqual([]);
    expect(await found("sveriges", { knownPosition: renamed })).toEqual(["party skr"]);
    expect(await found("skr", { kinds: ["party"] })).toEqual(["party skr"]);
  });

  it("comes page by page, and refuses what is no question", async () => {
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await model.read((db) =>
        search(db, { text: "s", limit: 2, ...(cursor === undefined ? {} : { cursor }) }),
      );
      paged.push(...page.rows.map(({ kind, id }) => `${kind} ${id}`));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(paged.toSorted()).toEqual(await found("s"));
    expect(paged.length).toBeGreaterThan(4);
    expect(await ruleOf(found(" / "))).toBe("search-words");
    expect(await ruleOf(found("a b c d e f g h i j k l m"))).toBe("search-words");
  });
});

describe("deadlines", () => {
  it("tell what came of them, and what is at stake", async () => {
    const { rows } = await model.read((db) => deadlines(db, { on: ON, limit: 100 }));
    const told = rows.map((row) => [row.kind, row.line, row.recipient, row.status, row.atStake].join(" "));
    expect(told).toContain("requisition a skr met 300");
    expect(told).toContain("cost_report a skr missed 100");
    expect(told).toContain("cost_report b skr nothing_due 0");
    expect(rows[0]?.dueOn).toBe("2013-12-02");
    const early = await model.read((db) =>
      deadlines(db, { on: day("2013-03-01"), limit: 100, status: "open" }),
    );
    expect(early.rows.map(({ kind }) => kind)).not.toContain("requisition");
  });
});

describe("agreements", () => {
  it("are listed with what they lack", async () => {
    const { rows } = await model.read((db) => agreements(db, { limit: 10 }));
    expect(rows).toEqual([
      {
        ...{
          id: AGREEMENT,
          title: "Öppna jämförelser och hälsa",
          budgetYear: 2013,
          throughYear: null,
          version: 1,
        },
        ...{ inForce: true, conditionsMet: 0, conditionsMissing: 0, discrepanciesUnruled: 1, lines: 3 },
      },
    ]);
    expect((await model.read((db) => agreements(db, { limit: 10, budgetYear: 2022 }))).rows).toEqual([]);
  });

  it("show how far the money of each line has come, as of a day and as it was known", async () => {
    const overview = (on: string, known: { knownPosition?: number } = {}) =>
      model.read((db) => agreementOverview(db, { agreement: AGREEMENT, on: day(on), ...known }));
    const [a, b, twice] = await overview("2014-05-01");
    expect(a).toMatchObject({
      line: "a",
      stated: 1000,
      decided: 1000,
      funded: 1000,
      promised: 800,
      paid: 500,
    });
    expect(a?.accounts).toMatchObject({ allocated: 300, outstanding: 100, repaid: 400 });
    expect(a?.toReclaim).toBe(100);
    expect(b).toMatchObject({ line: "b", promised: 600, paid: 0, toReclaim: 0 });
    expect(twice).toMatchObject({ stated: 1000, decided: 800, funded: 0, promised: 0 });
    expect((await overview("2013-02-01"))[0]).toMatchObject({ promised: 800, paid: 0 });
    const funded = log.find(({ type }) => type === "LineFundingDecided")?.position ?? 0;
    expect((await overview("2014-05-01", { knownPosition: funded - 1 }))[0]).toMatchObject({
      funded: 0,
      promised: 0,
    });
  });
});

it("parties are listed with all their names", async () => {
  const { rows, next } = await model.read((db) => parties(db, { limit: 3, sort: "name", descending: true }));
  expect(rows.map(({ name }) => name)).toEqual(["samverkan", "region-b", "region-a"]);
  const last = await model.read((db) =>
    parties(db, { limit: 3, sort: "name", descending: true, cursor: next ?? "" }),
  );
  expect(last.rows).toEqual([
    {
      ...{ id: "skr", kind: "region", name: "Sveriges Kommuner", organisationsnummer: "222000-0315" },
      ...{ members: [], payee: null, successor: null },
      names: [
        { name: "skr", from: "1900-01-01" },
        { name: "Sveriges Kommuner", from: "2013-04-01" },
      ],
    },
  ]);
  expect(last.next).toBeUndefined();
});

it("an approval by another person takes a requisition off the list and puts its payment on it", async () => {
  const ledger = await GivenLedger.over();
  await ledger.takeAll([...foundation(), allocate("a", 8), receive("1", 2)]);
  await ledger.take(approve("1", "a", 2), { actor: "bo" });
  const events: StoredEvent[] = [];
  for await (const event of ledger.ledger.store.readAll()) events.push(event);
  await ledger.ledger.close();
  const own = await ReadModel.inMemory();
  await own.writer.write(events);
  const { rows } = await own.read((db) => worklist(db, { on: ON, limit: 10, recipient: "skr" }));
  expect(rows.map(({ kind, amount, line: of }) => [kind, amount, of].join(" "))).toEqual([
    "requisition_to_order 200 a",
  ]);
  await own.close();
});

it("an opening balance brings what waited before the ledger, and its reversal takes it away again", async () => {
  const ledger = await GivenLedger.over();
  const grant = { agreement: AGREEMENT, recipient: "skr" };
  await ledger.takeAll([
    ...foundation(),
    {
      type: "record-opening-balance",
      ...grant,
      source: "the former system",
      items: [
        { line: "a", funding: POST, account: "requisitioned", amount: kronor(2), requisition: "old-1" },
        {
          ...{ line: "b", funding: POST, account: "reclaimed", amount: kronor(3) },
          ...{ reclaim: "claim-1", demandedFrom: "outstanding" },
        },
      ],
      requisitions: [
        {
          requisitionId: "old-1",
          period: { from: day("2013-01-01"), to: day("2013-12-31") },
          organisationsnummer: "222000-0315",
          payTo: GIRO,
          receivedOn: day("2013-02-01"),
        },
      ],
      reclaims: [{ reclaimId: "claim-1", grounds: "other", decision: "S2013/8" }],
      effectiveOn: day("2013-03-01"),
    },
  ]);
  const own = await ReadModel.inMemory();
  const waiting = async (): Promise<string[]> => {
    const events: StoredEvent[] = [];
    for await (const event of ledger.ledger.store.readAll()) events.push(event);
    await own.writer.write(events);
    const { rows } = await own.read((db) => worklist(db, { on: ON, limit: 10, recipient: "skr" }));
    return rows.map(({ kind, subject, amount }) => [kind, subject, amount].join(" ")).sort();
  };
  expect(await waiting()).toEqual(["claim_open claim-1 300", "requisition_to_order old-1 200"]);
  await ledger.take(await lastEntry(ledger, grantStream(AGREEMENT, "skr"), "OpeningBalanceRecorded"));
  expect(await waiting()).toEqual([]);
  await ledger.ledger.close();
  await own.close();
});
