import fc from "fast-check";
import { day } from "#domain/calendar.ts";
import { kronor } from "#domain/money.ts";
import { AGREEMENT, testAgreement, testTerms } from "#domain/testing/given-agreement.ts";
import { type Asked, anyRequests } from "#ledger/ledger/testing/any-requests.ts";
import { GIRO } from "#ledger/ledger/testing/given-ledger.ts";

const just = <const Value>(value: Value): fc.Arbitrary<Value> => fc.constant(value);
const ofGrant = { agreement: just(AGREEMENT), recipient: fc.constantFrom("skr", "skr", "region-a") };
const id = fc.constantFrom("1", "2", "3");
const on = fc.constantFrom("2013-03-01", "2013-11-20", "2014-01-15").map(day);
const amount = fc.integer({ min: 1, max: 7 }).map(kronor);
const line = fc.constantFrom("a", "b");
const reason = just("wrong");
const period = just({ from: day("2013-01-01"), to: day("2013-12-31") });

/** What the desk does beside moving money: asks, sends back, resolves, rules, records. */
const desk: fc.Arbitrary<Asked> = fc.oneof(
  fc.record({
    type: just("request-supplement"),
    ...{ ...ofGrant, requisitionId: id, missing: just("signature"), on },
  }),
  fc.record({
    type: just("supplement-requisition"),
    ...{ ...ofGrant, requisitionId: id, paymentReference: just("OCR-77"), on },
  }),
  fc.record({ type: just("reject-requisition"), ...ofGrant, requisitionId: id, reason, on }),
  fc.record({ type: just("withdraw-requisition"), ...ofGrant, requisitionId: id, reason, on }),
  fc.record({
    type: just("receive-requisition"),
    ...{ agreement: just(AGREEMENT), recipient: just("skr"), requisitionId: id },
    ...{ amount: just(kronor(2)), lines: line.map((each) => [{ line: each, amount: kronor(2) }]) },
    ...{ period, organisationsnummer: just("222000-0315"), payTo: just(GIRO), receivedOn: on },
  }),
  fc.record({
    type: just("receive-cost-report"),
    ...{ ...ofGrant, reportId: id.map((each) => `doubted-${each}`), period, receivedOn: on },
    uses: fc.record({ line, holder: fc.constantFrom("skr", "region-a"), costs: amount }).map((use) => [use]),
    certificate: just({ alternative: 2 as const, deviations: "some", measures: "some" }),
  }),
  fc.record({
    type: just("approve-cost-report"),
    ...{ ...ofGrant, reportId: id.map((each) => `doubted-${each}`), on },
  }),
  fc.record({
    type: just("reject-cost-report"),
    ...{ ...ofGrant, reportId: fc.constantFrom("1", "2", "doubted-1", "doubted-2"), reason, on },
  }),
  fc.record({
    type: just("resolve-deviation"),
    ...{ ...ofGrant, reportId: id.map((each) => `doubted-${each}`), resolution: just("done"), on },
  }),
  fc.record({
    type: just("decide-refund"),
    ...{ ...ofGrant, refundId: id.map((each) => `refund-${each}`), decision: just("S2014/9") },
    ...{ items: fc.record({ line, amount }).map((part) => [part]), payTo: just(GIRO), effectiveOn: on },
  }),
  fc.record({
    type: just("order-disbursement"),
    ...{ ...ofGrant, disbursementId: id.map((each) => `again-${each}`), effectiveOn: on },
    pays: id.map((each) => ({ refund: `refund-${each}` })),
  }),
  fc.record({
    type: just("rule-discrepancy"),
    ...{ agreement: just(AGREEMENT), line: just("twice"), reason, on },
    amount: fc.constantFrom(kronor(8), kronor(10)),
  }),
  fc.record({
    type: just("amend-agreement"),
    reason,
    on,
    agreement: fc.constantFrom(
      testAgreement(),
      testAgreement({ terms: testTerms({ costReport: { deadline: day("2013-06-30"), cite: "§8" } }) }),
      testAgreement({
        terms: testTerms({
          costReport: { deadline: day("2013-02-28"), parties: ["region-a"], cite: "§8" },
          repayment: { deadline: day("2014-04-30"), cite: "§9" },
        }),
      }),
    ),
  }),
  fc.record({
    type: just("refund-receipt"),
    ...{ receipt: id, amount, reason, effectiveOn: just(day("2014-04-01")) },
  }),
);

/** Repaid, then reported as used after all: what was repaid too much is paid out again. */
const refunded: Asked[] = [
  { type: "place-receipt", receipt: "1", agreement: AGREEMENT, recipient: "skr", amount: kronor(3) },
  {
    type: "receive-cost-report",
    ...{ agreement: AGREEMENT, recipient: "skr", reportId: "late" },
    period: { from: day("2013-01-01"), to: day("2013-12-31") },
    uses: [{ line: "a", holder: "skr", costs: kronor(5) }],
    certificate: { alternative: 1 },
    receivedOn: day("2014-01-15"),
  },
  {
    type: "approve-cost-report",
    ...{ agreement: AGREEMENT, recipient: "skr", reportId: "late", on: day("2014-01-20") },
  },
  {
    type: "decide-refund",
    ...{ agreement: AGREEMENT, recipient: "skr", refundId: "refund-1", decision: "S2014/9" },
    ...{ items: [{ line: "a", amount: kronor(3) }], payTo: GIRO, effectiveOn: day("2014-04-01") },
  },
];

const condition = { id: "board", by: "The board", cite: "§10" };
/** In force no more, and again. */
const conditioned: Asked[] = [
  {
    type: "amend-agreement",
    ...{ agreement: testAgreement({ validity: [condition] }), reason: "board", on: day("2013-02-01") },
  },
  {
    type: "record-condition",
    ...{ agreement: AGREEMENT, condition: "board", on: day("2013-02-02"), decision: "protocol" },
  },
];

const steps: fc.Arbitrary<Asked[]> = fc.oneof(
  { weight: 12, arbitrary: desk.map((each) => [each]) },
  { weight: 1, arbitrary: fc.constant(refunded) },
  { weight: 1, arbitrary: fc.constant(conditioned) },
);

/** Requests of all kinds, those of the desk among those that move money. */
export const anyDeskRequests: fc.Arbitrary<Asked[]> = fc
  .tuple(anyRequests, fc.array(fc.tuple(steps, fc.nat({ max: 60 })), { maxLength: 40, size: "max" }))
  .map(([requests, between]) => {
    const all = [...requests];
    for (const [each, at] of between) all.splice(at % (all.length + 1), 0, ...each);
    return all;
  });
