import type { Outcome } from "../ledger/outcome.ts";

/** What a case is called by in the events, and the list of the resource that shows it. */
const CASES = [
  ["requisitionId", "requisitions"],
  ["disbursementId", "disbursements"],
  ["reportId", "reports"],
  ["reclaimId", "reclaims"],
  ["refundId", "refunds"],
  ["placementId", "placements"],
  ["decisionId", "paymentDecisions"],
] as const;

/**
 * Where that which a write began can be read (RFC 9110 §10.2.2). A case at the desk has no address of its own:
 * it is a part of its grant, agreement or receipt, and the fragment names it there, unless it was refused
 * elsewhere and is gone again.
 */
export function locationOf({
  stream,
  events,
  refusals,
}: Pick<Outcome, "stream" | "events" | "refusals">): string | undefined {
  const begun = events.map(({ type, data }) => ({ type, data: data as Readonly<Record<string, unknown>> }));
  const [first] = begun;
  if (first?.type === "AllocationDecided") {
    const { agreement, recipient } = first.data;
    const grants = `/api/agreements/${segment(agreement)}/grants`;
    return begun.length === 1 ? `${grants}/${segment(recipient)}` : grants;
  }
  const resource = resourceOf(stream, first?.data ?? {});
  const named = CASES.find(([id]) => first?.data[id] !== undefined);
  if (resource === undefined || named === undefined || refusals.length > 0) return resource;
  return `${resource}#${named[1]}/${segment(first?.data[named[0]])}`;
}

/** The address at which a stream's state is shown. */
function resourceOf(stream: string, data: Readonly<Record<string, unknown>>): string | undefined {
  const kind = stream.slice(0, stream.indexOf("-"));
  const id = stream.slice(kind.length + 1);
  switch (kind) {
    case "party":
      return `/api/parties/${segment(id)}`;
    case "agreement":
      return `/api/agreements/${segment(id)}`;
    case "anslagspost":
      return `/api/appropriations/${segment(id)}`;
    case "receipt":
      return `/api/receipts/${segment(id)}`;
    case "key":
      return `/api/distribution-keys/${segment(id)}`;
    case "grant": {
      // The events say it; a stream's name is for the log.
      const { agreement, recipient } = grantIn(data);
      return `/api/agreements/${segment(agreement)}/grants/${segment(recipient)}`;
    }
    case "periods":
      return "/api/closings";
    default:
      return undefined;
  }
}

/** A reversal names the grant in the entry that it reverses. */
function grantIn(data: Readonly<Record<string, unknown>>): { agreement?: unknown; recipient?: unknown } {
  const { original } = data as { original?: { data: Readonly<Record<string, unknown>> } };
  return original?.data ?? data;
}

const segment = (value: unknown): string => encodeURIComponent(String(value));
