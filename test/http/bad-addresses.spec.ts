import { type Desk, allocated, startDesk } from "./running.ts";

describe("an address that leads nowhere", () => {
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
