import type { LineId, PartyId } from "../agreements/agreement-terms.ts";
import type { FundingKey } from "../appropriations/funding-key.ts";
import type { Day } from "../calendar.ts";
import type { Actor } from "../event.ts";
import type { Ore } from "../money.ts";
import type { GrantEventOf, Item, Period } from "./grant-event.ts";

/** What one line and holder reports. */
export interface ReportedUse {
  readonly line: LineId;
  readonly holder: PartyId;
  /** Given when a line has money from several posts and the report tells them apart. */
  readonly funding?: FundingKey;
  readonly costs: Ore;
  /** A part in dispute stays outstanding until it is settled. */
  readonly disputed?: Ore;
}

export type CostReportReceived = GrantEventOf<
  "CostReportReceived",
  {
    readonly reportId: string;
    readonly period: Period;
    readonly uses: readonly ReportedUse[];
    readonly largerItems?: readonly { readonly what: string; readonly amount: Ore }[];
    /** The chief financial officer's certificate: alternative 1 (correct), or 2 with deviations and measures. */
    readonly certificate: {
      readonly alternative: 1 | 2;
      readonly deviations?: string;
      readonly measures?: string;
      readonly certifier?: string;
    };
    readonly signatory?: string;
    /** The approved report that this one replaces. */
    readonly corrects?: string;
    readonly receivedOn: Day;
    readonly by: Actor;
  }
>;

/** The result of the cost report arithmetic for one line, post and holder. */
export interface ReportOutcome {
  readonly line: LineId;
  readonly funding: FundingKey;
  readonly holder: PartyId;
  /** Paid, net of returns, passing on and co-financing. */
  readonly received: Ore;
  readonly costs: Ore;
  readonly spent: Ore;
  readonly unused: Ore;
  readonly disputed: Ore;
  /** Costs beyond what was received: shown, not booked. */
  readonly excess: Ore;
  /** Costs that money already repaid would have covered: may be refunded by decision. */
  readonly refundable: Ore;
  /** Costs that a refund decided on the corrected report, and not paid when the correction came, will cover. */
  readonly refundUnderWay: Ore;
  /** Of the costs, what had been decided not to be accepted when they were stated anew; left out where there is none. */
  readonly notAccepted?: Ore;
}

export type CostReportApproved = GrantEventOf<
  "CostReportApproved",
  {
    readonly reportId: string;
    readonly period: Period;
    readonly outcomes: readonly ReportOutcome[];
    readonly by: Actor;
    /** The day of the decision; what it does in money counts from `effectiveOn`. */
    readonly decidedOn: Day;
    /** The period's last day, or the first later one on which the money was there. */
    readonly effectiveOn: Day;
  }
>;

export type ReportAccount = "outstanding" | "spent" | "unused";

export type CostReportCorrected = GrantEventOf<
  "CostReportCorrected",
  {
    readonly reportId: string;
    readonly corrects: string;
    readonly period: Period;
    readonly outcomes: readonly ReportOutcome[];
    readonly differences: readonly (Item & { readonly from: ReportAccount; readonly to: ReportAccount })[];
    readonly by: Actor;
    readonly decidedOn: Day;
    readonly effectiveOn: Day;
  }
>;

/** Sent back: it cannot be booked as it is. The recipient then owes a report as if none had come. */
export type CostReportRejected = GrantEventOf<
  "CostReportRejected",
  { readonly reportId: string; readonly reason: string; readonly by: Actor; readonly on: Day }
>;

export type DeviationResolved = GrantEventOf<
  "DeviationResolved",
  { readonly reportId: string; readonly resolution: string; readonly by: Actor; readonly on: Day }
>;
