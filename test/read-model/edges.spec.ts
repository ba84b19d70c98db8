import type { Account } from "#domain/accounts.ts";
import type { FundingKey } from "#domain/appropriations/funding-key.ts";
import { type Day, day, endOfStockholmDay } from "#domain/calendar.ts";
import { LARGEST_AMOUNT, type Ore, kronor, ore } from "#domain/money.ts";
import type { StoredEvent } from "#event-store/event-store.ts";
import { LedgerView } from "#projections/ledger-view.ts";
import { compareTables } from "#projections/read-model/compare.ts";
import { balancePage } from "#projections/read-model/queries/balance-page.ts";
import { type JournalOrder, journal } from "#projections/read-model/queries/journal.ts";
import { positionKnownAt } from "#projections/read-model/queries/known-at.ts";
import { statement } from "#projections/read-model/queries/statement.ts";
import { balances } from "#projections/read-model/queries/sums.ts";
import { ReadModel } from "#projections/read-model/read-model.ts";
import { OneDateFold } from "#projections/testing/one-date-fold.ts";
import { type Sums, journalOf, nameOf, sumsAt } from "./naive-books.ts";

const AXES = ["effective", "posting"] as const;
const POST = "2022-9-1:6-5" as FundingKey;
const OTHER = "2022-9-1:6-18" as FundingKey;

let position = 0;
beforeEach(() => {
  position = 0;
});

function stored(type: string, data: object, recordedAt: string): StoredEvent {
  position += 1 + (position % 3);
  return {
    id: `00000000-0000-4000-8000-${String(position).padStart(12, "0")}`,
    type,
    data,
    metadata: { actor: "anna", commandId: `anna/${position}` },
    stream: "anslagspost-all",
    revision: position,
    position,
    recordedAt,
  };
}

function granted(
  effectiveOn: string,
  recordedAt: string,
  amount: Ore = kronor(1),
  funding: FundingKey = POST,
): StoredEvent {
  const data = { funding, name: "Ett anslag", kind: "years_grant", decision: "regleringsbrev", by: "anna" };
  return stored("AppropriationGranted", { ...data, amount, effectiveOn }, recordedAt);
}

const closed = (through: string, asOfPosition: number, recordedAt: string): StoredEvent =>
  stored("PeriodClosed", { through, asOfPosition, by: "anna" }, recordedAt);

async function over(
  log: readonly StoredEvent[],
  question: (model: ReadModel) => Promise<void>,
): Promise<void> {
  const model = await ReadModel.inMemory();
  for (const event of log) await model.writer.write([event]);
  await question(model);
  await model.close();
}

/** The days around every border between months, leap days, and the first and the last day that there is. */
const DAYS = [
  "1900-01-01",
  "1900-02-28",
  "1900-03-01",
  "2022-01-01",
  "2022-01-30",
  "2022-01-31",
  "2022-02-01",
  "2022-02-28",
  "2022-03-01",
  "2022-12-31",
  "2023-01-01",
  "2024-02-28",
  "2024-02-29",
  "2024-03-01",
  "2999-12-30",
  "2999-12-31",
].map(day);

/** Instants around borders between months, in UTC and in Stockholm; some twice. */
const RECORDED = [
  "2022-01-31T22:59:59.999Z",
  "2022-01-31T23:00:00.000Z",
  "2022-01-31T23:59:59.999Z",
  "2022-01-31T23:59:59.999Z",
  "2022-02-01T00:00:00.000Z",
  "2022-02-01T00:00:00.000Z",
  "2022-02-28T22:59:59.999Z",
  "2022-02-28T23:00:00.000Z",
  "2022-03-01T00:00:00.000Z",
  "2022-03-27T00:59:59.999Z",
  "2022-03-27T01:00:00.000Z",
  "2022-12-31T22:59:59.999Z",
  "2022-12-31T23:00:00.000Z",
  "2023-01-01T00:00:00.000Z",
];

