import fc from "fast-check";
import type { Account } from "../accounts.ts";
import { day } from "../calendar.ts";
import { RuleError } from "../rule-error.ts";
import { type Ore, ZERO, formatAmount, kronor, subtract, sum } from "../money.ts";
import { POST } from "../testing/given-agreement.ts";
import { GIRO, GivenGrant } from "../testing/given-grant.ts";
import type { OpeningRoom } from "./commands.ts";
import type { GrantEvent, OpenedItem, OpenedReclaim, OpenedReport, OpenedRequisition } from "./events.ts";
import { OPENED_ACCOUNTS, type OpenedAccount } from "./opening-events.ts";

const PERIOD = { from: day("2013-01-01"), to: day("2013-12-31") };
const CUT_OVER = day("2014-05-01");
const LATER = day("2014-06-01");
const ROOM: OpeningRoom = {
  line: "a",
  funding: POST,
  known: true,
  funded: kronor(10),
  left: kronor(10),
  ceiling: kronor(10),
  leftOfLine: kronor(10),
};

interface Opened {
  readonly items: readonly OpenedItem[];
  readonly requisitions?: readonly OpenedRequisition[];
  readonly reports?: readonly OpenedReport[];
  readonly reclaims?: readonly OpenedReclaim[];
}

const opened = (data: Opened): GivenGrant => {
  const grant = new GivenGrant();
  grant.take({
    type: "record-opening-balance",
    source: "the former system",
    rooms: [ROOM],
    payees: [],
    effectiveOn: CUT_OVER,
    ...data,
  });
  return grant;
};

/** A life until the cut-over in whole kronor; what it cannot do it leaves. */
interface Life {
  readonly paid: number;
  readonly requisitioned: number;
  readonly repaidFirst: number;
  readonly costs: number | undefined;
  readonly claimed: { readonly unused: number; readonly spent: number; readonly outstanding: number };
  readonly writtenOff: number;
  readonly withdrawn: number;
  readonly repaidThen: number;
  /** Then, after the cut-over: what is withdrawn of claims, what the next report says, and what comes in. */
  readonly withdrawnLast: number;
  readonly nextCosts: number;
  readonly repaidLast: number;
}

const upTo = (most: number) => fc.integer({ min: 0, max: most });
const lives: fc.Arbitrary<Life> = fc.record({
  paid: fc.integer({ min: 1, max: 10 }),
  requisitioned: upTo(9),
  repaidFirst: upTo(4),
  costs: fc.option(upTo(12), { nil: undefined }),
  claimed: fc.record({ unused: upTo(5), spent: upTo(4), outstanding: upTo(10) }),
  writtenOff: upTo(3),
  withdrawn: upTo(2),
  repaidThen: upTo(4),
  withdrawnLast: upTo(3),
  nextCosts: upTo(12),
  repaidLast: upTo(5),
});

const onAccount = (grant: GivenGrant, account: Account): Ore =>
  kronor(Number.parseInt(grant.has(account), 10));
const atMost = (asked: number, grant: GivenGrant, account: Account): Ore =>
  kronor(Math.min(asked, onAccount(grant, account) / 100));

function repay(grant: GivenGrant, id: string, asked: number, on: string): void {
  const owed = sum((["unused", "reclaimed", "outstanding"] as const).map((each) => onAccount(grant, each)));
  const amount = Math.min(asked, owed / 100);
  if (amount > 0) grant.repaid(id, amount, on);
}

function report(grant: GivenGrant, id: string, costs: number, on: string, corrects?: string): void {
  grant.take({
    type: "receive-cost-report",
    reportId: id,
    period: PERIOD,
    uses: [{ line: "a", holder: "skr", costs: kronor(costs) }],
    certificate: { alternative: 1 },
    receivedOn: day(on),
    ...(corrects === undefined ? {} : { corrects }),
  });
  grant.take({ type: "approve-cost-report", reportId: id, on: day(on), by: "bo" });
}

