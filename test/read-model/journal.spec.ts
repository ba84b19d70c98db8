import fc from "fast-check";
import type { Account } from "#domain/accounts.ts";
import { day } from "#domain/calendar.ts";
import { AGREEMENT } from "#domain/testing/given-agreement.ts";
import type { StoredEvent } from "#event-store/event-store.ts";
import { anyRequests } from "#ledger/ledger/testing/any-requests.ts";
import { type JournalOrder, type JournalRow, journal } from "#projections/read-model/queries/journal.ts";
import { positionKnownAt } from "#projections/read-model/queries/known-at.ts";
import { statement } from "#projections/read-model/queries/statement.ts";
import { ReadModel } from "#projections/read-model/read-model.ts";
import { historyOf } from "./any-history.ts";
import { type JournalLine, journalOf } from "./naive-books.ts";

const hours = fc.array(fc.constantFrom(0, 1, 30, 200, 700), { minLength: 3, maxLength: 8 });

async function over(
  log: readonly StoredEvent[],
  question: (model: ReadModel, lines: JournalLine[]) => Promise<void>,
): Promise<void> {
  const model = await ReadModel.inMemory();
  await model.writer.write(log);
  await question(model, journalOf(log));
  await model.close();
}

async function allPages(
  model: ReadModel,
  query: Omit<Parameters<typeof journal>[1], "cursor">,
): Promise<JournalRow[]> {
  const rows: JournalRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await model.read((db) => journal(db, { ...query, ...(cursor && { cursor }) }));
    expect(page.rows.length).toBeLessThanOrEqual(query.limit);
    rows.push(...page.rows);
    cursor = page.next;
  } while (cursor !== undefined);
  return rows;
}

const textOf = ({ position, amount, from, to }: JournalRow): string =>
  JSON.stringify([position, amount, from.account, from.holder, to.account, to.holder]);
const textOfLine = ({ position, amount, from, to }: JournalLine): string =>
  JSON.stringify([position, amount, from.account, from.holder ?? null, to.account, to.holder ?? null]);

describe("the journal", () => {
  it("gives every transfer once, in the order asked for, whatever the size of the pages", async () => {
    const orders: JournalOrder[] = [
      "position",
      "-position",
      "effective",
      "-effective",
      "posting",
      "-posting",
    ];
    await fc.assert(
      fc.asyncProperty(
        anyRequests,
        hours,
        fc.constantFrom(...orders),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom(undefined, "skr", "region-a"),
        async (requests, steps, order, limit, recipient) => {
          await over(await historyOf(requests, steps), async (model, lines) => {
            const where = recipient === undefined ? {} : { recipient };
            const rows = await allPages(model, { where, order, limit });

            const axis = order.replace("-", "") as "position" | "effective" | "posting";
            const expected = lines
              .filter(
                ({ from, to }) =>
                  recipient === undefined || from.recipient === recipient || to.recipient === recipient,
              )
              .map((line, index) => ({ line, index }))
              .sort((a, b) => {
                const [left, right] = [a.line[axis], b.line[axis]];
                return left === right ? a.index - b.index : left < right ? -1 : 1;
              });
            if (order.startsWith("-")) expected.reverse();
            expect(rows.map(textOf)).toEqual(expected.map(({ line }) => textOfLine(line)));
          });
        },
      ),
      { numRuns: 100 },
    );
  }, 60_000);

  it("is narrowed by days, accounts, kinds of event and who recorded it", async () => {
    await over(await historyOf([], [1]), async (model, lines) => {
      const paid = await allPages(model, { accounts: ["outstanding"], limit: 10 });
      expect(paid.map(({ type, voucher }) => [type, voucher])).toEqual([["DisbursementConfirmed", true]]);
      const vouchers = await allPages(model, { vouchersOnly: true, limit: 10 });
      expect(vouchers.every(({ voucher }) => voucher)).toBe(true);
      const approvals = await allPages(model, { types: ["RequisitionApproved"], actor: "bo", limit: 10 });
      expect(approvals.map(({ actor }) => actor)).toEqual(["bo"]);
      const byKind = await allPages(model, { types: ["AllocationDecided"], limit: 10 });
      expect(new Set(byKind.map(({ type }) => type))).toEqual(new Set(["AllocationDecided"]));
      const byActor = await allPages(model, { actor: "bo", limit: 10 });
      expect(new Set(byActor.map(({ actor }) => actor))).toEqual(new Set(["bo"]));
      const days = await allPages(model, { from: day("2013-01-01"), on: day("2013-01-31"), limit: 10 });
      expect(days.length).toBe(lines.filter(({ effective }) => effective.startsWith("2013-01")).length);
      expect(days.length).toBeGreaterThan(0);
    });
  });

  it("refuses the cursor of another question", async () => {
    await over(await historyOf([], [1]), async (model) => {
      const first = await model.read((db) => journal(db, { limit: 1 }));
      const other = model.read((db) =>
        journal(db, { limit: 1, order: "-position", cursor: first.next ?? "" }),
      );
      await expect(other).rejects.toThrow(/cursor belongs to no page/);
    });
  });
});

