import { type Day, day } from "#domain/calendar.ts";
import type { Asked, Command, Fields } from "./facts.ts";
import { printed } from "./reading.ts";

/** Where the walks take place: three posts, two agreements and a handful of parties. */
export const POSTS = ["2013-9-1:6-7", "2013-9-1:6-8", "2014-9-1:6-7"] as const;
export const PEOPLE = ["anna", "bo", "cecilia"] as const;
export const FIRST_DAY: Day = day("2013-01-02");

const NUMBERS: Readonly<Record<string, string>> = {
  skr: "222000-0315",
  "region-01": "232100-0016",
  "region-03": "232100-0024",
  "region-04": "232100-0032",
  socialstyrelsen: "202100-0555",
};
export const PARTIES = [...Object.keys(NUMBERS), "samverkan"];

const CITE = { cite: "tabell" };

export interface Figures {
  readonly lines: Readonly<Record<string, number>>;
  readonly once: boolean;
  readonly lapses: boolean;
  /** The last days to requisition, a weekday or not, and to account. */
  readonly deadline: string;
  readonly reportBy: string;
  /** How far it has come: nothing promised, two lines promised, paid, partly repaid, or a line ruled high. */
  readonly begun: number;
}

/** An agreement over two years whose lines are of every kind; its figures vary from walk to walk. */
export function broadAgreement(
  { lines, once, lapses, deadline, reportBy }: Omit<Figures, "begun">,
  conditions: readonly string[] = [],
): Fields {
  const line = (id: string, rest: object): object => ({
    ...{ id, purpose: id, amount: printed(lines[id] ?? 1000), ...CITE, payment: "requisition" },
    ...rest,
  });
  const toBoth = { recipients: ["skr", "region-01"] };
  return {
    ...{ kind: "agreement", id: "bred", title: "Ett brett avtal" },
    ...{ budgetYear: 2013, throughYear: 2014, source: "made for the walks", parties: ["staten", "skr"] },
    signed: { state: "2012-12-12", counterparty: "2012-12-12", cite: "s. 9" },
    validity: conditions.map((id) => ({ id, by: id, ...CITE })),
    lines: [
      line("a", { ...toBoth, finalRecipient: "Regionerna via SKR" }),
      line("b", { ...toBoth, finalRecipient: "Regionerna via SKR" }),
      line("fri", { ...toBoth, payment: "without_requisition" }),
      line("egen", { recipients: ["socialstyrelsen"], payment: "authority_disposal" }),
      line("tva", { ...toBoth, alsoStated: [{ amount: printed((lines["tva"] ?? 1000) - 200), ...CITE }] }),
    ],
    terms: {
      requisition: { deadline, lapses, once, ...CITE },
      costReport: { deadline: reportBy, parties: ["skr"], ...CITE },
      coFinancing: CITE,
    },
  };
}

/** One year, conditions to be met, nothing rolls, no line for another's money, and no day to account. */
export function narrowAgreement(): Fields {
  return {
    ...{ kind: "agreement", id: "smal", title: "Ett smalt avtal" },
    ...{ budgetYear: 2013, source: "made for the walks", parties: ["staten", "skr"] },
    signed: { state: "2012-12-12", counterparty: "2012-12-12", cite: "s. 9" },
    validity: [{ id: "government", by: "regeringen", ...CITE }],
    lines: [
      {
        ...{ id: "x", purpose: "x", amount: "90,00 kronor", ...CITE, payment: "requisition" },
        recipients: ["region-01", "region-03", "samverkan"],
      },
      {
        ...{ id: "y", purpose: "y", amount: "40,00 kronor", ...CITE, payment: "separate_decision" },
        recipients: ["region-01", "region-03"],
      },
    ],
    terms: {
      requisition: { deadline: "2013-12-01", lapses: true, once: true, roll: "none", ...CITE },
      costReport: CITE,
    },
  };
}

