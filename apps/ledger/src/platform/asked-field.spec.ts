import { RuleError } from "#domain/rule-error.ts";
import type { RequestType } from "../ledger/requests.ts";
import { inAskedWords } from "./asked-field.ts";

const twoLines = {
  items: [
    { line: "3a", amount: "1.00" },
    { line: "6b", amount: "2.00" },
  ],
};
const allocations = [
  { recipient: "skr", amount: "1.00" },
  { recipient: "sbu", amount: "1.00" },
];

describe("a refusal's field in the request's own words", () => {
  it.each<[string, RequestType, object, string, Record<string, string>, string | undefined]>([
    ["a field that the request has", "reduce-allocation", { line: "3a" }, "line", {}, "line"],
    ["the amount of an item", "approve-requisition", twoLines, "items[1].amount", {}, "items[1].amount"],
    [
      "a plain amount that became an item",
      "reduce-allocation",
      { amount: "1.00" },
      "items[0].amount",
      {},
      "amount",
    ],
    ["the amount to distribute", "distribute", { amount: "1.00" }, "allocations", {}, "amount"],
    ["a table to distribute by", "distribute", { amount: "1.00", table: [] }, "allocations", {}, "table"],
    [
      "a recipient of an allocation",
      "allocate",
      { allocations },
      "recipient",
      { party: "sbu" },
      "allocations[1].recipient",
    ],
    ["a line of an item", "approve-requisition", twoLines, "line", { line: "6b" }, "items[1].line"],
    [
      "the line of the only item",
      "approve-requisition",
      { items: [{ line: "3a" }] },
      "line",
      {},
      "items[0].line",
    ],
    ["who asks", "approve-requisition", twoLines, "by", { by: "anna" }, "Ledger-Actor"],
    ["the day", "approve-cost-report", { on: "2023-04-14" }, "effectiveOn", {}, "on"],
    [
      "the requisition that is paid",
      "order-disbursement",
      { pays: {} },
      "requisition",
      {},
      "pays.requisition",
    ],
    ["the entry to reverse", "reverse", { eventId: "e" }, "entry", {}, "eventId"],
    ["what the request has in no form", "close-period", { through: "2022-12-31" }, "payTo", {}, undefined],
  ])("%s", (_what, type, request, field, figures, asked) => {
    const error = inAskedWords(new RuleError("a-rule", "A message.", { field, figures }), type, request);
    expect([error.rule, error.message, error.figures, error.field]).toEqual([
      "a-rule",
      "A message.",
      figures,
      asked,
    ]);
  });
});
