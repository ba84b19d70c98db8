import { agreementStream, partyStream } from "#domain/accounts.ts";
import { day } from "#domain/calendar.ts";
import { oreFromKronor, formatAmount } from "#domain/money.ts";
import { payeeOn } from "#domain/parties/party.ts";
import type { LedgerView } from "#projections/ledger-view.ts";
import { Decimal } from "decimal.js";
import type { CommandText, Defaults } from "./case-file.ts";

/** Fields that hold an amount, whatever the command. */
const AMOUNTS = new Set(["amount", "costs", "disputed", "excess", "carriedOver", "unit"]);
const AMOUNT = /^-?\d[\d ]*(\.\d{1,2})?$/;

/** An amount as a case spells it (`10`, `8.50`, `65 000 000`) in wire form; anything else stays as it is. */
export function wireAmount(text: string): string {
  return AMOUNT.test(text) ? formatAmount(oreFromKronor(new Decimal(text.replaceAll(" ", "")))) : text;
}

/** Which field of a command is its day. */
function dayFieldOf(type: string): string | undefined {
  if (type === "close-period") return "through";
  if (["receive-requisition", "receive-cost-report"].includes(type)) return "receivedOn";
  if (["rename-party", "succeed-party", "name-payee"].includes(type)) return "from";
  if (
    ["close-year", "reverse", "place-receipt", "record-organisationsnummer"].includes(type) ||
    type.startsWith("register-")
  )
    return undefined;
  return ON.has(type) ? "on" : "effectiveOn";
}
const ON = new Set([
  ...["amend-agreement", "record-condition", "rule-discrepancy", "fund-line", "record-payment-decision"],
  ...["reduce-line-funding", "request-supplement", "supplement-requisition", "reject-requisition"],
  ...["withdraw-requisition", "record-exception", "approve-disbursement", "approve-cost-report"],
  ...["resolve-deviation", "reject-cost-report", "lapse-due"],
]);

/** Words that a command needs and a case seldom cares about. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  "grant-appropriation": ["decision", "name"],
  "adjust-appropriation": ["decision"],
  "move-appropriation": ["decision"],
  "withdraw-appropriation": ["decision"],
  "close-year": ["decision"],
  "reduce-line-funding": ["reason"],
  "fund-line": ["decision"],
  "rule-discrepancy": ["reason"],
  "amend-agreement": ["reason"],
  allocate: ["decision"],
  distribute: ["decision"],
  "request-supplement": ["missing"],
  "reject-requisition": ["reason"],
  "withdraw-requisition": ["reason"],
  "record-exception": ["reason", "decision"],
  "cancel-disbursement": ["reason"],
  "confirm-disbursement": ["bankReference"],
  "return-disbursement": ["reason"],
  "report-disposal": ["report"],
  "pass-on": ["decision"],
  "co-finance": ["consultation"],
  "resolve-deviation": ["resolution"],
  "reject-cost-report": ["reason"],
  "decide-reclaim": ["decision"],
  "withdraw-reclaim": ["reason"],
  "write-off-reclaim": ["decision"],
  "decide-refund": ["decision"],
  "reduce-allocation": ["reason", "decision"],
  "release-funds": ["decision"],
  "record-opening-balance": ["source"],
  "apply-ruling": ["decision"],
  "refund-receipt": ["reason"],
  "succeed-party": ["decision"],
  "record-organisationsnummer": ["reason"],
  reverse: ["reason"],
};

const ON_A_POST = [
  ...["grant-appropriation", "adjust-appropriation", "withdraw-appropriation", "close-year"],
  ...["reduce-line-funding", "fund-line", "allocate", "distribute"],
];
const ON_AN_AGREEMENT = [
  ...["record-condition", "rule-discrepancy", "fund-line", "record-payment-decision", "reduce-line-funding"],
  ...["allocate", "distribute"],
];
const ON_A_LINE = [
  ...["rule-discrepancy", "fund-line", "allocate", "distribute", "reduce-line-funding", "record-exception"],
  ...["reduce-allocation", "apply-ruling"],
];
const IN_A_GRANT = [
  ...["receive-requisition", "request-supplement", "supplement-requisition", "approve-requisition"],
  ...["reject-requisition", "withdraw-requisition", "record-exception", "order-disbursement"],
  ...["approve-disbursement", "cancel-disbursement", "confirm-disbursement", "return-disbursement"],
  ...["report-disposal", "pass-on", "co-finance", "receive-cost-report", "approve-cost-report"],
  ...[
    "resolve-deviation",
    "reject-cost-report",
    "decide-reclaim",
    "withdraw-reclaim",
    "write-off-reclaim",
    "decide-refund",
  ],
  ...["reduce-allocation", "release-funds", "apply-ruling", "place-receipt", "record-opening-balance"],
];
/** Commands with a list of items: one item can be written without the list. */
const OF_ITEMS = [
  ...["approve-requisition", "report-disposal", "pass-on", "co-finance", "decide-reclaim", "decide-refund"],
  "release-funds",
];
const ITEM_FIELDS = ["line", "anslagspost", "holder", "amount", "from", "to", "toLine"];
const OPENED_FIELDS = ["account", "requisition", "disbursement", "report", "reclaim", "demandedFrom"];

