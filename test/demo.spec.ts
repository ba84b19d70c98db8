import { readFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ACCOUNT_NAMES, ACCOUNTS, type Account, agreementStream } from "#domain/accounts.ts";
import { day } from "#domain/calendar.ts";
import { type Ore, ZERO, kronor, negate, sum } from "#domain/money.ts";
import type { EventStore } from "#event-store/event-store.ts";
import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import { SqliteEventStore } from "#event-store/sqlite/sqlite-event-store.ts";
import { viewOf } from "#ledger/data-folder/open-ledger.ts";
import { assertNothingBelowZero } from "#ledger/demo/books-balance.ts";
import { importAgreements } from "#ledger/demo/import-agreements.ts";
import { playDemo } from "#ledger/demo/play.ts";
import { type Result, machineSummary } from "#ledger/demo/result.ts";
import { type Act, type Step, anna, isRefused, step } from "#ledger/demo/story.ts";
import { StoryFailed, tellStory } from "#ledger/demo/teller.ts";
import { Ledger } from "#ledger/ledger/ledger.ts";
import { DIMENSIONS } from "#projections/balance-fold.ts";
import type { LedgerView } from "#projections/ledger-view.ts";

/** Milliseconds: four whole stories, on a disk too, take their time on a busy machine. */
const LONG = 60_000;

const clock = { now: () => "2026-01-01T00:00:00.000Z" };
const AGREEMENTS = ["dagmar-2007", "jamlik-2011", "vissa-2013", "sjsv-2022"];

interface Played {
  readonly store: EventStore;
  readonly ledger: Ledger<LedgerView>;
  readonly result: Result;
  readonly steps: readonly Step[];
  readonly acts: readonly Act[];
  /** What did not sum to zero after some command: agreement, anslagspost, the command. */
  readonly unbalanced: readonly string[];
  /** How often an agreement's anslagspost was looked at with money on it. */
  readonly looks: ReadonlyMap<string, number>;
}

/** Plays the demo and looks at the books of all four agreements after every command, on its own. */
async function played(store: EventStore, look = true): Promise<Played> {
  const ledger = await Ledger.open(store);
  const steps: Step[] = [];
  const acts: Act[] = [];
  const unbalanced: string[] = [];
  const looks = new Map<string, number>();
  const result = await playDemo(ledger, {
    onStep: (told) => steps.push(told),
    onAct: (act) => {
      acts.push(act);
      if (!look) return;
      const rows = ledger.view.byEffectiveDate.balances({ by: ["anslagspost"] });
      for (const agreement of AGREEMENTS) {
        for (const post of postsOf(ledger.view, agreement)) {
          const net = rows.find(({ key }) => key.anslagspost === post)?.net;
          if (net === undefined) continue;
          looks.set(agreement, (looks.get(agreement) ?? 0) + 1);
          const others = ACCOUNT_NAMES.filter((account) => account !== "appropriation");
          if (net.appropriation !== negate(sum(others.map((account) => net[account]))))
            unbalanced.push(`${agreement} ${post} after ${act.asks.type}`);
        }
      }
    },
  });
  return { store, ledger, result, steps, acts, unbalanced, looks };
}

/** The anslagsposter that fund a line of the agreement. */
function postsOf(view: LedgerView, agreement: string): string[] {
  const funded = view.agreements.get(agreementStream(agreement))?.funded.values() ?? [];
  return [...new Set([...funded].flatMap((posts) => [...posts.keys()]))];
}

/** Everything that a view says about money. */
function moneyOf(view: LedgerView): unknown {
  return [view.byEffectiveDate, view.byPostingDate].map((fold) => fold.balances({ by: DIMENSIONS }));
}

let demo: Played;
beforeAll(async () => {
  demo = await played(new MemoryEventStore({ clock }));
}, LONG);
afterAll(() => demo.ledger.close());

describe("the books", () => {
  test("after every command, what is appropriated is minus all other accounts, in each of the four agreements", () => {
    expect(demo.unbalanced).toEqual([]);
    expect(demo.acts.length).toBe(sumOf(demo.result.told.map(({ commands }) => commands)));
    for (const agreement of AGREEMENTS) {
      const told = demo.result.told.find((each) => each.agreement === agreement);
      expect(demo.looks.get(agreement)).toBeGreaterThan((told?.commands ?? Infinity) / 2);
    }
  });

  test("no account is below zero at the end of any day on which something happened", () => {
    const days = [...new Set(demo.steps.map(({ on }) => on))];
    expect(days.length).toBeGreaterThan(100);
    for (const on of days) expect(() => assertNothingBelowZero(demo.ledger.view, on)).not.toThrow();
  });

  test("a view that is rebuilt from the log says the same as the one that followed it", async () => {
    const rebuilt = await viewOf(demo.store);
    expect(moneyOf(rebuilt)).toEqual(moneyOf(demo.ledger.view));
    expect(rebuilt.position).toBe(demo.ledger.view.position);
  });

  test(
    "on SQLite the same demo ends in the same balances, also when the log is opened again",
    async () => {
      const folder = await mkdtemp(join(tmpdir(), "demo-"));
      const file = join(folder, "ledger.sqlite");
      const open: EventStore[] = [];
      const opened = async (): Promise<EventStore> => {
        const store = await SqliteEventStore.open({ file, clock });
        open.push(store);
        return store;
      };
      try {
        const { ledger } = await played(await opened(), false);
        const first = moneyOf(ledger.view);
        await ledger.close();
        const again = await Ledger.open(await opened());
        const second = moneyOf(again.view);
        await again.close();
        expect(first).toEqual(moneyOf(demo.ledger.view));
        expect(second).toEqual(first);
      } finally {
        for (const store of open) await store.close();
        await rm(folder, { recursive: true });
      }
    },
    LONG,
  );
});

