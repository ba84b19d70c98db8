import { SqliteEventStore } from "#event-store/sqlite/sqlite-event-store.ts";
import { ACCOUNT_NAMES } from "#domain/accounts.ts";
import { type Day, day } from "#domain/calendar.ts";
import { formatAmount } from "#domain/money.ts";
import { systemClock } from "#ledger/data-folder/system-clock.ts";
import { viewOf } from "#ledger/data-folder/open-ledger.ts";
import type { BalanceFold, Dimension } from "#projections/balance-fold.ts";
import type { LedgerView } from "#projections/ledger-view.ts";

const BY: readonly Dimension[] = ["anslagspost", "agreement", "line", "recipient", "holder", "receipt"];
const DAYS = ["2013-02-28", "2013-03-20", "2014-04-20"].map(day);

/** The whole log, added up in memory. */
export async function replayed(file: string): Promise<LedgerView> {
  const store = await SqliteEventStore.open({ file, clock: systemClock, readOnly: true });
  try {
    return await viewOf(store);
  } finally {
    await store.close();
  }
}

type Row = Readonly<Record<string, string | null>>;

/** What the server answers on both axes of time is what the log replays to. */
export async function mustAnswerAsReplayed(url: string, file: string): Promise<void> {
  const view = await replayed(file);
  const below = view.byEffectiveDate.belowZero();
  if (below.length > 0) throw new Error(`Below zero: ${JSON.stringify(below[0])}`);
  for (const [axis, fold] of [
    ["effective", view.byEffectiveDate],
    ["posting", view.byPostingDate],
  ] as const) {
    for (const on of [undefined, ...DAYS]) {
      const [answered, expected] = [await rowsFrom(url, axis, on), rowsOf(fold, on)];
      const differing = expected.find((row, index) => row !== answered[index]);
      if (answered.length !== expected.length || differing !== undefined) {
        throw new Error(
          `${axis} ${on ?? "now"}: the log gives ${expected.length} rows, such as ${differing}, the server ${answered.length}`,
        );
      }
    }
  }
}

function rowsOf(fold: BalanceFold, on: Day | undefined): string[] {
  return fold
    .balances({ by: BY, ...(on === undefined ? {} : { on }) })
    .map(({ key, net }) => told(key as Row, (account) => formatAmount(net[account])))
    .sort();
}

async function rowsFrom(url: string, axis: string, on: string | undefined): Promise<string[]> {
  const rows: string[] = [];
  for (let cursor: string | null | undefined = ""; typeof cursor === "string";) {
    const asked = new URLSearchParams({ by: BY.join(","), limit: "10000", axis });
    if (on !== undefined) asked.set("effective", on);
    if (cursor !== "") asked.set("cursor", cursor);
    const response: Response = await fetch(`${url}/api/balances?${asked}`);
    const page = (await response.json()) as { rows: { key: Row; net: Row }[]; next?: string | null };
    if (response.status !== 200) throw new Error(`balances: ${response.status} ${JSON.stringify(page)}`);
    rows.push(...page.rows.map(({ key, net }) => told(key, (account) => net[account] ?? "0.00")));
    cursor = page.next;
  }
  return rows.sort();
}

function told(key: Row, amountOf: (account: (typeof ACCOUNT_NAMES)[number]) => string): string {
  return JSON.stringify([BY.map((dimension) => key[dimension] ?? null), ACCOUNT_NAMES.map(amountOf)]);
}
