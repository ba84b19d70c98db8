import { agreementStream } from "#domain/accounts.ts";
import {
  type AgreementState,
  agreement,
  fundedOf,
  lineCeiling,
  unmetConditions,
  unruledDiscrepancies,
} from "#domain/agreements/agreement.ts";
import type { Agreement } from "#domain/agreements/agreement-terms.ts";
import type { AgreementEvent } from "#domain/agreements/events.ts";
import { kindOf } from "#domain/ledger-command.ts";
import { agreementEntries } from "./agreement-entries.ts";
import { agreementWork } from "./agreement-work.ts";
import { deadlinesOf } from "./agreement-deadlines.ts";
import { type Fact, type Fold, eventOf } from "./folded-part.ts";
import type { PostedEvent } from "./part.ts";
import type { Content, Group } from "./versions.ts";
import { happenedOn } from "./work-days.ts";

/** A line and one who is to get money of it, or has had. */
export interface LineParty {
  readonly line: string;
  readonly recipient: string;
}

/** An agreement, and whom its deadlines concern: the recipients it names and those who had money of it. */
export interface AgreementFold {
  text: AgreementState;
  readonly concerned: Map<string, LineParty>;
  readonly withMoney: Set<string>;
}

/** Not an event of the log: that money of a line came to a recipient for the first time. */
const MONEY_CAME = "MoneyCame";

const nameOf = ({ line, recipient }: LineParty): string => `${line}/${recipient}`;

/** Agreements: what they say, what is recorded about them, what they lack, and by when something is due. */
export const agreementsFold: Fold<AgreementFold> = {
  kind: "agreement",
  factsOf,
  begin: () => ({ text: agreement.initialState(), concerned: new Map(), withMoney: new Set() }),
  isNews: ({ withMoney }, { type, data }) => type !== MONEY_CAME || !withMoney.has(nameOf(data as LineParty)),
  evolve,
  rowsOf,
};

function factsOf({ stored: { stream, type, data }, transfers }: PostedEvent): Fact[] {
  if (kindOf(stream) === "agreement") return [{ owner: stream, type, data }];
  const came = new Map<string, Fact>();
  for (const { to, from } of transfers) {
    const { agreement: id, line, recipient } = to;
    if (id === undefined || line === undefined || recipient === undefined) continue;
    // What moves on between the accounts of a line has come to it before.
    if (from.line === line && from.recipient === recipient && from.agreement === id) continue;
    const data = { line, recipient };
    came.set(`${id}/${nameOf(data)}`, { owner: agreementStream(id), type: MONEY_CAME, data });
  }
  return [...came.values()];
}

function evolve(state: AgreementFold, fact: Fact): AgreementFold {
  if (fact.type === MONEY_CAME) {
    const party = fact.data as LineParty;
    state.withMoney.add(nameOf(party));
    state.concerned.set(nameOf(party), party);
    return state;
  }
  state.text = agreement.evolve(state.text, eventOf(fact) as AgreementEvent);
  for (const { id: line, recipients } of state.text.agreement?.lines ?? []) {
    for (const recipient of recipients) {
      const party = { line, recipient };
      if (!state.concerned.has(nameOf(party))) state.concerned.set(nameOf(party), party);
    }
  }
  return state;
}

function rowsOf(state: AgreementFold, fact: Fact, recordedAt: string): Group[] {
  const { text } = state;
  if (!text.agreement) return [];
  if (fact.type === MONEY_CAME) return [deadlinesOf(text, fact.data as LineParty, true)];
  return [
    ...textRows(text, text.agreement),
    ...agreementWork(text, text.agreement, happenedOn(fact, recordedAt)),
    ...agreementEntries(text, text.agreement, fact),
    ...[...state.concerned].map(([name, party]) =>
      deadlinesOf(text, party, state.withMoney.has(name) || isNamed(text.agreement, party)),
    ),
  ];
}

const isNamed = (document: Agreement | undefined, { line, recipient }: LineParty): boolean =>
  document?.lines.some(({ id, recipients }) => id === line && recipients.includes(recipient)) ?? false;

function textRows(state: AgreementState, document: Agreement): Group[] {
  const { id, title, budgetYear, throughYear = null, validity, lines } = document;
  const missing = unmetConditions(state);
  const row: Content<"agreements"> = {
    agreement: id,
    title,
    version: state.version,
    budget_year: budgetYear,
    through_year: throughYear,
    conditions_met: validity.length - missing.length,
    conditions_missing: missing.length,
    discrepancies_unruled: unruledDiscrepancies(state).length,
    line_count: lines.length,
  };
  const conditions = validity.map(({ id: condition, by }) => {
    const met_on = state.conditionsMet.get(condition) ?? null;
    return [condition, { agreement: id, condition, decided_by: by, met_on }] as const;
  });
  const lineRows = lines.map((line, ordinal) => {
    const content: Content<"agreement_lines"> = {
      agreement: id,
      line: line.id,
      ordinal,
      ref: line.ref,
      purpose: line.purpose,
      payment: line.payment,
      amount: line.amount,
      ceiling: lineCeiling(state, line),
      funded: fundedOf(state, line.id),
    };
    return [line.id, content] as const;
  });
  const funding = [...state.funded].flatMap(([line, posts]) =>
    [...posts].map(
      ([anslagspost, amount]) =>
        [`${line}/${anslagspost}`, { agreement: id, line, anslagspost, amount }] as const,
    ),
  );
  const recipients = lines.flatMap(({ id: line, recipients: named }) =>
    named.map((recipient) => [nameOf({ line, recipient }), { agreement: id, line, recipient }] as const),
  );
  return [
    { table: "agreements", item: "", rows: new Map([["", row]]) },
    { table: "agreement_conditions", item: "", rows: new Map(conditions) },
    { table: "agreement_lines", item: "", rows: new Map(lineRows) },
    { table: "line_funding", item: "", rows: new Map(funding) },
    { table: "line_recipients", item: "", rows: new Map(recipients) },
  ];
}
