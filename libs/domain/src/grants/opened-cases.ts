import { type Ore, ZERO, add, sum } from "../money.ts";
import { samePlace } from "./claims.ts";
import type {
  Item,
  ItemFrom,
  OpenedItem,
  OpeningBalanceRecorded,
  ReclaimSource,
  ReportOutcome,
} from "./events.ts";
import type { GrantState, Reclaim, Requisition } from "./state.ts";

type Opening = OpeningBalanceRecorded["data"];
type Place = Omit<Item, "amount">;

const placeOfItem = ({ line, funding, holder }: Item): Place => ({ line, funding, holder });
const plain = ({ line, funding, holder, amount }: OpenedItem): Item => ({ line, funding, holder, amount });

/** Everything that had been paid to a holder by the cut-over, wherever it stands by then. */
const PAID: ReadonlySet<string> = new Set([
  ...["outstanding", "spent", "unused", "reclaimed", "repaid", "written_off"],
]);

/** The items of one requisition: those that wait to be paid, or those that its payment pays. */
export function itemsOfRequisition(
  {
    items,
    disbursements,
  }: Pick<Opening, "items"> & {
    readonly disbursements: readonly { readonly disbursementId: string; readonly requisition?: string }[];
  },
  requisitionId: string,
): OpenedItem[] {
  const payments = disbursements.filter(({ requisition }) => requisition === requisitionId);
  return items.filter(
    ({ requisition, disbursement }) =>
      requisition === requisitionId || payments.some(({ disbursementId }) => disbursementId === disbursement),
  );
}

/** What the process goes on with: requisitions, payments, reports and claims as if they had come the usual way. */
export function openCases(state: GrantState, data: Opening): void {
  const { agreement, recipient, by, effectiveOn } = data;
  const grant = { agreement, recipient };
  state.opening = data;
  for (const { paymentDecision, ...form } of data.requisitions) {
    const items = itemsOfRequisition(data, form.requisitionId).map(plain);
    const amount = sum(items.map((item) => item.amount));
    state.requisitions.set(form.requisitionId, {
      received: { ...grant, ...form, amount, lines: perLine(items), by },
      status: "approved",
      writers: new Set([by]),
      approved: { ...grant, requisitionId: form.requisitionId, items, paymentDecision, by, effectiveOn },
      approvedBefore: true,
      decidedOn: effectiveOn,
    });
  }
  for (const { requisition, confirmedOn, paymentDecision, ...order } of data.disbursements) {
    const from = requisition === undefined ? ("allocated" as const) : ("requisitioned" as const);
    const items = data.items.filter(({ disbursement }) => disbursement === order.disbursementId);
    state.disbursements.set(order.disbursementId, {
      ordered: {
        ...grant,
        ...order,
        basis: requisition === undefined ? { paymentDecision } : { requisition },
        items: items.map((item) => ({ ...plain(item), from })),
        by,
        effectiveOn,
      },
      status: confirmedOn === undefined ? "approved" : "confirmed",
      confirmedOn,
      repaid: false,
    });
  }
  for (const report of data.reports) {
    state.reports.set(report.reportId, {
      received: { ...grant, ...report, certificate: { alternative: 1 }, by },
      status: "approved",
      outcomes: outcomesOf(data, report.reportId).map((outcome) => ({ ...outcome, refunds: [] })),
      deviationOpen: false,
    });
  }
  for (const { reclaimId, grounds, decision } of data.reclaims) {
    const left = claimed(data, reclaimId);
    const items = left.map(({ item }) => item);
    state.reclaims.set(reclaimId, {
      decided: { ...grant, reclaimId, items, grounds, decision, by, effectiveOn },
      left,
    });
  }
}

/** The opposite, when the opening is reversed: the grant may then be opened anew, under the same names. */
export function closeCases(state: GrantState, data: Opening): void {
  state.opening = undefined;
  for (const { requisitionId } of data.requisitions) state.requisitions.delete(requisitionId);
  for (const { disbursementId } of data.disbursements) state.disbursements.delete(disbursementId);
  for (const { reportId } of data.reports) state.reports.delete(reportId);
  for (const { reclaimId } of data.reclaims) state.reclaims.delete(reclaimId);
}

