import { anslagspostStream, grantStream, receiptStream } from "#domain/accounts.ts";
import type { LedgerRequest } from "../ledger/requests.ts";

/** Depends on everything before it, and everything after it depends on it. */
export const BARRIER = "barrier";

/**
 * What a request of a bulk touches, or may be decided on: two requests that share none of these names may be
 * carried out side by side, two that share one are carried out in the order of the file.
 *
 * The rule errs on the side of order. A request that is not listed is a barrier: agreements, parties, keys,
 * periods, reversals, rulings and lapses are what any other request may be decided on, and money that is
 * released or moved away from a grant comes to a post that the request need not name.
 */
export function namesIn(request: LedgerRequest): readonly string[] | typeof BARRIER {
  switch (request.type) {
    case "grant-appropriation":
    case "adjust-appropriation":
    case "withdraw-appropriation":
    case "close-year":
      return [anslagspostStream(request.funding)];
    case "move-appropriation":
      return [anslagspostStream(request.from), anslagspostStream(request.to)];
    case "allocate": {
      const { agreement, line, funding, allocations } = request;
      const grants = allocations.map(({ recipient }) => grantStream(agreement, recipient));
      // What other posts have allocated of the line counts towards its ceiling.
      return [anslagspostStream(funding), `line ${agreement} ${line}`, ...grants];
    }
    case "receive-requisition":
    case "request-supplement":
    case "supplement-requisition":
    case "approve-requisition":
    case "reject-requisition":
    case "withdraw-requisition":
    case "record-exception":
    case "order-disbursement":
    case "approve-disbursement":
    case "cancel-disbursement":
    case "confirm-disbursement":
    case "return-disbursement":
    case "report-disposal":
    case "pass-on":
    case "co-finance":
    case "receive-cost-report":
    case "approve-cost-report":
    case "reject-cost-report":
    case "resolve-deviation":
    case "decide-reclaim":
    case "withdraw-reclaim":
    case "write-off-reclaim":
    case "decide-refund":
      return [grantStream(request.agreement, request.recipient)];
    case "record-receipt":
    case "refund-receipt":
      return [receiptStream(request.receipt)];
    case "place-receipt":
      return [receiptStream(request.receipt), grantStream(request.agreement, request.recipient)];
    default:
      return BARRIER;
  }
}
