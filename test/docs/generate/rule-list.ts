import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Refusal, refusalsIn } from "./rules.ts";
import { ROOT, readSources } from "./sources.ts";

/** A rule with everything that is known of it from the code and the cases. */
export interface Rule {
  readonly id: string;
  readonly topic: string;
  readonly messages: readonly string[];
  readonly status: string;
  /** `POST /api/receipts`, for the requests whose decision can end there. */
  readonly routes: readonly string[];
  readonly files: readonly string[];
  /** Cases that show it, as paths from test/cases. */
  readonly cases: readonly string[];
}

const NOT_HTTP = "files and command line";

/** The first that a file matches is its topic; this is their order on the page too. */
const TOPICS: readonly (readonly [string, RegExp])[] = [
  ["Agreements and their documents", /^libs\/domain\/src\/(agreements\/|consistency)/],
  ["Posts, line funding and allocations", /^libs\/domain\/src\/(appropriations|distribution)|ledger\/line-/],
  ["Opening balances", /grants\/opening/],
  ["Requisitions, deadlines and payments", /grants\/(requisitions|disbursements|entitlement|terms)/],
  ["Use of money and cost reports", /grants\/(use-of-funds|cost-report|reported-money)/],
  ["Grants: claims, repayments, and what holds for all", /^libs\/domain\/src\/grants\//],
  ["Receipts", /receipts\//],
  ["Parties", /^libs\/domain\/src\/parties\/|src\/parties\//],
  [
    "Balances, reversals and periods",
    /^libs\/domain\/src\/(balances|guarded-books|transfers|periods)|src\/ledger\//,
  ],
  ["Amounts, days, numbers and names", /^libs\/domain\/src\//],
  ["Registers of persons, contacts and attachments", /^apps\/ledger\/src\/registers\//],
  [
    "Form of requests and questions",
    /^apps\/ledger\/src\/(requests|bulk|balances|journal|reads|work|grants|platform\/(?!problems))|queries\//,
  ],
  ["HTTP and the service", /^apps\/ledger\/src\/platform\//],
  ["Files and the command line (not over HTTP)", /./],
];

export const TOPIC_NAMES: readonly string[] = TOPICS.map(([name]) => name);

/** Every rule, in the order of topics and then of the alphabet. */
export function rulesOf(cases: ReadonlyMap<string, readonly string[]>): Rule[] {
  const routes = routesByRequest();
  const byId = Map.groupBy(refusalsIn(readSources()), ({ rule }) => rule);
  const rules = [...byId].map(([id, refusals]) => ({
    id: withBraces(id),
    topic: topicOf(refusals),
    messages: messagesOf(refusals),
    status: statusOf(id, refusals),
    routes: [...new Set(refusals.flatMap(({ requests }) => requests))].map(
      (request) => routes.get(request) ?? request,
    ),
    files: [...new Set(refusals.map(({ file }) => file))],
    cases: cases.get(id) ?? [],
  }));
  return rules.sort(
    (a, b) => TOPIC_NAMES.indexOf(a.topic) - TOPIC_NAMES.indexOf(b.topic) || (a.id < b.id ? -1 : 1),
  );
}

function topicOf(refusals: readonly Refusal[]): string {
  const places = refusals.map(({ file }) => TOPICS.findIndex(([, pattern]) => pattern.test(file)));
  return TOPIC_NAMES[Math.min(...places)] ?? "";
}

/** Angle brackets would be taken for HTML. */
const withBraces = (text: string): string => text.replaceAll(/<([\w…]+)>/g, "{$1}");

function messagesOf(refusals: readonly Refusal[]): string[] {
  const all = refusals.flatMap(({ messages }) =>
    messages.map((each) => withBraces(each).replaceAll(/\s+/g, " ")),
  );
  const told = all.filter((message) => /\w/.test(message.replaceAll(/\{[\w…]+\}/g, "")));
  return [...new Set(told)];
}

function statusOf(id: string, refusals: readonly Refusal[]): string {
  const said = refusals.flatMap(({ status }) => status ?? []);
  if (said.length > 0) return [...new Set(said)].join(", ");
  const inRegister = refusals.filter(({ file }) => !isNotHttp(file) && !file.endsWith("/problems.ts"));
  if (inRegister.length === 0)
    return refusals.some(({ file }) => !isNotHttp(file)) ? "as HTTP says" : NOT_HTTP;
  const read = inRegister.some(({ whileRead }) => whileRead)
    ? ["400 among the errors of invalid-request"]
    : [];
  const isDecided = inRegister.some(({ whileRead, requests }) => !whileRead || requests.length > 0);
  const addressed = id.endsWith("-unknown")
    ? "404 where the address names it"
    : "410 where the address names it";
  const decided = /-(unknown|erased)$/.test(id) ? [addressed, "422 elsewhere"] : ["422"];
  return [...read, ...(isDecided ? decided : [])].join("; ");
}

const isNotHttp = (file: string): boolean =>
  /^apps\/ledger\/src\/(cli|agreement-files|imports|data-folder)\//.test(file);

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly "x-request-type"?: string }>>>>;
}

function routesByRequest(): ReadonlyMap<string, string> {
  const { paths } = JSON.parse(readFileSync(join(ROOT, "openapi.json"), "utf8")) as Described;
  const routes = new Map<string, string>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { "x-request-type": type }] of Object.entries(methods)) {
      if (type !== undefined) routes.set(type, `${method.toUpperCase()} ${path}`);
    }
  }
  return routes;
}