/** Each day is granted on at each of the instants, in powers of two of öre: no two sets of grants have one sum. */
function borders(): StoredEvent[] {
  const log: StoredEvent[] = [];
  for (const [index, recordedAt] of RECORDED.entries()) {
    const [one, other] = [DAYS[index % DAYS.length] as Day, DAYS[(index * 5 + 3) % DAYS.length] as Day];
    log.push(granted(one, recordedAt, ore(2 ** (2 * index)), POST));
    log.push(granted(other, recordedAt, ore(2 ** (2 * index + 1)), index % 2 === 0 ? POST : OTHER));
    if (index === 3) log.push(closed("2022-01-31", position, recordedAt));
    // Void: money has moved since the position that it certifies.
    if (index === 6) log.push(closed("2022-12-31", log.at(-2)?.position ?? 0, recordedAt));
    if (index === 9) log.push(closed("2022-02-28", position, recordedAt));
  }
  return log;
}

const textOf = (sums: ReadonlyMap<string, Sums>): string[] =>
  [...sums]
    .filter(([, { net, turnover }]) => net !== 0n || turnover !== 0n)
    .map(([place, { net, turnover }]) => `${place} ${net} ${turnover}`)
    .sort();

describe("at the borders of months", () => {
  it("every day and every known position give the sums of the transfers up to both, on both axes", async () => {
    const log = borders();
    const lines = journalOf(log);
    await over(log, async (model) => {
      const positions = [undefined, 0, ...log.map((event) => event.position)];
      await model.read(async (db) => {
        for (const axis of AXES) {
          for (const known of positions) {
            for (const on of [undefined, ...DAYS]) {
              const asOf = { axis, ...(on && { on }), ...(known !== undefined && { knownPosition: known }) };
              for (const where of [{}, { anslagspost: OTHER }]) {
                const sums = new Map<string, Sums>();
                for (const { key, net, turnover } of await balances(db, {
                  by: ["anslagspost"],
                  where,
                  ...asOf,
                })) {
                  for (const account of Object.keys(net) as Account[]) {
                    const each = { net: BigInt(net[account]), turnover: BigInt(turnover[account]) };
                    sums.set(nameOf({ ...key, account }), each);
                  }
                }
                const post = "anslagspost" in where ? where.anslagspost : undefined;
                const counted = lines.filter(({ from }) => post === undefined || from.funding === post);
                const expected = textOf(sumsAt(counted, { axis, on, known }));
                expect({ axis, on, known, sums: textOf(sums) }).toEqual({ axis, on, known, sums: expected });
              }
            }
          }
        }
      });
    });
  });

  it("what was known at an instant is the last event recorded by then, of several in one millisecond the last", async () => {
    const log = borders();
    await over(log, async (model) => {
      const instants = RECORDED.flatMap((instant) =>
        [-1, 0, 1].map((step) => new Date(Date.parse(instant) + step).toISOString()),
      );
      const days = ["1900-01-01", "2022-01-31", "2022-03-26", "2022-03-27", "2022-12-31", "2999-12-31"];
      for (const instant of [...instants, ...days.map((date) => endOfStockholmDay(day(date)))]) {
        const expected = log.filter(({ recordedAt }) => recordedAt <= instant).at(-1)?.position ?? -1;
        const found = await model.read((db) => positionKnownAt(db, instant));
        expect([instant, found]).toEqual([instant, expected]);
      }
    });
  });

  it("turnover from a day on is what came on that day and later, however the days lie", async () => {
    const log = borders();
    const lines = journalOf(log).filter(({ from }) => from.funding === POST);
    await over(log, async (model) => {
      for (const axis of AXES) {
        for (const from of DAYS) {
          for (const on of [undefined, ...DAYS]) {
            const within = lines.filter(
              (line) => line[axis] >= from && (on === undefined || line[axis] <= on),
            );
            const expected = within.reduce((total, { amount }) => total + amount, 0);
            const [row] = await model.read(async (db) => {
              const where = { anslagspost: POST };
              return (await balancePage(db, { by: [], where, axis, from, limit: 1, ...(on && { on }) })).rows;
            });
            expect([axis, from, on, row?.turnover.available ?? 0]).toEqual([axis, from, on, expected]);
          }
        }
      }
    });
  });

  it("a statement opens with what was before its first day, row by row, and closes with what is at its last", async () => {
    const log = borders();
    const lines = journalOf(log).filter(({ from }) => from.funding === POST);
    await over(log, async (model) => {
      for (const axis of AXES) {
        for (const from of [undefined, ...DAYS]) {
          for (const on of [undefined, ...DAYS]) {
            for (const known of [undefined, log[9]?.position]) {
              const seen = lines.filter(
                (line) =>
                  (on === undefined || line[axis] <= on) && (known === undefined || line.position <= known),
              );
              const before = seen.filter((line) => from !== undefined && line[axis] < from);
              const total = (some: typeof lines): number => some.reduce((sum, { amount }) => sum + amount, 0);
              const asked = {
                of: { anslagspost: POST },
                ...{ axis, limit: 1_000 },
                ...(from && { from }),
                ...(on && { on }),
                ...(known !== undefined && { knownPosition: known }),
              };
              const found = await model.read((db) => statement(db, asked));
              const told = [found.opening.available, found.closing.available, found.rows.length];
              const expected = [total(before), total(seen), seen.length - before.length];
              expect({ axis, from, on, known, told }).toEqual({ axis, from, on, known, told: expected });
            }
          }
        }
      }
    });
  });

  it("the journal gives the rows from a day to a day, and page by page of one row the same", async () => {
    const log = borders();
    const lines = journalOf(log);
    const orders: JournalOrder[] = [
      "position",
      "-position",
      "effective",
      "-effective",
      "posting",
      "-posting",
    ];
    await over(log, async (model) => {
      for (const axis of AXES) {
        for (const order of orders) {
          for (const [from, on] of [
            ["2022-01-31", "2022-02-28"],
            ["2022-02-01", "2022-02-01"],
            ["1900-01-01", "2999-12-31"],
          ].map((days) => days.map(day)) as [Day, Day][]) {
            const query = { axis, order, from, on, types: ["AppropriationGranted"] };
            const whole = await model.read((db) => journal(db, { ...query, limit: 1_000 }));
            const positions = lines.filter((line) => line[axis] >= from && line[axis] <= on);
            expect(whole.rows.map((row) => row.position).sort((a, b) => a - b)).toEqual(
              positions.map((line) => line.position),
            );
            const walked = [];
            let cursor: string | undefined;
            do {
              const asked = { ...query, limit: 1, ...(cursor && { cursor }) };
              const page = await model.read((db) => journal(db, asked));
              walked.push(...page.rows);
              cursor = page.next;
            } while (cursor !== undefined);
            expect(walked).toEqual(whole.rows);
          }
        }
      }
    });
  });
});

