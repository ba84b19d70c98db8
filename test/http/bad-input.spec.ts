import { AGREEMENT, type Desk, GRANT, REQUISITION, allocated, startDesk } from "./running.ts";

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

  it("refuses an amendment of another agreement than the path's", async () => {
    const reply = await desk.post("/api/agreements/dagmar-2007/versions", {
      agreement: AGREEMENT,
      reason: "x",
      on: "2022-03-01",
    });
    expect(reply.status).toBe(400);
    expect(reply.body["errors"]).toEqual([expect.objectContaining({ field: "agreement.id" })]);
  });
});
