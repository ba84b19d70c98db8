import type { GrantState } from "#domain/grants/state.ts";
import type { GrantCase } from "./grant-cases.ts";
import type { Content, Group } from "./versions.ts";

/** What stands of a requisition or a report that came in; nothing of one that was sent back or withdrawn. */
export function arrivalsOf(state: GrantState, { kind, id }: GrantCase): Group[] {
  if (kind === "requisition") return [group(kind, id, requisitioned(state, id))];
  if (kind === "cost_report") return [group(kind, id, reported(state, id))];
  return [];
}

function group(kind: string, id: string, rows: readonly Content<"arrivals">[]): Group {
  const byPart = rows.map((row) => [`${row.line ?? ""}/${row.holder ?? ""}`, row] as const);
  return { table: "arrivals", item: `${kind}/${id}`, rows: new Map(byPart) };
}

function requisitioned(state: GrantState, id: string): Content<"arrivals">[] {
  const requisition = state.requisitions.get(id);
  if (!requisition || requisition.status === "rejected" || requisition.status === "withdrawn") return [];
  const { received, approved } = requisition;
  const { agreement, recipient, receivedOn } = received;
  const lines = approved?.items ?? received.lines ?? [{ line: null }];
  return lines.map(({ line }) => ({
    ...{ agreement, recipient, kind: "requisition" as const, id },
    ...{ line, holder: null, received_on: receivedOn },
  }));
}

/** A report counts as received until it is sent back: overdue means that none came (DOMAIN, the process, 8). */
function reported(state: GrantState, id: string): Content<"arrivals">[] {
  const report = state.reports.get(id);
  if (!report || report.status === "rejected") return [];
  const { agreement, recipient, uses, receivedOn } = report.received;
  return uses.map(({ line, holder }) => ({
    ...{ agreement, recipient, kind: "cost_report" as const, id },
    ...{ line, holder, received_on: receivedOn },
  }));
}
