import { ACCOUNT_NAMES, COUNTER_ACCOUNTS } from "#domain/accounts.ts";
import type { Day } from "#domain/calendar.ts";
import { formatAmount, sum } from "#domain/money.ts";
import { invariant } from "#domain/rule-error.ts";
import { DIMENSIONS } from "#projections/balance-fold.ts";
import type { LedgerView } from "#projections/ledger-view.ts";

/**
 * What is appropriated equals minus all other accounts, anslagspost by anslagspost, and what the bank has
 * brought in equals what waits and what is placed (DOMAIN, Invariants).
 *
 * @throws InvariantError naming the anslagspost and what is missing or too much
 */
export function assertBooksBalance(view: LedgerView): void {
  for (const { key, net } of view.byEffectiveDate.balances({ by: ["anslagspost"] })) {
    const left = sum(Object.values(net));
    invariant(
      left === 0,
      `the accounts of ${key.anslagspost ?? "the receipts"} sum to zero, not to ${formatAmount(left)}`,
    );
  }
}

/**
 * No account but the two counter-accounts is below zero, anywhere, at the end of the day.
 *
 * @throws InvariantError naming the account and the place
 */
export function assertNothingBelowZero(view: LedgerView, on?: Day): void {
  const rows = view.byEffectiveDate.balances({ by: DIMENSIONS, ...(on === undefined ? {} : { on }) });
  for (const { key, net } of rows) {
    for (const account of ACCOUNT_NAMES) {
      invariant(
        net[account] >= 0 || COUNTER_ACCOUNTS.has(account),
        `${account} at ${JSON.stringify(key)} is not below zero${on === undefined ? "" : ` on ${on}`}, but ${formatAmount(net[account])}`,
      );
    }
  }
}
