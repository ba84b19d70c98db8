import type { Reply } from "./running.ts";
import { SMALL_AGREEMENT, SMALL_KEY } from "./small-agreement.ts";

/** One write of the script: its kind, all its fields (those of the path too), and who asks. */
export interface Act {
  readonly type: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly actor: string;
}
/** What an act was answered, by its place in the script: a later one may need the id of an event. */
export type Answers = ReadonlyMap<string, Reply>;
export type Scripted = Act & { readonly name: string };

const POST = "2013-9-1:6-7";
const OTHER = "2013-9-1:6-8";
const NEXT = "2014-9-1:6-7";
const grant = { agreement: "utv", recipient: "skr" };
const decision = "S2013/3";
const payTo = { type: "bankgiro", number: "5050-1055" };
const year = { from: "2013-01-01", to: "2013-12-31" };

const anna =
  (type: string, ...each: object[]) =>
  (): Act[] =>
    each.map((fields) => ({ type, fields: { ...fields }, actor: "anna" }));
const bo =
  (type: string, ...each: object[]) =>
  (): Act[] =>
    each.map((fields) => ({ type, fields: { ...fields }, actor: "bo" }));

const part = (line: string, amount: string, more: object = {}) => ({ line, amount, ...more });
const party = (id: string, organisationsnummer?: string) => ({
  party: id,
  kind: "agency",
  name: id,
  names: [{ name: id, from: "2010-01-01" }],
  ...(organisationsnummer === undefined ? {} : { organisationsnummer }),
});
const post = (anslagspost: string) => ({
  anslagspost,
  name: "Bidrag till folkhälsa och sjukvård",
  kind: "years_grant",
  amount: "100.00",
  decision: "Regleringsbrev",
  effectiveOn: `${anslagspost.slice(0, 4)}-01-01`,
});
const funding = (line: string, amount: string) => ({
  agreement: "utv",
  line,
  anslagspost: POST,
  amount,
  decision: "tabell",
  on: "2013-01-21",
});
const allocation = (line: string, recipient: string, amount: string) => ({
  anslagspost: POST,
  agreement: "utv",
  line,
  allocations: [{ recipient, amount }],
  decision,
  effectiveOn: "2013-02-01",
});
const requisition = (requisitionId: string, amount: string) => ({
  ...grant,
  requisitionId,
  amount,
  period: year,
  organisationsnummer: "222000-0315",
  payTo,
  signatory: "person-18",
  receivedOn: "2013-03-01",
});
const report = (reportId: string, costs: string, more: object = {}) => ({
  ...grant,
  reportId,
  period: year,
  uses: [{ line: "a", holder: "skr", costs }],
  certificate: { alternative: 2, deviations: "two invoices lack approval", measures: "asked for" },
  receivedOn: "2014-03-20",
  ...more,
});
const ruling = (amount: string) => ({
  agreement: "utv",
  line: "twice",
  amount,
  reason: "x",
  on: "2013-02-01",
});
const reclaim = (reclaimId: string, line: string, amount: string) => ({
  ...grant,
  reclaimId,
  items: [part(line, amount, { from: "unused" })],
  grounds: "unused",
  decision,
  effectiveOn: "2014-04-10",
});

/** An approved requisition, paid: two people. */
function paid(id: string, line: string, amount: string): (() => Act[])[] {
  const disbursement = { ...grant, disbursementId: `pay-${id}` };
  return [
    anna("receive-requisition", requisition(id, amount)),
    bo("approve-requisition", {
      ...grant,
      requisitionId: id,
      items: [part(line, amount)],
      effectiveOn: "2013-03-05",
    }),
    anna("order-disbursement", { ...disbursement, pays: { requisition: id }, effectiveOn: "2013-03-20" }),
    bo("approve-disbursement", { ...disbursement, on: "2013-03-21" }),
    anna("confirm-disbursement", { ...disbursement, bankReference: id, effectiveOn: "2013-03-25" }),
  ];
}