type Wire = Record<string, unknown>;

/** Whether the second person does it, when the case names nobody. */
export const isApproval = (type: string): boolean => type.startsWith("approve-");

/**
 * A command as a case spells it, in the wire form of a request: amounts as "10.00", and what every case
 * would repeat filled in (see test/cases/README.md).
 */
export function wireForm(
  { type, ...given }: CommandText,
  on: string | undefined,
  defaults: Defaults,
  view: LedgerView,
): Wire & { type: string } {
  const wire: Wire = { ...given };
  const fill = (field: string, value: unknown): void => {
    if (wire[field] === undefined && value !== undefined) wire[field] = value;
  };
  const dayField = dayFieldOf(type);
  if (dayField !== undefined) fill(dayField, on);
  for (const word of WORDS[type] ?? [])
    fill(word, word === "bankReference" ? "bank-1" : `${word} of the case`);
  if (ON_A_POST.includes(type)) fill("anslagspost", defaults.anslagspost);
  if (ON_AN_AGREEMENT.includes(type)) fill("agreement", defaults.agreement);
  if (IN_A_GRANT.includes(type)) {
    fill("agreement", defaults.agreement);
    fill("recipient", defaults.recipient);
  }
  if (ON_A_LINE.includes(type)) fill("line", defaults.line);
  if (OF_ITEMS.includes(type) && wire["items"] === undefined) wire["items"] = [takenOut(wire, ITEM_FIELDS)];
  if (Array.isArray(wire["items"]))
    wire["items"] = wire["items"].map((item: Wire) => withLine(item, defaults));
  special(type, wire, on, defaults, view);
  return amountsIn({ type, ...wire }) as Wire & { type: string };
}

