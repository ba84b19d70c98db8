import { type Desk, GRANT, REQUISITION, allocated, startDesk } from "./running.ts";

describe("writing once, on what was seen", () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await startDesk();
    await allocated(desk);
  });
  afterEach(() => desk.close());

  const { requisitionId: _, ...withoutId } = REQUISITION;

  it("gives a repeat the first answer, and says so", async () => {
    const key = { "Idempotency-Key": "same" };
    const first = await desk.post(`${GRANT}/requisitions`, withoutId, key);
    const events = await desk.events();
    const second = await desk.post(`${GRANT}/requisitions`, withoutId, key);
    expect(first.status).toBe(201);
    expect(second.status).toBe(201);
    expect(second.body).toEqual({ ...first.body, repeated: true });
    expect(first.headers.get("Idempotent-Replayed")).toBeNull();
    expect(second.headers.get("Idempotent-Replayed")).toBe("true");
    for (const name of ["ETag", "Ledger-Position"]) {
      expect(second.headers.get(name)).toBe(first.headers.get(name));
    }
    expect(await desk.events()).toBe(events);
  });

  it("creates one thing when the same request comes ten times at once", async () => {
    const key = { "Idempotency-Key": "same" };
    const before = await desk.events();
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => desk.post(`${GRANT}/requisitions`, withoutId, key)),
    );
    const ids = replies.map(({ body }) => body["events"]?.["0"]?.["data"]?.["requisitionId"]);
    expect(replies.map(({ status }) => status)).toEqual(Array(10).fill(201));
    expect(new Set(ids).size).toBe(1);
    expect(replies.filter((reply) => !reply.as<{ repeated: boolean }>().repeated)).toHaveLength(1);
    expect(await desk.events()).toBe(before + 1);
  });

  it.each<[string, string, object]>([
    ["other content", `${GRANT}/requisitions`, { ...withoutId, amount: "1.00", lines: undefined }],
    ["another route", "/api/closings", { through: "2021-12-31" }],
    ["another path", "/api/agreements/sjsv-2022/grants/other/requisitions", withoutId],
  ])("refuses a key that is used again with %s", async (_what, path, body) => {
    const key = { "Idempotency-Key": "same" };
    await desk.write(`${GRANT}/requisitions`, withoutId, key);
    const events = await desk.events();
    const reply = await desk.post(path, body, key);
    expect(reply.status).toBe(409);
    expect(reply.body).toMatchObject({
      type: "/problems/idempotency-key-reused",
      errors: [{ field: "Idempotency-Key" }],
    });
    expect(await desk.events()).toBe(events);
  });

  it("lets two actors use the same key", async () => {
    const key = { "Idempotency-Key": "same" };
    await desk.write(`${GRANT}/requisitions`, withoutId, key);
    const other = await desk.post(
      "/api/closings",
      { through: "2021-12-31" },
      { ...key, "Ledger-Actor": "other" },
    );
    expect(other.status).toBe(201);
    expect(other.body["repeated"]).toBe(false);
  });

  it("does not remember what was refused", async () => {
    const key = { "Idempotency-Key": "same" };
    const refused = await desk.post(
      `${GRANT}/requisitions/r-1/rejection`,
      { reason: "x", on: "2022-11-28" },
      key,
    );
    expect(refused.status).toBe(404);
    await desk.write(`${GRANT}/requisitions`, REQUISITION);
    const taken = await desk.post(
      `${GRANT}/requisitions/r-1/rejection`,
      { reason: "x", on: "2022-11-28" },
      key,
    );
    expect(taken.status).toBe(200);
  });

  it("writes on the revision that was seen, and on no other", async () => {
    const { headers } = await desk.get(GRANT);
    const seen = headers.get("ETag") ?? "";
    const received = await desk.write(`${GRANT}/requisitions`, REQUISITION, { "If-Match": seen });
    const events = await desk.events();
    const late = await desk.post(
      `${GRANT}/requisitions`,
      { ...REQUISITION, requisitionId: "r-2" },
      { "If-Match": seen },
    );
    expect(late.status).toBe(412);
    expect(late.body).toMatchObject({
      type: "/problems/stale-revision",
      figures: {
        stream: "grant-sjsv-2022.skr",
        expected: seen.replaceAll('"', ""),
        actual: String(received.body["revision"]),
        since: "RequisitionReceived at 2022-12-01T10:00:00.000Z by registrar",
      },
      errors: [{ field: "If-Match" }],
    });
    expect(await desk.events()).toBe(events);
    expect((await desk.get(GRANT)).headers.get("ETag")).toBe(received.headers.get("ETag"));
  });

  it("lists the last ten of what has happened since, and says how many more", async () => {
    for (let name = 1; name <= 12; name += 1) {
      await desk.write("/api/parties/skr/names", {
        name: `SKR ${name}`,
        from: `2023-01-${String(name).padStart(2, "0")}`,
      });
    }
    const name = { name: "SKR", from: "2023-02-01" };
    const late = await desk.post("/api/parties/skr/names", name, { "If-Match": '"0"' });
    expect(late.status).toBe(412);
    const since = late.as<{ figures: { since: string } }>().figures.since.split("; ");
    const renamed = "PartyRenamed at 2022-12-01T10:00:00.000Z by registrar";
    expect(since).toEqual([...Array<string>(10).fill(renamed), "and 2 more before them"]);
  });

  it("knows a revision that does not exist yet from one that is old", async () => {
    const early = await desk.post(
      "/api/parties/skr/names",
      { name: "SKR", from: "2023-02-01" },
      { "If-Match": '"7"' },
    );
    expect(early.status).toBe(412);
    expect(early.body).toMatchObject({
      detail: expect.stringContaining("Revision 7 of party-skr does not exist yet; the stream is at 0."),
      figures: { expected: "7", actual: "0" },
      errors: [{ field: "If-Match" }],
    });
  });

  it("gives a repeat its first answer even when its If-Match has become old", async () => {
    const seen = (await desk.get(GRANT)).headers.get("ETag") ?? "";
    const headers = { "Idempotency-Key": "same", "If-Match": seen };
    await desk.write(`${GRANT}/requisitions`, REQUISITION, headers);
    const repeat = await desk.post(`${GRANT}/requisitions`, REQUISITION, headers);
    expect(repeat.status).toBe(201);
    expect(repeat.body["repeated"]).toBe(true);
  });

  it("lets lapse once, and repeats the daily run harmlessly", async () => {
    const terms = { requisition: { deadline: "2022-12-01", lapses: true, once: false, cite: "kap 8" } };
    await desk.write("/api/agreements/sjsv-2022/payment-decisions", {
      kind: "government_decision",
      caseNumber: "S2022/02783",
      lines: ["3a"],
      repaymentTo: "anslagspost",
      terms,
      on: "2022-06-03",
    });
    expect((await desk.get("/api/deadlines?to=2022-12-31&effective=2022-12-31")).body["deadlines"]).toEqual([
      {
        ...{ on: "2022-12-01", what: "requisition", agreement: "sjsv-2022", line: "3a", recipient: "skr" },
        ...{ status: "missed", receivedOn: null, atStake: "65000000.00" },
      },
    ]);
    const onRevision = await desk.post("/api/lapses", { on: "2022-12-02" }, { "If-Match": '"3"' });
    expect(onRevision.status).toBe(400);
    const key = { "Idempotency-Key": "daily" };
    const first = await desk.write("/api/lapses", { on: "2022-12-02" }, key);
    const events = await desk.events();
    expect(first.body["lapsed"]?.["0"]).toMatchObject({
      events: [{ type: "EntitlementLapsed", data: { items: [{ amount: "65000000.00" }] } }],
    });
    await desk.write("/api/lapses", { on: "2022-12-02" }, key);
    expect(await desk.events()).toBe(events);
  });
});