describe("the statement of a grant", () => {
  it("runs from the opening balance over every entry to the closing balance, page by page, on both axes", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyRequests,
        hours,
        fc.constantFrom("effective" as const, "posting" as const),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(undefined, day("2013-02-01"), day("2013-06-01")),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (requests, steps, axis, limit, from, past) => {
          await over(await historyOf(requests, steps), async (model, lines) => {
            const known = lines[Math.floor(past * (lines.length - 1))]?.position ?? -1;
            const of = { agreement: AGREEMENT, recipient: "skr" };
            const mine = lines.filter(({ position }) => position <= known);
            const balanceOf = (account: Account, upTo: readonly JournalLine[]): number =>
              upTo.reduce((sum, { from: left, to: came, amount }) => {
                const is = (place: JournalLine["from"]) =>
                  place.account === account && place.recipient === "skr" && place.agreement === AGREEMENT;
                return sum + (is(came) ? amount : 0) - (is(left) ? amount : 0);
              }, 0);
            const ordered = mine
              .map((line, index) => ({ line, index }))
              .sort((a, b) =>
                a.line[axis] === b.line[axis] ? a.index - b.index : a.line[axis] < b.line[axis] ? -1 : 1,
              )
              .map(({ line }) => line);
            let before = ordered.filter((line) => from !== undefined && line[axis] < from);
            const rest = ordered.filter((line) => from === undefined || line[axis] >= from);
            let cursor: string | undefined;
            let shown = 0;
            do {
              const page = await model.read((db) =>
                statement(db, {
                  of,
                  axis,
                  limit,
                  knownPosition: known,
                  ...(from && { from }),
                  ...(cursor && { cursor }),
                }),
              );
              for (const [account, amount] of Object.entries(page.opening)) {
                expect([account, amount]).toEqual([account, balanceOf(account as Account, before)]);
              }
              for (const row of page.rows) {
                for (;;) {
                  const next = rest[shown];
                  if (next === undefined) throw new Error("a row too many");
                  shown += 1;
                  before = [...before, next];
                  if (next.position === row.position && textOfLine(next) === textOf(row)) break;
                }
                const expected = Object.fromEntries(
                  Object.keys(row.balances).map((account) => [
                    account,
                    balanceOf(account as Account, before),
                  ]),
                );
                expect(row.balances).toEqual(expected);
              }
              expect(page.closing).toEqual(page.rows.at(-1)?.balances ?? page.opening);
              cursor = page.next;
            } while (cursor !== undefined);
          });
        },
      ),
      { numRuns: 100 },
    );
  }, 60_000);
});

describe("what was known at an instant", () => {
  it("is everything that was recorded by then, to the millisecond", async () => {
    const log = await historyOf([], [1]);
    await over(log, async (model) => {
      const [first, second] = log as [StoredEvent, StoredEvent];
      const at = (instant: string) => model.read((db) => positionKnownAt(db, instant));
      const justBefore = new Date(Date.parse(second.recordedAt) - 1).toISOString();
      expect(await at("2000-01-01T00:00:00.000Z")).toBe(-1);
      expect(await at(justBefore)).toBe(first.position);
      expect(await at(second.recordedAt)).toBe(second.position);
      expect(await at("2999-01-01T00:00:00.000Z")).toBe(log.at(-1)?.position);
    });
  });
});