describe("where the money stands at the end", () => {
  test("per anslagspost it is what docs/demo.md works out by hand", async () => {
    const expected = await tableInDocs("anslagspost");
    expect(expected.length).toBe(12);
    const actual = demo.ledger.view.byEffectiveDate
      .balances({ by: ["anslagspost"] })
      .filter(({ key }) => key.anslagspost !== null)
      .map(({ key, net }) => ({ of: [key.anslagspost], accounts: nonZero(net) }));
    expect(actual).toEqual(expect.arrayContaining(expected));
    expect(actual.length).toBe(expected.length);
  });

  test("per agreement and recipient it is what docs/demo.md works out by hand", async () => {
    const expected = await tableInDocs("agreement");
    expect(expected.length).toBe(17);
    const actual = demo.ledger.view.byEffectiveDate
      .balances({ by: ["agreement", "recipient"] })
      .map(({ key, net }) => ({ of: [key.agreement, key.recipient], accounts: nonZero(net) }));
    expect(actual).toEqual(expect.arrayContaining(expected));
  });

  test("every line of every agreement was allocated, and together never more than they state", () => {
    for (const { agreement } of demo.result.documents) {
      const rows = demo.ledger.view.byEffectiveDate.balances({
        by: ["line"],
        where: { agreement: agreement.id },
      });
      expect(rows.map(({ key }) => key.line).sort()).toEqual(agreement.lines.map(({ id }) => id).sort());
      for (const { turnover } of rows) expect(turnover.allocated).toBeGreaterThan(0);
      const promised = sum(rows.flatMap(({ net }) => Object.values(net)));
      expect(promised).toBeLessThanOrEqual(sum(agreement.lines.map(({ amount }) => amount)));
    }
  });

  test("of the eleven million intended in 2011, three were ever disposable", () => {
    const [row] = demo.ledger.view.byEffectiveDate.balances({
      by: ["agreement", "line"],
      where: { agreement: "jamlik-2011", line: "8" },
    });
    expect(row?.turnover.allocated).toBe(kronor(3_000_000));
  });

  test("the 21 regions' shares sum to 112 500 000 in whole kronor", () => {
    const rows = demo.ledger.view.byEffectiveDate.balances({ by: ["recipient"], where: { line: "6b" } });
    const first = rows.map(({ turnover }) => turnover.allocated - (turnover.requisitioned % 1));
    expect(rows.length).toBe(21);
    expect(sumOf(first)).toBe(kronor(112_500_000));
    expect(first.every((share) => share % 100 === 0)).toBe(true);
  });

  test("what can be reclaimed is Apoteket's missing report and the rest of a claim; regions are never overdue", () => {
    expect(
      demo.result.reclaimable.map(({ agreement, recipient, line, unused, reclaimed, overdue }) => ({
        of: [agreement, recipient, line],
        amounts: [unused, reclaimed, overdue],
      })),
    ).toEqual([
      { of: ["dagmar-2007", "apoteket", "6"], amounts: [ZERO, ZERO, kronor(1_350_000)] },
      { of: ["vissa-2013", "skr", "2"], amounts: [ZERO, kronor(100_000), ZERO] },
    ]);
  });

  test("all cash that came in is placed or sent back", () => {
    const [row] = demo.ledger.view.byEffectiveDate.balances({
      by: ["anslagspost"],
      where: { anslagspost: null },
    });
    expect(row?.net.unplaced).toBe(ZERO);
    // Repaid by receipts: 1 200 000 (2007), 350 000 (2011), 1 370 000 (2013), 1 300 000 (2022).
    expect(row?.net.placed).toBe(kronor(4_220_000));
    // And 150 000 above SKR's debt, 75 000 of nobody's.
    expect(row?.turnover.bank).toBe(kronor(225_000));
  });
});

