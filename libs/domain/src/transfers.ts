import type { Account, Dimensions, Transfer } from "./accounts.ts";
import { type Day, isDay } from "./calendar.ts";
import type { EventDraft } from "./decider.ts";
import type { LedgerEventData, LedgerEventType } from "./ledger-event.ts";
import type { Ore } from "./money.ts";
import { RuleError, invariant } from "./rule-error.ts";

/**
 * THE table: what each event means in money. The only place that says so; balances, checks of invariants,
 * arrivals in other streams, reports and the verifier are all derived from it. Source: DOMAIN, "How money
 * moves".
 *
 * `voucher` marks the accounting events (verifikationer): payment, claim and repayment. Decisions and
 * allocations are commitments to follow, not accounting events (DOMAIN, "What auditors and ESV expect").
 */
export interface TransferRow<Data> {
  readonly transfers: (data: Data) => Transfer[];
  readonly voucher: boolean;
}

type TransferTable = {
  readonly [Type in LedgerEventType]: TransferRow<LedgerEventData<Type>>;
};

const NO_MONEY = { transfers: (): Transfer[] => [], voucher: false };

export const TRANSFER_TABLE: TransferTable = {
  // The anslagspost: what the riksdag and the government grant, and what is promised from it.
  AppropriationGranted: {
    transfers: (e) =>
      e.kind === "overdraft_used_last_year"
        ? move("available", "appropriation", e.amount, { funding: e.funding })
        : move("appropriation", "available", e.amount, { funding: e.funding }),
    voucher: false,
  },
  AppropriationAdjusted: {
    transfers: (e) =>
      e.direction === "increase"
        ? move("appropriation", "available", e.amount, { funding: e.funding })
        : move("available", "appropriation", e.amount, { funding: e.funding }),
    voucher: false,
  },
  AppropriationMoved: {
    transfers: (e) =>
      e.direction === "out"
        ? move("available", "appropriation", e.amount, { funding: e.from })
        : move("appropriation", "available", e.amount, { funding: e.to }),
    voucher: false,
  },
  AppropriationWithdrawn: {
    transfers: (e) => move("available", "withdrawn", e.amount, { funding: e.funding }),
    voucher: false,
  },
  YearClosed: {
    transfers: (e) => [
      ...move("available", "carried_over", e.carriedOver, { funding: e.funding }),
      ...move("available", "withdrawn", e.withdrawn, { funding: e.funding }),
    ],
    voucher: false,
  },
  AllocationDecided: {
    transfers: (e) =>
      between({ account: "available", funding: e.funding }, inGrant("allocated", e, e), e.amount),
    voucher: false,
  },

  // A grant that began before the ledger: let in where its money stands on the cut-over day.
  OpeningBalanceRecorded: {
    transfers: (e) =>
      e.items.flatMap((item) =>
        between(
          { account: "appropriation", funding: item.funding },
          inGrant(item.account, e, item),
          item.amount,
        ),
      ),
    voucher: false,
  },
  OpenedApprovalUndone: {
    transfers: (e) => e.items.flatMap((item) => withinGrant("requisitioned", "allocated", e, item)),
    voucher: false,
  },

  // The grant: from the promise to the payment.
  AllocationReduced: {
    transfers: (e) =>
      between(inGrant("allocated", e, e), { account: "available", funding: e.funding }, e.amount),
    voucher: false,
  },
  RequisitionApproved: {
    transfers: (e) => e.items.flatMap((item) => withinGrant("allocated", "requisitioned", e, item)),
    voucher: false,
  },
  DisbursementOrdered: {
    transfers: (e) => e.items.flatMap((item) => withinGrant(item.from, "in_payment", e, item)),
    voucher: false,
  },
  DisbursementCancelled: {
    transfers: (e) => e.items.flatMap((item) => withinGrant("in_payment", item.from, e, item)),
    voucher: false,
  },
  DisbursementConfirmed: {
    transfers: (e) => e.items.flatMap((item) => withinGrant("in_payment", "outstanding", e, item)),
    voucher: true,
  },
  DisbursementReturned: {
    transfers: (e) => e.items.flatMap((item) => withinGrant(item.from, item.to, e, item)),
    voucher: true,
  },
  DisposalReported: {
    transfers: (e) => e.items.flatMap((item) => withinGrant("allocated", "spent", e, item)),
    voucher: true,
  },

  // The grant: what became of the money.
  FundsPassedOn: {
    transfers: (e) =>
      e.items.flatMap((item) =>
        between(
          inGrant("outstanding", e, item),
          inGrant("outstanding", e, { ...item, holder: item.to }),
          item.amount,
        ),
      ),
    voucher: false,
  },
  CoFinancingDecided: {
    transfers: (e) =>
      e.items.flatMap((item) =>
        between(
          inGrant("outstanding", e, item),
          inGrant("outstanding", e, { ...item, line: item.toLine }),
          item.amount,
        ),
      ),
    voucher: false,
  },
  CostReportApproved: {
    transfers: (e) =>
      e.outcomes.flatMap((outcome) => [
        ...withinGrant("outstanding", "spent", e, { ...outcome, amount: outcome.spent }),
        ...withinGrant("outstanding", "unused", e, { ...outcome, amount: outcome.unused }),
      ]),
    voucher: false,
  },
  CostReportCorrected: {
    transfers: (e) => e.differences.flatMap((item) => withinGrant(item.from, item.to, e, item)),
    voucher: false,
  },
  ReclaimDecided: {
    transfers: (e) => e.items.flatMap((item) => withinGrant(item.from, "reclaimed", e, item)),
    voucher: true,
  },
  ReclaimWithdrawn: {
    transfers: (e) => e.items.flatMap((item) => withinGrant("reclaimed", item.from, e, item)),
    voucher: true,
  },
  ReclaimWrittenOff: {
    transfers: (e) => e.items.flatMap((item) => withinGrant("reclaimed", "written_off", e, item)),
    voucher: true,
  },
  RepaymentReceived: {
    transfers: (e) => e.items.flatMap((item) => withinGrant(item.from, "repaid", e, item)),
    voucher: true,
  },
  RefundDecided: {
    transfers: (e) => e.items.flatMap((item) => withinGrant("repaid", "requisitioned", e, item)),
    voucher: false,
  },
  EntitlementLapsed: {
    transfers: (e) => e.items.flatMap((item) => withinGrant("allocated", "lapsed", e, item)),
    voucher: false,
  },
  FundsReleased: {
    transfers: (e) =>
      e.items.flatMap((item) =>
        between(inGrant(item.from, e, item), { account: "available", funding: item.funding }, item.amount),
      ),
    voucher: false,
  },

  // The receipt: incoming cash before and after it is known whose it is.
  ReceiptRecorded: {
    transfers: (e) => move("bank", "unplaced", e.amount, { receipt: e.receipt }),
    voucher: false,
  },
  ReceiptPlaced: {
    transfers: (e) => move("unplaced", "placed", e.amount, { receipt: e.receipt }),
    voucher: false,
  },
  PlacementReturned: {
    transfers: (e) => move("placed", "unplaced", e.amount, { receipt: e.receipt }),
    voucher: false,
  },
  ReceiptRefunded: {
    transfers: (e) => move("unplaced", "bank", e.amount, { receipt: e.receipt }),
    voucher: true,
  },

  // A reversal is the exact opposite of its original, and a voucher when the original was one.
  EntryReversed: {
    transfers: (e) => transfersOf(e.original).map(opposite),
    voucher: false,
  },

  // Arrivals and everything else that moves no money.
  FundsArrived: NO_MONEY,
  LineFundingArrived: NO_MONEY,
  CommitmentMoved: NO_MONEY,
  LineFundingReduced: NO_MONEY,
  RequisitionReceived: NO_MONEY,
  SupplementRequested: NO_MONEY,
  RequisitionSupplemented: NO_MONEY,
  RequisitionRejected: NO_MONEY,
  RequisitionWithdrawn: NO_MONEY,
  ExceptionRecorded: NO_MONEY,
  DisbursementApproved: NO_MONEY,
  CostReportReceived: NO_MONEY,
  CostReportRejected: NO_MONEY,
  DeviationResolved: NO_MONEY,
  AgreementRegistered: NO_MONEY,
  AgreementAmended: NO_MONEY,
  ConditionMet: NO_MONEY,
  DiscrepancyRuled: NO_MONEY,
  LineFundingDecided: NO_MONEY,
  LineFundingReturned: NO_MONEY,
  LineFundingMoved: NO_MONEY,
  PaymentDecisionRecorded: NO_MONEY,
  PartyRegistered: NO_MONEY,
  PartyRenamed: NO_MONEY,
  PartySucceeded: NO_MONEY,
  PayeeNamed: NO_MONEY,
  OrganisationsnummerRecorded: NO_MONEY,
  PeriodClosed: NO_MONEY,
  DistributionKeyRegistered: NO_MONEY,
};

