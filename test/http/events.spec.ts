import { type Body, type Desk, GRANT, REQUISITION, allocated, startDesk } from "./running.ts";

interface Event {
  readonly id: string;
  readonly stream: string;
  readonly position: number;
  readonly type: string;
  readonly metadata: { readonly actor?: string; readonly commandId?: string };
}

describe("GET /api/events", () => {
  let desk: Desk;
  let all: Event[];

  const asked = async (query: string): Promise<{ events: Event[]; next: number | null }> => {
    const reply = await desk.get(`/api/events?${query}`);
    expect([query, reply.status]).toEqual([query, 200]);
    return reply.as<{ events: Event[]; next: number | null }>();
  };
  const positions = (events: readonly Event[]): number[] => events.map(({ position }) => position);

  beforeAll(async () => {
    desk = await startDesk();
    await allocated(desk);
    await desk.write(`${GRANT}/requisitions`, REQUISITION, {
      "Ledger-Actor": "Handlaggare-1",
      "Idempotency-Key": "mine",
    });
    await desk.write("/api/receipts", { receipt: "BG-1/2", amount: "5.00", effectiveOn: "2022-12-01" });
    ({ events: all } = await asked("limit=1000"));
  });
  afterAll(() => desk.close());

  it.each<[string, (event: Event) => boolean]>([
    ["stream=grant-sjsv-2022.skr", ({ stream }) => stream === "grant-sjsv-2022.skr"],
    ["agreement=sjsv-2022&recipient=skr", ({ stream }) => stream === "grant-sjsv-2022.skr"],
    ["agreement=sjsv-2022", ({ stream }) => /^(agreement-sjsv-2022|grant-sjsv-2022\..+)$/.test(stream)],
    ["recipient=skr", ({ stream }) => /^grant-[^.]+\.skr$/.test(stream)],
    ["anslagspost=2022-9-1:6-5", ({ stream }) => stream === "anslagspost-2022-9-1:6-5"],
    ["receipt=BG-1/2", ({ stream }) => stream === "receipt-BG-1/2"],
    ["party=skr", ({ stream }) => stream === "party-skr"],
    ["type=RequisitionReceived", ({ type }) => type === "RequisitionReceived"],
    ["actor=HANDLAGGARE-1", ({ metadata }) => metadata.actor === "handlaggare-1"],
    ["command=handlaggare-1/mine", ({ metadata }) => metadata.commandId === "handlaggare-1/mine"],
    [
      "stream=grant-sjsv-2022.skr&type=FundsArrived",
      ({ type, stream }) => type === "FundsArrived" && stream.startsWith("grant"),
    ],
  ])("shows of %s all there is and nothing else, in one page and in pages of one", async (query, isIt) => {
    const expected = positions(all.filter(isIt));
    const { events, next } = await asked(`${query}&limit=1000`);
    expect([positions(events), next]).toEqual([expected, null]);
    const paged: number[] = [];
    for (let after: number | null = 0; after !== null;) {
      const page: { events: Event[]; next: number | null } = await asked(`${query}&limit=1&after=${after}`);
      paged.push(...positions(page.events));
      after = page.next;
    }
    expect(paged).toEqual(expected);
    if (!query.includes("FundsArrived")) expect(expected.length).toBeGreaterThan(0);
  });

  it("shows of a command that was carried out in parts all its parts, and of no other that begins like it", async () => {
    const other = await startDesk();
    await allocated(other);
    const terms = { requisition: { deadline: "2022-12-01", lapses: true, once: false, cite: "kap 8" } };
    await other.write("/api/agreements/sjsv-2022/payment-decisions", {
      kind: "government_decision",
      caseNumber: "S2022/02783",
      lines: ["3a"],
      repaymentTo: "anslagspost",
      terms,
      on: "2022-06-03",
    });
    const before = await other.events();
    await other.write("/api/lapses", { on: "2022-12-02" }, { "Idempotency-Key": "daily" });
    const parts = (await other.events()) - before;
    for (const [index, key] of ["dail", "daily-2", "daily!", "dailyx"].entries()) {
      const body = { receipt: `BG-${index}`, amount: "5.00", effectiveOn: "2022-12-02" };
      await other.write("/api/receipts", body, { "Idempotency-Key": key });
    }
    const { events } = (await other.get("/api/events?command=registrar/daily")).as<{ events: Event[] }>();
    await other.close();
    expect(events.map(({ type }) => type)).toContain("EntitlementLapsed");
    expect(events.map(({ metadata }) => metadata.commandId)).toEqual(
      Array.from({ length: parts }, () => "registrar/daily sjsv-2022 skr"),
    );
  });

  it("shows the one entry with an id, and none where two things cannot both hold", async () => {
    for (const { id, position } of all) {
      expect(positions((await asked(`entry=${id}`)).events)).toEqual([position]);
    }
    expect((await asked("party=skr&type=RequisitionReceived")).events).toEqual([]);
    expect((await asked("actor=nobody")).events).toEqual([]);
  });

  it.each<[string, number, string, string]>([
    ["stream=nothing", 400, "stream-format", "stream"],
    ["stream=grant-", 400, "stream-format", "stream"],
    ["stream=grant-sjsv-2022.nobody", 404, "stream-unknown", "stream"],
    ["agreement=sjsv-2022&recipient=nobody", 404, "stream-unknown", "recipient"],
    ["receipt=BG-2", 404, "stream-unknown", "receipt"],
    ["party=nobody", 404, "stream-unknown", "party"],
    ["anslagspost=2022-9-1:6-77", 404, "stream-unknown", "anslagspost"],
    ["type=RequisitionRecieved", 400, "choice", "type"],
    ["actor=Anna%20Andersson", 400, "actor-format", "actor"],
  ])("says that there is no %s, rather than showing an empty list", async (query, status, rule, field) => {
    const reply = await desk.get(`/api/events?${query}`);
    expect(reply.status).toBe(status);
    expect((reply.body["errors"] as unknown as Body[])[0]).toMatchObject({ field, rule });
  });
});
