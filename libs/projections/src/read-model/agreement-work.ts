import { type AgreementState, unmetConditions, unruledDiscrepancies } from "#domain/agreements/agreement.ts";
import type { Agreement } from "#domain/agreements/agreement-terms.ts";
import type { Content, Group } from "./versions.ts";

/** What an agreement waits for: conditions to be recorded as met, and someone to decide which figure rules. */
export function agreementWork(state: AgreementState, { id }: Agreement, openedOn: string): Group[] {
  const rows = new Map<string, Content<"work_items">>();
  const common = { opened_on: openedOn, agreement: id, recipient: null };
  for (const condition of unmetConditions(state)) {
    const kind = "condition_to_meet";
    rows.set(`${kind}/${condition}`, { ...common, kind, subject: condition, line: null, amount: null });
  }
  for (const { line, ceiling } of unruledDiscrepancies(state)) {
    const kind = "discrepancy_to_rule";
    rows.set(`${kind}/${line}`, { ...common, kind, subject: line, line, amount: ceiling });
  }
  return [{ table: "work_items", item: "", rows }];
}