/**
 * The transfers of a stored event. Every amount is above zero: parts that are zero are left out.
 *
 * @throws RuleError `event-type-unknown`: an event that this version does not know must stop the reader,
 *   for skipping it would give a wrong balance
 * @throws InvariantError for an amount that is not a whole number of öre above zero, which no decider records
 */
export function transfersOf(event: EventDraft): Transfer[] {
  const transfers = rowOf(event).transfers(event.data);
  for (const { amount } of transfers) {
    if (Number.isSafeInteger(amount) && amount > 0) continue;
    invariant(false, `${event.type} moves a whole number of öre above zero, not ${String(amount)}`);
  }
  return transfers;
}

/** Whether the event is an accounting event of its own (verifikation); a reversal is what its original is. */
export function isVoucher(event: EventDraft): boolean {
  if (event.type !== "EntryReversed") return rowOf(event).voucher;
  return isVoucher((event.data as LedgerEventData<"EntryReversed">).original);
}

/** Days that were found to be in the calendar: a log has few of them, and each in many events. */
const seenDays = new Set<Day>();

/**
 * The effective date that a money event carries.
 *
 * @throws InvariantError for what is no day: no decider records one, and sums up to a day would be wrong
 */
export function effectiveDateOf(event: EventDraft): Day {
  const { effectiveOn } = event.data as { readonly effectiveOn: Day };
  if (!seenDays.has(effectiveOn)) {
    invariant(
      isDay(effectiveOn),
      `${event.type} takes effect on a day of the calendar, not ${String(effectiveOn)}`,
    );
    seenDays.add(effectiveOn);
  }
  return effectiveOn;
}

