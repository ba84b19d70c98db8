import { grantStream } from "#domain/accounts.ts";
import { type AgreementState, agreement } from "#domain/agreements/agreement.ts";
import type { AgreementEvent } from "#domain/agreements/events.ts";
import type { Day } from "#domain/calendar.ts";
import type { CostReportReceived } from "#domain/grants/events.ts";
import { kindOf } from "#domain/ledger-command.ts";
import type { LedgerEvent } from "#domain/ledger-event.ts";
import { type PartyState, party } from "#domain/parties/party.ts";
import type { PartyEvent } from "#domain/parties/events.ts";
import { effectiveDateOf, transfersOf } from "#domain/transfers.ts";
import type { StoredEvent } from "#event-store/event-store.ts";
import { BalanceFold } from "./balance-fold.ts";
import { PostingDates } from "./posting-dates.ts";

/** Everything that is derived from the log in memory. A pure fold: the same log gives the same view. */
export class LedgerView {
  readonly byEffectiveDate = new BalanceFold();
  readonly byPostingDate = new BalanceFold();
  readonly postingDates = new PostingDates();
  readonly agreements = new Map<string, AgreementState>();
  readonly parties = new Map<string, PartyState>();
  /** Posts on which an appropriation is registered. */
  readonly fundings = new Map<string, { name: string }>();
  /** Streams of grants in which anything has happened. */
  readonly grants = new Set<string>();
  /** Cost reports received and not sent back, per grant stream. */
  readonly reports = new Map<string, CostReportReceived["data"][]>();
  /** Where each command was taken, so that its id is not used for another one elsewhere. */
  readonly commands = new Map<string, { stream: string; hash: string }>();
  private appliedThrough: number | undefined;

  /** The log position up to which this view holds; undefined before the first event. */
  get position(): number | undefined {
    return this.appliedThrough;
  }

  /** Applies the next event of the log. Throws on an event it does not know: never skip in a ledger. */
  apply(stored: StoredEvent): void {
    const event = { type: stored.type, data: stored.data } as LedgerEvent;
    this.applyMoney(event, stored.position);
    this.applyRegisters(stored.stream, event);
    const { commandId, commandHash, partOf } = stored.metadata;
    for (const id of [commandId, partOf]) {
      if (typeof id !== "string" || typeof commandHash !== "string" || this.commands.has(id)) continue;
      this.commands.set(id, { stream: stored.stream, hash: commandHash });
    }
    this.appliedThrough = stored.position;
  }

  private applyMoney(event: LedgerEvent, position: number): void {
    if (event.type === "PeriodClosed") {
      this.postingDates.close(event.data, position);
      return;
    }
    const transfers = transfersOf(event);
    if (transfers.length === 0) return;
    const effectiveOn: Day = effectiveDateOf(event);
    this.byEffectiveDate.apply(transfers, effectiveOn);
    this.byPostingDate.apply(transfers, this.postingDates.postingDate(effectiveOn, position));
  }

  private applyRegisters(stream: string, event: LedgerEvent): void {
    switch (kindOf(stream)) {
      case "agreement": {
        const state = this.agreements.get(stream) ?? agreement.initialState();
        this.agreements.set(stream, agreement.evolve(state, event as AgreementEvent));
        return;
      }
      case "party": {
        const state = this.parties.get(stream) ?? party.initialState();
        this.parties.set(stream, party.evolve(state, event as PartyEvent));
        return;
      }
      case "anslagspost":
        if (event.type === "AppropriationGranted")
          this.fundings.set(event.data.funding, { name: event.data.name });
        if (event.type === "AppropriationMoved" && !this.fundings.has(event.data.to)) {
          this.fundings.set(event.data.to, { name: event.data.to });
        }
        return;
      case "grant":
        this.grants.add(stream);
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
        return;
      default:
        return;
    }
  }
}