describe("amounts at the limit", () => {
  const NOW = "2022-06-01T10:00:00.000Z";
  const most = (count: number): StoredEvent[] =>
    Array.from({ length: count }, () => granted("2022-06-01", NOW, LARGEST_AMOUNT));

  it("are exact as far as an amount can be, öre for öre", async () => {
    const log = [
      ...most(90),
      granted("2022-06-02", NOW, ore(7_199_254_740_991)),
      granted("2022-06-03", NOW, ore(0 + 1)),
    ];
    await over(log, async (model) => {
      const on = day("2022-06-02");
      const [row] = await model.read((db) => balances(db, { by: [], on }));
      expect(row?.net.available).toBe(Number.MAX_SAFE_INTEGER);
      expect(row?.net.appropriation).toBe(-Number.MAX_SAFE_INTEGER);
      const asked = { of: { anslagspost: POST }, on, limit: 10 };
      expect((await model.read((db) => statement(db, { ...asked, from: on }))).closing.available).toBe(
        Number.MAX_SAFE_INTEGER,
      );
      const refused = expect.objectContaining({ name: "RuleError", rule: "sum-too-large" });
      await expect(model.read((db) => balances(db, { by: [] }))).rejects.toEqual(refused);
      await expect(
        model.read((db) => statement(db, { of: asked.of, limit: 10, from: day("2022-06-04") })),
      ).rejects.toEqual(refused);
    });
  });

  it("are refused beyond, in the read model as in the fold, and building anew still compares", async () => {
    const log = most(500);
    const view = new LedgerView();
    for (const event of log) view.apply(event);
    await over(log, async (model) => {
      const refused = expect.objectContaining({ name: "RuleError", rule: "sum-too-large" });
      expect(() => view.byEffectiveDate.balances({ by: [] })).toThrow(refused);
      await expect(model.read((db) => balances(db, { by: [] }))).rejects.toEqual(refused);
      const anew = await ReadModel.inMemory();
      await anew.writer.write(log);
      const compare = () => model.read((found) => anew.read((built) => compareTables(built, found)));
      expect(await compare()).toEqual([]);
      await anew.writer.write([granted("2022-06-01", NOW, ore(1))]);
      const months = (await compare()).find(({ table }) => table === "place_months");
      expect(months?.first.built).toContain(",50000000000000001]");
      await anew.close();
    });
  });
});

