import { type Route, type WriteRoute, describedRoutes, writesAmong } from "./described-api.ts";
import { mutationsOf, wholeBodies } from "./mutations.ts";
import { type Body, type Desk, type Reply, allocated, startDesk } from "./running.ts";

/** Longer than any answer that says what is wrong, shorter than a body that is thrown back. */
const LONGEST_ANSWER = 20_000;
const AT_ONCE = 8;

describe("bad input on every route, generated from its description", () => {
  let desk: Desk;
  let routes: Route[];
  let writes: WriteRoute[];
  let before: number;

  beforeAll(async () => {
    desk = await startDesk();
    await allocated(desk);
    routes = await describedRoutes(desk);
    writes = writesAmong(routes);
    before = await desk.events();
  });
  // Whatever was asked, nothing of it may have been written.
  afterEach(async () => expect(await desk.events()).toBe(before));
  afterAll(() => desk.close());

  const exampleUrl = ({ path, operation: { parameters = [] } }: Route): string =>
    parameters
      .filter((one) => one.in === "path")
      .reduce((url, { name, schema }) => {
        const example = encodeURIComponent(schema.examples?.[0] ?? "sjsv-2022");
        return url.replace(`{${name}}`, example);
      }, path);

  /** A body in its form, which the form takes: every mutation of it is refused for the mutation alone. */
  const goodOf = ({ operation }: WriteRoute) => {
    const content = operation.requestBody?.content["application/json"];
    const example = (content?.examples.example.value ?? {}) as Record<string, unknown>;
    return { schema: content?.schema ?? {}, example };
  };

  /** What is wrong with an answer that should be a problem of the caller's. */
  const faultsOf = (reply: Reply, statuses: readonly number[]): string[] => {
    const { status, headers, body } = reply;
    const faults: string[] = [];
    if (!statuses.includes(status)) faults.push(`${status} ${String(body["type"])}`);
    if (!headers.get("content-type")?.startsWith("application/problem+json")) faults.push("no problem");
    if (JSON.stringify(body).length > LONGEST_ANSWER) faults.push("an answer without end");
    return faults;
  };
  const fieldsNamed = ({ body }: Reply): string[] =>
    ((body["errors"] as unknown as Body[] | undefined) ?? []).map(({ field }) => String(field));

  const inBatches = async <One>(all: readonly One[], work: (one: One) => Promise<void>): Promise<void> => {
    for (let at = 0; at < all.length; at += AT_ONCE) await Promise.all(all.slice(at, at + AT_ONCE).map(work));
  };

  it("is refused in each field of each write, by its name", async () => {
    const found: unknown[] = [];
    let tried = 0;
    for (const route of writes) {
      const { schema, example } = goodOf(route);
      const url = exampleUrl(route);
      await inBatches(mutationsOf(schema, example), async ({ what, field, body }) => {
        tried += 1;
        const reply = await desk.post(url, body);
        const faults = faultsOf(reply, [400]);
        const named = fieldsNamed(reply);
        if (
          !named.some((one) => one === field || one.startsWith(`${field}.`) || one.startsWith(`${field}[`))
        ) {
          faults.push(`names ${named.join(", ")}`);
        }
        if (faults.length > 0) found.push([route.type, field, what, ...faults]);
      });
    }
    expect(found).toEqual([]);
    expect(tried).toBeGreaterThan(50 * writes.length);
  }, 60_000);

  it("is refused as a whole on each write: no JSON, too much of it, another encoding", async () => {
    const found: unknown[] = [];
    for (const route of writes) {
      const { example } = goodOf(route);
      await inBatches(wholeBodies(example), async ([what, body, headers, status]) => {
        const reply = await desk.post(exampleUrl(route), body, headers);
        const faults = faultsOf(reply, [status]);
        if (faults.length > 0) found.push([route.type, what, ...faults]);
      });
    }
    expect(found).toEqual([]);
  }, 60_000);

  const WRONG_SEGMENTS = ["%00", "a%20b", "%F0%9F", "%ff", "%ED%A0%80", "Å", "%2e%2e", "a".repeat(300), "-"];
  it("is refused in each part of each path", async () => {
    const found: unknown[] = [];
    for (const route of routes) {
      const { path, method } = route;
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
      for (const name of names) {
        const rest = exampleUrl({ ...route, path: path.replace(`{${name}}`, "@@") });
        await inBatches(WRONG_SEGMENTS, async (segment) => {
          const url = rest.replace("@@", segment);
          const good = method === "post" ? goodOf(route as WriteRoute).example : {};
          const reply = await (method === "post" ? desk.post(url, good) : desk.get(url));
          // A path that leads elsewhere, or nowhere, is not found.
          const faults = faultsOf(reply, [400, 404, 414]);
          if (faults.length > 0) found.push([method, path, name, segment, ...faults]);
        });
      }
    }
    expect(found).toEqual([]);
  }, 60_000);

  it("is refused in each parameter of each query", async () => {
    const found: unknown[] = [];
    for (const route of routes.filter(({ method, path }) => method === "get" && path.startsWith("/api/"))) {
      const queries = (route.operation.parameters ?? []).filter((one) => one.in === "query");
      const good = queries.map(({ name, schema }) => [name, String(schema.examples?.[0] ?? "1")] as const);
      const asking = (pairs: readonly (readonly [string, string])[]): string =>
        `${exampleUrl(route)}?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&")}`;
      const wrong = queries.flatMap(({ name, schema }) => {
        const others = good.filter(([other]) => other !== name);
        const values = ["", "\u0000", "a".repeat(5_000), "a\u0085b"];
        return [
          ...values.map((value) => [name, asking([...others, [name, value]])] as const),
          [name, asking([...good, [name, "x"]])] as const,
          // In a free text what cannot be decoded is a character that no stream has.
          ...((schema.pattern ?? schema.format ?? schema.enum)
            ? [[name, asking(others).concat(`&${name}=%ff`)] as const]
            : []),
        ];
      });
      const unknown = [["ammount", asking([...good, ["ammount", "1"]])] as const];
      await inBatches([...wrong, ...unknown], async ([name, url]) => {
        const reply = await desk.get(url);
        const faults = faultsOf(reply, [400]);
        const named = fieldsNamed(reply);
        if (!named.includes(name)) faults.push(`names ${named.join(", ")}`);
        if (faults.length > 0) found.push([route.path, url.slice(0, 200), ...faults]);
      });
    }
    expect(found).toEqual([]);
  }, 60_000);
});
