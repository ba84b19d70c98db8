import { type Transfer, grantStream } from "#domain/accounts.ts";
import type { Day } from "#domain/calendar.ts";
import type { CostReportReceived, OpeningBalanceRecorded } from "#domain/grants/events.ts";
import { openedReports } from "#domain/grants/opened-cases.ts";
import type { LedgerEvent } from "#domain/ledger-event.ts";
import { BalanceFolds } from "./balance-fold.ts";
import { WorkingMemory } from "./working-memory.ts";

/**
 * Everything that is derived from the log, added up in memory: what the read model is held against, and what
 * short-lived programs ask.
 */
export class LedgerView extends WorkingMemory {
  readonly #folds = new BalanceFolds();
  readonly byEffectiveDate = this.#folds.byEffectiveDate;
  readonly byPostingDate = this.#folds.byPostingDate;
  /** Cost reports received and not sent back, per grant stream. */
  readonly reports = new Map<string, CostReportReceived["data"][]>();

  protected override moved(transfers: readonly Transfer[], effectiveOn: Day, postingOn: Day): void {
    this.#folds.apply(transfers, effectiveOn, postingOn);
  }

  protected override applyRegisters(stream: string, event: LedgerEvent): void {
    super.applyRegisters(stream, event);
    if (event.type === "OpeningBalanceRecorded") {
      const key = grantStream(event.data.agreement, event.data.recipient);
      this.reports.set(key, [...(this.reports.get(key) ?? []), ...openedReports(event.data)]);
    }
    if (event.type === "EntryReversed" && event.data.original.type === "OpeningBalanceRecorded") {
      const { agreement, recipient, reports } = event.data.original.data as OpeningBalanceRecorded["data"];
      const opened = new Set(reports.map(({ reportId }) => reportId));
      const key = grantStream(agreement, recipient);
      const standing = (this.reports.get(key) ?? []).filter(({ reportId }) => !opened.has(reportId));
      this.reports.set(key, standing);
    }
    if (event.type === "CostReportReceived") {
      const key = grantStream(event.data.agreement, event.data.recipient);
      this.reports.set(key, [...(this.reports.get(key) ?? []), event.data]);
    }
    if (event.type === "CostReportRejected") {
      const { agreement, recipient, reportId } = event.data;
      const key = grantStream(agreement, recipient);
      const standing = (this.reports.get(key) ?? []).filter((report) => report.reportId !== reportId);
      this.reports.set(key, standing);
    }
  }
}
