import type { AgreementState } from "#domain/agreements/agreement.ts";
import type { Agreement } from "#domain/agreements/agreement-terms.ts";
import { formatAmount } from "#domain/money.ts";
import type { Fact } from "./folded-part.ts";
import { termsOf } from "./search-words.ts";
import type { Content, Group } from "./versions.ts";

/** Facts that leave an agreement's words as they are. */
const WORDLESS: ReadonlySet<string> = new Set([
  "ConditionMet",
  "LineFundingDecided",
  "LineFundingReturned",
  "LineFundingMoved",
]);

/** By what an agreement, its lines and its payment decisions are found. */
export function agreementEntries(state: AgreementState, document: Agreement, { type }: Fact): Group[] {
  if (WORDLESS.has(type)) return [];
  const { id, title, budgetYear, caseNumbers, lines } = document;
  const none = { recipient: null, line: null, amount: null };
  const entry: Content<"search_entries"> = {
    ...none,
    kind: "agreement",
    id,
    title,
    agreement: id,
    terms: termsOf([id, title, String(budgetYear), ...caseNumbers]),
  };
  const ofLines = lines.map((line) => {
    const parts = [...(line.earmarks ?? []), ...(line.components ?? [])];
    const content: Content<"search_entries"> = {
      kind: "line",
      id: line.id,
      title: line.purpose,
      agreement: id,
      recipient: null,
      line: line.id,
      amount: line.amount,
      terms: termsOf([
        ...[line.id, line.ref, line.purpose, id, line.finalRecipient, formatAmount(line.amount)],
        ...parts.map(({ purpose }) => purpose),
      ]),
    };
    return [line.id, content] as const;
  });
  const decisions = [...state.paymentDecisions.values()].map(({ decisionId, caseNumber }) => {
    const content: Content<"search_entries"> = {
      ...none,
      kind: "payment_decision",
      id: decisionId,
      title: caseNumber,
      agreement: id,
      terms: termsOf([decisionId, caseNumber, id]),
    };
    return [decisionId, content] as const;
  });
  return [
    { table: "search_entries", item: "agreement", rows: new Map([["", entry]]) },
    { table: "search_entries", item: "line", rows: new Map(ofLines) },
    { table: "search_entries", item: "payment_decision", rows: new Map(decisions) },
  ];
}
