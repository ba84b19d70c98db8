import type { LineId } from "../agreements/agreement-terms.ts";
import type { Day } from "../calendar.ts";
import type { Actor } from "../event.ts";
import type { Giro } from "../identifiers/giro.ts";
import type { Ore } from "../money.ts";
import type { GrantEventOf, Item, Period } from "./grant-event.ts";

export type RequisitionReceived = GrantEventOf<
  "RequisitionReceived",
  {
    readonly requisitionId: string;
    readonly amount: Ore;
    /** The form names no line; the desk maps it when it can, at the latest on approval. */
    readonly lines?: readonly { readonly line: LineId; readonly amount: Ore }[];
    readonly period: Period;
    readonly organisationsnummer: string;
    readonly agreementCaseNumber?: string;
    readonly decisionCaseNumber?: string;
    readonly payTo: Giro;
    readonly paymentReference?: string;
    /** Opaque ids in the register of persons. */
    readonly contact?: string;
    readonly signatory?: string;
    readonly receivedOn: Day;
    readonly by: Actor;
  }
>;

export type SupplementRequested = GrantEventOf<
  "SupplementRequested",
  { readonly requisitionId: string; readonly missing: string; readonly by: Actor; readonly on: Day }
>;

export type RequisitionSupplemented = GrantEventOf<
  "RequisitionSupplemented",
  {
    readonly requisitionId: string;
    readonly lines?: readonly { readonly line: LineId; readonly amount: Ore }[];
    readonly payTo?: Giro;
    readonly paymentReference?: string;
    readonly agreementCaseNumber?: string;
    readonly decisionCaseNumber?: string;
    readonly signatory?: string;
    readonly by: Actor;
    readonly on: Day;
  }
>;

export type RequisitionApproved = GrantEventOf<
  "RequisitionApproved",
  {
    readonly requisitionId: string;
    readonly items: readonly Item[];
    /** What was asked for beyond the approval, and why it was cut. */
    readonly cut?: { readonly amount: Ore; readonly reason: string };
    readonly paymentDecision: string;
    readonly by: Actor;
    readonly effectiveOn: Day;
  }
>;

export type RequisitionRejected = GrantEventOf<
  "RequisitionRejected",
  { readonly requisitionId: string; readonly reason: string; readonly by: Actor; readonly on: Day }
>;

export type RequisitionWithdrawn = GrantEventOf<
  "RequisitionWithdrawn",
  { readonly requisitionId: string; readonly reason: string; readonly by: Actor; readonly on: Day }
>;

/** A second requisition on a line that is paid "engångsvis" rests on a recorded exception. */
export type ExceptionRecorded = GrantEventOf<
  "ExceptionRecorded",
  {
    readonly line: LineId;
    readonly kind: "second_requisition";
    readonly reason: string;
    readonly decision: string;
    readonly by: Actor;
    readonly on: Day;
  }
>;
