import { Ajv2020 } from "ajv/dist/2020.js";
import { REQUEST_TYPES } from "#ledger/requests/requests.ts";
import type { Described, Operation, Parameter } from "./described-api.ts";
import { type Desk, allocated, startDesk } from "./running.ts";

describe("every route of the API", () => {
  let desk: Desk;
  let api: Described;

  beforeAll(async () => {
    desk = await startDesk();
    await allocated(desk);
    api = (await desk.get("/openapi.json")).as<Described>();
  });
  afterAll(() => desk.close());

  const all = (): [string, string, Operation][] =>
    Object.entries(api.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, string, Operation] => [
        method,
        path,
        operation,
      ]),
    );
  const writes = (): [string, Operation][] =>
    all().flatMap(([method, path, operation]): [string, Operation][] =>
      operation["x-request-type"] !== undefined && method === "post" ? [[path, operation]] : [],
    );
  const exampleOf = ({ schema }: Parameter): string =>
    encodeURIComponent(schema.examples?.[0] ?? "sjsv-2022");
  /** A path with its own examples for parameters. */
  const filled = (path: string, { parameters = [] }: Operation): string =>
    parameters
      .filter((one) => one.in === "path")
      .reduce((url, one) => url.replace(`{${one.name}}`, exampleOf(one)), path);

  it("is described: OpenAPI 3.1, each with a summary, and each kind of request once", () => {
    expect(api.openapi).toBe("3.1.0");
    expect(all().filter(([, , { summary }]) => !summary)).toEqual([]);
    expect(
      writes()
        .map(([, operation]) => operation["x-request-type"])
        .sort(),
    ).toEqual([...REQUEST_TYPES].sort());
    for (const [path, operation] of writes()) {
      const headers = operation.parameters?.filter((one) => one.in === "header") ?? [];
      expect([path, headers.map(({ name, required }) => [name, required])]).toEqual([
        path,
        [
          ["Ledger-Actor", true],
          ["Idempotency-Key", true],
          ["If-Match", false],
          ["If-None-Match", false],
        ],
      ]);
      expect(Object.keys(operation.responses)).toEqual(
        expect.arrayContaining(["400", "404", "409", "412", "413", "415", "422", "503"]),
      );
    }
  });

  it("demands an Idempotency-Key of every write, and answers garbage with a problem", async () => {
    const before = await desk.events();
    expect(writes().length).toBe(REQUEST_TYPES.length);
    for (const [path, operation] of writes()) {
      const url = filled(path, operation);
      const example = operation.requestBody?.content["application/json"]?.examples.example.value;
      const keyless = await fetch(`${desk.url}${url}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Ledger-Actor": "registrar" },
        body: JSON.stringify(example),
      });
      expect([path, keyless.status]).toEqual([path, 400]);
      const { errors } = (await keyless.json()) as { errors: { rule: string }[] };
      expect(errors.map(({ rule }) => rule)).toEqual(["idempotency-key-missing"]);
      for (const garbage of ["{", "7", '"x"', "[[]]", '{"unknown":{"a":[1,{}]}}', "{}"]) {
        const reply = await desk.post(url, garbage);
        // What only the path has to say may be unknown; nothing may be taken or fail.
        expect([path, garbage, reply.status]).toEqual([path, garbage, 400]);
        expect(reply.headers.get("content-type")).toMatch(/^application\/problem\+json/);
      }
    }
    expect(await desk.events()).toBe(before);
  });

  it("takes its own example in form: what the ledger then says is a rule's answer", async () => {
    for (const [path, operation] of writes()) {
      const example = operation.requestBody?.content["application/json"]?.examples.example.value;
      const reply = await desk.post(filled(path, operation), example);
      const { status, body } = reply;
      const inForm = [200, 201, 404, 422].includes(status);
      expect([path, inForm ? "in form" : body]).toEqual([path, "in form"]);
    }
  });

  /** Where an answer is not as its route's description says. */
  const deviations = ({ responses }: Operation, body: object): unknown[] => {
    const content = responses["200"]?.content as { "application/json"?: { schema?: object } } | undefined;
    const schema = content?.["application/json"]?.schema;
    if (schema === undefined) return [];
    const validate = new Ajv2020({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
    return validate(body) ? [] : (validate.errors ?? []);
  };

  it("is named by what it reads, as a list or as one", () => {
    const reads = all().filter(([method]) => method === "get");
    const unnamed = reads.filter(
      ([, , { operationId }]) => !/^(list|read|check)(-[a-z]+)+$/.test(operationId ?? ""),
    );
    expect(reads.length).toBeGreaterThan(0);
    expect(unnamed).toEqual([]);
  });

  it("answers every read with its own examples", async () => {
    for (const [method, path, operation] of all()) {
      if (method !== "get") continue;
      const query = (operation.parameters ?? [])
        .filter((one) => one.in === "query")
        .map((one) => `${one.name}=${exampleOf(one)}`);
      const reply = await desk.get(`${filled(path, operation)}?${query.join("&")}`);
      expect([path, [200, 404].includes(reply.status)]).toEqual([path, true]);
      if (reply.status === 200) expect([path, ...deviations(operation, reply.body)]).toEqual([path]);
    }
  });
});
