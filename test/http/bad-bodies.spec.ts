import { request } from "node:http";
import { type Body, type Desk, allocated, startDesk } from "./running.ts";

describe("a body or headers that cannot be read", () => {
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

  const wrongUtf8 = new Uint8Array([...new TextEncoder().encode('{"through": "'), 0xff, 0x22, 0x7d]);
  it.each<[string, string | Uint8Array, Record<string, string>, number, string]>([
    ["truncated JSON", '{"through": "2022-12-31"', {}, 400, "malformed-request"],
    ["no JSON", "through=2022-12-31", {}, 400, "malformed-request"],
    ["an empty body", "", {}, 400, "malformed-request"],
    ["a hidden prototype", '{"__proto__": {"through": "2022-12-31"}}', {}, 400, "malformed-request"],
    ["bytes that are no UTF-8", wrongUtf8, {}, 400, "malformed-request"],
    ["a list", "[]", {}, 400, "invalid-request"],
    ["null", "null", {}, 400, "invalid-request"],
    [
      "a form",
      "through=2022-12-31",
      { "Content-Type": "application/x-www-form-urlencoded" },
      415,
      "media-type-unsupported",
    ],
    ["more than a mebibyte", `{"through": "${"9".repeat(1_048_576)}"}`, {}, 413, "body-too-large"],
  ])("is refused for a body of %s", async (_what, body, headers, status, rule) => {
    const reply = await desk.post("/api/closings", body, headers);
    expect(reply.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(reply.body).toMatchObject({ type: `/problems/${rule}`, status });
    expect(reply.status).toBe(status);
  });

  it.each<[string, Record<string, string>, string, string]>([
    ["no Idempotency-Key", { "Idempotency-Key": "" }, "Idempotency-Key", "idempotency-key-format"],
    ["a key with spaces", { "Idempotency-Key": "a b" }, "Idempotency-Key", "idempotency-key-format"],
    [
      "a key without end",
      { "Idempotency-Key": "x".repeat(201) },
      "Idempotency-Key",
      "idempotency-key-format",
    ],
    ["an actor by name", { "Ledger-Actor": "Anna Andersson" }, "Ledger-Actor", "actor-format"],
    ["a weak ETag", { "If-Match": 'W/"3"' }, "If-Match", "if-match-format"],
    ["an ETag without quotes", { "If-Match": "3" }, "If-Match", "if-match-format"],
    ["any ETag", { "If-Match": "*" }, "If-Match", "if-match-format"],
    ["several ETags", { "If-Match": '"3", "4"' }, "If-Match", "if-match-format"],
    ["an ETag of no revision", { "If-Match": '"-1"' }, "If-Match", "if-match-format"],
  ])("is refused for %s in the headers", async (_what, headers, field, rule) => {
    const reply = await desk.post("/api/closings", { through: "2022-12-31" }, headers);
    expect(reply.status).toBe(400);
    expect(reply.body["errors"]).toEqual([expect.objectContaining({ field, rule })]);
  });

  it("names both headers that a write needs when both are missing", async () => {
    const response = await fetch(`${desk.url}/api/closings`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: '{"through": "2022-12-31"}',
    });
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: Body[] };
    expect(errors.map(({ rule }) => rule)).toEqual(["actor-format", "idempotency-key-missing"]);
  });

  it("says which Content-Type a write needs", async () => {
    const reply = await desk.post("/api/closings", "through=2022-12-31", { "Content-Type": "text/plain" });
    expect(reply.body).toMatchObject({
      status: 415,
      detail: "The body must be JSON: send Content-Type: application/json.",
    });
  });

  it("names what is wrong with headers and body together", async () => {
    const reply = await desk.post("/api/closings", { trough: "2022-12-31" }, { "If-Match": "3" });
    expect(reply.status).toBe(400);
    const { errors } = reply.as<{ errors: Body[] }>();
    expect(errors.map(({ field, rule }) => [field, rule])).toEqual([
      ["If-Match", "if-match-format"],
      ["trough", "field-unknown"],
      ["through", "field-missing"],
    ]);
  });

  it.each<[string, string, string]>([
    ["in a list", '{"through": "2022-12-31", "documents": [{"a": 1, "a": 2}]}', '"a"'],
    ["in the request", '{"through": "2021-12-31", "through": "2022-12-31"}', '"through"'],
    ["written another way", '{"through": "2021-12-31", "thr\\u006fugh": "2022-12-31"}', '"thr\\u006fugh"'],
  ])("is refused when a member stands twice %s", async (_what, body, member) => {
    const reply = await desk.post("/api/closings", body);
    expect([reply.status, reply.body["errors"]]).toEqual([
      400,
      [{ field: "", rule: "member-twice", message: `${member} stands twice in one object.`, figures: {} }],
    ]);
  });

  /** The status of a request whose headers stand as they are given, twice if they are. */
  const statusOf = (headers: readonly string[], path = "/api/closings"): Promise<readonly unknown[]> =>
    new Promise((resolve, reject) => {
      const own = ["Host", "127.0.0.1", "Content-Type", "application/json"];
      const asking = ["Ledger-Actor", "anna", "Idempotency-Key", "twice", "Connection", "close"];
      const url = new URL(desk.url);
      const sent = request(
        {
          host: url.hostname,
          port: url.port,
          path,
          method: "POST",
          headers: [...own, ...asking, ...headers],
        },
        (response) => {
          let text = "";
          response.setEncoding("utf8").on("data", (more: string) => (text += more));
          response.on("end", () => {
            const { errors = [] } = JSON.parse(text) as { errors?: { rule: string }[] };
            resolve([response.statusCode, errors[0]?.rule]);
          });
        },
      );
      sent.on("error", reject).end('{"trough": "2022-12-31"}');
    });
  it.each<[string, string]>([
    ["Ledger-Actor", "bo"],
    ["ledger-actor", "anna"],
    ["Idempotency-Key", "other"],
    ["Content-Type", "text/plain"],
    ["Host", "127.0.0.1"],
  ])("is refused when %s is given twice", async (name, value) => {
    expect(await statusOf([name, value])).toEqual([400, "header-twice"]);
  });
  it("is refused for an address in the request line that names another host", async () => {
    const rules = ["http://evil.example/api/closings", "HTTP://evil.example:80/api/closings"].map((path) =>
      statusOf([], path),
    );
    expect(await Promise.all(rules)).toEqual(Array(2).fill([421, "wrong-host"]));
    expect(await statusOf([], `${desk.url}/api/closings`)).toEqual([400, "field-unknown"]);
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])(
    "is refused from a page elsewhere, which can send %s without asking first, and asking is not allowed",
    async (type) => {
      const origin = { Origin: "http://evil.example" };
      const simple = await desk.post("/api/closings", '{"through": "2022-12-31"}', {
        ...origin,
        "Content-Type": type,
      });
      expect(simple.status).toBe(415);
      const asking = await fetch(`${desk.url}/api/closings`, {
        method: "OPTIONS",
        headers: { ...origin, "Access-Control-Request-Method": "POST" },
      });
      const reading = await fetch(`${desk.url}/api/parties`, { headers: origin });
      expect([asking.status, reading.status]).toEqual([405, 200]);
      for (const { headers } of [simple, asking, reading]) {
        expect([...headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
      }
    },
  );
});
