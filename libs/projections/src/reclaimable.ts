import { agreementStream, grantStream } from "#domain/accounts.ts";
import type { Day } from "#domain/calendar.ts";
import { costReportDeadline } from "#domain/grants/terms.ts";
import { type Ore, ZERO, add } from "#domain/money.ts";
import type { LedgerView } from "./ledger-view.ts";

/** Unused funds to reclaim, each part shown apart (DOMAIN, Dimensions); amounts in öre. */
export interface ReclaimableRow {
  readonly agreement: string;
  readonly recipient: string;
  readonly line: string;
  readonly holder: string;
  readonly anslagspost: string;
  /** Reported as not used. */
  readonly unused: Ore;
  /** Demanded back and not repaid. */
  readonly reclaimed: Ore;
  /** With the recipient, and no cost report came by its day. */
  readonly overdue: Ore;
  readonly reportDeadline?: Day;
  readonly total: Ore;
}

/**
 * Overdue means that no report was received on what this holder has of the line, not that none was approved:
 * the cost report gives amounts per line and holder (DOMAIN, Passed-on money). Without a stated deadline nothing
 * is overdue (DOMAIN, the process, 1 and 8).
 *
 * @param on the day as of which it is asked: balances at its end, deadlines before it
 */
export function reclaimable(view: LedgerView, on: Day): ReclaimableRow[] {
  const rows = view.byEffectiveDate.balances({
    by: ["agreement", "recipient", "line", "holder", "anslagspost"],
    on,
  });
  return rows.flatMap(({ key, net }) => {
    const { agreement, recipient, line, holder, anslagspost } = key;
    if (!agreement || !recipient || !line || !holder || !anslagspost) return [];
    const state = view.agreements.get(agreementStream(agreement));
    const deadline = state === undefined ? undefined : costReportDeadline(state, agreement, line, recipient);
    const received = (view.reports.get(grantStream(agreement, recipient)) ?? []).some(
      (report) =>
        report.receivedOn <= on && report.uses.some((use) => use.line === line && use.holder === holder),
    );
    const overdue = deadline !== undefined && on > deadline && !received ? net.outstanding : ZERO;
    const total = add(add(net.unused, net.reclaimed), overdue);
    if (total === 0) return [];
    return [
      {
        agreement,
        recipient,
        line,
        holder,
        anslagspost,
        unused: net.unused,
        reclaimed: net.reclaimed,
        overdue,
        ...(deadline === undefined ? {} : { reportDeadline: deadline }),
        total,
      },
    ];
  });
}
