import fc from "fast-check";
import type { Account } from "#domain/accounts.ts";
import { day } from "#domain/calendar.ts";
import type { StoredEvent } from "#event-store/event-store.ts";
import { anyRequests } from "#ledger/ledger/testing/any-requests.ts";
import { type BalanceRow, DIMENSIONS } from "#projections/balance-fold.ts";
import { LedgerView } from "#projections/ledger-view.ts";
import { compareTables } from "#projections/read-model/compare.ts";
import { balances } from "#projections/read-model/queries/sums.ts";
import { ReadModel } from "#projections/read-model/read-model.ts";
import { historyOf } from "./any-history.ts";
import { type Sums, journalOf, nameOf, sumsAt } from "./naive-books.ts";

const BY = ["anslagspost", "agreement", "line", "recipient", "holder", "receipt"] as const;
/** Days of the requests, days before and after all of them, and ends of months, closed and open. */
const DAYS = [
  "2012-12-31",
  "2013-02-01",
  "2013-02-28",
  "2013-03-01",
  "2013-03-31",
  "2013-06-15",
  "2014-01-15",
  "2014-04-30",
].map(day);

function named(rows: readonly BalanceRow[]): Map<string, Sums> {
  const sums = new Map<string, Sums>();
  for (const { key, net, turnover } of rows) {
    for (const account of Object.keys(net) as Account[]) {
      const each = { net: BigInt(net[account]), turnover: BigInt(turnover[account]) };
      if (each.net !== 0n || each.turnover !== 0n) sums.set(nameOf({ ...key, account }), each);
    }
  }
  return sums;
}

const sorted = (sums: ReadonlyMap<string, Sums>) =>
  [...sums]
    .filter(([, { net, turnover }]) => net !== 0n || turnover !== 0n)
    .sort(([a], [b]) => (a < b ? -1 : 1));

const textOf = (sums: ReadonlyMap<string, Sums>): string =>
  sorted(sums)
    .map(([place, { net, turnover }]) => `${place} ${net} ${turnover}`)
    .join("\n");

/** The live read model, one filled from nothing, and the fold in memory. */
async function expectTheSameFromScratch(live: ReadModel, log: readonly StoredEvent[]): Promise<void> {
  const anew = await ReadModel.inMemory();
  await anew.fill(async (writer) => {
    await writer.write(log);
  });
  const fold = new LedgerView();
  for (const event of log) fold.apply(event);
  await live.read(async (found) => {
    expect(await anew.read((built) => compareTables(built, found))).toEqual([]);
    for (const axis of ["effective", "posting"] as const) {
      const folded = axis === "effective" ? fold.byEffectiveDate : fold.byPostingDate;
      for (const on of [undefined, ...DAYS]) {
        const query = { by: DIMENSIONS, ...(on && { on }) };
        expect(await balances(found, { ...query, axis })).toEqual(folded.balances(query));
      }
    }
  });
  await anew.close();
}

it("every pair of effective day and known position gives what filtering and adding all transfers gives, and building anew gives the same rows", async () => {
  const hours = fc.array(fc.constantFrom(0, 1, 30, 200, 700), { minLength: 3, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(anyRequests, hours, fc.integer({ min: 1, max: 60 }), async (requests, steps, size) => {
      const log = await historyOf(requests, steps);
      const lines = journalOf(log);
      const model = await ReadModel.inMemory();
      for (let start = 0; start < log.length; start += size) {
        await model.writer.write(log.slice(start, start + size));
      }
      const positions = [undefined, 0, ...new Set(lines.map(({ position }) => position))];
      await model.read(async (db) => {
        for (const axis of ["effective", "posting"] as const) {
          for (const known of positions) {
            for (const on of [undefined, ...DAYS]) {
              const asOf = { axis, ...(on && { on }), ...(known !== undefined && { knownPosition: known }) };
              const found = named(await balances(db, { by: BY, ...asOf }));
              const expected = sumsAt(lines, { axis, on, known });
              // Comparing texts first: Jest's own comparison of thousands of maps takes most of the time.
              if (textOf(found) === textOf(expected)) continue;
              expect({ axis, on, known, sums: sorted(found) }).toEqual({
                axis,
                on,
                known,
                sums: sorted(expected),
              });
            }
          }
        }
      });
      await expectTheSameFromScratch(model, log);
      await model.close();
    }),
    { numRuns: 500 },
  );
}, 600_000);
