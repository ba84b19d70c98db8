import type { AgreementState } from "#domain/agreements/agreement.ts";
import { costReportDeadline, repaymentDeadline, requisitionDeadline } from "#domain/grants/terms.ts";
import type { LineParty } from "./agreements-fold.ts";
import type { Content, Group } from "./versions.ts";
import { DEADLINE_KINDS, type DeadlineKind } from "./work-tables.ts";

/** By when this recipient requisitions, reports and repays on this line, in the words of the agreement's terms. */
export function deadlinesOf(
  state: AgreementState,
  { line, recipient }: LineParty,
  concerned: boolean,
): Group {
  const rows = new Map<string, Content<"deadlines">>();
  const { agreement } = state;
  if (agreement && concerned) {
    const { id } = agreement;
    const days: Record<DeadlineKind, string | undefined> = {
      requisition: requisitionDeadline(state, id, line),
      cost_report: costReportDeadline(state, id, line, recipient),
      repayment: repaymentDeadline(state, id, line, recipient),
    };
    for (const kind of DEADLINE_KINDS) {
      const due_on = days[kind];
      if (due_on !== undefined) rows.set(kind, { agreement: id, line, recipient, kind, due_on });
    }
  }
  return { table: "deadlines", item: `${line}/${recipient}`, rows };
}
