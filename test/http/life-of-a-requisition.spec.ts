import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SqliteEventStore } from "#event-store/sqlite/sqlite-event-store.ts";
import { type Desk, GRANT, REQUISITION, allocated, startDesk } from "./running.ts";

const clock = { now: (): string => "2022-12-01T10:00:00.000Z" };
const attestant = { "Ledger-Actor": "attestant" };

describe.each(["memory", "sqlite"])("the life of one requisition over HTTP (%s)", (engine) => {
  let desk: Desk;
  let folder: string | undefined;

  beforeAll(async () => {
    if (engine === "memory") {
      desk = await startDesk();
    } else {
      folder = await mkdtemp(join(tmpdir(), "ledger-http-"));
      desk = await startDesk(await SqliteEventStore.open({ file: join(folder, "log.sqlite"), clock }));
    }
    await allocated(desk);
  });

  afterAll(async () => {
    await desk.close();
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  /** What the grant holds now, by account. */
  async function accounts(): Promise<Record<string, string>> {
    const { body } = await desk.get("/api/balances?by=recipient&recipient=skr&line=3a");
    const net = body["rows"]?.["0"]?.["net"] as Record<string, never>;
    return Object.fromEntries(Object.entries(net).filter(([, amount]) => amount !== "0.00"));
  }

  it("goes from promised to spent and unused, every krona of it, and back", async () => {
    expect(await accounts()).toEqual({ allocated: "65000000.00" });

    const received = await desk.post(`${GRANT}/requisitions`, REQUISITION);
    expect(received.status).toBe(201);
    expect(received.body).toMatchObject({
      stream: "grant-sjsv-2022.skr",
      repeated: false,
      refusals: [],
      events: [{ type: "RequisitionReceived", data: { requisitionId: "r-1", amount: "65000000.00" } }],
    });

    const approved = await desk.post(
      `${GRANT}/requisitions/r-1/approval`,
      { items: [{ line: "3a", amount: "65000000.00" }], effectiveOn: "2022-11-28" },
      attestant,
    );
    expect(approved.status).toBe(200);
    expect(approved.body["balances"]).toEqual([
      {
        key: {
          anslagspost: "2022-9-1:6-5",
          agreement: "sjsv-2022",
          line: "3a",
          recipient: "skr",
          holder: "skr",
        },
        net: expect.objectContaining({ allocated: "0.00", requisitioned: "65000000.00" }),
      },
    ]);

    await desk.write(`${GRANT}/disbursements`, {
      disbursementId: "d-1",
      pays: { requisition: "r-1" },
      effectiveOn: "2022-11-29",
    });
    expect(await accounts()).toEqual({ in_payment: "65000000.00" });
    await desk.write(`${GRANT}/disbursements/d-1/approval`, { on: "2022-11-30" }, attestant);
    await desk.write(`${GRANT}/disbursements/d-1/confirmation`, {
      bankReference: "BG-1",
      effectiveOn: "2022-12-02",
    });
    expect(await accounts()).toEqual({ outstanding: "65000000.00" });

    await desk.write(`${GRANT}/cost-reports`, {
      reportId: "c-1",
      period: { from: "2022-01-01", to: "2022-12-31" },
      uses: [{ line: "3a", holder: "skr", costs: "63900000.00" }],
      certificate: { alternative: 1 },
      receivedOn: "2023-03-30",
    });
    await desk.write(`${GRANT}/cost-reports/c-1/approval`, { on: "2023-04-14" }, attestant);
    expect(await accounts()).toEqual({ spent: "63900000.00", unused: "1100000.00" });
    expect((await desk.get("/api/reclaimable?on=2023-04-30")).body["rows"]).toEqual([
      expect.objectContaining({ recipient: "skr", line: "3a", unused: "1100000.00", total: "1100000.00" }),
    ]);

    await desk.write("/api/receipts", {
      receipt: "BG-2023/42",
      amount: "1100000.00",
      sender: "222000-0315",
      effectiveOn: "2023-05-02",
    });
    const placing = {
      agreement: "sjsv-2022",
      recipient: "skr",
      amount: "1100000.00",
    };
    const placed = await desk.write("/api/receipts/BG-2023%2F42/placements", placing, {
      "Idempotency-Key": "p-1",
    });
    expect(placed.body["refusals"]).toEqual([]);
    // What the placing caused in the grant is told with it: the repayment, and the grant's place.
    const repayment = {
      stream: "grant-sjsv-2022.skr",
      eventId: expect.any(String),
      type: "RepaymentReceived",
      data: expect.objectContaining({
        items: [expect.objectContaining({ line: "3a", anslagspost: "2022-9-1:6-5", amount: "1100000.00" })],
      }),
    };
    expect(placed.body["caused"]).toEqual([repayment]);
    const repaidAt = {
      key: {
        anslagspost: "2022-9-1:6-5",
        agreement: "sjsv-2022",
        line: "3a",
        recipient: "skr",
        holder: "skr",
      },
      net: expect.objectContaining({ unused: "0.00", repaid: "1100000.00", spent: "63900000.00" }),
    };
    const balances = expect.arrayContaining([
      repaidAt,
      {
        key: { receipt: "BG-2023/42" },
        net: expect.objectContaining({ unplaced: "0.00", placed: "1100000.00" }),
      },
    ]);
    expect(placed.body["balances"]).toEqual(balances);
    const again = await desk.write("/api/receipts/BG-2023%2F42/placements", placing, {
      "Idempotency-Key": "p-1",
    });
    expect(again.body).toMatchObject({ repeated: true, caused: [repayment], balances });
    expect(await accounts()).toEqual({ spent: "63900000.00", repaid: "1100000.00" });
  });

  it("is shown as it was on any day, and on both axes", async () => {
    const onDay = async (day: string): Promise<unknown> => {
      const { body } = await desk.get(
        `/api/balances?by=anslagspost&anslagspost=2022-9-1:6-5&effective=${day}`,
      );
      return body["rows"]?.["0"]?.["net"];
    };
    expect(await onDay("2022-06-01")).toMatchObject({ available: "172500000.00", allocated: "0.00" });
    expect(await onDay("2022-06-02")).toMatchObject({ available: "107500000.00", allocated: "65000000.00" });
    expect(await onDay("2022-12-02")).toMatchObject({ in_payment: "0.00", outstanding: "65000000.00" });
    const posting = await desk.get("/api/balances?by=year,recipient&axis=posting&recipient=skr");
    expect(posting.body["rows"]?.["0"]).toMatchObject({
      key: { year: "2022", recipient: "skr" },
      net: { repaid: "1100000.00" },
      turnover: { in_payment: "65000000.00" },
    });
  });

  it("is shown case by case, with the revision that the answer was computed from", async () => {
    const { body, headers } = await desk.get(GRANT);
    expect(body["requisitions"]?.["0"]).toMatchObject({ id: "r-1", status: "approved" });
    expect(body["disbursements"]?.["0"]).toMatchObject({ id: "d-1", status: "confirmed" });
    expect(body["reports"]?.["0"]).toMatchObject({
      id: "c-1",
      outcomes: [
        { anslagspost: "2022-9-1:6-5", spent: "63900000.00", unused: "1100000.00", refunded: "0.00" },
      ],
    });
    const last = (await desk.get("/api/events?stream=grant-sjsv-2022.skr&limit=1000")).body["events"];
    expect(headers.get("ETag")).toBe(`"${(last?.length ?? 0) - 1}"`);
    const position = desk.ledger.view.position;
    expect(headers.get("Ledger-Position")).toBe(String(position));
  });

  it("is read from the log page by page, each event once and in order", async () => {
    const all = (await desk.get("/api/events?limit=1000")).body["events"];
    const paged: unknown[] = [];
    let next: unknown = "";
    while (next !== null) {
      const page = await desk.get(`/api/events?limit=3${next === "" ? "" : `&after=${String(next)}`}`);
      const { events, next: cursor } = page.as<{ events: unknown[]; next: number | null }>();
      paged.push(...events);
      next = cursor;
    }
    expect(paged).toEqual(all);
    expect(paged.length).toBe(await desk.events());
  });

  it("shows the agreement with its funding and what it says, the post with its room, and the parties", async () => {
    const agreement = await desk.get("/api/agreements/sjsv-2022");
    expect(agreement.body).toMatchObject({
      inForce: true,
      version: 1,
      agreement: { id: "sjsv-2022", lines: [{ id: "3a", amount: "65000000.00" }] },
      funding: [{ line: "3a", anslagspost: "2022-9-1:6-5", amount: "65000000.00" }],
      paymentDecisions: [{ caseNumber: "S2022/02782" }],
      findings: [],
    });
    const post = await desk.get("/api/appropriations/2022-9-1:6-5");
    expect(post.body).toMatchObject({
      label: "UO 9 1:6 ap. 5 (2022)",
      rooms: [{ agreement: "sjsv-2022", line: "3a", funded: "65000000.00", allocated: "65000000.00" }],
    });
    expect((await desk.get("/api/parties")).body["parties"]).toHaveLength(1);
    expect((await desk.get("/api/parties/skr")).headers.get("ETag")).toBe('"0"');
    expect((await desk.get("/api/receipts/BG-2023%2F42")).body).toMatchObject({ amount: "1100000.00" });
    expect((await desk.get("/api/agreements")).body["agreements"]).toHaveLength(1);
    expect((await desk.get("/api/agreements/sjsv-2022/grants")).body["grants"]).toHaveLength(1);
  });
});