/** Everything up to the cut-over, by the commands that it is made of. */
function lived(life: Life): GivenGrant {
  const grant = new GivenGrant().allocated("a", 10).paid("a", life.paid, "2013-03-01", "r1");
  const more = Math.min(life.requisitioned, 10 - life.paid);
  if (more > 0) grant.requisitioned("a", more, "2013-04-01", "r2");
  repay(grant, "p1", life.repaidFirst, "2013-10-01");
  if (life.costs !== undefined) report(grant, "k1", life.costs, "2014-02-01");
  for (const [from, grounds] of [
    ["unused", "unused"],
    ["spent", "cost_not_accepted"],
    ["outstanding", "other"],
  ] as const) {
    const amount = atMost(life.claimed[from], grant, from);
    if (amount === 0) continue;
    const items = [{ line: "a", from, amount }];
    const decision = `decision ${from}`;
    grant.take({
      type: "decide-reclaim",
      reclaimId: `c-${from}`,
      items,
      grounds,
      decision,
      effectiveOn: day("2014-03-01"),
    });
  }
  for (const reclaimId of grant.state.reclaims.keys()) {
    const left = (): number =>
      sum((grant.state.reclaims.get(reclaimId)?.left ?? []).map((one) => one.amount));
    const change = { reclaimId, effectiveOn: day("2014-03-10") };
    const given = kronor(Math.min(life.writtenOff, left() / 100));
    if (given > 0) grant.take({ type: "write-off-reclaim", ...change, amount: given, decision: "d" });
    const back = kronor(Math.min(life.withdrawn, left() / 100));
    if (back > 0) grant.take({ type: "withdraw-reclaim", ...change, amount: back, reason: "r" });
  }
  repay(grant, "p2", life.repaidThen, "2014-04-01");
  return grant;
}

/** The same position as an authority would write it down on the cut-over day. */
function writtenDown(grant: GivenGrant, { costs }: Life): Opened {
  const at = { line: "a", funding: POST, holder: "skr" };
  const booked = costs === undefined ? {} : { report: "k1" };
  const items: OpenedItem[] = [];
  const write = (account: OpenedAccount, amount: Ore, more: Partial<OpenedItem> = {}): void => {
    if (amount > 0) items.push({ ...at, account, amount, ...more });
  };
  let repaid = onAccount(grant, "repaid");
  for (const [reclaim, { left }] of grant.state.reclaims) {
    for (const part of left) {
      const claim = { reclaim, demandedFrom: part.item.from, ...booked };
      write("reclaimed", part.amount, claim);
      write("repaid", part.repaid, claim);
      write(
        "written_off",
        subtract(part.item.amount, sum([part.amount, part.repaid, part.withdrawn])),
        claim,
      );
      repaid = subtract(repaid, part.repaid);
    }
  }
  write("repaid", repaid, booked);
  write("spent", onAccount(grant, "spent"), booked);
  write("unused", onAccount(grant, "unused"), booked);
  write("outstanding", onAccount(grant, "outstanding"));
  write("allocated", onAccount(grant, "allocated"));
  write("requisitioned", onAccount(grant, "requisitioned"), { requisition: "r2" });
  const form = {
    requisitionId: "r2",
    period: PERIOD,
    organisationsnummer: "222000-0315",
    payTo: GIRO,
    receivedOn: day("2013-04-01"),
  };
  const uses = [{ line: "a", holder: "skr", costs: kronor(costs ?? 0) }];
  return {
    items,
    requisitions: items.some(({ requisition }) => requisition !== undefined) ? [form] : [],
    reports:
      costs === undefined ? [] : [{ reportId: "k1", period: PERIOD, uses, receivedOn: day("2014-02-01") }],
    reclaims: [...grant.state.reclaims]
      .filter(([id]) => items.some(({ reclaim }) => reclaim === id))
      .map(([reclaimId, { decided }]) => ({
        reclaimId,
        grounds: decided.grounds,
        decision: decided.decision,
      })),
  };
}

