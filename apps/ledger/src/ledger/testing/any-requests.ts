import fc from "fast-check";
import { day } from "#domain/calendar.ts";
import { add, kronor } from "#domain/money.ts";
import { AGREEMENT, OTHER_POST, POST } from "#domain/testing/given-agreement.ts";
import type { LapseRequest, LedgerRequest } from "../requests.ts";
import { GIRO } from "./given-ledger.ts";

type Request = Exclude<LedgerRequest, LapseRequest>;
/** What a case asks: a request, a reversal of some entry of the log, or the daily run. */
export type Asked = Request | { readonly type: "reverse-some"; readonly which: number } | LapseRequest;

const DAYS = ["2013-02-01", "2013-03-01", "2013-06-01", "2013-11-20", "2014-01-15", "2014-04-01"].map(day);

const amount = fc.integer({ min: 1, max: 7 }).map(kronor);
const on = fc.constantFrom(...DAYS);
// The first of each more often, so that requests meet what others have left.
const recipient = fc.constantFrom("skr", "skr", "skr", "region-a");
const line = fc.constantFrom("a", "a", "b");
const funding = fc.constantFrom(POST, OTHER_POST);
const id = fc.constantFrom("1", "1", "2", "3");
const items = fc.record({ line, amount }).map((part) => [part]);
const decision = fc.constant("S2013/5");
const just = <const Value>(value: Value): fc.Arbitrary<Value> => fc.constant(value);
const agreement = just(AGREEMENT);
const ofGrant = { agreement, recipient };

const requisition = fc.record({
  type: just("receive-requisition"),
  ...ofGrant,
  requisitionId: id,
  amount,
  period: just({ from: day("2013-01-01"), to: day("2013-12-31") }),
  organisationsnummer: just("any"),
  payTo: just(GIRO),
  receivedOn: on,
});

