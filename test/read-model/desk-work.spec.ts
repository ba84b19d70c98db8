import fc from "fast-check";
import { type Account } from "#domain/accounts.ts";
import { openDiscrepancies } from "#domain/agreements/discrepancies.ts";
import type { AgreementState } from "#domain/agreements/agreement.ts";
import { day } from "#domain/calendar.ts";
import { grant } from "#domain/grants/grant.ts";
import type { GrantCommand } from "#domain/grants/commands.ts";
import type { GrantState } from "#domain/grants/state.ts";
import type { GuardedBooks } from "#domain/guarded-books.ts";
import { levelOn } from "#domain/balances.ts";
import { deciderOf, kindOf } from "#domain/ledger-command.ts";
import type { LedgerEvent } from "#domain/ledger-event.ts";
import { kronor } from "#domain/money.ts";
import { RuleError } from "#domain/rule-error.ts";
import { AGREEMENT } from "#domain/testing/given-agreement.ts";
import type { Asked } from "#ledger/ledger/testing/any-requests.ts";
import type { StoredEvent } from "#event-store/event-store.ts";
import { LedgerView } from "#projections/ledger-view.ts";
import { deadlines } from "#projections/read-model/queries/deadlines.ts";
import { reclaimable } from "#projections/read-model/queries/reclaimable.ts";
import { type WorkRow, worklist } from "#projections/read-model/queries/worklist.ts";
import { ReadModel } from "#projections/read-model/read-model.ts";
import { costReportDeadline, requisitionDeadline } from "#domain/grants/terms.ts";
import { reclaimable as reclaimableInMemory } from "#projections/reclaimable.ts";
import { anyDeskRequests } from "./any-desk-requests.ts";
import { historyOf } from "./any-history.ts";

const LAST = day("2014-12-31");
const DAYS = ["2013-03-01", "2013-07-01", "2014-04-01", LAST].map(day);

async function modelOf(log: readonly StoredEvent[]): Promise<ReadModel> {
  const model = await ReadModel.inMemory();
  for (let start = 0; start < log.length; start += 7) await model.writer.write(log.slice(start, start + 7));
  return model;
}

/** The domain's own states of all streams after part of the log. */
function statesOf(log: readonly StoredEvent[]): Map<string, unknown> {
  const states = new Map<string, unknown>();
  for (const { stream, type, data } of log) {
    const decider = deciderOf(stream);
    const state = states.get(stream) ?? decider.initialState();
    states.set(stream, decider.evolve(state, structuredClone({ type, data }) as LedgerEvent));
  }
  return states;
}

const standingOn = (books: GuardedBooks | undefined, account: Account): number =>
  [...(books?.cells.values() ?? [])]
    .filter(({ place }) => place.account === account)
    .reduce((total, { series }) => total + levelOn(series), 0);

/** Whether the domain would take the command now; what else it refuses is the case's own. */
function isTaken(state: GrantState, command: object): boolean {
  try {
    const { agreement, recipient } = state;
    grant.decide({ agreement, recipient, by: "nobody", ...command } as GrantCommand, state);
    return true;
  } catch (error) {
    if (error instanceof RuleError) return false;
    throw error;
  }
}

/** What a grant waits for, asked of its decider and its accounts: which decisions would be taken, which money stands where. */
function expectedOf(stream: string, state: GrantState): string[] {
  const on = LAST;
  const waiting: string[] = [];
  for (const [requisitionId, { status }] of state.requisitions) {
    if (!isTaken(state, { type: "withdraw-requisition", requisitionId, reason: "r", on })) continue;
    const isAsked = status === "supplement_requested";
    waiting.push(`${stream} ${isAsked ? "supplement_awaited" : "requisition_to_decide"} ${requisitionId}`);
  }
  for (const disbursementId of state.disbursements.keys()) {
    if (isTaken(state, { type: "approve-disbursement", disbursementId, on })) {
      waiting.push(`${stream} payment_to_approve ${disbursementId}`);
    }
  }
  for (const reportId of state.reports.keys()) {
    if (isTaken(state, { type: "reject-cost-report", reportId, reason: "r", on })) {
      waiting.push(`${stream} cost_report_to_decide ${reportId}`);
    }
  }
  return waiting;
}