/** The life after the cut-over: payment, claims withdrawn, a report or its correction, a repayment. */
function goesOn(grant: GivenGrant, life: Life): GivenGrant {
  if (grant.state.requisitions.get("r2")?.approved) grant.ordered(LATER, "r2").confirmed(LATER, "r2");
  for (const [reclaimId, { left }] of grant.state.reclaims) {
    const amount = kronor(Math.min(life.withdrawnLast, sum(left.map((one) => one.amount)) / 100));
    const change = { reclaimId, effectiveOn: LATER, reason: "r" };
    if (amount > 0) grant.take({ type: "withdraw-reclaim", ...change, amount });
  }
  report(grant, "next", life.nextCosts, LATER, life.costs === undefined ? undefined : "k1");
  repay(grant, "p3", life.repaidLast, "2014-07-01");
  return grant;
}

function refusalOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof RuleError) return error.rule;
    throw error;
  }
}

const balances = (grant: GivenGrant): Record<string, string> =>
  Object.fromEntries(OPENED_ACCOUNTS.map((account) => [account, grant.has(account)]));

const lastOutcomes = (grant: GivenGrant): unknown =>
  grant.events.flatMap((event: GrantEvent) =>
    (event.type === "CostReportApproved" || event.type === "CostReportCorrected") &&
    event.data.reportId === "next"
      ? event.data.outcomes
      : [],
  );

describe("an opened grant", () => {
  it("holds what the same position reached by its own events holds, and nothing below zero", () => {
    fc.assert(
      fc.property(lives, (life) => {
        const before = lived(life);
        const grant = opened(writtenDown(before, life));
        expect(balances(grant)).toEqual(balances(before));
        for (const { series } of grant.state.books?.cells.values() ?? []) {
          expect(Math.min(...series.levels)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it("goes on to the same balances and the same report as the grant that lived here all along", () => {
    fc.assert(
      fc.property(lives, (life) => {
        const before = lived(life);
        const afterCutOver = opened(writtenDown(before, life));
        const refused = refusalOf(() => goesOn(afterCutOver, life));
        // Where everything was given up there is nothing to account for, and both say so.
        expect(refusalOf(() => goesOn(before, life))).toBe(refused);
        const [grant, all] = [afterCutOver, before];
        expect(balances(grant)).toEqual(balances(all));
        expect(lastOutcomes(grant)).toEqual(lastOutcomes(all));
        // What each claim still demands is the same too, so that it is repaid and withdrawn alike.
        const demanded = (each: GivenGrant): string[] =>
          [...each.state.reclaims]
            .map(([id, { left }]): string => `${id} ${formatAmount(sum(left.map(({ amount }) => amount)))}`)
            .filter((text) => !text.endsWith(" 0.00"));
        expect(demanded(grant)).toEqual(demanded(all));
      }),
    );
  });

  it("is taken back to nothing, and opened anew the same", () => {
    fc.assert(
      fc.property(lives, (life) => {
        const data = writtenDown(lived(life), life);
        const grant = opened(data);
        const first = balances(grant);
        grant.reversed("OpeningBalanceRecorded");
        expect(new Set(Object.values(balances(grant)))).toEqual(new Set([formatAmount(ZERO)]));
        grant.take({
          type: "record-opening-balance",
          source: "corrected",
          rooms: [ROOM],
          payees: [],
          effectiveOn: CUT_OVER,
          ...data,
        });
        expect(balances(grant)).toEqual(first);
      }),
    );
  });

  it("has no amounts that sum to more than the ledger holds", () => {
    const items = Array.from({ length: 100 }, (_, index) => ({
      line: "a",
      funding: POST,
      holder: "skr",
      account: "outstanding" as const,
      disbursement: `d${index}`,
      amount: kronor(1_000_000_000_000),
    }));
    const disbursements = items.map(({ disbursement }) => ({
      disbursementId: disbursement,
      payTo: GIRO,
      confirmedOn: CUT_OVER,
    }));
    const grant = new GivenGrant();
    const open = () =>
      grant.take({
        type: "record-opening-balance",
        source: "s",
        rooms: [{ ...ROOM, line: "direct" }],
        payees: [],
        items: items.map((item) => ({ ...item, line: "direct" })),
        disbursements,
        effectiveOn: CUT_OVER,
      });
    expect(grant.refusal(open)).toBe("opening-exceeds-line-funding");
  });
});
