import { type Place, grantStream } from "../accounts.ts";
import type { FundingKey } from "../appropriations/funding-key.ts";
import type { Day } from "../calendar.ts";
import type { EntryReversed } from "../event.ts";
import { type GuardedBooks, bookEvent, openBooks } from "../guarded-books.ts";
import { type Ore, ZERO } from "../money.ts";
import { demandAgain, settle } from "./claims.ts";
import { correctedOutcomes, restNoMore, restOnReports } from "./refunds.ts";
import { closeCases, openCases } from "./opened-cases.ts";
import type {
  CostReportReceived,
  DisbursementOrdered,
  ExceptionRecorded,
  GrantEvent,
  Item,
  OpeningBalanceRecorded,
  ReclaimDecided,
  ReclaimSource,
  RefundDecided,
  ReportOutcome,
  RequisitionApproved,
  RequisitionReceived,
} from "./events.ts";

export interface Requisition {
  received: RequisitionReceived["data"];
  status: "received" | "supplement_requested" | "approved" | "rejected" | "withdrawn";
  /** Everyone who wrote in it: none of them may approve it. */
  readonly writers: Set<string>;
  approved: RequisitionApproved["data"] | undefined;
  /** Approved before the cut-over of an opened grant: no entry of this stream says so. */
  approvedBefore: boolean;
  /** The day of the last decision on it: approval, rejection or withdrawal. */
  decidedOn: Day | undefined;
}

export interface Disbursement {
  readonly ordered: DisbursementOrdered["data"];
  status: "ordered" | "approved" | "confirmed" | "cancelled" | "returned";
  confirmedOn: Day | undefined;
  /** It came back in a later year: as a repayment, so that nothing is left to pay on its basis. */
  repaid: boolean;
}

export interface CostReport {
  readonly received: CostReportReceived["data"];
  status: "received" | "approved" | "replaced" | "rejected";
  /** As booked; a correction that leaves a place out keeps the corrected report's outcome there. */
  outcomes: BookedOutcome[];
  deviationOpen: boolean;
}

/** What of a refund rests on a booked report at one place. */
export interface RefundPart {
  readonly refundId: string;
  readonly amount: Ore;
  /** Decided on this very report, not on one that it corrects. */
  readonly decidedHere: boolean;
}

/** As the event says it, and the refunds that it leaves less to refund for (`refunds.ts`). */
export type BookedOutcome = ReportOutcome & { refunds: RefundPart[] };

export interface Reclaim {
  readonly decided: ReclaimDecided["data"];
  /** What is still demanded, per item in the order of the decision. */
  readonly left: {
    item: Item & { readonly from: ReclaimSource };
    amount: Ore;
    /** What of the item was paid back, and what was withdrawn: the rest that is not left was written off. */
    repaid: Ore;
    withdrawn: Ore;
  }[];
}

export interface GrantState {
  agreement: string;
  recipient: string;
  books: GuardedBooks | undefined;
  /** The opening balance, while it is not reversed. */
  opening: OpeningBalanceRecorded["data"] | undefined;
  /** How its first money came: a grant that began here is not opened, one that was opened may be opened anew. */
  beganWith: "allocation" | "opening" | undefined;
  readonly requisitions: Map<string, Requisition>;
  readonly disbursements: Map<string, Disbursement>;
  readonly reports: Map<string, CostReport>;
  readonly reclaims: Map<string, Reclaim>;
  readonly refunds: Map<string, RefundDecided["data"]>;
  readonly exceptions: ExceptionRecorded["data"][];
}

export const initialGrant = (): GrantState => ({
  agreement: "",
  recipient: "",
  books: undefined,
  opening: undefined,
  beganWith: undefined,
  requisitions: new Map(),
  disbursements: new Map(),
  reports: new Map(),
  reclaims: new Map(),
  refunds: new Map(),
  exceptions: [],
});

/** The fundings that a line has ever had in this grant, in key order. */
export function fundingsOf(books: GuardedBooks, line: string): FundingKey[] {
  const found = new Set<FundingKey>();
  for (const { place } of books.cells.values()) {
    if (place.line === line && place.funding !== undefined) found.add(place.funding);
  }
  return [...found].sort();
}

