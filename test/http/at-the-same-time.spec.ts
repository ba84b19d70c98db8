import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import { type Route, addressed, describedRoutes, writesAmong } from "./described-api.ts";
import {
  AGREEMENT,
  type Body,
  type Desk,
  GRANT,
  REQUISITION,
  type Reply,
  allocated,
  startDesk,
} from "./running.ts";
import { playWholeLife } from "./whole-life.ts";

const attestant = { "Ledger-Actor": "attestant" };
const kronor = (amount: unknown): number => Number(amount);

describe("64 requisitions at once on one grant that carries 20 of them", () => {
  const AT_ONCE = 64;
  const CARRIED = 20;
  const each = "3250000.00";
  let desk: Desk;
  let answers: Reply[];

  const one = async (number: number): Promise<Reply> => {
    const requisitionId = `r-${number}`;
    const lines = [{ line: "3a", amount: each }];
    const { status } = await desk.post(`${GRANT}/requisitions`, {
      ...REQUISITION,
      requisitionId,
      amount: each,
      lines,
    });
    expect(status).toBe(201);
    const approval = { items: lines, effectiveOn: "2022-11-28" };
    return desk.post(`${GRANT}/requisitions/${requisitionId}/approval`, approval, attestant);
  };

  beforeAll(async () => {
    desk = await startDesk();
    await allocated(desk);
    answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, number) => one(number)));
  });
  afterAll(() => desk.close());

  it("approves exactly those that the allocation carries, and refuses the rest by the rule, with figures", () => {
    const approved = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(approved).toHaveLength(CARRIED);
    for (const { status, body } of refused) {
      expect([status, body["type"]]).toEqual([422, "/problems/requisition-exceeds-allocated"]);
      expect(body).toMatchObject({
        figures: { there: "0.00", asked: each },
        errors: [{ field: "items[0].amount" }],
      });
    }
  });

  it("tells each of the approved what was left right after it: never twice the same, never below zero", () => {
    const left = answers
      .flatMap(({ body }) => (body["balances"] as Body[] | undefined) ?? [])
      .map(({ net }) => kronor(net?.["allocated"]))
      .sort((a, b) => b - a);
    const expected = Array.from({ length: CARRIED }, (_, done) => 65_000_000 - (done + 1) * kronor(each));
    expect(left).toEqual(expected);
  });

  it("has approved no more than was allocated, to the last krona", async () => {
    const { body } = await desk.get("/api/balances?by=recipient&recipient=skr&line=3a");
    expect(body["rows"]?.["0"]?.["net"]).toMatchObject({ allocated: "0.00", requisitioned: "65000000.00" });
    const grant = await desk.get(GRANT);
    const requisitions = grant.body["requisitions"] as Body & Body[];
    expect(requisitions.filter(({ status }) => String(status) === "approved")).toHaveLength(CARRIED);
  });
});

