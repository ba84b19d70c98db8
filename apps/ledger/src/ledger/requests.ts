import type { LineId, PartyId } from "#domain/agreements/agreement-terms.ts";
import type { AgreementCommand, FundLine, RecordPaymentDecision } from "#domain/agreements/commands.ts";
import type { Allocate, AnslagspostCommand, MoveAppropriation } from "#domain/appropriations/commands.ts";
import type { FundingKey } from "#domain/appropriations/funding-key.ts";
import type { Day } from "#domain/calendar.ts";
import type { DistributionKey } from "#domain/distribution-keys/distribution-key-file.ts";
import type { GrantCommand, RecordOpeningBalance } from "#domain/grants/commands.ts";
import type { RecordArrival, ReverseEntry } from "#domain/guarded-books.ts";
import type { Ore } from "#domain/money.ts";
import type { PartyCommand } from "#domain/parties/party.ts";
import type { ReceiptCommand } from "#domain/receipts/receipt.ts";

/**
 * What people and systems ask of the ledger: the domain's commands without what the ledger itself knows:
 * who asks, what was decided before, and the ids of new things, which are derived from the command's own.
 */
type Asked<
  Command,
  Known extends PropertyKey = never,
  Optional extends PropertyKey = never,
> = Command extends unknown
  ? Omit<Command, "by" | "basis" | Known | Optional> &
      Partial<Pick<Command, Extract<keyof Command, Optional>>>
  : never;

type FromPolicies =
  | "record-line-funding"
  | "take-moved-appropriation"
  | "return-line-funding"
  | "move-line-funding"
  | "record-moved-commitment"
  | "return-placement"
  | "receive-repayment";
type DomainCommand<Command extends { type: string }> = Exclude<
  Command,
  { type: FromPolicies } | RecordArrival | ReverseEntry
>;

type PlainAnslagspostCommand = Exclude<DomainCommand<AnslagspostCommand>, Allocate | MoveAppropriation>;
type PlainAgreementCommand = Exclude<DomainCommand<AgreementCommand>, FundLine | RecordPaymentDecision>;
type PlainGrantCommand = Exclude<
  DomainCommand<GrantCommand>,
  { type: "apply-ruling" | "lapse-due" | "record-opening-balance" }
>;

/** Ids that the ledger derives when the caller gives none. */
type GrantIds = "requisitionId" | "disbursementId" | "reportId" | "reclaimId" | "refundId";
/** Commands that begin something may leave its id to the ledger; those that go on with it may not. */
type Beginning =
  "receive-requisition" | "order-disbursement" | "receive-cost-report" | "decide-reclaim" | "decide-refund";

type AskedOfGrant = PlainGrantCommand extends infer Command
  ? Command extends { type: Beginning }
    ? Asked<Command, never, GrantIds>
    : Asked<Command>
  : never;

/** One line's money to one or more recipients, by amounts that someone decided. */
export interface AllocateRequest {
  readonly type: "allocate";
  readonly agreement: string;
  readonly line: LineId;
  readonly funding: FundingKey;
  readonly allocations: readonly { readonly recipient: PartyId; readonly amount: Ore }[];
  readonly decision: string;
  readonly effectiveOn: Day;
}

/** One line's money split over its recipients by a rule, or by the decision's own table. */
export interface DistributeRequest {
  readonly type: "distribute";
  readonly agreement: string;
  readonly line: LineId;
  readonly funding: FundingKey;
  readonly amount: Ore;
  /** The decision's rounding unit in öre; a table needs none. */
  readonly unit?: Ore;
  readonly method: "equal" | "key" | "table";
  /** The registered key, for the method `key`; the agreement's own when it names one. */
  readonly key?: string;
  /** Every recipient's amount, for the method `table`: it overrides computation. */
  readonly table?: readonly { readonly recipient: PartyId; readonly amount: Ore }[];
  /** Why the decision splits the line otherwise than the agreement says. */
  readonly departure?: string;
  readonly decision: string;
  readonly effectiveOn: Day;
}

export interface ReverseRequest {
  readonly type: "reverse";
  readonly stream: string;
  readonly eventId: string;
  readonly reason: string;
}

/** One grant, or without a recipient every grant of the agreement, or of all agreements. */
export interface LapseRequest {
  readonly type: "lapse-due";
  readonly agreement?: string;
  readonly recipient?: PartyId;
  readonly on: Day;
}

export interface ApplyRulingRequest {
  readonly type: "apply-ruling";
  readonly agreement: string;
  readonly recipient: PartyId;
  readonly line: LineId;
  readonly excess: Ore;
  readonly decision: string;
  readonly effectiveOn: Day;
}

export interface ClosePeriodRequest {
  readonly type: "close-period";
  readonly through: Day;
}

export interface RegisterKeyRequest {
  readonly type: "register-distribution-key";
  readonly key: DistributionKey;
}

export type LedgerRequest =
  | Asked<PlainAgreementCommand>
  | Asked<FundLine, "fundingKnown">
  | Asked<RecordPaymentDecision, never, "decisionId">
  | Asked<PlainAnslagspostCommand>
  | Asked<MoveAppropriation, "moveId">
  | AllocateRequest
  | DistributeRequest
  | AskedOfGrant
  | Asked<RecordOpeningBalance, "rooms" | "payees">
  | Asked<Exclude<DomainCommand<ReceiptCommand>, { type: "place-receipt" }>>
  | Asked<Extract<ReceiptCommand, { type: "place-receipt" }>, "placementId">
  | Asked<PartyCommand>
  | ReverseRequest
  | LapseRequest
  | ApplyRulingRequest
  | ClosePeriodRequest
  | RegisterKeyRequest;

export type RequestType = LedgerRequest["type"];
export type RequestOf<Type extends RequestType> = Extract<LedgerRequest, { type: Type }>;
