import type { RequestOf, RequestType } from "../ledger/requests.ts";
import { exampleOf } from "./examples.ts";
import { InvalidRequest, readRequest } from "./read-request.ts";
import { REQUESTS, REQUEST_TYPES } from "./requests.ts";
import type { Wire } from "./wire.ts";

/** A field of a request that its class does not describe: `never` while all are described. */
type FieldLeftOut = {
  [Type in RequestType]: Exclude<
    keyof Wire<Omit<RequestOf<Type>, "type">>,
    keyof InstanceType<(typeof REQUESTS)[Type]>
  >;
}[RequestType];
const everyFieldIsDescribed: [FieldLeftOut] extends [never] ? true : FieldLeftOut = true;

const approval = {
  type: "approve-requisition",
  agreement: "sjsv-2022",
  recipient: "skr",
  requisitionId: "r-1",
  items: [{ line: "3a", anslagspost: "2022-9-1:6-5", amount: "65000000.00" }],
  effectiveOn: "2022-11-25",
};

/** [field, rule] of every problem. */
function problemsOf(value: unknown): [string | undefined, string][] {
  try {
    readRequest(value);
  } catch (error) {
    if (!(error instanceof InvalidRequest)) throw error;
    return error.problems.map(({ field, rule }) => [field, rule]);
  }
  return [];
}

