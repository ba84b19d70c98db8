import type { GrantState } from "#domain/grants/state.ts";
import { type Ore, formatAmount, sum } from "#domain/money.ts";
import type { GrantCase } from "./grant-cases.ts";
import { termsOf } from "./search-words.ts";
import type { Content, Group } from "./versions.ts";

interface Found {
  readonly amount: Ore | null;
  readonly words: readonly (string | undefined)[];
}

/** By what a requisition, an order, a report or a claim is found: never by a person or by free text. */
export function grantEntries(state: GrantState, { kind, id }: GrantCase): Group[] {
  if (kind === "refund") return [];
  const found = wordsOfCase(state, { kind, id });
  const rows = new Map<string, Content<"search_entries">>();
  if (found) {
    const { agreement, recipient } = state;
    const { amount, words } = found;
    const terms = termsOf([
      ...[id, agreement, recipient],
      ...[amount === null ? undefined : formatAmount(amount)],
      ...words,
    ]);
    rows.set("", { kind, id, title: id, agreement, recipient, line: null, amount, terms });
  }
  return [{ table: "search_entries", item: `${kind}/${id}`, rows }];
}

function wordsOfCase(state: GrantState, { kind, id }: GrantCase): Found | undefined {
  switch (kind) {
    case "requisition": {
      const received = state.requisitions.get(id)?.received;
      if (!received) return undefined;
      const {
        amount,
        organisationsnummer,
        agreementCaseNumber,
        decisionCaseNumber,
        payTo,
        paymentReference,
      } = received;
      const words = [
        organisationsnummer,
        agreementCaseNumber,
        decisionCaseNumber,
        payTo.number,
        paymentReference,
      ];
      return { amount, words };
    }
    case "disbursement": {
      const ordered = state.disbursements.get(id)?.ordered;
      if (!ordered) return undefined;
      const { items, payee, payTo, paymentReference } = ordered;
      return {
        amount: sum(items.map(({ amount }) => amount)),
        words: [payee, payTo.number, paymentReference],
      };
    }
    case "cost_report": {
      const received = state.reports.get(id)?.received;
      if (!received) return undefined;
      const { uses, period, corrects } = received;
      const years = [period.from.slice(0, 4), period.to.slice(0, 4)];
      return {
        amount: sum(uses.map(({ costs }) => costs)),
        words: [...uses.flatMap(({ line, holder }) => [line, holder]), ...years, corrects],
      };
    }
    case "reclaim": {
      const decided = state.reclaims.get(id)?.decided;
      if (!decided) return undefined;
      const { items, decision } = decided;
      return {
        amount: sum(items.map(({ amount }) => amount)),
        words: [decision, ...items.map(({ line }) => line)],
      };
    }
    case "refund":
      return undefined;
  }
}
