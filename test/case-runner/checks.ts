import { ACCOUNT_NAMES, COUNTER_ACCOUNTS, agreementStream } from "#domain/accounts.ts";
import { day } from "#domain/calendar.ts";
import { checkConsistency } from "#domain/consistency.ts";
import { formatAmount } from "#domain/money.ts";
import type { BalanceQuery } from "#projections/balance-fold.ts";
import type { LedgerView } from "#projections/ledger-view.ts";
import { reclaimable } from "#projections/reclaimable.ts";
import type { Checks, ExpectedBalance, Texts } from "./case-file.ts";
import { Mismatch, sideBySide } from "./mismatch.ts";
import { wireAmount } from "./wire-form.ts";

/** @throws Mismatch at the first check that the ledger does not meet */
export function assertChecks(checks: Checks, view: LedgerView): void {
  for (const balance of checks.balances ?? []) assertBalance(balance, view, "net");
  for (const balance of checks.turnover ?? []) assertBalance(balance, view, "turnover");
  if (checks.reclaimable) assertReclaimable(checks.reclaimable, view);
  if (checks.findings) assertFindings(checks.findings, view);
  const closed = view.postingDates.closed ?? "nothing";
  if (checks.closedThrough !== undefined && checks.closedThrough !== closed) {
    throw new Mismatch(`Closed through: expected ${checks.closedThrough}, the ledger has ${closed}.`);
  }
  const voided = view.postingDates.voidClosings.length;
  if (checks.voidClosings !== undefined && checks.voidClosings !== voided) {
    throw new Mismatch(`Void closings: expected ${checks.voidClosings}, the ledger has ${voided}.`);
  }
}

/** Exact for balances: an account that is not named is zero. Turnover is compared where it is named. */
function assertBalance(
  { where = {}, on, axis = "effective", are }: ExpectedBalance,
  view: LedgerView,
  measure: "net" | "turnover",
): void {
  const query: BalanceQuery = { by: [], where, ...(on === undefined ? {} : { on: day(on) }) };
  const fold = axis === "effective" ? view.byEffectiveDate : view.byPostingDate;
  const [row] = fold.balances(query);
  const rows = ACCOUNT_NAMES.flatMap((account): [string, string, string][] => {
    const expected = are[account];
    // The counter-accounts are minus all others, which is asserted after every step anyway.
    if (expected === undefined && (measure === "turnover" || COUNTER_ACCOUNTS.has(account))) return [];
    const had = row ? formatAmount(row[measure][account]) : "0.00";
    return [[account, wireAmount(expected ?? "0"), had]];
  });
  if (rows.every(([, expected, had]) => expected === had)) return;
  const shown = rows.filter(([, expected, had]) => expected !== "0.00" || had !== "0.00");
  const of = Object.entries(where).map(([dimension, value]) => `${dimension} ${value}`);
  const when = `${on === undefined ? "" : ` on ${on}`}${axis === "posting" ? " by posting date" : ""}`;
  const what = measure === "net" ? "Balances" : "Turnover";
  throw new Mismatch(sideBySide(`  ${what} of ${of.join(", ") || "everything"}${when}:`, shown));
}

function assertReclaimable({ on, are }: NonNullable<Checks["reclaimable"]>, view: LedgerView): void {
  const had = reclaimable(view, day(on)).map((row): Texts => ({
    ...row,
    reportDeadline: row.reportDeadline ?? "none",
    unused: formatAmount(row.unused),
    reclaimed: formatAmount(row.reclaimed),
    overdue: formatAmount(row.overdue),
    total: formatAmount(row.total),
  }));
  assertRows(`  To reclaim on ${on}`, are, had);
}

function assertFindings({ agreement, are }: NonNullable<Checks["findings"]>, view: LedgerView): void {
  const registered = view.agreements.get(agreementStream(agreement))?.agreement;
  if (!registered) throw new Mismatch(`  No agreement ${agreement} is registered.`);
  const had = checkConsistency(registered).map(({ kind, where, stated, computed, difference }): Texts => ({
    kind,
    where,
    stated: formatAmount(stated),
    computed: formatAmount(computed),
    difference: formatAmount(difference),
  }));
  assertRows(`  Findings in ${agreement}`, are, had);
}

/** As many rows, in the same order; of each row what the case names. */
function assertRows(heading: string, expected: readonly Texts[], had: readonly Texts[]): void {
  const wanted = expected.map((row) =>
    Object.fromEntries(Object.entries(row).map(([field, text]) => [field, wireAmount(text)])),
  );
  // A line may be called 4: what looks like an amount is one only where the ledger's field is one.
  const same = (want: Texts, is: Texts | undefined, original: Texts | undefined): boolean =>
    Object.keys(want).every((field) => want[field] === is?.[field] || original?.[field] === is?.[field]);
  const agrees =
    wanted.length === had.length && wanted.every((want, index) => same(want, had[index], expected[index]));
  if (agrees) return;
  const shown = (rows: readonly Texts[]): string =>
    rows
      .map(
        (row) =>
          `      ${Object.entries(row)
            .map(([k, v]) => `${k} ${v}`)
            .join(", ")}`,
      )
      .join("\n") || "      nothing";
  throw new Mismatch(`${heading}\n    expected:\n${shown(expected)}\n    the ledger has:\n${shown(had)}`);
}
