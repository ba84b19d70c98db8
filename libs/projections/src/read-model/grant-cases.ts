import type { GrantState } from "#domain/grants/state.ts";

export type CaseKind = "requisition" | "disbursement" | "cost_report" | "reclaim" | "refund";

/** A case of a grant: something with an id that the desk works through, step by step. */
export interface GrantCase {
  readonly kind: CaseKind;
  readonly id: string;
}

/** The fields by which the events of a grant name its cases. */
interface Naming {
  readonly requisitionId?: string;
  readonly disbursementId?: string;
  readonly reportId?: string;
  readonly corrects?: string;
  readonly reclaimId?: string;
  readonly refundId?: string;
  readonly basis?: { readonly requisition?: string; readonly refund?: string };
  readonly items?: readonly { readonly reclaim?: string }[];
  /** An opening balance brings cases of all kinds. */
  readonly requisitions?: readonly { readonly requisitionId: string }[];
  readonly disbursements?: readonly { readonly disbursementId: string }[];
  readonly reports?: readonly { readonly reportId: string }[];
  readonly reclaims?: readonly { readonly reclaimId: string }[];
  readonly original?: { readonly data: Naming };
}

/**
 * The cases that an event may have touched: those that it names, or that its original does when it reverses
 * one, and what a payment pays. All of them when it names none, so that none is missed.
 */
export function touchedCases(state: GrantState, data: object): GrantCase[] {
  const { original, ...named } = data as Naming;
  const naming = original?.data ?? named;
  const { requisitionId, disbursementId, reportId, corrects, reclaimId, refundId, basis, items } = naming;
  const paid = basis ?? (disbursementId ? state.disbursements.get(disbursementId)?.ordered.basis : {}) ?? {};
  const touched = new Map<string, GrantCase>();
  const touch = (kind: CaseKind, id: string | undefined): void => {
    if (id !== undefined) touched.set(`${kind}/${id}`, { kind, id });
  };
  touch("requisition", requisitionId);
  touch("requisition", "requisition" in paid ? paid.requisition : undefined);
  touch("disbursement", disbursementId);
  touch("cost_report", reportId);
  touch("cost_report", corrects);
  touch("reclaim", reclaimId);
  for (const item of items ?? []) touch("reclaim", item.reclaim);
  touch("refund", refundId);
  touch("refund", "refund" in paid ? paid.refund : undefined);
  for (const each of naming.requisitions ?? []) touch("requisition", each.requisitionId);
  for (const each of naming.disbursements ?? []) touch("disbursement", each.disbursementId);
  for (const each of naming.reports ?? []) touch("cost_report", each.reportId);
  for (const each of naming.reclaims ?? []) touch("reclaim", each.reclaimId);
  return touched.size > 0 ? [...touched.values()] : allCases(state);
}

/** Every case that a grant ever had, but for those that were reversed out of it. */
export function allCases(state: GrantState): GrantCase[] {
  const { requisitions, disbursements, reports, reclaims, refunds } = state;
  const of = (kind: CaseKind, cases: ReadonlyMap<string, unknown>): GrantCase[] =>
    [...cases.keys()].map((id) => ({ kind, id }));
  return [
    ...of("requisition", requisitions),
    ...of("disbursement", disbursements),
    ...of("cost_report", reports),
    ...of("reclaim", reclaims),
    ...of("refund", refunds),
  ];
}
