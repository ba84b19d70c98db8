import { partyStream } from "#domain/accounts.ts";
import { parseFundingKey, describeFunding } from "#domain/appropriations/funding-key.ts";
import type { Day } from "#domain/calendar.ts";
import { nameOn } from "#domain/parties/party.ts";
import type { LedgerView } from "#projections/ledger-view.ts";
import { type Column, inTable, tableOf } from "../cli/tables.ts";
import { type Result, type Standing, swedishName } from "./result.ts";
import type { Step } from "./story.ts";

/** One line of progress, with what the step shows to be refused marked. */
export function stepLine({ on, says, acts }: Step): string {
  const refused = acts.flatMap(({ refusedBy, returnedBy }) => refusedBy ?? returnedBy ?? []);
  return `  ${on}  ${says}${refused.length > 0 ? ` [nekas: ${refused.join(", ")}]` : ""}`;
}

/** What was found in the documents, document by document. */
export function discrepanciesPage({ documents }: Result): string {
  const parts = documents.map(({ agreement, discrepancies }) => {
    const lines = discrepancies.map(
      ({ says, finding }) => `  - ${says}\n    Källa: ${sources(finding.cites)}`,
    );
    return [`${agreement.title} (${agreement.id})`, ...lines].join("\n");
  });
  return ["Det som inte stämmer i dokumenten", "", parts.join("\n\n")].join("\n");
}

/** A finding about all lines has all their sources; the first ones say where to look. */
function sources(cites: readonly string[]): string {
  const shown = cites.slice(0, 4).join("; ");
  return cites.length > 4 ? `${shown} m.fl.` : shown;
}

/** Where all money stands: per anslagspost, per agreement and recipient, and what can be reclaimed. */
export function balancesPage(result: Result, view: LedgerView): string {
  const posts = result.byAnslagspost.flatMap(
    asRows(([post = ""]) => [describeFunding(parseFundingKey(post))]),
  );
  const recipients = result.byRecipient.flatMap(
    asRows(([agreement = "", recipient = ""]) => [agreement, partyName(view, recipient, result.on)]),
  );
  return [
    "Saldon per anslagspost, i kronor",
    accountTable(["Anslagspost"], posts),
    "",
    "Saldon per överenskommelse och mottagare, i kronor",
    accountTable(["Överenskommelse", "Mottagare"], recipients),
    "",
    `Kan återkrävas per ${result.on}, i kronor`,
    reclaimableTable(result, view),
  ].join("\n");
}

interface Row {
  readonly of: readonly string[];
  readonly account: string;
  readonly amount: string;
}

/** One row per account; what it belongs to stands on the first. */
function asRows(name: (of: readonly string[]) => string[]): (standing: Standing) => Row[] {
  return ({ of, accounts }) =>
    accounts.map(({ account, amount }, index) => ({
      of: index === 0 ? name(of) : [],
      account: swedishName(account),
      amount: inTable(amount),
    }));
}

function accountTable(headings: readonly string[], rows: readonly Row[]): string {
  const columns: Column<Row>[] = [
    ...headings.map((heading, index) => ({ heading, of: ({ of }: Row) => of[index] ?? "" })),
    { heading: "Konto", of: ({ account }) => account },
    { heading: "Belopp", amount: true, of: ({ amount }) => amount },
  ];
  return tableOf(columns, rows);
}

function reclaimableTable({ reclaimable, on }: Result, view: LedgerView): string {
  return tableOf(
    [
      { heading: "Överenskommelse", of: ({ agreement }) => agreement },
      { heading: "Mottagare", of: ({ recipient }) => partyName(view, recipient, on) },
      { heading: "Rad", of: ({ line }) => line },
      { heading: "Ej förbrukat", amount: true, of: ({ unused }) => inTable(unused) },
      { heading: "Återkrävt", amount: true, of: ({ reclaimed }) => inTable(reclaimed) },
      { heading: "Ej redovisat i tid", amount: true, of: ({ overdue }) => inTable(overdue) },
    ],
    reclaimable,
  );
}

function partyName(view: LedgerView, party: string, on: Day): string {
  const state = view.parties.get(partyStream(party));
  return state === undefined ? party : nameOn(state, on);
}
