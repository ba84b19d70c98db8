import { type Desk, GRANT, REQUISITION, allocated, startDesk } from "./running.ts";

describe("a request that a rule refuses", () => {
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
});