export function evolveGrant(state: GrantState, event: GrantEvent): GrantState {
  nameGrant(state, event);
  state.books ??= openBooks(grantStream(state.agreement, state.recipient));
  bookEvent(state.books, event);
  followCase(state, event);
  return state;
}

/** The cases of a grant without its accounts: for a reader that takes the amounts from elsewhere. */
export function evolveCases(state: GrantState, event: GrantEvent): GrantState {
  nameGrant(state, event);
  followCase(state, event);
  return state;
}

function nameGrant(state: GrantState, event: GrantEvent): void {
  if (state.agreement !== "") return;
  const place: Partial<Place> | undefined =
    event.type === "FundsArrived"
      ? event.data.arrived[0]?.to
      : event.type === "EntryReversed"
        ? (event.data.original.data as Partial<Place>)
        : event.data;
  if (place?.agreement === undefined || place.recipient === undefined) {
    throw new Error(`${event.type} names no grant.`);
  }
  state.agreement = place.agreement;
  state.recipient = place.recipient;
}

/** The cases at the desk: what happened to each requisition, payment, report and claim. */
function followCase(state: GrantState, event: GrantEvent): void {
  switch (event.type) {
    case "RequisitionReceived":
      state.requisitions.set(event.data.requisitionId, {
        received: event.data,
        status: "received",
        writers: new Set([event.data.by]),
        approved: undefined,
        approvedBefore: false,
        decidedOn: undefined,
      });
      return;
    case "SupplementRequested":
      requisition(state, event.data.requisitionId).status = "supplement_requested";
      return;
    case "RequisitionSupplemented": {
      const { agreement: _a, recipient: _r, requisitionId, by, on: _on, ...supplement } = event.data;
      const found = requisition(state, requisitionId);
      found.received = { ...found.received, ...supplement };
      found.status = "received";
      found.writers.add(by);
      return;
    }
    case "RequisitionApproved": {
      const found = requisition(state, event.data.requisitionId);
      found.status = "approved";
      found.approved = event.data;
      found.approvedBefore = false;
      found.decidedOn = event.data.effectiveOn;
      return;
    }
    case "OpeningBalanceRecorded":
      state.beganWith ??= "opening";
      openCases(state, event.data);
      return;
    case "OpenedApprovalUndone":
      takeApprovalBack(requisition(state, event.data.requisitionId));
      return;
    case "RequisitionRejected":
    case "RequisitionWithdrawn": {
      const found = requisition(state, event.data.requisitionId);
      found.status = event.type === "RequisitionRejected" ? "rejected" : "withdrawn";
      found.decidedOn = event.data.on;
      return;
    }
    case "ExceptionRecorded":
      state.exceptions.push(event.data);
      return;
    case "DisbursementOrdered":
      state.disbursements.set(event.data.disbursementId, {
        ordered: event.data,
        status: "ordered",
        confirmedOn: undefined,
        repaid: false,
      });
      return;
    case "DisbursementApproved":
      disbursement(state, event.data.disbursementId).status = "approved";
      return;
    case "DisbursementCancelled":
      disbursement(state, event.data.disbursementId).status = "cancelled";
      return;
    case "DisbursementConfirmed": {
      const found = disbursement(state, event.data.disbursementId);
      found.status = "confirmed";
      found.confirmedOn = event.data.effectiveOn;
      return;
    }
    case "DisbursementReturned": {
      const found = disbursement(state, event.data.disbursementId);
      found.status = "returned";
      found.repaid = event.data.items.some(({ to }) => to === "repaid");
      return;
    }
    case "CostReportReceived":
      state.reports.set(event.data.reportId, {
        received: event.data,
        status: "received",
        outcomes: [],
        deviationOpen: event.data.certificate.alternative === 2,
      });
      return;
    case "CostReportApproved":
    case "CostReportCorrected": {
      const found = report(state, event.data.reportId);
      found.status = "approved";
      const { outcomes } = event.data;
      if (event.type === "CostReportApproved") {
        found.outcomes = outcomes.map((outcome) => ({ ...outcome, refunds: [] }));
        return;
      }
      const corrected = report(state, event.data.corrects);
      found.outcomes = correctedOutcomes(state, { correction: found, corrected }, outcomes);
      corrected.status = "replaced";
      return;
    }
    case "CostReportRejected":
      report(state, event.data.reportId).status = "rejected";
      return;
    case "DeviationResolved":
      report(state, event.data.reportId).deviationOpen = false;
      return;
    case "ReclaimDecided":
      state.reclaims.set(event.data.reclaimId, {
        decided: event.data,
        left: event.data.items.map((item) => ({ item, amount: item.amount, repaid: ZERO, withdrawn: ZERO })),
      });
      return;
    case "ReclaimWithdrawn":
    case "ReclaimWrittenOff":
      for (const item of event.data.items) {
        settle(
          state,
          event.data.reclaimId,
          item,
          event.type === "ReclaimWithdrawn" ? "withdrawn" : undefined,
        );
      }
      return;
    case "RepaymentReceived":
      for (const item of event.data.items) {
        if (item.reclaim !== undefined) settle(state, item.reclaim, item, "repaid");
      }
      return;
    case "RefundDecided":
      state.refunds.set(event.data.refundId, event.data);
      for (const item of event.data.items) restOnReports(state, event.data.refundId, item);
      return;
    case "EntryReversed":
      undoCase(state, event);
      return;
    case "AllocationReduced":
    case "DisposalReported":
    case "FundsPassedOn":
    case "CoFinancingDecided":
    case "EntitlementLapsed":
    case "FundsReleased":
      return;
    case "FundsArrived":
      state.beganWith ??= "allocation";
      return;
  }
}

