import { type Ore, formatAmount, sum } from "#domain/money.ts";
import type { EventStore } from "#event-store/event-store.ts";
import { type BalanceFold, DIMENSIONS } from "#projections/balance-fold.ts";
import { LedgerView } from "#projections/ledger-view.ts";
import { Mismatch } from "./mismatch.ts";

/**
 * What must hold after every step of every case (DOMAIN, Invariants): the accounts of each anslagspost, and
 * of each receipt, sum to zero; no account but the counter-accounts is below zero on any day, by effective
 * and by posting date; and a fold over the log from its beginning gives the balances that the ledger shows.
 *
 * @throws Mismatch naming the first that does not
 */
export async function assertInvariants(live: LedgerView, store: EventStore): Promise<void> {
  const fresh = new LedgerView();
  for await (const event of store.readAll()) fresh.apply(event);
  for (const axis of ["byEffectiveDate", "byPostingDate"] as const) {
    assertZeroSums(live[axis], axis);
    assertNotBelowZero(live[axis], axis);
    assertSame(everything(live[axis]), everything(fresh[axis]), axis);
  }
}

function assertZeroSums(fold: BalanceFold, axis: string): void {
  for (const by of ["anslagspost", "receipt"] as const) {
    for (const { key, net } of fold.balances({ by: [by] })) {
      const total = sum(Object.values(net));
      if (key[by] === null || total === 0) continue;
      throw new Mismatch(
        `${axis}: the accounts of ${by} ${key[by]} sum to ${formatAmount(total)}, not to zero.`,
      );
    }
  }
}

function assertNotBelowZero(fold: BalanceFold, axis: string): void {
  const [lowest] = fold.belowZero();
  if (lowest === undefined) return;
  const { account, ...at } = lowest.place;
  throw new Mismatch(
    `${axis}: ${account} stands at ${formatAmount(lowest.balance)} on ${lowest.on} (${Object.values(at).join(", ")}).`,
  );
}

function everything(fold: BalanceFold): string[] {
  const amounts = (row: Record<string, Ore>): string =>
    Object.entries(row)
      .filter(([, amount]) => amount !== 0)
      .map(([account, amount]) => `${account} ${formatAmount(amount)}`)
      .join(", ");
  return fold
    .balances({ by: DIMENSIONS })
    .map(({ key, net, turnover }) => `${JSON.stringify(key)}: ${amounts(net)}; in all ${amounts(turnover)}`);
}

function assertSame(live: readonly string[], fresh: readonly string[], axis: string): void {
  const index = live.findIndex((row, i) => row !== fresh[i]);
  if (index < 0 && live.length === fresh.length) return;
  const at = index < 0 ? live.length : index;
  throw new Mismatch(
    `${axis}: rebuilt from the log a balance differs.\n  shown:   ${live[at] ?? "none"}\n  rebuilt: ${fresh[at] ?? "none"}`,
  );
}
