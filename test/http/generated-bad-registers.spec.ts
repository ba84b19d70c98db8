import { type Route, describedRoutes, writesAmong } from "./described-api.ts";
import { type Mutation, mutationsOf, wholeBodies } from "./mutations.ts";
import { type Body, type Desk, type Reply, allocated, startDesk } from "./running.ts";

/** Longer than any answer that says what is wrong, shorter than a body that is thrown back. */
const LONGEST_ANSWER = 20_000;
const AT_ONCE = 8;
const MEBIBYTE = 1_048_576;

describe("bad input on the routes of the registers and the bulk, generated from their description", () => {
  let desk: Desk;
  let routes: Route[];
  let before: unknown;

  const send = async (
    { method }: Pick<Route, "method">,
    url: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> => {
    if (method === "delete") return desk.delete(url, headers);
    return method === "put" ? desk.put(url, body, headers) : desk.post(url, body, headers);
  };
  const written = async (): Promise<unknown> => {
    const lists: unknown[] = [await desk.events()];
    for (const list of ["persons", "contacts", "attachments", "erasures"]) {
      lists.push((await desk.get(`/api/${list}?limit=1000`)).body);
    }
    return lists;
  };

  const ids: Record<string, string> = {};
  beforeAll(async () => {
    desk = await startDesk();
    await allocated(desk);
    const begun = async (path: string, body: unknown, headers = {}): Promise<string> =>
      String((await desk.write(path, body, headers)).body["id"]);
    ids["person"] = await begun("/api/persons", { name: "Exempel Exempelsson" });
    const contact = { person: ids["person"], party: "skr", role: "contact", from: "2022-01-01" };
    ids["contact"] = await begun("/api/contacts", contact);
    ids["attachment"] = await begun("/api/attachments", "a file", {
      "Content-Type": "text/plain",
      "Attachment-File-Name": "fil.txt",
    });
    const own = writesAmong(await describedRoutes(desk)).map(({ path }) => path);
    routes = (await describedRoutes(desk)).filter(
      ({ method, path }) => method !== "get" && !own.includes(path),
    );
    before = await written();
  });
  // Whatever was asked, nothing of it may have been written.
  afterEach(async () => expect(await written()).toEqual(before));
  afterAll(() => desk.close());

  const urlOf = ({ path, method }: Route): string =>
    `${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? "none")}${method === "delete" ? "?reason=mistake" : ""}`;
  const withJson = (): (Route & { schema: object; example: Record<string, unknown> })[] =>
    routes.flatMap((route) => {
      const content = route.operation.requestBody?.content["application/json"];
      if (!content) return [];
      const example = { ...(content.examples.example.value as Record<string, unknown>) };
      if ("person" in example) example["person"] = ids["person"];
      if ("persons" in example) example["persons"] = [ids["person"]];
      return [{ ...route, schema: content.schema, example }];
    });

  const faultsOf = ({ status, headers, body }: Reply, statuses: readonly number[]): string[] => [
    ...(statuses.includes(status) ? [] : [`${status} ${String(body["type"])}`]),
    ...(headers.get("content-type")?.startsWith("application/problem+json") ? [] : ["no problem"]),
    ...(JSON.stringify(body).length > LONGEST_ANSWER ? ["an answer without end"] : []),
  ];
  const fieldsNamed = ({ body }: Reply): string[] =>
    ((body["errors"] as unknown as Body[] | undefined) ?? []).map(({ field }) => String(field));
  const inBatches = async <One>(all: readonly One[], work: (one: One) => Promise<void>): Promise<void> => {
    for (let at = 0; at < all.length; at += AT_ONCE) await Promise.all(all.slice(at, at + AT_ONCE).map(work));
  };

  it("is looked for on each of them", () => {
    expect(routes.map(({ operation }) => operation.operationId).sort()).toEqual([
      "bulk",
      "correct-contact",
      "correct-person",
      "describe-attachment",
      "erase-attachment",
      "erase-contact",
      "erase-person",
      "register-contact",
      "register-person",
      "store-attachment",
    ]);
    expect(withJson()).toHaveLength(5);
  });

  it("is refused in each field of each body, by its name, and what was given about a person is not repeated", async () => {
    const found: unknown[] = [];
    for (const route of withJson()) {
      const mutations = mutationsOf(route.schema, route.example);
      expect(mutations.length).toBeGreaterThan(20);
      await inBatches(mutations, async ({ what, field, body }: Mutation) => {
        const reply = await send(route, urlOf(route), body);
        const faults = faultsOf(reply, [400]);
        if (!fieldsNamed(reply).some((one) => one === field || one.startsWith(`${field}[`))) {
          faults.push(`names ${fieldsNamed(reply).join(", ")}`);
        }
        if (faults.length > 0) found.push([route.operation.operationId, field, what, ...faults]);
      });
    }
    expect(found).toEqual([]);
  }, 60_000);

  it("is refused as a whole on each that takes JSON", async () => {
    const found: unknown[] = [];
    for (const route of withJson()) {
      await inBatches(wholeBodies(route.example), async ([what, body, headers, status]) => {
        const reply = await send(route, urlOf(route), body, headers);
        const faults = faultsOf(reply, [status]);
        if (faults.length > 0) found.push([route.operation.operationId, what, ...faults]);
      });
    }
    expect(found).toEqual([]);
  }, 60_000);

  it.each<[string, Record<string, string>, string]>([
    ["no actor", { "Ledger-Actor": "" }, "Ledger-Actor"],
    ["a name for an actor", { "Ledger-Actor": "Anna Andersson" }, "Ledger-Actor"],
    ["no key", { "Idempotency-Key": "" }, "Idempotency-Key"],
    ["a key without end", { "Idempotency-Key": "x".repeat(201) }, "Idempotency-Key"],
    ["any ETag", { "If-Match": "*" }, "If-Match"],
    ["an ETag that is none", { "If-Match": "1" }, "If-Match"],
    ["an ETag for what is not there", { "If-None-Match": '"1"' }, "If-None-Match"],
  ])("is refused on each for %s", async (_what, headers, field) => {
    for (const route of routes) {
      const id = route.operation.operationId ?? "";
      const good = withJson().find(({ operation }) => operation.operationId === id)?.example ?? "{}";
      const kind: Record<string, string> =
        id === "bulk"
          ? { "Content-Type": "application/x-ndjson" }
          : id === "store-attachment"
            ? { "Content-Type": "text/plain", "Attachment-File-Name": "a.txt" }
            : {};
      const reply = await send(route, urlOf(route), good, { ...kind, ...headers });
      expect([id, reply.status, fieldsNamed(reply)]).toEqual([id, 400, [field]]);
    }
  });

  it.each<[string, Record<string, string>, string]>([
    ["no name", { "Attachment-File-Name": "" }, "Attachment-File-Name"],
    ["a folder in the name", { "Attachment-File-Name": "..%2Fa.txt" }, "Attachment-File-Name"],
    ["a backslash in the name", { "Attachment-File-Name": "a\\b" }, "Attachment-File-Name"],
    ["a new line in the name", { "Attachment-File-Name": "a%0D%0ASet-Cookie: x" }, "Attachment-File-Name"],
    ["a NUL in the name", { "Attachment-File-Name": "a%00.txt" }, "Attachment-File-Name"],
    ["a name that turns about", { "Attachment-File-Name": "a%E2%80%AEtxt.exe" }, "Attachment-File-Name"],
    ["a name that is no UTF-8", { "Attachment-File-Name": "a%ff" }, "Attachment-File-Name"],
    ["a name without end", { "Attachment-File-Name": "a".repeat(201) }, "Attachment-File-Name"],
    ["a person that is none", { "Attachment-Persons": "Anna Andersson" }, "Attachment-Persons"],
    ["a hundred and one persons", { "Attachment-Persons": "person-1,".repeat(101) }, "Attachment-Persons"],
    ["a party that is none", { "Attachment-Party": "SKR" }, "Attachment-Party"],
    ["an agreement that is none", { "Attachment-Agreement": "a.b" }, "Attachment-Agreement"],
    ["a type that is too long", { "Content-Type": `text/${"x".repeat(65)}` }, "Content-Type"],
    ["JSON, which is read as a request", { "Content-Type": "application/json" }, "Content-Type"],
  ])("is refused in an upload: %s", async (_what, headers, field) => {
    const good = { "Content-Type": "text/plain", "Attachment-File-Name": "a.txt" };
    const reply = await desk.post("/api/attachments", '"a file"', { ...good, ...headers });
    expect([reply.status, fieldsNamed(reply)]).toEqual([400, [field]]);
  });

  it.each(["text", "text/<b>", "a b", ";"])("is refused in an upload of the type %p", async (type) => {
    const headers = { "Content-Type": type, "Attachment-File-Name": "a.txt" };
    const reply = await desk.post("/api/attachments", "a file", headers);
    expect([reply.status, faultsOf(reply, [415])]).toEqual([415, []]);
    expect(String(reply.body["detail"])).toContain("a file's own");
  });

  it("is refused in each line of a bulk, in its place, and those around it are read as ever", async () => {
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
    const bad: readonly (readonly [Uint8Array, string])[] = [
      [bytes("{"), "line-format"],
      [bytes("[]"), "object-format"],
      [bytes("null"), "object-format"],
      [bytes('{"type":"bulk"}'), "request-type-unknown"],
      [bytes('{"type":"__proto__"}'), "request-type-unknown"],
      [bytes('{"__proto__":{"type":"lapse-due"}}'), "line-format"],
      [bytes('{"type":"lapse-due","type":"lapse-due","on":"2022-01-01"}'), "member-twice"],
      [bytes('{"type":"lapse-due","on":"2022-02-30"}'), "date-format"],
      [bytes('{"type":"lapse-due","on":"2022-02-20","key":"a b"}'), "idempotency-key-format"],
      [bytes('{"type":"lapse-due","on":"2022-02-20","actor":"Anna Andersson"}'), "actor-format"],
      [bytes('{"type":"lapse-due","on":"2022-02-20","documents":["x"]}'), "attachment-id-format"],
      [bytes(`{"type":"${"x".repeat(MEBIBYTE)}"}`), "line-too-long"],
      [Uint8Array.of(0x7b, 0xff, 0x7d), "line-encoding"],
      [new Uint8Array(Buffer.from('{"type":"lapse-due"}', "utf16le")), "line-format"],
      [bytes("[".repeat(100_000)), "line-format"],
      [bytes(`${"[".repeat(100_000)}${"]".repeat(100_000)}`), "object-format"],
    ];
    const body = Buffer.concat(bad.flatMap(([line]) => [line, bytes("\n")]));
    const response = await fetch(`${desk.url}/api/bulk`, {
      method: "POST",
      headers: {
        "Content-Type": "application/x-ndjson",
        "Ledger-Actor": "registrar",
        "Idempotency-Key": "bad-lines",
      },
      body,
    });
    const text = await response.text();
    expect(text.length).toBeLessThan(bad.length * LONGEST_ANSWER);
    const told = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Body);
    const rules = told.slice(0, -1).map(({ problem }) => String(problem?.["errors"]?.["0"]?.["rule"]));
    expect(rules).toEqual(bad.map(([, rule]) => rule));
    expect(told.at(-1)).toMatchObject({ done: true, written: 0, refused: bad.length });
  });

  it.each([
    ["another type", { "Content-Type": "application/json" }],
    ["compressed", { "Content-Type": "application/x-ndjson", "Content-Encoding": "gzip" }],
    ["another encoding", { "Content-Type": "application/x-ndjson; charset=utf-16" }],
  ])("is refused for a whole bulk: %s", async (_what, headers) => {
    const reply = await desk.post("/api/bulk", "{}\n", headers);
    expect([reply.status, faultsOf(reply, [415])]).toEqual([415, []]);
  });
});