describe("a request in its wire form", () => {
  it("becomes the domain's: amounts in öre, the post as funding", () => {
    expect(everyFieldIsDescribed).toBe(true);
    expect(readRequest(approval)).toEqual({
      ...approval,
      items: [{ line: "3a", funding: "2022-9-1:6-5", amount: 6_500_000_000 }],
    });
  });

  it.each(REQUEST_TYPES)("%s: its own example is read", (type) => {
    expect(readRequest({ type, ...exampleOf(REQUESTS[type]) }).type).toBe(type);
  });

  it.each(REQUEST_TYPES)("%s: a field that it does not have is refused, with those that it has", (type) => {
    const request = { type, ...exampleOf(REQUESTS[type]), by: "someone" };
    expect(problemsOf(request)).toEqual([["by", "field-unknown"]]);
  });

  it.each(REQUEST_TYPES)("%s: nothing but its type is refused, never with another error", (type) => {
    expect(problemsOf({ type })).not.toEqual([]);
    for (const garbage of [null, 7, "x", [], {}, true, "\u0000"]) {
      const fields = Object.keys(exampleOf(REQUESTS[type])).map((name) => [name, garbage]);
      expect(problemsOf({ type, ...Object.fromEntries(fields) })).not.toEqual([]);
    }
  });

  it("is refused with every problem at once, each at its path", () => {
    const request = {
      ...approval,
      recipient: "SKR!",
      items: [
        { line: "3a", anslagspost: "2022-9-1:6-5", amount: "-1.00" },
        { line: "3b", anslagspost: "2022-28-1:6", amount: "10.005", ammount: "1.00" },
      ],
      effectiveOn: "2022-02-30",
    };
    expect(problemsOf(request)).toEqual([
      ["items[1].ammount", "field-unknown"],
      ["recipient", "slug-format"],
      ["items[0].amount", "amount-not-positive"],
      ["items[1].anslagspost", "anslag-key-format"],
      ["items[1].amount", "amount-format"],
      ["effectiveOn", "date-format"],
    ]);
  });

  it.each<[string, object, string, string]>([
    ["zero", { items: [{ ...approval.items[0], amount: "0.00" }] }, "items[0].amount", "amount-not-positive"],
    ["a number", { items: [{ ...approval.items[0], amount: 65000000 }] }, "items[0].amount", "amount-format"],
    ["no items", { items: [] }, "items", "list-format"],
    ["items that are no list", { items: {} }, "items", "list-format"],
    ["an item that is no object", { items: ["3a"] }, "items[0]", "object-format"],
    [
      "more items than any decision has",
      { items: Array(1_001).fill(approval.items[0]) },
      "items",
      "list-format",
    ],
    ["null for a field that may be left out", { cutReason: null }, "cutReason", "text-format"],
    ["a text of blanks", { cutReason: "  " }, "cutReason", "text-format"],
    ["a text without end", { cutReason: "x".repeat(501) }, "cutReason", "text-format"],
    ["a control character", { cutReason: "a\u0007b" }, "cutReason", "text-control-character"],
    ["half a surrogate pair", { cutReason: "a\ud800b" }, "cutReason", "text-control-character"],
    ["an id with spaces", { requisitionId: "Anna Andersson" }, "requisitionId", "id-format"],
    ["a field called constructor", { constructor: 1 }, "constructor", "field-unknown"],
    ["a hidden prototype", JSON.parse('{"__proto__": {"a": 1}}') as object, "__proto__", "field-unknown"],
  ])("is refused for %s", (_what, change, field, rule) => {
    const request: object = Object.fromEntries([...Object.entries(approval), ...Object.entries(change)]);
    expect(problemsOf(request)).toEqual([[field, rule]]);
  });

  it("names the request that a misspelt type may mean", () => {
    expect(() => readRequest({ type: "aprove-requisition" })).toThrow(
      'type must be a kind of request, not "aprove-requisition" (did you mean "approve-requisition"?).',
    );
  });

  it.each([undefined, null, 7, "approve-requisition", [], {}, { type: 7 }])("is not %p", (value) => {
    expect(problemsOf(value)).toHaveLength(1);
  });

  it("names the field of an agreement document inside the request", () => {
    const { agreement } = exampleOf(REQUESTS["register-agreement"]) as { agreement: { lines: object[] } };
    const changed = { ...agreement, lines: [{ ...agreement.lines[0], amount: "65" }] };
    expect(problemsOf({ type: "register-agreement", agreement: changed })).toEqual([
      ["agreement.lines[0].amount", "amount-unit-missing"],
    ]);
  });

  it("says what is wrong with a number's check digit", () => {
    const payTo = { type: "bankgiro", number: "5050-1056" };
    const example = exampleOf(REQUESTS["receive-requisition"]);
    expect(problemsOf({ type: "receive-requisition", ...example, payTo })).toEqual([
      ["payTo.number", "bankgiro-checksum"],
    ]);
    expect(
      problemsOf({ type: "receive-requisition", ...example, organisationsnummer: "222000-0316" }),
    ).toEqual([["organisationsnummer", "organisationsnummer-checksum"]]);
  });

  it("pays exactly one thing", () => {
    const order = { type: "order-disbursement", ...exampleOf(REQUESTS["order-disbursement"]) };
    expect(problemsOf({ ...order, pays: { requisition: "r-1", refund: "f-1" } })).toEqual([
      ["pays", "exactly-one"],
    ]);
    expect(problemsOf({ ...order, pays: {} })).toEqual([["pays", "exactly-one"]]);
  });

  it("splits a line by a key, in its example as the agreement of 2022 splits line 6b", () => {
    expect(exampleOf(REQUESTS.distribute)).toMatchObject({
      line: "6b",
      method: "key",
      key: "population-2022",
    });
  });

  it("splits a line by the decision's table, every amount of which is read", () => {
    const { unit: _unit, key: _key, ...rest } = exampleOf(REQUESTS.distribute);
    const table = { type: "distribute", ...rest, method: "table", departure: "kap 6" };
    const rows = [{ recipient: "region-01", amount: "112500000.00" }];
    expect(readRequest({ ...table, table: rows })).toMatchObject({
      method: "table",
      table: [{ recipient: "region-01", amount: 11_250_000_000 }],
      departure: "kap 6",
    });
    expect(problemsOf({ ...table, table: [{ recipient: "region-01", amount: "0.00" }] })).toEqual([
      ["table[0].amount", "amount-not-positive"],
    ]);
    expect(problemsOf({ ...table, method: "by-table" })).toEqual([["method", "choice"]]);
  });

  it("leaves what belongs to another variant out of an example", () => {
    const { certificate, ...report } = exampleOf(REQUESTS["receive-cost-report"]);
    expect(certificate).toEqual({ alternative: 1, certifier: "person-19" });
    expect(report).not.toHaveProperty("corrects");
  });
});