const ASKED_OF_DECIDER: ReadonlySet<string> = new Set([
  "requisition_to_decide",
  "supplement_awaited",
  "payment_to_approve",
  "cost_report_to_decide",
]);

const amountOf = (rows: readonly WorkRow[], ...kinds: readonly string[]): number =>
  rows.filter(({ kind }) => kinds.includes(kind)).reduce((total, { amount }) => total + (amount ?? 0), 0);

function compare(rows: readonly WorkRow[], states: ReadonlyMap<string, unknown>): void {
  const found = rows
    .filter(({ kind }) => ASKED_OF_DECIDER.has(kind))
    .map(({ stream, kind, subject }) => `${stream} ${kind} ${subject}`);
  const expected: string[] = [];
  for (const [stream, state] of states) {
    const own = rows.filter((row) => row.stream === stream);
    const kind = kindOf(stream);
    if (kind === "grant") {
      const { books, reports } = state as GrantState;
      expected.push(...expectedOf(stream, state as GrantState));
      expect({
        stream,
        toOrder: amountOf(own, "requisition_to_order", "refund_to_order"),
        inPayment: amountOf(own, "payment_to_approve", "payment_to_confirm"),
        claimed: amountOf(own, "claim_open"),
        doubted: own
          .filter((row) => row.kind === "deviation_to_resolve")
          .map(({ subject }) => subject)
          .sort(),
      }).toEqual({
        stream,
        toOrder: standingOn(books, "requisitioned"),
        inPayment: standingOn(books, "in_payment"),
        claimed: standingOn(books, "reclaimed"),
        doubted: [...reports]
          .filter(
            ([, { deviationOpen, status }]) =>
              deviationOpen && status !== "rejected" && status !== "replaced",
          )
          .map(([id]) => id)
          .sort(),
      });
    }
    if (kind === "receipt") {
      const { books } = state as { readonly books: GuardedBooks | undefined };
      expect([stream, amountOf(own, "receipt_to_place")]).toEqual([stream, standingOn(books, "unplaced")]);
    }
    if (kind === "agreement") {
      const { agreement, rulings, conditionsMet } = state as AgreementState;
      const open = openDiscrepancies(agreement ?? { lines: [] }).filter(({ line }) => !rulings.has(line));
      const unmet = (agreement?.validity ?? []).filter(({ id }) => !conditionsMet.has(id));
      expect({
        rule: own.filter((row) => row.kind === "discrepancy_to_rule").map(({ line }) => line),
        meet: own.filter((row) => row.kind === "condition_to_meet").map(({ subject }) => subject),
      }).toEqual({ rule: open.map(({ line }) => line), meet: unmet.map(({ id }) => id) });
    }
  }
  expect(found.sort()).toEqual(expected.sort());
}

/** A claim on what the foundation has paid: random ones seldom find money that can be demanded. */
const CLAIM: Asked = {
  type: "decide-reclaim",
  agreement: AGREEMENT,
  recipient: "skr",
  reclaimId: "claim",
  items: [{ line: "a", amount: kronor(2), from: "outstanding" }],
  grounds: "other",
  decision: "S2014/9",
  effectiveOn: day("2014-04-01"),
};

