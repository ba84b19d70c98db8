import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { OpenAPIObject } from "@nestjs/swagger";
import { committedFile, textOf } from "#ledger/openapi/committed.ts";
import { examplesIn, operationsOf, withExamples } from "#ledger/openapi/examples.ts";
import { describeWithPlayedExamples } from "#ledger/openapi/played-examples.ts";
import { type Desk, startDesk } from "../http/running.ts";

/** Milliseconds: the whole demo is played. */
const LONG = 60_000;

/** Kinds of requests that neither the stories nor anything after them make. */
const NOT_PLAYED = [
  "amend-agreement",
  "bulk",
  "cancel-disbursement",
  "decide-refund",
  "record-opening-balance",
];
/** Their ids come by chance, so that an answer played now would be another one tomorrow. */
const OF_REGISTERS = [
  ...["register-person", "read-person", "correct-person", "erase-person"],
  ...["register-contact", "read-contact", "correct-contact", "erase-contact"],
  ...["store-attachment", "read-attachment", "read-attachment-content"],
  ...["describe-attachment", "erase-attachment"],
];
/** Answers that are described by a word alone. */
const OF_HEALTH = ["check-live", "check-ready"];

type Members = Readonly<Record<string, unknown>>;
const member = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((at, name) => (at as Members | undefined)?.[name], value);

describe("openapi.json", () => {
  let described: OpenAPIObject;
  let text: string;
  let committed: OpenAPIObject;
  let desk: Desk;

  beforeAll(async () => {
    described = await describeWithPlayedExamples();
    text = readFileSync(committedFile(), "utf8");
    committed = JSON.parse(text) as OpenAPIObject;
    desk = await startDesk();
  }, LONG);
  afterAll(() => desk.close());

  /** Where two descriptions differ, by operation or component, so that the reason is found at once. */
  const differences = (one: OpenAPIObject, other: OpenAPIObject): string[] => {
    const partsOf = (document: OpenAPIObject): Map<string, string> =>
      new Map([
        ...operationsOf(document).map(({ id, ...rest }): [string, string] => [id, JSON.stringify(rest)]),
        ...Object.entries(document.components?.schemas ?? {}).map(([name, schema]): [string, string] => [
          name,
          JSON.stringify(schema),
        ]),
      ]);
    const [a, b] = [partsOf(one), partsOf(other)];
    return [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name));
  };

  it("says what the API is and answers: when it does not, run npm run openapi and commit the file", () => {
    expect({ differ: differences(described, committed), mend: "npm run openapi" }).toEqual({
      differ: [],
      mend: "npm run openapi",
    });
    // To the letter, so that a second run changes nothing.
    expect(textOf(described) === text).toBe(true);
  });

  it("is what the server serves", async () => {
    const { status, body } = await desk.get("/openapi.json");
    expect(status).toBe(200);
    expect(body).toEqual(committed);
  });

  it("shows an answer to every request, and a refusal where the stories have one", () => {
    const examples = examplesIn(committed);
    const without = operationsOf(committed)
      .map(({ id }) => id)
      .filter((id) => examples[id]?.answer === undefined);
    expect(without.sort()).toEqual([...NOT_PLAYED, ...OF_REGISTERS, ...OF_HEALTH].sort());
    const refusals = Object.values(examples).flatMap(({ refusal }) =>
      refusal ? [refusal.body["type"]] : [],
    );
    expect(refusals).toContain("/problems/same-person");
  });

  it("has examples that are as it describes them", () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
    ajv.addSchema(committed, "openapi.json");
    const wrong: unknown[] = [];
    let checked = 0;
    const check = (schema: unknown, value: unknown, where: string): void => {
      const absolute = JSON.stringify(schema).replaceAll('"#/components', '"openapi.json#/components');
      const validate = ajv.compile(JSON.parse(absolute) as object);
      checked += 1;
      if (!validate(value)) wrong.push([where, validate.errors]);
    };
    const examples = examplesIn(committed);
    for (const { id, operation } of operationsOf(committed)) {
      const { request, answer, refusal } = examples[id] ?? {};
      const json = "application/json";
      if (request) check(member(operation.requestBody, "content", json, "schema"), request, `${id} asked`);
      for (const [one, type] of [
        [answer, json],
        [refusal, "application/problem+json"],
      ] as const) {
        if (!one) continue;
        check(
          member(operation.responses[one.status], "content", type, "schema"),
          one.body,
          `${id} ${one.status}`,
        );
      }
    }
    expect(wrong).toEqual([]);
    expect(checked).toBeGreaterThan(100);
  });

  it("refers to nothing that it does not hold", () => {
    const targets = [...text.matchAll(/"\$ref": "#\/([^"]+)"/g)].map(([, path = ""]) => path.split("/"));
    expect(targets.length).toBeGreaterThan(0);
    expect(targets.filter((path) => member(committed, ...path) === undefined)).toEqual([]);
  });

  it("gives back the examples that were put in", () => {
    const bare = withExamples(described, {});
    expect(withExamples(bare, examplesIn(described))).toEqual(described);
  });
});