describe("money without a dimension", () => {
  it("is asked for by null, and is apart from money with one", async () => {
    await over([granted("2022-06-01", "2022-06-01T10:00:00.000Z")], async (model) => {
      const none = await model.read((db) => balances(db, { by: ["agreement"], where: { agreement: null } }));
      expect(none.map(({ net }) => net.available)).toEqual([kronor(1)]);
      expect(await model.read((db) => balances(db, { by: [], where: { anslagspost: null } }))).toEqual([]);
    });
  });
});

describe("a page of balances", () => {
  const NOW = "2022-06-01T10:00:00.000Z";
  const posts = Array.from({ length: 12 }, (_, n) => `2022-9-1:6-${n + 1}` as FundingKey);

  it("goes on behind the row that the former page ended with, also when that row is no longer among them", async () => {
    await over(
      posts.map((post) => granted("2022-06-01", NOW, kronor(1), post)),
      async (model) => {
        const small = {
          name: "small",
          holds: ({ net }: { net: { available: number } }) => net.available === 100,
        };
        const ask = (cursor?: string) =>
          model.read((db) =>
            balancePage(db, { by: ["anslagspost"], only: small, limit: 4, ...(cursor && { cursor }) }),
          );
        const first = await ask();
        await model.writer.write([granted("2022-06-01", NOW, kronor(1), posts[3] as FundingKey)]);
        const second = await ask(first.next);
        expect(second.rows.map(({ key }) => key.anslagspost)).toEqual(posts.slice(4, 8));
      },
    );
  });
});

it("balances page by page of one row are those of one page", async () => {
  await over(borders(), async (model) => {
    for (const from of [undefined, day("2022-02-01")]) {
      const query = { by: ["anslagspost", "year"], ...(from && { from }) } as const;
      const whole = await model.read((db) => balancePage(db, { ...query, limit: 1_000 }));
      const walked = [];
      let cursor: string | undefined;
      do {
        const asked = { ...query, limit: 1, ...(cursor && { cursor }) };
        const page = await model.read((db) => balancePage(db, asked));
        expect(page.rows).toHaveLength(1);
        walked.push(...page.rows);
        cursor = page.next;
      } while (cursor !== undefined && walked.length < 9);
      expect(walked).toEqual(whole.rows);
    }
  });
});

describe("the order of balances", () => {
  it("is one and the same for keys that read alike, whichever came first", () => {
    const place = (line: string) =>
      ({ account: "allocated", funding: POST, agreement: "a", line, recipient: "r" }) as const;
    const linesOf = (...lines: string[]) => {
      const fold = new OneDateFold();
      for (const line of lines) {
        fold.apply(
          [{ from: { account: "available", funding: POST }, to: place(line), amount: kronor(1) }],
          day("2022-01-01"),
        );
      }
      return fold.balances({ by: ["line"] }).map(({ key }) => key.line);
    };
    expect(linesOf("01", "1", "2", "001")).toEqual(linesOf("001", "2", "1", "01"));
  });
});
