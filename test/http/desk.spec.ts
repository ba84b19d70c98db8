import { Ajv2020 } from "ajv/dist/2020.js";
import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import { type Body, type Desk, GRANT, REQUISITION, allocated, startDesk } from "./running.ts";

interface Described {
  readonly paths: Record<
    string,
    { readonly get?: { readonly responses: Record<string, { readonly content: Body }> } }
  >;
}

describe("the desk's lists", () => {
  let desk: Desk;
  let api: Described;
  let now = "2022-06-10T08:00:00.000Z";
  beforeAll(async () => {
    desk = await startDesk(new MemoryEventStore({ clock: { now: () => now } }));
    await allocated(desk);
    await desk.write("/api/agreements/sjsv-2022/payment-decisions", {
      kind: "government_decision",
      caseNumber: "S2022/02783",
      lines: ["3a"],
      repaymentTo: "anslagspost",
      terms: {
        requisition: { deadline: "2022-12-01", lapses: true, once: false, cite: "kap 8" },
        costReport: { deadline: "2023-03-31", cite: "kap 8" },
      },
      on: "2022-06-03",
    });
    now = "2022-11-28T09:00:00.000Z";
    await desk.write(`${GRANT}/requisitions`, { ...REQUISITION, decisionCaseNumber: "S2022/02783" });
    now = "2022-11-29T09:00:00.000Z";
    await desk.write(
      `${GRANT}/requisitions/r-1/approval`,
      { items: [{ line: "3a", amount: "65000000.00" }], effectiveOn: "2022-11-29" },
      { "Ledger-Actor": "approver" },
    );
    await desk.write("/api/receipts", {
      receipt: "BG-7",
      amount: "1000.00",
      sender: "222000-0315",
      effectiveOn: "2022-11-29",
    });
    api = (await desk.get("/openapi.json")).as<Described>();
  });
  afterAll(() => desk.close());

  /** A list's answer, which is as its description says. */
  const listed = async (path: string, described = path.split("?")[0] ?? path): Promise<Body> => {
    const { status, body } = await desk.get(path);
    expect([path, status, body]).toEqual([path, 200, expect.anything()]);
    const content = api.paths[described]?.get?.responses["200"]?.content;
    const schema = content?.["application/json"]?.["schema"] as object;
    const validate = new Ajv2020({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
    expect([path, validate(body) ? [] : validate.errors]).toEqual([path, []]);
    return body;
  };

  it("say what waits, at what amount, and who may not decide it", async () => {
    const before = await listed("/api/worklist?knownAt=2022-11-28");
    expect(before["items"]).toMatchObject([
      { kind: "requisition_to_decide", subject: "r-1", amount: "65000000.00", writers: ["registrar"] },
    ]);
    expect((await listed("/api/worklist?knownAt=2022-11-28&notRegisteredBy=Registrar"))["items"]).toEqual([]);
    const { items } = await listed("/api/worklist?order=-amount");
    expect(items).toMatchObject([
      { kind: "requisition_to_order", subject: "r-1", openedOn: "2022-11-29" },
      { kind: "receipt_to_place", subject: "BG-7", amount: "1000.00", recipient: null },
    ]);
    expect((await listed("/api/worklist?kind=receipt_to_place"))["items"]).toHaveLength(1);
    expect((await listed("/api/worklist?agreement=sjsv-2022&recipient=skr"))["items"]).toHaveLength(1);
  });

  it("go on page by page, and refuse the cursor of another question", async () => {
    const first = await desk.get("/api/worklist?limit=1");
    const next = first.as<{ next: string }>().next;
    const second = await listed(`/api/worklist?limit=1&cursor=${next}`);
    expect(second).not.toHaveProperty("next");
    expect(second["items"]).toHaveLength(1);
    expect((await desk.get(`/api/worklist?cursor=${next}&kind=claim_open`)).status).toBe(404);
  });

  it("find what has words that begin so", async () => {
    const kinds = async (q: string): Promise<unknown> => {
      const found = (await listed(`/api/search?q=${encodeURIComponent(q)}`))["found"] as unknown as Body[];
      return found.map(({ kind }) => kind);
    };
    expect(await kinds("jämlik säker")).toEqual(["agreement"]);
    expect(await kinds("sveriges komm")).toEqual(["party"]);
    expect(await kinds("S2022/02783")).toEqual(["requisition", "payment_decision"]);
    expect(await kinds("65 000 000 r-1")).toEqual(["requisition"]);
    expect((await desk.get("/api/search")).status).toBe(400);
    expect((await desk.get("/api/search?q=%20")).body).toMatchObject({ type: "/problems/search-words" });
  });

  it("tell by when something is due and what came of it, as known at a time", async () => {
    const asked = "/api/deadlines?agreement=sjsv-2022&effective=2022-12-31";
    expect((await listed(asked))["deadlines"]).toEqual([
      {
        ...{ on: "2022-12-01", what: "requisition", agreement: "sjsv-2022", line: "3a", recipient: "skr" },
        ...{ status: "met", receivedOn: "2022-11-25", atStake: "0.00" },
      },
      {
        ...{ on: "2023-03-31", what: "cost_report", agreement: "sjsv-2022", line: "3a", recipient: "skr" },
        ...{ status: "open", receivedOn: null, atStake: "0.00", reportReceived: false },
      },
    ]);
    expect((await listed(`${asked}&knownAt=2022-11-27&what=requisition`))["deadlines"]).toMatchObject([
      { status: "missed", receivedOn: null, atStake: "65000000.00" },
    ]);
    expect((await listed(`${asked}&knownAt=2022-06-01`))["deadlines"]).toEqual([]);
    expect((await listed(`${asked}&status=open`))["deadlines"]).toHaveLength(1);
  });

  it("show agreements with what they lack, and how far the money of their lines has come", async () => {
    expect((await listed("/api/agreements?inForce=true&order=-year"))["agreements"]).toMatchObject([
      { id: "sjsv-2022", budgetYear: 2022, inForce: true, lines: 1, conditionsMissing: 0 },
    ]);
    expect((await listed("/api/agreements?budgetYear=2013"))["agreements"]).toEqual([]);
    const overview = (query: string): Promise<Body> =>
      listed(`/api/agreements/sjsv-2022/overview?${query}`, "/api/agreements/{agreement}/overview");
    expect((await overview("effective=2022-12-31"))["lines"]).toMatchObject([
      {
        ...{ line: "3a", stated: "65000000.00", funded: "65000000.00", promised: "65000000.00" },
        ...{ paid: "0.00", toReclaim: "0.00", accounts: { requisitioned: "65000000.00" } },
      },
    ]);
    expect((await overview("effective=2022-12-31&knownAt=2022-11-28"))["lines"]).toMatchObject([
      { accounts: { allocated: "65000000.00", requisitioned: "0.00" } },
    ]);
    expect((await desk.get("/api/agreements/sjsv-2021/overview")).status).toBe(404);
  });

  it("show the register of parties, and what is to be reclaimed, as known at a time", async () => {
    expect((await listed("/api/parties?order=-name"))["parties"]).toMatchObject([
      { party: "skr", kind: "association", organisationsnummer: "222000-0315" },
    ]);
    expect((await listed("/api/parties?knownAt=2022-06-09"))["parties"]).toEqual([]);
    expect((await listed("/api/reclaimable?on=2023-04-30&knownAt=2022-12-31"))["rows"]).toEqual([]);
  });
});
