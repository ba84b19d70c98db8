import { type Desk, AGREEMENT, GRANT, startDesk } from "./running.ts";

const POST = "/api/appropriations/2022-9-1:6-5";
const OPENING = {
  source: "Bidragsregistret, utdrag 2022-09-30",
  effectiveOn: "2022-10-01",
  items: [
    { line: "3a", anslagspost: "2022-9-1:6-5", account: "outstanding", amount: "40000000.00" },
    {
      line: "3a",
      anslagspost: "2022-9-1:6-5",
      account: "requisitioned",
      requisition: "r-7",
      amount: "25000000.00",
    },
  ],
  requisitions: [
    {
      requisitionId: "r-7",
      period: { from: "2022-01-01", to: "2022-12-31" },
      organisationsnummer: "222000-0315",
      payTo: { type: "bankgiro", number: "5050-1055" },
      receivedOn: "2022-09-12",
    },
  ],
};

describe("a grant in mid-life over HTTP", () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await startDesk();
    await desk.write("/api/parties", {
      party: "skr",
      kind: "association",
      name: "Sveriges Kommuner och Regioner",
      names: [{ name: "Sveriges Kommuner och Regioner", from: "2019-11-27" }],
      organisationsnummer: "222000-0315",
    });
    await desk.write("/api/agreements", { agreement: AGREEMENT });
    // All of the post that this agreement has is promised: nothing is left to allocate.
    await desk.write(`${POST}/grants`, {
      name: "Bidrag till folkhälsa och sjukvård, ap. 5",
      kind: "years_grant",
      amount: "0.00",
      decision: "Regleringsbrev 2022",
      effectiveOn: "2022-10-01",
    });
    await desk.write("/api/agreements/sjsv-2022/payment-decisions", {
      kind: "government_decision",
      caseNumber: "S2022/02782",
      lines: ["3a"],
      repaymentTo: "anslagspost",
      on: "2022-06-02",
    });
    await desk.write("/api/agreements/sjsv-2022/lines/3a/funding", {
      anslagspost: "2022-9-1:6-5",
      amount: "65000000.00",
      decision: "kap 8",
      on: "2022-02-01",
    });
  });
  afterEach(() => desk.close());

  it("names persons by ids of the register alone, as every requisition does", async () => {
    const [form] = OPENING.requisitions;
    const opened = (contact: string) => ({ ...OPENING, requisitions: [{ ...form, contact }] });
    const before = await desk.events();
    const byName = await desk.post(`${GRANT}/opening-balance`, opened("anna.andersson"));
    expect([byName.status, byName.body]).toMatchObject([400, { errors: [{ rule: "person-id-format" }] }]);
    const nobody = await desk.post(
      `${GRANT}/opening-balance`,
      opened("person-00000000-0000-4000-8000-000000000000"),
    );
    expect([nobody.status, nobody.body]).toMatchObject([422, { errors: [{ rule: "person-unknown" }] }]);
    expect(await desk.events()).toBe(before);
  });

  it("is opened by one event, which the post, the grant and the balances show", async () => {
    const reply = await desk.post(`${GRANT}/opening-balance`, OPENING);
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({
      stream: "grant-sjsv-2022.skr",
      events: [{ type: "OpeningBalanceRecorded", data: { source: OPENING.source, by: "registrar" } }],
      caused: [{ stream: "anslagspost-2022-9-1:6-5", type: "FundsArrived" }],
    });
    expect((await desk.get(POST)).body).toMatchObject({
      accounts: [{ account: "appropriation", amount: "-65000000.00" }],
      rooms: [{ agreement: "sjsv-2022", line: "3a", funded: "65000000.00", allocated: "65000000.00" }],
    });
    expect((await desk.get(GRANT)).body).toMatchObject({
      opening: { source: OPENING.source, effectiveOn: "2022-10-01" },
      accounts: [
        { account: "outstanding", amount: "40000000.00" },
        { account: "requisitioned", amount: "25000000.00" },
      ],
      requisitions: [{ id: "r-7", status: "approved", received: { amount: "25000000.00" } }],
    });
    const { body } = await desk.get("/api/balances?by=anslagspost&effective=2022-10-01");
    expect(body["rows"]?.["0"]).toMatchObject({
      net: { appropriation: "-65000000.00", outstanding: "40000000.00", requisitioned: "25000000.00" },
    });
  });

  it("is opened once: a repeat gives the first answer, another opening is refused", async () => {
    const key = { "Idempotency-Key": "opening" };
    const first = await desk.post(`${GRANT}/opening-balance`, OPENING, key);
    const events = await desk.events();
    const again = await desk.post(`${GRANT}/opening-balance`, OPENING, key);
    expect([again.status, again.body]).toEqual([201, { ...first.body, repeated: true }]);
    const other = await desk.post(`${GRANT}/opening-balance`, OPENING);
    expect([other.status, other.body["type"]]).toEqual([422, "/problems/opening-exists"]);
    expect(await desk.events()).toBe(events);
  });

  it("is opened once when two ask at the same moment", async () => {
    const replies = await Promise.all([
      desk.post(`${GRANT}/opening-balance`, OPENING),
      desk.post(`${GRANT}/opening-balance`, OPENING),
    ]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 422]);
  });

  it("says which amount goes beyond what, in the words of the request", async () => {
    const [paid, waiting] = OPENING.items;
    const items = [{ ...paid, amount: "40000000.01" }, waiting];
    const reply = await desk.post(`${GRANT}/opening-balance`, { ...OPENING, items });
    expect(reply.status).toBe(422);
    expect(reply.body).toMatchObject({
      type: "/problems/opening-exceeds-line-funding",
      errors: [{ field: "items[1].amount" }],
      figures: { line: "3a", funded: "65000000.00", left: "65000000.00", asked: "65000000.01" },
    });
    const elsewhere = [{ ...paid, anslagspost: "2022-9-1:6-99" }, waiting];
    const unknown = await desk.post(`${GRANT}/opening-balance`, { ...OPENING, items: elsewhere });
    expect(unknown.body).toMatchObject({
      type: "/problems/anslagspost-unknown",
      errors: [{ field: "items[0].anslagspost" }],
    });
  });

  it("goes on as any other, and is reversed while nothing stands on it", async () => {
    const { body } = await desk.write(`${GRANT}/opening-balance`, OPENING);
    const entry = {
      stream: body["stream"],
      eventId: body["events"]?.["0"]?.["eventId"],
      reason: "Fel utdrag",
    };
    const order = { disbursementId: "d-1", pays: { requisition: "r-7" }, effectiveOn: "2022-10-03" };
    await desk.write(`${GRANT}/disbursements`, order);
    const blocked = await desk.post("/api/reversals", entry);
    expect([blocked.status, blocked.body["type"]]).toEqual([422, "/problems/account-below-zero"]);
    await desk.write(`${GRANT}/disbursements/d-1/cancellation`, {
      reason: "Fel utdrag",
      effectiveOn: "2022-10-04",
    });
    await desk.write("/api/reversals", entry);
    const after = await desk.get(POST);
    expect(after.body["accounts"]).toEqual([{ account: "appropriation", amount: "0.00" }]);
    await desk.write(`${GRANT}/opening-balance`, { ...OPENING, source: "Bidragsregistret, nytt utdrag" });
  });
});
