import { ACCOUNT_NAMES } from "#domain/accounts.ts";
import { REGISTER_ANSWERS } from "../registers/answer-schemas.ts";
import { AS_OF_MAY_BE_ABSENT, MONEY_ANSWERS, accounts, asOf, next } from "./money-schemas.ts";
import { amount, day, flag, list, object, recorded, text, textOrNull, whole } from "./schema-parts.ts";
import type { SchemaObject } from "./schemas.ts";
import { WORK_ANSWERS } from "./work-schemas.ts";

/** What a read is called in clients that are made from the API's description. */
export type ReadId = keyof typeof READ_ANSWERS;

const agreementId = text("sjsv-2022");
const party = text("skr");
const post = text("2022-9-1:6-5");
const line = text("3a");
const account: SchemaObject = { type: "string", enum: ACCOUNT_NAMES };
const onAccount = object({ account, amount: amount("1100000.00") });
const items = { line, anslagspost: post, holder: party };

const reclaimableRow = object(
  {
    agreement: agreementId,
    recipient: party,
    ...items,
    unused: amount("1100000.00"),
    reclaimed: amount(),
    overdue: amount(),
    total: amount("1100000.00"),
    reportDeadline: day("2023-03-31"),
  },
  ["reportDeadline"],
);
const version = object(
  {
    version: whole(2),
    by: text("anna"),
    on: day("2022-03-01"),
    reason: text("Tillägg"),
    recordedAt: text("2022-03-01T09:00:00.000Z"),
  },
  ["on", "reason"],
);
const agreement = object({
  agreement: recorded("The text, in the form of the files under agreements/, amounts in kronor."),
  version: whole(1),
  versions: list(version),
  inForce: flag,
  conditions: list(
    object({ condition: text("government"), by: text("regeringen"), met: day("2022-01-27") }, ["met"]),
  ),
  rulings: list(object({ line, amount: amount("5000000.00") })),
  funding: list(object({ line, anslagspost: post, amount: amount("65000000.00") })),
  paymentDecisions: list(recorded("As PaymentDecisionRecorded.")),
  findings: list({
    type: "object",
    required: ["stated", "computed", "difference"],
    properties: { stated: amount(), computed: amount(), difference: amount() },
  }),
});
const appropriationNames = {
  anslagspost: post,
  label: text("UO 9 1:6 ap. 5 (2022)"),
  name: text("Bidrag till folkhälsa och sjukvård, ap. 5"),
};
/** What one resource tells that is shown as of a point in time. */
const asKnown = { effective: asOf.effective, knownAt: asOf.knownAt };
const appropriation = object(
  {
    ...asKnown,
    ...appropriationNames,
    accounts: list(onAccount),
    rooms: list(
      object({
        agreement: agreementId,
        line,
        funded: amount("65000000.00"),
        allocated: amount("65000000.00"),
      }),
    ),
  },
  ["name", ...AS_OF_MAY_BE_ABSENT],
);
const id = text("r-1");
const grant = object(
  {
    ...asKnown,
    agreement: agreementId,
    recipient: party,
    opening: recorded("As OpeningBalanceRecorded, when the grant began before the ledger."),
    accounts: list(object({ account, ...items, amount: amount("65000000.00") })),
    requisitions: list(
      object(
        {
          id,
          status: text("approved"),
          decidedOn: day("2022-11-28"),
          received: recorded("As RequisitionReceived."),
          approved: recorded("As RequisitionApproved."),
        },
        ["decidedOn", "approved"],
      ),
    ),
    disbursements: list(
      object(
        {
          id,
          status: text("confirmed"),
          confirmedOn: day("2022-12-02"),
          ordered: recorded("As DisbursementOrdered."),
        },
        ["confirmedOn"],
      ),
    ),
    reports: list(
      object({
        id,
        status: text("approved"),
        deviationOpen: flag,
        received: recorded("As CostReportReceived."),
        outcomes: list(
          object(
            {
              ...items,
              received: amount("65000000.00"),
              costs: amount("63900000.00"),
              spent: amount("63900000.00"),
              unused: amount("1100000.00"),
              disputed: amount(),
              excess: amount(),
              refundable: amount(),
              refundUnderWay: amount(),
              refunded: amount(),
              notAccepted: amount("30000.00"),
            },
            ["notAccepted"],
          ),
        ),
      }),
    ),
    reclaims: list(object({ id, decided: recorded("As ReclaimDecided."), left: amount("100000.00") })),
    refunds: list(recorded("As RefundDecided.")),
    exceptions: list(recorded("As RequisitionExceptionRecorded.")),
  },
  [...AS_OF_MAY_BE_ABSENT, "opening"],
);
const receiptId = text("BG-20230415-0042");
const receipt = object(
  {
    ...asKnown,
    receipt: receiptId,
    amount: amount("1100000.00"),
    sender: text("222000-0315"),
    reference: text("1234567897"),
    caseNumber: text("S2022/02782"),
    effectiveOn: day("2023-04-15"),
    by: text("anna"),
    accounts: list(onAccount),
    placements: list(recorded("As ReceiptPlaced.")),
  },
  ["sender", "reference", "caseNumber", ...AS_OF_MAY_BE_ABSENT],
);
const registered: SchemaObject = {
  type: "object",
  required: ["party", "kind", "name", "names"],
  properties: {
    party,
    kind: text("association"),
    name: text("Sveriges Kommuner och Regioner"),
    names: list(object({ name: text("Landstingsförbundet"), from: day("2019-11-27") })),
    organisationsnummer: text("222000-0315"),
    members: list(text("region-01")),
    payee: text("skr"),
  },
};
const event = object({
  id: text("0e892c9a-9bb2-841e-b992-8c49e3eaa465"),
  stream: text("grant-sjsv-2022.skr"),
  revision: whole(0),
  position: whole(1),
  recordedAt: text("2022-11-25T09:00:00.000Z"),
  type: text("RequisitionReceived"),
  data: recorded("What was recorded, amounts in kronor."),
  metadata: recorded("commandId, actor, documents, and what caused it."),
});
/** What each read answers, by its name. */
export const READ_ANSWERS = {
  ...MONEY_ANSWERS,
  ...WORK_ANSWERS,
  "read-agreement": agreement,
  "list-appropriations": object(
    {
      appropriations: list(object({ ...appropriationNames, net: accounts, turnover: accounts }, ["name"])),
      next,
      ...asOf,
    },
    ["next", ...AS_OF_MAY_BE_ABSENT],
  ),
  "read-appropriation": appropriation,
  "list-grants": object(
    {
      agreement: agreementId,
      grants: list(object({ recipient: textOrNull("skr"), net: accounts, turnover: accounts })),
      next,
      ...asOf,
    },
    ["next", ...AS_OF_MAY_BE_ABSENT],
  ),
  "read-grant": grant,
  "list-receipts": object(
    {
      receipts: list(object({ receipt: receiptId, unplaced: amount(), placed: amount("1100000.00") })),
      next,
      ...asOf,
    },
    ["next", ...AS_OF_MAY_BE_ABSENT],
  ),
  "read-receipt": receipt,
  "list-parties": object({ parties: list(registered), next, ...asOf }, ["next", ...AS_OF_MAY_BE_ABSENT]),
  "read-party": registered,
  "read-distribution-key": recorded("The key: its id, label, day and weights."),
  "list-reclaimable": object(
    { on: day("2023-04-30"), rows: list(reclaimableRow), ...asOf },
    AS_OF_MAY_BE_ABSENT,
  ),
  "read-closings": object({
    closedThrough: { type: ["string", "null"], examples: ["2022-12-31"] },
    void: list({ type: "integer" }),
  }),
  "list-events": object({ events: list(event), next: { type: ["integer", "null"], examples: [100] } }),
  ...REGISTER_ANSWERS,
} as const satisfies Readonly<Record<string, SchemaObject>>;