function takeApprovalBack(found: Requisition): void {
  found.status = "received";
  found.approved = undefined;
  found.approvedBefore = false;
  found.decidedOn = undefined;
}

/** A reversed entry puts its case back to the step before. */
function undoCase(state: GrantState, event: EntryReversed): void {
  const original = event.data.original as { type: string; data: object } as GrantEvent;
  switch (original.type) {
    case "OpeningBalanceRecorded":
      closeCases(state, original.data);
      return;
    case "RequisitionApproved":
      takeApprovalBack(requisition(state, original.data.requisitionId));
      return;
    case "DisbursementOrdered":
      state.disbursements.delete(original.data.disbursementId);
      return;
    case "DisbursementCancelled":
      disbursement(state, original.data.disbursementId).status = "ordered";
      return;
    case "DisbursementConfirmed":
    case "DisbursementReturned": {
      const found = disbursement(state, original.data.disbursementId);
      const wasPaid = original.type === "DisbursementReturned" && found.confirmedOn !== undefined;
      found.status = wasPaid ? "confirmed" : "approved";
      found.repaid = false;
      if (!wasPaid) found.confirmedOn = undefined;
      return;
    }
    case "CostReportApproved":
    case "CostReportCorrected": {
      const found = report(state, original.data.reportId);
      found.status = "received";
      found.outcomes = [];
      if (original.type === "CostReportCorrected") report(state, original.data.corrects).status = "approved";
      return;
    }
    case "ReclaimDecided":
      state.reclaims.delete(original.data.reclaimId);
      return;
    case "ReclaimWithdrawn":
    case "ReclaimWrittenOff":
      for (const item of original.data.items) {
        const way = original.type === "ReclaimWithdrawn" ? "withdrawn" : undefined;
        demandAgain(state, original.data.reclaimId, item, way);
      }
      return;
    case "RepaymentReceived":
      for (const item of original.data.items) {
        if (item.reclaim !== undefined) demandAgain(state, item.reclaim, item, "repaid");
      }
      return;
    case "RefundDecided":
      state.refunds.delete(original.data.refundId);
      restNoMore(state, original.data.refundId);
      return;
    default:
      return;
  }
}

function requisition(state: GrantState, id: string): Requisition {
  return state.requisitions.get(id) ?? lost("requisition", id);
}
function disbursement(state: GrantState, id: string): Disbursement {
  return state.disbursements.get(id) ?? lost("disbursement", id);
}
function report(state: GrantState, id: string): CostReport {
  return state.reports.get(id) ?? lost("cost report", id);
}
function lost(what: string, id: string): never {
  throw new Error(`The stream speaks of ${what} ${id} before it began.`);
}
