import { ACCOUNTS, ACCOUNT_NAMES, type Account, agreementStream } from "#domain/accounts.ts";
import type { Agreement } from "#domain/agreements/agreement-terms.ts";
import type { Day } from "#domain/calendar.ts";
import { type Ore, formatAmount } from "#domain/money.ts";
import type { AccountAmounts } from "#projections/balance-fold.ts";
import type { LedgerView } from "#projections/ledger-view.ts";
import { type ReclaimableRow, reclaimable } from "#projections/reclaimable.ts";
import { type Discrepancy, discrepanciesOf } from "./discrepancies.ts";
import type { Told } from "./teller.ts";

/** Where money stands: what it belongs to, and the accounts that are not zero, in the ledger's order. */
export interface Standing {
  readonly of: readonly string[];
  readonly accounts: readonly { readonly account: Account; readonly amount: Ore }[];
}

/** What the demo leaves behind, read from the view as anybody else would. */
export interface Result {
  readonly on: Day;
  readonly told: readonly Told[];
  readonly documents: readonly {
    readonly agreement: Agreement;
    readonly discrepancies: readonly Discrepancy[];
  }[];
  readonly byAnslagspost: readonly Standing[];
  readonly byRecipient: readonly Standing[];
  readonly receipts: readonly Standing[];
  readonly reclaimable: readonly ReclaimableRow[];
}

export function resultOf(view: LedgerView, told: readonly Told[], on: Day): Result {
  const rows = (by: readonly ("anslagspost" | "agreement" | "recipient" | "receipt")[]): Standing[] =>
    view.byEffectiveDate
      .balances({ by })
      .filter(({ key }) => by.every((dimension) => key[dimension] !== null))
      .map(({ key, net }) => ({
        of: by.map((dimension) => key[dimension] ?? ""),
        accounts: nonZero(net),
      }));
  return {
    on,
    told,
    documents: told.flatMap(({ agreement: id }) => {
      const agreement = view.agreements.get(agreementStream(id))?.agreement;
      return agreement === undefined ? [] : [{ agreement, discrepancies: discrepanciesOf(agreement) }];
    }),
    byAnslagspost: rows(["anslagspost"]),
    byRecipient: rows(["agreement", "recipient"]),
    receipts: rows(["receipt"]),
    reclaimable: reclaimable(view, on),
  };
}

function nonZero(net: AccountAmounts): Standing["accounts"] {
  return ACCOUNT_NAMES.filter((account) => net[account] !== 0).map((account) => ({
    account,
    amount: net[account],
  }));
}

export const swedishName = (account: Account): string => ACCOUNTS[account].swedish;

/** The same for machines: amounts as on the wire. */
export function machineSummary(result: Result, folder: string): object {
  const standing = ({ accounts }: Standing): Record<string, string> =>
    Object.fromEntries(accounts.map(({ account, amount }) => [account, formatAmount(amount)]));
  return {
    dataFolder: folder,
    on: result.on,
    agreements: result.documents.map(({ agreement, discrepancies }, index) => ({
      ...result.told[index],
      discrepancies: discrepancies.map(({ finding }) => ({
        kind: finding.kind,
        where: finding.where,
        stated: formatAmount(finding.stated),
        computed: formatAmount(finding.computed),
        difference: formatAmount(finding.difference),
        cites: finding.cites,
      })),
      recipients: result.byRecipient
        .filter(({ of }) => of[0] === agreement.id)
        .map((row) => ({ recipient: row.of[1], accounts: standing(row) })),
    })),
    anslagsposter: result.byAnslagspost.map((row) => ({ anslagspost: row.of[0], accounts: standing(row) })),
    receipts: result.receipts.map((row) => ({ receipt: row.of[0], accounts: standing(row) })),
    reclaimable: result.reclaimable.map((row) => ({
      ...row,
      unused: formatAmount(row.unused),
      reclaimed: formatAmount(row.reclaimed),
      overdue: formatAmount(row.overdue),
      total: formatAmount(row.total),
    })),
  };
}
