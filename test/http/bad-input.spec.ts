import { type Body, type Desk, GRANT, REQUISITION, allocated, startDesk } from "./running.ts";

describe("bad input over HTTP", () => {
  let desk: Desk;
  let before: number;

  beforeAll(async () => {
    desk = await startDesk();
    await allocated(desk);
    before = await desk.events();
  });
  // Whatever was asked, nothing of it may have been written.
  afterEach(async () => expect(await desk.events()).toBe(before));
  afterAll(() => desk.close());

  const part = { line: "3a", amount: "1.00" };
  const approval = { items: [part], effectiveOn: "2022-11-28" };

  it.each<[string, string, object, [string, string, object][]]>([
    [
      "an unknown field, with the one that was meant",
      "requisitions",
      { ...REQUISITION, ammount: "1.00" },
      [["ammount", "field-unknown", { known: expect.stringContaining("amount") }]],
    ],
    [
      "an unknown field in an item",
      "requisitions/r-1/approval",
      { ...approval, items: [{ ...part, note: "x" }] },
      [["items[0].note", "field-unknown", {}]],
    ],
    [
      "a wrong check digit of an organisationsnummer",
      "requisitions",
      { ...REQUISITION, organisationsnummer: "222000-0316" },
      [["organisationsnummer", "organisationsnummer-checksum", { givenDigit: "6", expectedDigit: "5" }]],
    ],
    [
      "a wrong check digit of a bankgiro number",
      "requisitions",
      { ...REQUISITION, payTo: { type: "bankgiro", number: "5050-1056" } },
      [["payTo.number", "bankgiro-checksum", { expectedDigit: "5" }]],
    ],
    [
      "a negative amount",
      "requisitions/r-1/approval",
      { ...approval, items: [{ ...part, amount: "-1.00" }] },
      [["items[0].amount", "amount-not-positive", { given: "-1.00" }]],
    ],
    [
      "an amount finer than an öre",
      "requisitions/r-1/approval",
      { ...approval, items: [{ ...part, amount: "1.005" }] },
      [["items[0].amount", "amount-format", { given: "1.005" }]],
    ],
    [
      "an amount as a number",
      "requisitions/r-1/approval",
      { ...approval, items: [{ ...part, amount: 1.1 }] },
      [["items[0].amount", "amount-format", { given: "1.1" }]],
    ],
    [
      "an amount beyond what the ledger can hold",
      "requisitions/r-1/approval",
      { ...approval, items: [{ ...part, amount: "99999999999999.00" }] },
      [["items[0].amount", "amount-too-large", { largest: "1000000000000.00" }]],
    ],
    [
      "a day that does not exist",
      "requisitions/r-1/approval",
      { ...approval, effectiveOn: "2022-02-30" },
      [["effectiveOn", "date-format", { given: "2022-02-30" }]],
    ],
    [
      "several at once",
      "requisitions/r-1/approval",
      { items: [{ line: "3A", amount: "0.00" }], effectiveOn: 7 },
      [
        ["items[0].line", "slug-format", {}],
        ["items[0].amount", "amount-not-positive", {}],
        ["effectiveOn", "date-format", {}],
      ],
    ],
    [
      "what the path says already",
      "requisitions/r-1/approval",
      { ...approval, agreement: "other" },
      [["agreement", "field-in-path", {}]],
    ],
    [
      "a type",
      "requisitions/r-1/approval",
      { ...approval, type: "reverse" },
      [["type", "field-in-path", {}]],
    ],
  ])("is refused for %s", async (_what, path, body, problems) => {
    const reply = await desk.post(`${GRANT}/${path}`, body);
    expect(reply.status).toBe(400);
    expect(reply.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(reply.body).toMatchObject({ type: "/problems/invalid-request", status: 400 });
    expect(reply.body["errors"]).toEqual(
      problems.map(([field, rule, figures]) => ({
        field,
        rule,
        message: expect.stringContaining(field),
        figures: expect.objectContaining(figures),
      })),
    );
  });

  it("is refused in a path as in a body", async () => {
    const reply = await desk.post("/api/appropriations/2022-28-1:6-5/withdrawals", {
      amount: "1.00",
      decision: "x",
      effectiveOn: "2022-01-01",
    });
    expect(reply.status).toBe(400);
    expect(reply.body["errors"]).toEqual([
      expect.objectContaining({ field: "anslagspost", rule: "anslag-key-format" }),
    ]);
  });

  it("says what rule decided, with its figures: more is asked for than was allocated", async () => {
    const received = await desk.post(`${GRANT}/requisitions`, {
      ...REQUISITION,
      amount: "65000001.00",
      lines: undefined,
    });
    before = await desk.events();
    expect(received.status).toBe(201);
    const reply = await desk.post(
      `${GRANT}/requisitions/r-1/approval`,
      { items: [{ line: "3a", amount: "65000001.00" }], effectiveOn: "2022-11-28" },
      { "Ledger-Actor": "attestant" },
    );
    expect(reply.status).toBe(422);
    const { rule } = (reply.body["errors"]?.["0"] ?? {}) as { rule?: string };
    expect(reply.body).toMatchObject({
      type: `/problems/${rule}`,
      instance: `${GRANT}/requisitions/r-1/approval`,
      figures: { there: "65000000.00", asked: "65000001.00" },
      errors: [{ field: "items[0].amount", figures: { there: "65000000.00" } }],
    });
  });

  it.each<[string, string, object, number, string, string]>([
    [
      "an anslagspost in the body",
      "/api/agreements/sjsv-2022/lines/3a/funding",
      { anslagspost: "2022-9-1:6-99", amount: "1.00", decision: "kap 8", on: "2022-02-01" },
      422,
      "anslagspost-unknown",
      "anslagspost",
    ],
    [
      "an agreement in the path",
      "/api/agreements/sjsv-2023/lines/3a/funding",
      { anslagspost: "2022-9-1:6-5", amount: "1.00", decision: "kap 8", on: "2022-02-01" },
      404,
      "agreement-unknown",
      "agreement",
    ],
    [
      "a line in the path",
      "/api/agreements/sjsv-2022/lines/3z/funding",
      { anslagspost: "2022-9-1:6-5", amount: "1.00", decision: "kap 8", on: "2022-02-01" },
      404,
      "line-unknown",
      "line",
    ],
    [
      "a requisition in the path",
      `${GRANT}/requisitions/r-404/approval`,
      { items: [{ line: "3a", amount: "1.00" }], effectiveOn: "2022-11-28" },
      404,
      "requisition-unknown",
      "requisitionId",
    ],
    [
      "a party in the body",
      "/api/parties/skr/successor",
      { successor: "nobody", from: "2023-01-01", decision: "x" },
      422,
      "party-unknown",
      "successor",
    ],
  ])("does not know %s", async (_what, path, body, status, rule, field) => {
    const reply = await desk.post(path, body);
    expect(reply.body).toMatchObject({ type: `/problems/${rule}`, status, errors: [{ field, rule }] });
    expect(reply.status).toBe(status);
  });

  it.each([
    "/api/agreements/none",
    "/api/parties/none",
    "/api/receipts/none",
    "/api/appropriations/2022-9-1:6-77",
    "/api/agreements/sjsv-2022/grants/nobody",
    "/api/agreements/none/grants",
    "/api/distribution-keys/none",
  ])("finds nothing at %s", async (path) => {
    const reply = await desk.get(path);
    expect(reply.status).toBe(404);
    expect(reply.body["type"]).toMatch(/^\/problems\/.+-unknown$/);
  });

  it.each<[string, string, string, string]>([
    ["/api/balances?agreement=sjsv-2023", "agreement", "agreement-unknown", "sjsv-2022"],
    ["/api/balances?line=3b", "line", "line-unknown", "3a"],
    ["/api/balances?recipient=sks", "recipient", "party-unknown", "skr"],
    ["/api/balances?holder=sks", "holder", "party-unknown", "skr"],
    ["/api/balances?anslagspost=2022-9-1:6-6", "anslagspost", "anslagspost-unknown", "2022-9-1:6-5"],
    ["/api/reclaimable?on=2023-04-30&agreement=sjsv-2023", "agreement", "agreement-unknown", "sjsv-2022"],
    ["/api/deadlines?agreement=sjsv-2023", "agreement", "agreement-unknown", "sjsv-2022"],
  ])("shows no empty rows for what nobody has registered: %s", async (path, field, rule, near) => {
    const reply = await desk.get(path);
    expect(reply.body).toMatchObject({
      type: `/problems/${rule}`,
      status: 404,
      detail: expect.stringContaining(`(did you mean "${near}"?)`),
      errors: [{ field, rule }],
    });
  });

  it.each<[string, string, string, string]>([
    ["a dimension", "/api/balances?by=anslagpost", "by", "dimension-unknown"],
    ["a dimension named twice", "/api/balances?by=line,line", "by", "dimension-unknown"],
    ["a parameter", "/api/balances?group=line", "group", "field-unknown"],
    ["a parameter said twice", "/api/balances?line=3a&line=3b", "line", "slug-format"],
    ["a day", "/api/balances?effective=2022-13-01", "effective", "date-format"],
    ["an axis", "/api/balances?axis=recorded", "axis", "choice"],
    ["a missing day", "/api/reclaimable", "on", "field-missing"],
    ["a limit", "/api/events?limit=1001", "limit", "number-format"],
    ["a cursor", "/api/events?after=-1", "after", "number-format"],
    ["an id in the path", "/api/parties/SKR", "party", "slug-format"],
  ])("is refused in a query for %s", async (_what, path, field, rule) => {
    const reply = await desk.get(path);
    expect(reply.status).toBe(400);
    expect(reply.body["errors"]).toEqual([expect.objectContaining({ field, rule })]);
  });

  const wrongUtf8 = new Uint8Array([...new TextEncoder().encode('{"through": "'), 0xff, 0x22, 0x7d]);
  it.each<[string, string | Uint8Array, Record<string, string>, number, string]>([
    ["truncated JSON", '{"through": "2022-12-31"', {}, 400, "malformed-request"],
    ["no JSON", "through=2022-12-31", {}, 400, "malformed-request"],
    ["an empty body", "", {}, 400, "malformed-request"],
    ["a hidden prototype", '{"__proto__": {"through": "2022-12-31"}}', {}, 400, "malformed-request"],
    ["bytes that are no UTF-8", wrongUtf8, {}, 400, "malformed-request"],
    ["a list", "[]", {}, 400, "invalid-request"],
    ["null", "null", {}, 400, "invalid-request"],
    [
      "a form",
      "through=2022-12-31",
      { "Content-Type": "application/x-www-form-urlencoded" },
      415,
      "media-type-unsupported",
    ],
    ["more than a mebibyte", `{"through": "${"9".repeat(1_048_576)}"}`, {}, 413, "body-too-large"],
  ])("is refused for a body of %s", async (_what, body, headers, status, rule) => {
    const reply = await desk.post("/api/closings", body, headers);
    expect(reply.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(reply.body).toMatchObject({ type: `/problems/${rule}`, status });
    expect(reply.status).toBe(status);
  });

  it.each<[string, Record<string, string>, string, string]>([
    ["no Idempotency-Key", { "Idempotency-Key": "" }, "Idempotency-Key", "idempotency-key-format"],
    ["a key with spaces", { "Idempotency-Key": "a b" }, "Idempotency-Key", "idempotency-key-format"],
    [
      "a key without end",
      { "Idempotency-Key": "x".repeat(201) },
      "Idempotency-Key",
      "idempotency-key-format",
    ],
    ["an actor by name", { "Ledger-Actor": "Anna Andersson" }, "Ledger-Actor", "actor-format"],
    ["a weak ETag", { "If-Match": 'W/"3"' }, "If-Match", "if-match-format"],
    ["an ETag without quotes", { "If-Match": "3" }, "If-Match", "if-match-format"],
    ["any ETag", { "If-Match": "*" }, "If-Match", "if-match-format"],
    ["several ETags", { "If-Match": '"3", "4"' }, "If-Match", "if-match-format"],
    ["an ETag of no revision", { "If-Match": '"-1"' }, "If-Match", "if-match-format"],
  ])("is refused for %s in the headers", async (_what, headers, field, rule) => {
    const reply = await desk.post("/api/closings", { through: "2022-12-31" }, headers);
    expect(reply.status).toBe(400);
    expect(reply.body["errors"]).toEqual([expect.objectContaining({ field, rule })]);
  });

  it("names both headers that a write needs when both are missing", async () => {
    const response = await fetch(`${desk.url}/api/closings`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: '{"through": "2022-12-31"}',
    });
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: Body[] };
    expect(errors.map(({ rule }) => rule)).toEqual(["actor-format", "idempotency-key-missing"]);
  });

  it("says which Content-Type a write needs", async () => {
    const reply = await desk.post("/api/closings", "through=2022-12-31", { "Content-Type": "text/plain" });
    expect(reply.body).toMatchObject({
      status: 415,
      detail: "The body must be JSON: send Content-Type: application/json.",
    });
  });

  it("names what is wrong with headers and body together", async () => {
    const reply = await desk.post("/api/closings", { trough: "2022-12-31" }, { "If-Match": "3" });
    expect(reply.status).toBe(400);
    const { errors } = reply.as<{ errors: Body[] }>();
    expect(errors.map(({ field, rule }) => [field, rule])).toEqual([
      ["If-Match", "if-match-format"],
      ["trough", "field-unknown"],
      ["through", "field-missing"],
    ]);
  });

  it.each<[string, string, object, string, string]>([
    [
      "a reduction's amount",
      `${GRANT}/reductions`,
      { line: "3a", amount: "65000001.00", reason: "x", decision: "x", effectiveOn: "2022-11-28" },
      "amount",
      "reduction-exceeds-allocated",
    ],
    [
      "the recipient of an allocation",
      "/api/appropriations/2022-9-1:6-5/allocations",
      {
        agreement: "sjsv-2022",
        line: "3a",
        allocations: [{ recipient: "sbu", amount: "1.00" }],
        decision: "x",
        effectiveOn: "2022-06-02",
      },
      "allocations[0].recipient",
      "recipient-not-in-line",
    ],
    [
      "the amount of a distribution",
      "/api/appropriations/2022-9-1:6-5/distributions",
      {
        agreement: "sjsv-2022",
        line: "3a",
        method: "equal",
        unit: "1.00",
        amount: "0.01",
        decision: "x",
        effectiveOn: "2022-06-02",
      },
      "amount",
      "allocation-exceeds-line-funding",
    ],
    [
      "who approves what the same person registered",
      `${GRANT}/requisitions/r-1/approval`,
      { items: [{ line: "3a", amount: "1.00" }], effectiveOn: "2022-11-28" },
      "Ledger-Actor",
      "same-person",
    ],
  ])("names the request's own field when a rule refuses %s", async (_what, path, body, field, rule) => {
    const reply = await desk.post(path, body);
    expect(reply.body).toMatchObject({ status: 422, errors: [{ field, rule }] });
  });

  it("names the item whose line a rule does not know", async () => {
    const reply = await desk.post(
      `${GRANT}/requisitions/r-1/approval`,
      { items: [{ line: "3z", amount: "1.00" }], effectiveOn: "2022-11-28" },
      { "Ledger-Actor": "attestant" },
    );
    expect(reply.body).toMatchObject({ status: 422, errors: [{ field: "items[0].line" }] });
  });

  it("refuses an amendment of another agreement than the path's", async () => {
    const { AGREEMENT } = await import("./running.ts");
    const reply = await desk.post("/api/agreements/dagmar-2007/versions", {
      agreement: AGREEMENT,
      reason: "x",
      on: "2022-03-01",
    });
    expect(reply.status).toBe(400);
    expect(reply.body["errors"]).toEqual([expect.objectContaining({ field: "agreement.id" })]);
  });

  it("tells a wrong path from a wrong method", async () => {
    const nowhere = await desk.get("/api/nothing");
    expect(nowhere.status).toBe(404);
    expect(nowhere.body).toMatchObject({ type: "/problems/not-found", instance: "/api/nothing" });
    const response = await fetch(`${desk.url}/api/balances`, { method: "DELETE" });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD");
    expect(await response.json()).toMatchObject({
      type: "/problems/method-not-allowed",
      status: 405,
      detail: "/api/balances does not take DELETE. It takes GET and HEAD.",
    });
    const malformed = await desk.get("/api/parties/%zz");
    expect(malformed.status).toBe(400);
    expect(malformed.body).toMatchObject({ type: "/problems/malformed-request" });
  });
});