/** What every walk begins with: enough that money can move from the first random step on. */
export function beginning(figures: Figures): Asked[] {
  const asked: Ask = (command, by = "anna") => ({ on: FIRST_DAY, by, command });
  const parties = PARTIES.map((party) =>
    asked({
      ...{ type: "register-party", party, kind: "region", name: party },
      ...(NUMBERS[party] === undefined ? { payee: "skr" } : { organisationsnummer: NUMBERS[party] }),
    }),
  );
  const posts = POSTS.slice(0, 2).map((anslagspost) =>
    asked({ type: "grant-appropriation", anslagspost, kind: "years_grant", amount: "100.00" }),
  );
  const funded = [
    ["bred", "a", POSTS[0], "6.00"],
    ["bred", "a", POSTS[1], "4.00"],
    ["bred", "b", POSTS[0], "10.00"],
    ["bred", "fri", POSTS[1], "10.00"],
    ["bred", "egen", POSTS[1], "5.00"],
    ["smal", "x", POSTS[0], "30.00"],
  ].map(([agreement, line, anslagspost, amount]) =>
    asked({ type: "fund-line", agreement, line, anslagspost, amount }),
  );
  return [
    ...parties,
    ...posts,
    asked({ type: "register-agreement", agreement: broadAgreement(figures) }),
    asked({ type: "register-agreement", agreement: narrowAgreement() }),
    asked({ type: "record-payment-decision", agreement: "bred", decisionId: "d1" }),
    ...funded,
    ...[promised(asked), paid(asked), repaid(asked), disputed(asked)].slice(0, figures.begun).flat(),
  ];
}

type Ask = (command: Command, by?: string) => Asked;
const SKR = { agreement: "bred", recipient: "skr" };

function promised(asked: Ask): Asked[] {
  return [
    ["a", POSTS[0], "6.00"],
    ["a", POSTS[1], "3.00"],
    ["fri", POSTS[1], "7.00"],
  ].map(([line, anslagspost, amount]) =>
    asked({
      ...{ type: "allocate", agreement: "bred", line, anslagspost },
      allocations: [{ recipient: "skr", amount }],
    }),
  );
}

/** Seven of a line from two posts, and five of one that is paid without requisition. */
function paid(asked: Ask): Asked[] {
  const payments = [
    { disbursementId: "b1", pays: { requisition: "r1" } },
    {
      ...{ disbursementId: "b2", payTo: { type: "bankgiro", number: "5050-1055" } },
      pays: { items: [{ line: "fri", anslagspost: POSTS[1], amount: "5.00" }] },
    },
  ];
  const items = [
    { line: "a", anslagspost: POSTS[0], amount: "5.00" },
    { line: "a", anslagspost: POSTS[1], amount: "2.00" },
  ];
  return [
    asked({ type: "receive-requisition", ...SKR, requisitionId: "r1", amount: "7.00" }),
    asked({ type: "approve-requisition", ...SKR, requisitionId: "r1", items }, "bo"),
    ...payments.flatMap(({ disbursementId, ...order }) => [
      asked({ type: "order-disbursement", ...SKR, disbursementId, ...order }),
      asked({ type: "approve-disbursement", ...SKR, disbursementId }, "bo"),
      asked({ type: "confirm-disbursement", ...SKR, disbursementId }),
    ]),
  ];
}

function repaid(asked: Ask): Asked[] {
  return [
    asked({ type: "record-receipt", receipt: "bg-1", amount: "4.00" }),
    asked({ type: "place-receipt", receipt: "bg-1", ...SKR, line: "fri", amount: "3.00" }),
  ];
}

/** The higher of two figures ruled, and all of it promised to two: a ruling of the lower one takes some back. */
function disputed(asked: Ask): Asked[] {
  const line = { agreement: "bred", line: "tva" };
  const shares = [
    { anslagspost: POSTS[0], allocations: [{ recipient: "skr", amount: "6.00" }] },
    {
      anslagspost: POSTS[1],
      allocations: [
        { recipient: "skr", amount: "1.00" },
        { recipient: "region-01", amount: "3.00" },
      ],
    },
  ];
  return [
    asked({ type: "rule-discrepancy", ...line, amount: "10.00" }),
    asked({ type: "fund-line", ...line, anslagspost: POSTS[0], amount: "6.00" }),
    asked({ type: "fund-line", ...line, anslagspost: POSTS[1], amount: "4.00" }),
    ...shares.map((share) => asked({ type: "allocate", ...line, ...share })),
    asked({ type: "receive-requisition", ...SKR, requisitionId: "r2", amount: "5.00" }),
  ];
}
