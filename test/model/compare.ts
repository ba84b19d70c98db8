import { type Account, ACCOUNT_NAMES } from "#domain/accounts.ts";
import type { Day } from "#domain/calendar.ts";
import { sum } from "#domain/money.ts";
import type { BalanceFold } from "#projections/balance-fold.ts";
import type { LedgerView } from "#projections/ledger-view.ts";
import { type Axis, type Books, nameOf } from "./books.ts";
import { Disagreement } from "./disagreement.ts";
import { written } from "./reading.ts";

/** The year, the area and the anslag are parts of the anslagspost. */
const DIMENSIONS = ["anslagspost", "agreement", "line", "recipient", "holder", "receipt"] as const;

const FOLDS = { effective: "byEffectiveDate", posting: "byPostingDate" } as const;
const AXES: readonly Axis[] = ["effective", "posting"];

/**
 * Every account with all its dimensions, to the öre, on these days and with everything that is known, on both
 * axes.
 */
export function compareBalances(books: Books, view: LedgerView, days: readonly Day[]): void {
  for (const axis of AXES) {
    for (const on of [undefined, ...days]) {
      const mine = books.balances(axis, on);
      const its = ledgerBalances(view[FOLDS[axis]], on);
      const names = [...new Set([...mine.keys(), ...its.keys()])].sort();
      const wrong = names.filter((name) => mine.get(name) !== its.get(name));
      if (wrong.length === 0) continue;
      const when = on === undefined ? "in the end" : `on ${on}`;
      const rows = wrong.map(
        (name) => `  ${name}: the model has ${shown(mine.get(name))}, the ledger ${shown(its.get(name))}`,
      );
      throw new Disagreement(`Balances by ${axis} date ${when}:\n${rows.join("\n")}`, { axis, on });
    }
  }
}

const shown = (amount = 0): string => (amount < 0 ? `-${written(-amount)}` : written(amount));

function ledgerBalances(fold: BalanceFold, on: Day | undefined): Map<string, number> {
  const balances = new Map<string, number>();
  for (const { key, net } of fold.balances({ by: DIMENSIONS, ...(on === undefined ? {} : { on }) })) {
    for (const account of ACCOUNT_NAMES) {
      if (net[account] === 0) continue;
      balances.set(placeName(account, key), net[account]);
    }
  }
  return balances;
}

function placeName(account: Account, key: Readonly<Record<string, string | null>>): string {
  const { anslagspost, agreement, line, recipient, holder, receipt } = key;
  return [account, anslagspost, agreement, line, recipient, holder, receipt]
    .map((each) => each ?? "-")
    .join("|");
}

/** DOMAIN, Invariants, as the ledger's own sums have them: nothing guarded below zero, each post sums to zero. */
export function compareInvariants(view: LedgerView): void {
  for (const axis of AXES) {
    const fold = view[FOLDS[axis]];
    const [lowest] = fold.belowZero();
    if (lowest)
      throw new Disagreement(`${nameOf(lowest.place)} is below zero on ${lowest.on} by ${axis} date.`);
    for (const by of ["anslagspost", "receipt"] as const) {
      for (const { key, net } of fold.balances({ by: [by] })) {
        if (key[by] === null || sum(Object.values(net)) === 0) continue;
        throw new Disagreement(`The accounts of ${key[by] ?? ""} do not sum to zero by ${axis} date.`);
      }
    }
  }
}
