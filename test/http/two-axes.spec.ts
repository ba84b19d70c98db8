import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import { type Desk, GRANT, REQUISITION, allocated, startDesk } from "./running.ts";

describe("money as of a day, as known at a time", () => {
  let desk: Desk;
  let now = "2022-06-10T08:00:00.000Z";
  beforeAll(async () => {
    desk = await startDesk(new MemoryEventStore({ clock: { now: () => now } }));
    await allocated(desk);
    now = "2022-11-28T09:00:00.000Z";
    await desk.write(`${GRANT}/requisitions`, REQUISITION);
    await desk.write(
      `${GRANT}/requisitions/r-1/approval`,
      {
        items: [{ line: "3a", amount: "65000000.00" }],
        effectiveOn: "2022-11-28",
      },
      { "Ledger-Actor": "approver" },
    );
    now = "2022-12-02T14:30:00.000Z";
    await desk.write(`${GRANT}/disbursements`, {
      disbursementId: "u-1",
      pays: { requisition: "r-1" },
      effectiveOn: "2022-12-01",
    });
    await desk.write(
      `${GRANT}/disbursements/u-1/approval`,
      { on: "2022-12-01" },
      { "Ledger-Actor": "approver" },
    );
    now = "2022-12-05T08:00:00.000Z";
    await desk.write(`${GRANT}/disbursements/u-1/confirmation`, {
      bankReference: "bank-1",
      effectiveOn: "2022-12-02",
    });
  });
  afterAll(() => desk.close());

  const standing = async (query: string): Promise<Record<string, string>> => {
    const { body } = await desk.get(`/api/balances?by=recipient&recipient=skr&${query}`);
    const [row] = body["rows"] as unknown as [{ net: Record<string, string> }?];
    return Object.fromEntries(Object.entries(row?.net ?? {}).filter(([, amount]) => amount !== "0.00"));
  };

  it.each([
    ["the payment counts from its bank date", "effective=2022-12-02", { outstanding: "65000000.00" }],
    ["and not the day before", "effective=2022-12-01", { in_payment: "65000000.00" }],
    [
      "on the 2nd nobody knew of the bank's answer yet",
      "effective=2022-12-02&knownAt=2022-12-02",
      { in_payment: "65000000.00" },
    ],
    [
      "at two o'clock that day the order was not recorded either",
      "effective=2022-12-02&knownAt=2022-12-02T15:00:00%2B01:00",
      { requisitioned: "65000000.00" },
    ],
    ["a day in the log ends at midnight in Stockholm", "knownAt=2022-06-10", { allocated: "65000000.00" }],
    ["before anything was recorded there was no money", "knownAt=2022-06-09", {}],
  ])("%s", async (_, query, expected) => {
    expect(await standing(query)).toEqual(expected);
  });

  it("is shown for one grant and one post as well, with the revision that was known", async () => {
    const { body, headers } = await desk.get(`${GRANT}?knownAt=2022-12-02`);
    expect(body["disbursements"]).toMatchObject([{ id: "u-1", status: "approved" }]);
    expect(body["accounts"]).toEqual(
      expect.arrayContaining([expect.objectContaining({ account: "in_payment", amount: "65000000.00" })]),
    );
    const present = await desk.get(GRANT);
    expect(headers.get("ETag")).not.toBe(present.headers.get("ETag"));
    const post = await desk.get("/api/appropriations/2022-9-1:6-5?effective=2022-06-01");
    expect(post.body["accounts"]).toEqual(
      expect.arrayContaining([{ account: "available", amount: "172500000.00" }]),
    );
  });

  it("shows the turnover of a period", async () => {
    const { body } = await desk.get(
      "/api/balances?by=recipient&recipient=skr&from=2022-12-01&effective=2022-12-31",
    );
    expect(body["rows"]).toMatchObject([
      {
        net: { outstanding: "65000000.00" },
        turnover: { allocated: "0.00", in_payment: "65000000.00", outstanding: "65000000.00" },
      },
    ]);
  });

  it("keeps a statement: opening balance, entries, running balances", async () => {
    const { body } = await desk.get(`${GRANT}/statement?from=2022-12-01`);
    expect(body["opening"]).toMatchObject({ requisitioned: "65000000.00", outstanding: "0.00" });
    expect(body["rows"]).toMatchObject([
      {
        type: "DisbursementOrdered",
        effectiveOn: "2022-12-01",
        recordedAt: "2022-12-02T14:30:00.000Z",
        from: { account: "requisitioned" },
        to: { account: "in_payment" },
        balances: { requisitioned: "0.00", in_payment: "65000000.00" },
      },
      { type: "DisbursementConfirmed", voucher: true, balances: { outstanding: "65000000.00" } },
    ]);
    expect(body["closing"]).toMatchObject({ outstanding: "65000000.00", in_payment: "0.00" });
  });

  it("gives the journal page by page, the latest first if asked, and refuses another list's cursor", async () => {
    const first = await desk.get("/api/journal?order=-position&limit=2&recipient=skr");
    expect(first.body["rows"]).toMatchObject([
      { type: "DisbursementConfirmed", amount: "65000000.00" },
      { type: "DisbursementOrdered" },
    ]);
    const next = first.as<{ next: string }>().next;
    const second = await desk.get(`/api/journal?order=-position&limit=2&recipient=skr&cursor=${next}`);
    expect(second.body["rows"]).toMatchObject([
      { type: "RequisitionApproved", actor: "approver" },
      { type: "AllocationDecided", from: { account: "available" }, to: { account: "allocated" } },
    ]);
    const other = await desk.get(`/api/journal?limit=2&recipient=skr&cursor=${next}`);
    expect(other.status).toBe(404);
    expect(other.body).toMatchObject({ type: "/problems/cursor-unknown" });
  });

  it("waits for the position that a caller names, and says when it does not come", async () => {
    const { headers } = await desk.get("/api/balances");
    const position = headers.get("Ledger-Position") ?? "";
    expect((await desk.get("/api/balances", { "Ledger-Position": position })).status).toBe(200);
    const wrong = await desk.get("/api/balances", { "Ledger-Position": "soon" });
    expect(wrong.status).toBe(400);
    expect(wrong.body).toMatchObject({ errors: [{ field: "Ledger-Position", rule: "position-format" }] });
  });

  it.each(["2022-13-01", "yesterday", "2022-12-02T15:00:00", "2022-12-02T15:00:00 01:00"])(
    "refuses to guess what %s means",
    async (knownAt) => {
      const reply = await desk.get(`/api/balances?knownAt=${encodeURIComponent(knownAt)}`);
      expect(reply.status).toBe(400);
      expect(reply.body).toMatchObject({ errors: [{ field: "knownAt" }] });
    },
  );
});

describe("a log with an event that the read model cannot take", () => {
  it("is told by the health check and by every read of money, and what was recorded stands", async () => {
    const store = new MemoryEventStore({ clock: { now: () => "2022-06-10T08:00:00.000Z" } });
    const desk = await startDesk(store);
    await allocated(desk);
    await store.append("anslagspost-2022-9-1:6-77", "no_stream", [
      { id: "00000000-0000-4000-8000-000000000001", type: "FromAnotherWorld", data: {}, metadata: {} },
    ]);

    let ready = await desk.get("/health/ready");
    while (ready.status === 200) ready = await desk.get("/health/ready");

    expect(ready.status).toBe(503);
    expect(ready.body).toMatchObject({
      missing: expect.arrayContaining(["read model"]),
      readModel: { stopped: expect.stringMatching(/FromAnotherWorld at position \d+/) },
    });
    expect((await desk.get(GRANT)).status).toBe(200);
    await desk.close();
  });
});