describe("two clerks with the same If-Match", () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = await startDesk();
    await allocated(desk);
  });
  afterEach(() => desk.close());

  const seen = async (path: string): Promise<string> => (await desk.get(path)).headers.get("ETag") ?? "";

  it.each<[string, string, string, object, string]>([
    ["a requisition", GRANT, `${GRANT}/requisitions`, REQUISITION, "RequisitionReceived"],
    [
      "a reduction",
      GRANT,
      `${GRANT}/reductions`,
      { line: "3a", amount: "1.00", reason: "x", decision: "x", effectiveOn: "2022-11-28" },
      "AllocationReduced",
    ],
    [
      "a party's name",
      "/api/parties/skr",
      "/api/parties/skr/names",
      { name: "SKR", from: "2023-01-01" },
      "PartyRenamed",
    ],
    [
      "a withdrawal from a post",
      "/api/appropriations/2022-9-1:6-5",
      "/api/appropriations/2022-9-1:6-5/withdrawals",
      { amount: "1.00", decision: "x", effectiveOn: "2022-12-01" },
      "AppropriationWithdrawn",
    ],
  ])("on %s: one is taken, the other is told what happened", async (_what, resource, path, body, event) => {
    const headers = { "If-Match": await seen(resource) };
    const before = await desk.events();
    const clerks = ["clerk-1", "clerk-2"];
    const replies = await Promise.all(
      clerks.map((clerk) => desk.post(path, body, { ...headers, "Ledger-Actor": clerk })),
    );
    const winner = replies.findIndex(({ status }) => status < 300);
    const [taken, late] = [replies[winner], replies[1 - winner]];
    expect(late?.status).toBe(412);
    expect(late?.body).toMatchObject({
      type: "/problems/stale-revision",
      figures: { since: `${event} at 2022-12-01T10:00:00.000Z by ${clerks[winner]}` },
      errors: [{ field: "If-Match" }],
    });
    const own =
      (taken?.body["events"] as Body & Body[]).length + (taken?.body["caused"] as Body & Body[]).length;
    expect(await desk.events()).toBe(before + own);
    expect(late?.headers.get("content-type")).toMatch(/^application\/problem\+json/);
  });

  it("and two who begin the same thing with If-None-Match: *", async () => {
    const receipt = { receipt: "BG-1", amount: "5.00", effectiveOn: "2022-12-01" };
    const replies = await Promise.all(
      ["clerk-1", "clerk-2"].map((clerk) =>
        desk.post("/api/receipts", receipt, { "If-None-Match": "*", "Ledger-Actor": clerk }),
      ),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 412]);
    const late = replies.find(({ status }) => status === 412);
    expect(late?.body).toMatchObject({
      figures: {
        stream: "receipt-BG-1",
        expected: "no_stream",
        since: expect.stringContaining(" by clerk-"),
      },
      errors: [{ field: "If-None-Match" }],
    });
  });

  it.each<[string, Record<string, string>]>([
    ["both If-Match and If-None-Match", { "If-Match": '"0"', "If-None-Match": "*" }],
    ["an ETag in If-None-Match", { "If-None-Match": '"0"' }],
  ])("refuses %s on a write", async (_what, headers) => {
    const reply = await desk.post("/api/parties/skr/names", { name: "SKR", from: "2023-01-01" }, headers);
    expect(reply.status).toBe(400);
    expect(reply.body["errors"]).toEqual([
      expect.objectContaining({ field: "If-None-Match", rule: "if-none-match-format" }),
    ]);
  });

  it("takes an amendment on the revision that was seen, also when it lowers what posts carry first", async () => {
    await desk.write(`${GRANT}/reductions`, {
      line: "3a",
      amount: "5000000.00",
      reason: "x",
      decision: "x",
      effectiveOn: "2022-06-03",
    });
    const lines = AGREEMENT.lines.map((line) => ({ ...line, amount: "60 000 000 kronor" }));
    const amendment = { agreement: { ...AGREEMENT, lines }, reason: "x", on: "2022-07-01" };
    const headers = { "If-Match": await seen("/api/agreements/sjsv-2022") };
    const before = await desk.events();
    const stale = await desk.post("/api/agreements/sjsv-2022/versions", amendment, { "If-Match": '"0"' });
    expect(stale.status).toBe(412);
    expect(await desk.events()).toBe(before);
    await desk.write("/api/agreements/sjsv-2022/versions", amendment, headers);
    const { body } = await desk.get("/api/agreements/sjsv-2022");
    expect(body).toMatchObject({ version: 2, funding: [{ amount: "60000000.00" }] });
  });
});

describe("what was read before", () => {
  /** One resource of each kind in the whole life. */
  const NAMED: Record<string, string> = {
    agreement: "utv",
    recipient: "skr",
    party: "skr",
    receipt: "BG-1",
    key: "halves-2013",
    anslagspost: "2013-9-1:6-7",
  };
  let desk: Desk;
  let routes: Route[];

  beforeAll(async () => {
    desk = await startDesk(new MemoryEventStore({ clock: { now: () => "2014-06-01T10:00:00.000Z" } }));
    routes = await describedRoutes(desk);
    const writes = writesAmong(routes);
    await playWholeLife(({ type, fields, actor }) => {
      const route = writes.find((one) => one.type === type);
      if (!route) throw new Error(`No route takes ${type}.`);
      const { url, body } = addressed(route, fields);
      return desk.write(url, body, { "Ledger-Actor": actor });
    });
    const begun = async (path: string, body: unknown, headers = {}): Promise<string> =>
      String((await desk.write(path, body, headers)).body["id"]);
    const person = await begun("/api/persons", { name: "Exempel Exempelsson" });
    const contact = { person, party: "skr", role: "contact", from: "2014-01-01" };
    Object.assign(NAMED, {
      person,
      contact: await begun("/api/contacts", contact),
      attachment: await begun("/api/attachments", Buffer.from("a file"), {
        "Content-Type": "text/plain",
        "Attachment-File-Name": "fil.txt",
      }),
    });
  });
  afterAll(() => desk.close());

  it("has an ETag on every single resource, and is not sent again while it is the same", async () => {
    const single = routes.filter(({ method, path }) => method === "get" && path.endsWith("}"));
    expect(single.length).toBeGreaterThanOrEqual(6);
    for (const { path } of single) {
      const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(NAMED[name] ?? name));
      const first = await desk.get(url);
      const tag = first.headers.get("ETag") ?? "none";
      expect([path, first.status, tag]).toEqual([path, 200, expect.stringMatching(/^"\d+"$/)]);
      for (const asked of [tag, `W/${tag}`, `"99999", ${tag}`, "*"]) {
        const again = await desk.get(url, { "If-None-Match": asked });
        expect([path, asked, again.status, again.body["text"]]).toEqual([path, asked, 304, ""]);
        expect(again.headers.get("ETag")).toBe(tag);
      }
      const other = await desk.get(url, { "If-None-Match": '"99999"' });
      expect([path, other.status, other.body]).toEqual([path, 200, first.body]);
    }
  });
});