function rowOf(event: EventDraft): TransferRow<object> {
  if (!Object.hasOwn(TRANSFER_TABLE, event.type)) {
    throw new RuleError("event-type-unknown", `No row in the transfer table for ${event.type}.`);
  }
  // The table's type ties each row to its event's data; from here on the pair travels together.
  return TRANSFER_TABLE[event.type as LedgerEventType] as TransferRow<object>;
}

export function opposite(transfer: Transfer): Transfer {
  return { from: transfer.to, to: transfer.from, amount: transfer.amount };
}

function between(from: Transfer["from"], to: Transfer["to"], amount: Ore): Transfer[] {
  return amount === 0 ? [] : [{ from, to, amount }];
}

function move(from: Account, to: Account, amount: Ore, dimensions: Dimensions): Transfer[] {
  return between({ account: from, ...dimensions }, { account: to, ...dimensions }, amount);
}

interface Grant {
  readonly agreement: string;
  readonly recipient: string;
}
interface Position {
  readonly line: string;
  readonly funding: NonNullable<Dimensions["funding"]>;
  readonly holder?: string;
}

/** Until it is passed on, the recipient itself holds the money. */
function inGrant(account: Account, grant: Grant, { line, funding, holder }: Position): Transfer["from"] {
  return {
    account,
    funding,
    agreement: grant.agreement,
    line,
    recipient: grant.recipient,
    holder: holder ?? grant.recipient,
  };
}

function withinGrant(
  from: Account,
  to: Account,
  grant: Grant,
  item: Position & { readonly amount: Ore },
): Transfer[] {
  return between(inGrant(from, grant, item), inGrant(to, grant, item), item.amount);
}