const registers = [
  anna(
    "register-party",
    party("skr", "222000-0315"),
    party("region-01", "232100-0016"),
    party("region-03", "232100-0024"),
    party("socialstyrelsen", "202100-0555"),
    party("sbu", "202100-4417"),
    party("samverkan"),
  ),
  anna("rename-party", { party: "skr", name: "SKR", from: "2019-11-27" }),
  anna("succeed-party", { party: "sbu", successor: "socialstyrelsen", from: "2015-01-01", decision }),
  anna("name-payee", { party: "samverkan", payee: "region-01", from: "2013-01-01" }),
  anna("record-organisationsnummer", {
    party: "region-03",
    organisationsnummer: "232100-0032",
    reason: "the register says so",
  }),
  anna("register-distribution-key", { key: SMALL_KEY }),
  anna("register-agreement", { agreement: SMALL_AGREEMENT }),
  anna("amend-agreement", {
    agreement: { ...SMALL_AGREEMENT, title: "Utvecklingsområden 2013, ändrad" },
    reason: "a title",
    on: "2013-01-03",
  }),
  anna("record-condition", { agreement: "utv", condition: "government", on: "2013-01-04" }),
  anna("grant-appropriation", post(POST), post(OTHER), post(NEXT)),
  anna("adjust-appropriation", {
    anslagspost: POST,
    kind: "years_grant",
    direction: "increase",
    amount: "10.00",
    decision,
    effectiveOn: "2013-01-05",
  }),
  anna("move-appropriation", { from: POST, to: OTHER, amount: "1.00", decision, effectiveOn: "2013-01-06" }),
  anna("withdraw-appropriation", {
    anslagspost: OTHER,
    amount: "1.00",
    decision,
    effectiveOn: "2013-01-07",
  }),
  anna("record-payment-decision", {
    agreement: "utv",
    kind: "government_decision",
    caseNumber: "S2013/1",
    lines: SMALL_AGREEMENT.lines.map(({ id }) => id),
    repaymentTo: "anslagspost",
    on: "2013-01-20",
  }),
  anna("close-period", { through: "2012-12-31" }),
];

const promises = [
  anna("rule-discrepancy", ruling("6.00")),
  anna(
    "fund-line",
    ...[
      funding("a", "10.00"),
      funding("b", "10.00"),
      funding("via", "5.00"),
      funding("free", "4.00"),
      funding("agency", "8.00"),
      funding("regions", "9.00"),
      funding("twice", "6.00"),
      funding("opened", "3.00"),
    ],
  ),
  anna(
    "allocate",
    allocation("a", "skr", "10.00"),
    allocation("b", "skr", "4.00"),
    allocation("via", "skr", "5.00"),
    allocation("free", "skr", "4.00"),
    allocation("agency", "socialstyrelsen", "8.00"),
    allocation("twice", "skr", "6.00"),
  ),
  anna("record-opening-balance", {
    agreement: "utv",
    recipient: "sbu",
    items: [{ line: "opened", anslagspost: POST, account: "allocated", amount: "3.00" }],
    source: "Beslutsregistret 2013",
    effectiveOn: "2013-02-01",
  }),
  anna("distribute", {
    anslagspost: POST,
    agreement: "utv",
    line: "regions",
    method: "equal",
    unit: "1.00",
    amount: "9.00",
    decision,
    effectiveOn: "2013-02-01",
  }),
  anna("rule-discrepancy", ruling("5.00")),
  anna("apply-ruling", {
    ...grant,
    line: "twice",
    excess: "1.00",
    decision,
    effectiveOn: "2013-02-05",
  }),
  anna("reduce-line-funding", { ...ruling("1.00"), anslagspost: POST }),
  // The commitment of line b moves to the next year's post, which tells the agreement and the old post.
  anna("reduce-allocation", {
    ...grant,
    line: "b",
    amount: "2.00",
    reason: "later",
    decision,
    effectiveOn: "2013-12-30",
    movesTo: NEXT,
  }),
  anna("report-disposal", {
    agreement: "utv",
    recipient: "socialstyrelsen",
    items: [part("agency", "7.00")],
    report: "Årsredovisning 2013",
    effectiveOn: "2013-12-31",
  }),
];

const payments = [
  anna("receive-requisition", requisition("r-rejected", "10.00")),
  bo("request-supplement", {
    ...grant,
    requisitionId: "r-rejected",
    missing: "a signature",
    on: "2013-03-02",
  }),
  anna("supplement-requisition", {
    ...grant,
    requisitionId: "r-rejected",
    signatory: "person-19",
    on: "2013-03-03",
  }),
  bo("reject-requisition", {
    ...grant,
    requisitionId: "r-rejected",
    reason: "another year",
    on: "2013-03-04",
  }),
  anna("receive-requisition", requisition("r-withdrawn", "10.00")),
  anna("withdraw-requisition", {
    ...grant,
    requisitionId: "r-withdrawn",
    reason: "by mistake",
    on: "2013-03-04",
  }),
  ...paid("r-a", "a", "10.00"),
  anna("record-exception", {
    ...grant,
    line: "a",
    kind: "second_requisition",
    reason: "a part only",
    decision,
    on: "2013-04-01",
  }),
  ...paid("r-via", "via", "5.00"),
  anna("pass-on", {
    ...grant,
    items: [part("via", "2.00", { to: "region-01" })],
    decision: "SKR 2013-04-01",
    effectiveOn: "2013-04-01",
  }),
  anna("co-finance", {
    ...grant,
    items: [part("via", "1.00", { toLine: "b" })],
    consultation: "Samråd 2013-05-20",
    effectiveOn: "2013-06-01",
  }),
  ...["cancelled", "returned"].map((id) =>
    anna("order-disbursement", {
      ...grant,
      disbursementId: id,
      pays: { items: [part("free", "2.00")] },
      payTo,
      effectiveOn: "2013-04-01",
    }),
  ),
  anna("cancel-disbursement", {
    ...grant,
    disbursementId: "cancelled",
    reason: "x",
    effectiveOn: "2013-04-02",
  }),
  bo("approve-disbursement", { ...grant, disbursementId: "returned", on: "2013-04-02" }),
  anna("confirm-disbursement", {
    ...grant,
    disbursementId: "returned",
    bankReference: "b-1",
    effectiveOn: "2013-04-03",
  }),
  anna("return-disbursement", {
    ...grant,
    disbursementId: "returned",
    reason: "the account is closed",
    effectiveOn: "2013-04-05",
  }),
];