/** What has become of an opened case since, when it stands in the way of taking the opening back. */
export function builtOnOpening(state: GrantState, data: Opening): string | undefined {
  for (const { requisitionId } of data.requisitions) {
    const requisition = state.requisitions.get(requisitionId);
    if (!requisition?.approvedBefore) return `requisition ${requisitionId} has been decided anew`;
  }
  for (const { disbursementId, confirmedOn } of data.disbursements) {
    const status = state.disbursements.get(disbursementId)?.status;
    const opened = confirmedOn === undefined ? "approved" : "confirmed";
    if (status !== opened) return `payment ${disbursementId} is ${status}, and was opened as ${opened}`;
  }
  for (const { reportId } of data.reports) {
    const status = state.reports.get(reportId)?.status;
    if (status !== "approved") return `report ${reportId} is ${status}: reverse the correction first`;
  }
  for (const { reclaimId } of data.reclaims) {
    const left = state.reclaims.get(reclaimId)?.left ?? [];
    const opened = claimed(data, reclaimId);
    if (left.some(({ amount }, index) => amount !== opened[index]?.amount)) {
      return `part of claim ${reclaimId} has been withdrawn, repaid or written off`;
    }
  }
  return undefined;
}

/**
 * Whether the line was requisitioned and approved before the cut-over: money beyond the promise has been.
 * A requisition that was undone since, or that is asked about itself, is not an earlier one.
 */
export function requisitionedBefore(state: GrantState, line: string, asked: string): boolean {
  const { opening } = state;
  if (!opening) return false;
  const payments = new Map(
    opening.disbursements.map(({ disbursementId, requisition }) => [disbursementId, requisition]),
  );
  return opening.items.some((item) => {
    if (item.line !== line || item.account === "allocated" || item.account === "lapsed") return false;
    const requisition = item.requisition ?? payments.get(item.disbursement ?? "");
    if (requisition === undefined) return true;
    return requisition !== asked && isApprovedBefore(state.requisitions.get(requisition));
  });
}

const isApprovedBefore = (requisition: Requisition | undefined): boolean =>
  requisition?.approvedBefore ?? false;

/** Cost reports that the opening brings, in the form in which later ones come. */
export function openedReports(data: Opening): GrantReport[] {
  const { agreement, recipient, by } = data;
  return data.reports.map((report) => ({
    agreement,
    recipient,
    ...report,
    certificate: { alternative: 1 },
    by,
  }));
}

type GrantReport =
  GrantState["reports"] extends ReadonlyMap<string, infer Report extends { received: unknown }>
    ? Report["received"]
    : never;

function perLine(items: readonly Item[]): { line: string; amount: Ore }[] {
  const lines = new Map<string, Ore>();
  for (const { line, amount } of items) lines.set(line, add(lines.get(line) ?? ZERO, amount));
  return [...lines].map(([line, amount]) => ({ line, amount }));
}

function placesOf(items: readonly Item[]): Place[] {
  return items
    .filter((item, index) => items.findIndex((other) => samePlace(other, item)) === index)
    .map(placeOfItem);
}

/**
 * What the report booked, place by place, as far as the opened money tells: costs that were demanded back
 * since were booked as spent, and what was repaid without a claim as unused.
 */
function outcomesOf(data: Opening, reportId: string): ReportOutcome[] {
  const booked = data.items.filter(({ report }) => report === reportId);
  return placesOf(booked).map((place) => {
    const here = booked.filter((item) => samePlace(item, { ...place, amount: ZERO }));
    const source = ({ account, demandedFrom }: OpenedItem): string =>
      demandedFrom ?? (account === "repaid" ? "unused" : account);
    const from = (account: ReclaimSource): Ore =>
      sum(here.filter((item) => source(item) === account).map(({ amount }) => amount));
    const spent = from("spent");
    const paid = data.items.filter(
      (item) => PAID.has(item.account) && samePlace(item, { ...place, amount: ZERO }),
    );
    return {
      ...place,
      received: sum(paid.map(({ amount }) => amount)),
      costs: spent,
      spent,
      unused: from("unused"),
      disputed: ZERO,
      excess: ZERO,
      refundable: ZERO,
      refundUnderWay: ZERO,
    };
  });
}

/** A claim's parts by place and origin: what was decided, what of it is left, and what was repaid. */
function claimed(data: Opening, reclaimId: string): Reclaim["left"] {
  const parts: Reclaim["left"] = [];
  for (const item of data.items) {
    const from = item.demandedFrom;
    if (item.reclaim !== reclaimId || from === undefined) continue;
    const index = parts.findIndex((part) => part.item.from === from && samePlace(part.item, item));
    const before = parts[index] ?? {
      item: nothingOf(item, from),
      amount: ZERO,
      repaid: ZERO,
      withdrawn: ZERO,
    };
    const part = {
      ...before,
      item: { ...before.item, amount: add(before.item.amount, item.amount) },
      amount: item.account === "reclaimed" ? add(before.amount, item.amount) : before.amount,
      repaid: item.account === "repaid" ? add(before.repaid, item.amount) : before.repaid,
    };
    if (index < 0) parts.push(part);
    else parts[index] = part;
  }
  return parts;
}

const nothingOf = (item: OpenedItem, from: ReclaimSource): ItemFrom<ReclaimSource> => ({
  ...placeOfItem(item),
  amount: ZERO,
  from,
});
