import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { readDistributionKey } from "./distribution-key-file.ts";
import { readParties } from "../parties/party-file.ts";

const agreementsFolder = new URL("../../../../agreements/", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, agreementsFolder), "utf8");
const projectFile: unknown = parse(read("keys/population-2022.yaml"));

describe("the project's population key of 2022", () => {
  const key = readDistributionKey(projectFile);

  it("has one weight for each region among the parties, in their order", () => {
    const regions = readParties(parse(read("parties.yaml"))).filter(({ kind }) => kind === "region");
    expect(key.weights.map((weight) => weight.key)).toEqual(regions.map(({ id }) => id));
  });

  it("sums to the total by which it was recovered, 10 443 100", () => {
    expect(key.weights.reduce((total, { weight }) => total + weight, 0)).toBe(10_443_100);
  });

  it("says that its day is assumed", () => {
    expect(key).toMatchObject({ id: "population-2022", date: "2021-11-01", dateAssumed: true });
    expect(key.note).toMatch(/Recovered/);
  });

  it("passes its JSON Schema, which refuses a fraction of a person", () => {
    const validate = new Ajv2020({ strict: true }).compile(JSON.parse(read("distribution-key.schema.json")));
    expect(validate(projectFile)).toBe(true);
    expect(validate({ ...(projectFile as object), weights: [{ party: "region-01", weight: 0.5 }] })).toBe(
      false,
    );
    expect(validate.errors?.[0]?.instancePath).toBe("/weights/0/weight");
  });
});

describe("a distribution key file", () => {
  const file = {
    kind: "distribution_key",
    id: "halves",
    label: "Halves",
    date: "2022-01-01",
    total: 2,
    weights: [
      { party: "a", weight: 1 },
      { party: "b", weight: 1 },
    ],
  };

  it.each<[string, string]>([
    ["longer than 2 000 characters", "a".repeat(2_001)],
    ["with a NUL", "a\u0000b"],
    ["with half of a surrogate pair", "a\ud800b"],
    ["of spaces", "  "],
  ])("is refused for a label %s", (_what, label) => {
    expect(() => readDistributionKey({ ...file, label })).toThrow(
      expect.objectContaining({ rule: "file-format", field: "label" }),
    );
  });

  it("may have lines in its note", () => {
    const note = "Counted once.\n\tAnd once more.";
    expect(readDistributionKey({ ...file, note })).toMatchObject({ note });
  });

  it("is read in its order", () => {
    expect(readDistributionKey(file)).toEqual({
      id: "halves",
      label: "Halves",
      date: "2022-01-01",
      weights: [
        { key: "a", weight: 1 },
        { key: "b", weight: 1 },
      ],
    });
  });

  it("is refused when its weights do not sum to its total, with the difference", () => {
    expect(() => readDistributionKey({ ...file, total: 3 })).toThrow(
      expect.objectContaining({
        rule: "distribution-key-total",
        field: "total",
        figures: { stated: "3", sum: "2", difference: "-1" },
      }),
    );
  });

  it.each<[string, string, string, unknown]>([
    [
      "a party that stands twice",
      "distribution-duplicate-key",
      "weights[1].party",
      { ...file, weights: [file.weights[0], file.weights[0]] },
    ],
    [
      "a negative weight",
      "file-format",
      "weights[0].weight",
      { ...file, weights: [{ party: "a", weight: -1 }] },
    ],
    [
      "half a person",
      "file-format",
      "weights[0].weight",
      { ...file, weights: [{ party: "a", weight: 0.5 }] },
    ],
    [
      "a weight in words",
      "file-format",
      "weights[0].weight",
      { ...file, weights: [{ party: "a", weight: "1" }] },
    ],
    ["no weights", "file-format", "weights", { ...file, weights: [] }],
    [
      "nothing but zero weights",
      "distribution-key-total",
      "total",
      { ...file, total: 0, weights: [{ party: "a", weight: 0 }] },
    ],
    ["no day", "date-format", "date", { ...file, date: undefined }],
    ["an unknown key", "file-format", "file.rounding", { ...file, rounding: 100 }],
    ["another kind of file", "file-format", "kind", { ...file, kind: "parties" }],
  ])("is refused for %s, by the rule %s at %s", (_what, rule, field, content) => {
    expect(() => readDistributionKey(content)).toThrow(
      expect.objectContaining({ name: "RuleError", rule, field }),
    );
  });
});