describe("the stories", () => {
  test("happen in the order of their days, agreement by agreement", () => {
    let index = 0;
    for (const { steps } of demo.result.told) {
      const days = demo.steps.slice(index, index + steps).map(({ on }) => on);
      expect(days).toEqual(days.toSorted());
      index += steps;
    }
    expect(index).toBe(demo.steps.length);
  });

  test("show these refusals", () => {
    const rules = demo.acts.flatMap(({ refusedBy, returnedBy }) => refusedBy ?? returnedBy ?? []);
    expect([...new Set(rules)].sort()).toEqual([
      "agreement-not-in-force",
      "anslagspost-unknown",
      "cut-without-reason",
      "funding-exceeds-line",
      "line-not-passed-on",
      "line-paid-otherwise",
      "no-report-duty",
      "organisationsnummer-not-payees",
      "passing-on-exceeds-outstanding",
      "payee-without-number",
      "payment-decision-missing",
      "receipt-exists",
      "release-after-year",
      "repayment-exceeds-debt",
      "report-not-overdue",
      "requisition-too-late",
      "same-person",
      "second-requisition",
    ]);
    expect(rules.length).toBe(sumOf(demo.result.told.map(({ refusals }) => refusals)));
  });

  test("tell what does not agree in the documents, with the figures", () => {
    const said = demo.result.documents.flatMap(({ agreement, discrepancies }) =>
      discrepancies.map(({ says }) => `${agreement.id}: ${says.replaceAll("\u00A0", " ")}`),
    );
    expect(said).toEqual(
      expect.arrayContaining([
        "dagmar-2007: Ingen rad har en anslagspost: 158 000 000 kr saknar finansiering i dokumentet.",
        "jamlik-2011: Rad 8: av avsikten på 11 000 000 kr är 3 000 000 kr anvisade; 8 000 000 kr kan inte disponeras.",
        'vissa-2013: "Öppna jämförelser" anges till 8 800 000 kr, men blir 10 800 000 kr: 2 000 000 kr för lite.',
        "sjsv-2022: Rad 4 är 5 000 000 kr på ett ställe och 5 500 000 kr på ett annat.",
        'sjsv-2022: "Total, mottagare SKR" anges till 56 300 000 kr, men blir 28 500 000 kr: 27 800 000 kr för mycket.',
      ]),
    );
  });

  test("leave a summary for machines with amounts as on the wire", () => {
    const summary = machineSummary(demo.result, "/data") as { anslagsposter: unknown[] };
    expect(summary.anslagsposter).toContainEqual({
      anslagspost: "2013-9-4:5",
      accounts: { appropriation: "-1400000.00", spent: "1260000.00", repaid: "140000.00" },
    });
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
  });
});

describe("a story that is wrong", () => {
  const fund = anna({
    type: "record-condition",
    agreement: "dagmar-2007",
    condition: "riksdag",
    on: day("2006-12-20"),
  });

  async function told(...acts: Act[]): Promise<unknown> {
    const ledger = await Ledger.open(new MemoryEventStore({ clock }));
    try {
      await importAgreements(ledger, day("2026-01-01"));
      return await tellStory(ledger, {
        agreement: "dagmar-2007",
        tell: () => [step("2006-12-20", "Riksdagen godkänner.", ...acts)],
      });
    } finally {
      await ledger.close();
    }
  }

  test("fails when a command is taken that it says is refused", async () => {
    await expect(told(isRefused("condition-unknown", fund))).rejects.toThrow(StoryFailed);
  });

  test("fails when a command is refused that it does not say is refused, or by another rule", async () => {
    await expect(told(fund, fund)).rejects.toThrow(/refused by condition-already-met/);
    await expect(told(fund, isRefused("condition-unknown", fund))).rejects.toThrow(StoryFailed);
    await expect(told(fund, isRefused("condition-already-met", fund))).resolves.toMatchObject({
      refusals: 1,
    });
  });
});

const sumOf = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

function nonZero(net: Readonly<Record<Account, Ore>>): Partial<Record<Account, Ore>> {
  return Object.fromEntries(Object.entries(net).filter(([, amount]) => amount !== 0));
}

const ACCOUNT_BY_NAME = new Map(
  ACCOUNT_NAMES.map((account) => [ACCOUNTS[account].swedish as string, account]),
);

/** A table of docs/demo.md whose first heading is this: what a row is of, and its amounts by account. */
async function tableInDocs(
  firstHeading: string,
): Promise<{ of: string[]; accounts: Partial<Record<Account, Ore>> }[]> {
  const text = await readFile(join(import.meta.dirname, "../docs/demo.md"), "utf8");
  const rows = text.split("\n").map((line) =>
    line.startsWith("|")
      ? line
          .split("|")
          .slice(1, -1)
          .map((cell) => cell.trim())
      : [],
  );
  const start = rows.findIndex(([first, ...rest]) => first === firstHeading && rest.includes("förbrukat"));
  const headings = rows[start] ?? [];
  const body = rows.slice(start + 2);
  const end = body.findIndex((row) => row.length === 0);
  return body.slice(0, end).map((cells) => ({
    of: cells.filter((_, index) => !ACCOUNT_BY_NAME.has(headings[index] ?? "")),
    accounts: Object.fromEntries(
      cells.flatMap((cell, index) => {
        const account = ACCOUNT_BY_NAME.get(headings[index] ?? "");
        return account === undefined || cell === "" ? [] : [[account, inKronor(cell)]];
      }),
    ),
  }));
}

const inKronor = (cell: string): Ore => kronor(Number(cell.replace("−", "-").replaceAll(/\s/g, "")));