function special(
  type: string,
  wire: Wire,
  on: string | undefined,
  defaults: Defaults,
  view: LedgerView,
): void {
  const year = String(on).slice(0, 4);
  switch (type) {
    case "grant-appropriation":
    case "adjust-appropriation":
      wire["kind"] ??= "years_grant";
      if (type === "adjust-appropriation") wire["direction"] ??= "increase";
      return;
    case "record-payment-decision":
      wire["kind"] ??= "regleringsbrev";
      wire["caseNumber"] ??= "S2013/1/FS";
      wire["repaymentTo"] ??= "anslagspost";
      if (wire["terms"] !== undefined) wire["terms"] = withFlags(wire["terms"] as Wire);
      wire["lines"] ??= view.agreements
        .get(agreementStream(String(wire["agreement"])))
        ?.agreement?.lines.map(({ id }) => id);
      return;
    case "register-party":
      wire["names"] ??= [{ name: wire["name"], from: "1900-01-01" }];
      return;
    case "allocate":
      wire["allocations"] ??= [
        { recipient: wire["recipient"] ?? defaults.recipient, ...takenOut(wire, ["recipient", "amount"]) },
      ];
      return;
    case "distribute":
      if (wire["method"] !== "table") wire["unit"] ??= "1.00";
      return;
    case "receive-requisition": {
      const party = view.parties.get(partyStream(String(wire["recipient"])));
      const payee = party && payeeOn(party, String(wire["recipient"]), day(String(wire["receivedOn"])));
      wire["period"] ??= { from: `${year}-01-01`, to: `${year}-12-31` };
      wire["organisationsnummer"] ??=
        view.parties.get(partyStream(String(payee)))?.party?.organisationsnummer ?? "222000-0315";
      wire["payTo"] ??= PAY_TO;
      return;
    }
    case "order-disbursement":
      if (wire["pays"] === undefined) {
        wire["pays"] = { items: [withLine(takenOut(wire, ITEM_FIELDS), defaults)] };
        wire["payTo"] ??= PAY_TO;
      }
      return;
    case "receive-cost-report": {
      const before = String(Number(year) - 1);
      wire["period"] ??= { from: `${before}-01-01`, to: `${before}-12-31` };
      wire["certificate"] ??= { alternative: "1" };
      wire["uses"] ??= [takenOut(wire, ["line", "anslagspost", "holder", "costs", "disputed"])];
      const certificate = wire["certificate"] as Wire;
      wire["certificate"] = { ...certificate, alternative: Number(certificate["alternative"]) };
      wire["uses"] = (wire["uses"] as Wire[]).map((use) => ({
        holder: wire["recipient"],
        ...withLine(use, defaults),
      }));
      return;
    }
    case "record-opening-balance":
      opening(wire, year, defaults);
      return;
    case "decide-reclaim":
      wire["grounds"] ??= "unused";
      return;
    case "decide-refund":
      wire["payTo"] ??= PAY_TO;
      return;
    default:
      return;
  }
}

/** Each item of the default post, and each case that the opening brings with what a case seldom cares about. */
function opening(wire: Wire, year: string, defaults: Defaults): void {
  const period = { from: `${year}-01-01`, to: `${year}-12-31` };
  const each = (list: string, fill: (one: Wire) => Wire): void => {
    if (Array.isArray(wire[list])) wire[list] = wire[list].map((one: Wire) => fill(one));
  };
  wire["items"] ??= [withLine(takenOut(wire, [...ITEM_FIELDS, ...OPENED_FIELDS]), defaults)];
  each("items", (item) => ({ anslagspost: defaults.anslagspost, ...item }));
  each("requisitions", (one) => ({ period, organisationsnummer: "222000-0315", payTo: PAY_TO, ...one }));
  each("reports", (one) => ({
    period,
    ...one,
    uses: (one["uses"] as Wire[]).map((use) => ({ holder: wire["recipient"], ...withLine(use, defaults) })),
  }));
  each("reclaims", (one) => ({ grounds: "unused", decision: "decision of the case", ...one }));
}

/** A case's values are all text; the flags of a requisition term are not. */
function withFlags({ requisition, ...terms }: Wire): Wire {
  if (requisition === undefined) return terms;
  const { lapses, once, ...rest } = requisition as Wire;
  return { ...terms, requisition: { ...rest, lapses: lapses === "true", once: once === "true" } };
}

const PAY_TO = { type: "bankgiro", number: "5050-1055" };

const withLine = (item: Wire, { line }: Defaults): Wire => (line === undefined ? item : { line, ...item });

function takenOut(wire: Wire, fields: readonly string[]): Wire {
  const taken: Wire = {};
  for (const field of fields) {
    if (wire[field] === undefined) continue;
    taken[field] = wire[field];
    Reflect.deleteProperty(wire, field);
  }
  return taken;
}

function amountsIn(value: unknown, key?: string): unknown {
  if (typeof value === "string") return key !== undefined && AMOUNTS.has(key) ? wireAmount(value) : value;
  if (Array.isArray(value)) return value.map((each: unknown) => amountsIn(each));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, amountsIn(each, name)]));
}