const asked: fc.Arbitrary<Asked> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      type: just("allocate"),
      agreement,
      line,
      funding,
      allocations: fc.record({ recipient, amount }).map((each) => [each]),
      decision,
      effectiveOn: on,
    }),
  },
  {
    weight: 3,
    arbitrary: requisition.map((each) => ({
      ...each,
      organisationsnummer: each.recipient === "skr" ? "222000-0315" : "232100-0016",
    })),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: just("approve-requisition"),
      ...ofGrant,
      requisitionId: id,
      items,
      cutReason: just("too much"),
      effectiveOn: on,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: just("order-disbursement"),
      ...ofGrant,
      disbursementId: id,
      pays: id.map((requisitionId) => ({ requisition: requisitionId })),
      effectiveOn: on,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ type: just("approve-disbursement"), ...ofGrant, disbursementId: id, on }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      type: just("confirm-disbursement"),
      ...ofGrant,
      disbursementId: id,
      bankReference: just("bank"),
      effectiveOn: on,
    }),
  },
  fc.record({
    type: just("return-disbursement"),
    ...ofGrant,
    disbursementId: id,
    reason: just("wrong"),
    effectiveOn: on,
  }),
  fc.record({
    type: just("cancel-disbursement"),
    ...ofGrant,
    disbursementId: id,
    reason: just("wrong"),
    effectiveOn: on,
  }),
  fc.record({
    type: just("pass-on"),
    ...ofGrant,
    items: fc.record({ line, amount, to: just("region-b") }).map((part) => [part]),
    decision,
    effectiveOn: on,
  }),
  {
    weight: 2,
    arbitrary: fc.record({
      type: just("receive-cost-report"),
      ...ofGrant,
      reportId: id,
      period: just({ from: day("2013-01-01"), to: day("2013-12-31") }),
      uses: fc
        .record({ line, holder: fc.constantFrom("skr", "region-a", "region-b"), costs: amount })
        .map((use) => [use]),
      certificate: just({ alternative: 1 as const }),
      receivedOn: on,
    }),
  },
  fc.record({
    type: just("receive-cost-report"),
    ...ofGrant,
    reportId: id.map((each) => `correcting-${each}`),
    corrects: id,
    period: just({ from: day("2013-01-01"), to: day("2013-12-31") }),
    uses: fc.record({ line, holder: just("skr"), costs: amount }).map((use) => [use]),
    certificate: just({ alternative: 1 as const }),
    receivedOn: on,
  }),
  {
    weight: 2,
    arbitrary: fc.record({
      type: just("approve-cost-report"),
      ...ofGrant,
      reportId: fc.oneof(
        id,
        id.map((each) => `correcting-${each}`),
      ),
      on,
    }),
  },
  fc.record({
    type: just("decide-reclaim"),
    ...ofGrant,
    reclaimId: id,
    items: fc
      .record({
        line,
        amount,
        from: fc.constantFrom("unused" as const, "outstanding" as const, "spent" as const),
      })
      .map((part) => [part]),
    grounds: just("other" as const),
    decision,
    effectiveOn: on,
  }),
  fc.record({
    type: just("withdraw-reclaim"),
    ...ofGrant,
    reclaimId: id,
    amount,
    reason: just("appeal"),
    effectiveOn: on,
  }),
  fc.record({
    type: just("write-off-reclaim"),
    ...ofGrant,
    reclaimId: id,
    amount,
    decision,
    effectiveOn: on,
  }),
  fc.record({
    type: just("record-receipt"),
    receipt: id,
    amount: amount.map((each) => add(each, each)),
    effectiveOn: on,
  }),
  {
    weight: 3,
    arbitrary: fc.record({ type: just("place-receipt"), receipt: id, ...ofGrant, amount }),
  },
  fc.record({
    type: just("reduce-allocation"),
    ...ofGrant,
    line,
    funding,
    amount,
    reason: just("less"),
    decision,
    effectiveOn: on,
  }),
  fc.record({
    type: just("reduce-allocation"),
    ...ofGrant,
    line,
    funding: just(POST),
    movesTo: just(OTHER_POST),
    amount,
    reason: just("year end"),
    decision,
    effectiveOn: on,
  }),
  fc.record({ type: just("apply-ruling"), ...ofGrant, line, excess: amount, decision, effectiveOn: on }),
  fc.record({
    type: just("release-funds"),
    ...ofGrant,
    items: fc
      .record({ line, amount, from: fc.constantFrom("lapsed" as const, "repaid" as const) })
      .map((part) => [part]),
    decision,
    effectiveOn: on,
  }),
  fc.record({
    type: just("move-appropriation"),
    from: just(POST),
    to: just(OTHER_POST),
    amount,
    decision,
    effectiveOn: on,
  }),
  fc.record({ type: just("close-period"), through: fc.constantFrom(day("2013-02-28"), day("2013-05-31")) }),
  fc.record({ type: just("lapse-due"), on: just(day("2014-01-15")) }),
  { weight: 6, arbitrary: fc.record({ type: just("reverse-some"), which: fc.nat({ max: 500 }) }) },
);

/** Steps that belong together, one after the other, so that sequences get as far as paid and reported money. */
const together: fc.Arbitrary<Asked[]> = fc.oneof(
  fc.record({ recipient, id, line, amount, on }).map((of): Asked[] => {
    const at = { agreement: AGREEMENT, recipient: of.recipient };
    const payment = { ...at, disbursementId: of.id };
    return [
      {
        type: "approve-requisition",
        ...at,
        requisitionId: of.id,
        items: [of],
        cutReason: "cut",
        effectiveOn: of.on,
      },
      { type: "order-disbursement", ...payment, pays: { requisition: of.id }, effectiveOn: of.on },
      { type: "approve-disbursement", ...payment, on: of.on },
      { type: "confirm-disbursement", ...payment, bankReference: "bank", effectiveOn: of.on },
    ];
  }),
  fc.record({ recipient, id, line, costs: amount }).map((of): Asked[] => {
    const at = { agreement: AGREEMENT, recipient: of.recipient };
    return [
      {
        type: "receive-cost-report",
        ...at,
        reportId: of.id,
        period: { from: day("2013-01-01"), to: day("2013-12-31") },
        uses: [{ line: of.line, holder: of.recipient, costs: of.costs }],
        certificate: { alternative: 1 },
        receivedOn: day("2014-01-15"),
      },
      { type: "approve-cost-report", ...at, reportId: of.id, on: day("2014-01-20") },
    ];
  }),
);

/** Requests over two posts, two lines and two recipients: some valid, some not, in any order. */
export const anyRequests = fc
  .array(
    fc.oneof({ weight: 5, arbitrary: asked.map((each) => [each]) }, { weight: 1, arbitrary: together }),
    {
      minLength: 12,
      maxLength: 40,
      size: "max",
    },
  )
  .map((parts) => parts.flat());
