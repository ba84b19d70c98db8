import type { WireObject } from "../demo/over-http/api-client.ts";
import { exampleOf } from "../requests/examples.ts";
import { REQUESTS } from "../requests/requests.ts";
import type { RequestType } from "../ledger/requests.ts";

interface MoreRequest {
  readonly by: string;
  readonly request: WireObject;
}

/** A request from the examples of its own fields, with other values where the stories need them. */
const anna = (type: RequestType, changes: WireObject = {}): MoreRequest => ({
  by: "anna",
  request: { type, ...exampleOf(REQUESTS[type]), ...changes },
});

const INSTITUTE = "folkhalsoinstitutet";
const AUTHORITY = "folkhalsomyndigheten";
const POST = "2023-9-1:6-5";

const IN_2023 = { decision: "Regleringsbrev 2023 (antaget)", effectiveOn: "2023-01-01" };
const REQUISITION = { requisitionId: "rekvisition-exempel" };
const REPORT = { reportId: "redovisning-exempel" };

/**
 * Requests that no story makes, asked after all of them, so that as many kinds as possible show an answer.
 * Statens folkhälsoinstitut became part of Folkhälsomyndigheten by SFS 2013:1020; the amounts of 2023 are
 * assumed.
 */
export const MORE_REQUESTS: readonly MoreRequest[] = [
  {
    by: "anna",
    request: {
      type: "register-party",
      party: INSTITUTE,
      kind: "agency",
      name: "Folkhälsoinstitutet",
      names: [{ name: "Folkhälsoinstitutet", from: "1992-07-01" }],
    },
  },
  anna("rename-party", { party: INSTITUTE, name: "Statens folkhälsoinstitut", from: "2001-07-01" }),
  {
    by: "anna",
    request: {
      type: "register-party",
      party: AUTHORITY,
      kind: "agency",
      name: "Folkhälsomyndigheten",
      names: [{ name: "Folkhälsomyndigheten", from: "2014-01-01" }],
    },
  },
  anna("record-organisationsnummer", { party: AUTHORITY, organisationsnummer: "202100-6545" }),
  anna("succeed-party", {
    ...{ party: INSTITUTE, successor: AUTHORITY, from: "2014-01-01", decision: "SFS 2013:1020" },
  }),
  anna("grant-appropriation", { anslagspost: POST, ...IN_2023 }),
  anna("grant-appropriation", { anslagspost: "2023-9-1:6-18", ...IN_2023 }),
  anna("adjust-appropriation", { anslagspost: POST, direction: "decrease", ...IN_2023 }),
  anna("move-appropriation", { from: POST, to: "2023-9-1:6-18", ...IN_2023 }),
  anna("withdraw-appropriation", { anslagspost: POST, ...IN_2023, effectiveOn: "2023-06-30" }),
  anna("receive-requisition", REQUISITION),
  anna("request-supplement", REQUISITION),
  anna("supplement-requisition", REQUISITION),
  anna("withdraw-requisition", REQUISITION),
  anna("receive-cost-report", REPORT),
  anna("reject-cost-report", REPORT),
  anna("close-period"),
];

/** What is asked of a read for its example; without an entry the route's own examples of its parameters are. */
export const READ_PATHS: Readonly<Record<string, string>> = {
  "list-balances": "/api/balances?by=anslagspost,recipient&agreement=sjsv-2022&effective=2022-12-31",
  "list-reclaimable": "/api/reclaimable?on=2023-04-01&agreement=sjsv-2022",
  // What is told as of today is asked as of a day, so that the example stays as it is.
  "list-work": "/api/worklist?effective=2023-04-01&limit=3",
  "list-deadlines": "/api/deadlines?effective=2023-04-01&agreement=sjsv-2022&limit=3",
  "read-agreement-overview": "/api/agreements/sjsv-2022/overview?effective=2022-12-31",
  "list-found": "/api/search?q=sjsv-2022&limit=3",
  "read-receipt": "/api/receipts/bank-2023-0503",
  "list-events": "/api/events?stream=grant-sjsv-2022.skr&limit=2",
};