const accounts = [
  // The first of December was a Sunday.
  anna("lapse-due", { on: "2013-12-03" }),
  anna("receive-cost-report", report("k-rejected", "10.00")),
  bo("reject-cost-report", { ...grant, reportId: "k-rejected", reason: "x", on: "2014-03-21" }),
  anna("receive-cost-report", report("k-1", "6.00")),
  bo("approve-cost-report", { ...grant, reportId: "k-1", on: "2014-04-01" }),
  bo("resolve-deviation", { ...grant, reportId: "k-1", resolution: "they came", on: "2014-04-02" }),
  anna("decide-reclaim", reclaim("c-1", "a", "4.00")),
  anna("withdraw-reclaim", {
    ...grant,
    reclaimId: "c-1",
    amount: "1.00",
    reason: "x",
    effectiveOn: "2014-04-11",
  }),
  anna("write-off-reclaim", {
    ...grant,
    reclaimId: "c-1",
    amount: "1.00",
    decision,
    effectiveOn: "2014-04-12",
  }),
  ...["BG-1", "BG/2"].map((receipt) =>
    anna("record-receipt", { receipt, amount: "50.00", effectiveOn: "2014-04-15" }),
  ),
  // The first pays what is owed; of the second the grant takes nothing, and it waits in the queue.
  anna("place-receipt", { ...grant, receipt: "BG-1", amount: "3.00" }),
  anna("place-receipt", { ...grant, receipt: "BG/2", amount: "50.00" }),
  anna("refund-receipt", { receipt: "BG/2", amount: "50.00", reason: "too much", effectiveOn: "2014-05-02" }),
  anna("receive-cost-report", report("k-2", "8.00", { corrects: "k-1", receivedOn: "2014-05-05" })),
  bo("approve-cost-report", { ...grant, reportId: "k-2", on: "2014-05-06" }),
  anna("decide-refund", {
    ...grant,
    refundId: "f-1",
    items: [part("a", "1.00")],
    decision,
    payTo,
    effectiveOn: "2014-05-07",
  }),
  anna("release-funds", {
    ...grant,
    items: [part("b", "2.00", { from: "lapsed" })],
    decision,
    effectiveOn: "2013-12-20",
  }),
  anna("close-year", { anslagspost: OTHER, carriedOver: "40.00", decision }),
];

/** An entry of the script is reversed by the id that its answer gave. */
const reversal = (answers: Answers): Act[] => [
  {
    type: "reverse",
    fields: {
      stream: "anslagspost-2013-9-1:6-8",
      eventId: answers.get("withdraw-appropriation 1")?.body["events"]?.["0"]?.["eventId"],
      reason: "a wrong amount",
    },
    actor: "bo",
  },
];

const CHAPTERS: readonly ((answers: Answers) => Act[])[] = [
  ...registers,
  ...promises,
  ...payments,
  reversal,
  ...accounts,
];

/**
 * A whole life of some grants in which every kind of write occurs and is taken. A route that is new has to
 * find its place here: the tests that walk over all routes say which are missing.
 */
export async function playWholeLife(send: (act: Scripted) => Promise<Reply>): Promise<Answers> {
  const answers = new Map<string, Reply>();
  const times = new Map<string, number>();
  for (const chapter of CHAPTERS) {
    for (const act of chapter(answers)) {
      const time = (times.get(act.type) ?? 0) + 1;
      times.set(act.type, time);
      const name = `${act.type} ${time}`;
      answers.set(name, await send({ ...act, name }));
    }
  }
  return answers;
}