it("what waits is what the domain's states say, at every position of the log", async () => {
  const kinds = new Set<string>();
  await fc.assert(
    fc.asyncProperty(anyDeskRequests, fc.nat(), async (requests, seed) => {
      const log = await historyOf(requests, [1, 30, 200]);
      const model = await modelOf(log);
      await model.read(async (db) => {
        for (const cut of [
          log.length,
          seed % log.length,
          (seed * 7) % log.length,
          (seed * 13) % log.length,
        ]) {
          const until = log.slice(0, cut);
          const last = until.at(-1)?.position ?? -1;
          const known = cut === log.length ? {} : { knownPosition: last };
          const { rows } = await worklist(db, { on: LAST, limit: 10_000, ...known });
          for (const { kind } of rows) kinds.add(kind);
          compare(rows, statesOf(until));
        }
      });
      await model.close();
    }),
    { numRuns: 120, examples: [[[CLAIM], 0]] },
  );
  // The histories have come to all of it, so that the comparison says something.
  expect([...kinds].sort()).toEqual([
    "claim_open",
    "condition_to_meet",
    "cost_report_to_decide",
    "deviation_to_resolve",
    "discrepancy_to_rule",
    "overdue_report",
    "payment_to_approve",
    "payment_to_confirm",
    "receipt_to_place",
    "refund_to_order",
    "requisition_to_decide",
    "requisition_to_order",
    "supplement_awaited",
  ]);
}, 600_000);

function viewOf(log: readonly StoredEvent[]): LedgerView {
  const view = new LedgerView();
  for (const event of log) view.apply(event);
  return view;
}

it("what is to be reclaimed is what a view in memory says, on any day and as known at any position", async () => {
  let overdue = 0;
  await fc.assert(
    fc.asyncProperty(anyDeskRequests, fc.nat(), async (requests, seed) => {
      const log = await historyOf(requests, [1, 30, 200]);
      const model = await modelOf(log);
      await model.read(async (db) => {
        for (const cut of [log.length, seed % log.length, (seed * 7) % log.length]) {
          const until = log.slice(0, cut);
          const known = cut === log.length ? {} : { knownPosition: until.at(-1)?.position ?? -1 };
          for (const on of DAYS) {
            const rows = await reclaimable(db, { on, ...known });
            expect(rows).toEqual(reclaimableInMemory(viewOf(until), on));
            overdue += rows.filter((row) => row.overdue > 0).length;
          }
        }
      });
      await model.close();
    }),
    { numRuns: 60 },
  );
  expect(overdue).toBeGreaterThan(0);
}, 600_000);

it("every deadline that the terms give a line's recipient is there, page by page, as known at any position", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyDeskRequests,
      fc.nat(),
      fc.integer({ min: 1, max: 5 }),
      async (requests, seed, limit) => {
        const log = await historyOf(requests, [1, 30, 200]);
        const model = await modelOf(log);
        const until = log.slice(0, seed % (log.length + 1));
        const knownPosition = until.at(-1)?.position ?? -1;
        const expected = [...viewOf(until).agreements.values()].flatMap((state) => {
          const { agreement } = state;
          return (agreement?.lines ?? []).flatMap(({ id: line, recipients }) =>
            recipients.flatMap((recipient) => [
              ["requisition", line, recipient, requisitionDeadline(state, agreement?.id ?? "", line)].join(
                " ",
              ),
              [
                "cost_report",
                line,
                recipient,
                costReportDeadline(state, agreement?.id ?? "", line, recipient),
              ].join(" "),
            ]),
          );
        });
        const found: string[] = [];
        await model.read(async (db) => {
          let cursor: string | undefined;
          do {
            const kinds = ["requisition", "cost_report"] as const;
            const asked = {
              on: LAST,
              knownPosition,
              kinds,
              limit,
              ...(cursor === undefined ? {} : { cursor }),
            };
            const page = await deadlines(db, asked);
            found.push(...page.rows.map((row) => [row.kind, row.line, row.recipient, row.dueOn].join(" ")));
            cursor = page.next;
          } while (cursor !== undefined);
        });
        await model.close();
        expect(found.toSorted()).toEqual(expected.filter((each) => !each.endsWith(" ")).toSorted());
      },
    ),
    { numRuns: 30 },
  );
}, 600_000);
