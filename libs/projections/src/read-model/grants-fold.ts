import type { GrantEvent } from "#domain/grants/events.ts";
import { type GrantState, evolveCases, initialGrant } from "#domain/grants/state.ts";
import { kindOf } from "#domain/ledger-command.ts";
import { type Fold, eventOf } from "./folded-part.ts";
import { arrivalsOf } from "./grant-arrivals.ts";
import { type GrantCase, touchedCases } from "./grant-cases.ts";
import { grantEntries } from "./grant-entries.ts";
import { waitingFor } from "./grant-work.ts";
import type { Content, Group } from "./versions.ts";
import { happenedOn } from "./work-days.ts";

/** Events that move money of a grant and change none of its cases; the journal has all that they say. */
const CASELESS: ReadonlySet<string> = new Set([
  "AllocationReduced",
  "DisposalReported",
  "FundsPassedOn",
  "CoFinancingDecided",
  "EntitlementLapsed",
  "FundsReleased",
  "FundsArrived",
  "ExceptionRecorded",
]);

/** Grants: what their cases wait for, what has come in about them, and by what they are found. */
export const grantsFold: Fold<GrantState> = {
  kind: "grant",
  factsOf: ({ stored: { stream, type, data } }) =>
    kindOf(stream) === "grant" && !isCaseless(type, data) ? [{ owner: stream, type, data }] : [],
  begin: initialGrant,
  evolve: (state, fact) => evolveCases(state, eventOf(fact) as GrantEvent),
  rowsOf: (state, fact, recordedAt) =>
    touchedCases(state, fact.data).flatMap((each) => [
      ...workOf(state, each, happenedOn(fact, recordedAt)),
      ...arrivalsOf(state, each),
      ...grantEntries(state, each),
    ]),
};

function isCaseless(type: string, data: object): boolean {
  const { original } = data as { readonly original?: { readonly type: string } };
  return CASELESS.has(type === "EntryReversed" && original ? original.type : type);
}

function workOf(state: GrantState, each: GrantCase, openedOn: string): Group[] {
  const { agreement, recipient } = state;
  const items = new Map<string, Content<"work_items">>();
  const writers = new Map<string, Content<"work_item_writers">>();
  for (const { kind, amount, line, writers: wrote } of waitingFor(state, each)) {
    items.set(kind, { kind, opened_on: openedOn, subject: each.id, agreement, recipient, line, amount });
    for (const person of wrote) {
      // One person does not become two by a capital letter, here no more than where it is decided.
      const writer = person.toLowerCase();
      writers.set(`${kind}/${writer}`, { kind, writer });
    }
  }
  const item = `${each.kind}/${each.id}`;
  return [
    { table: "work_items", item, rows: items },
    { table: "work_item_writers", item, rows: writers },
  ];
}
