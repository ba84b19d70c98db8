import fc from "fast-check";
import { InvariantError } from "../rule-error.ts";
import { describeFunding, fundingParts, parseFundingKey } from "./funding-key.ts";
import type { FundingKey } from "./funding-key.ts";

describe("the identity of an anslag, anslagspost or delpost", () => {
  it.each([
    ["2022-9-1:6", { budgetYear: 2022, area: 9, anslag: "1:6" }, "UO 9 1:6 (2022)"],
    ["2022-9-1:6-18", { budgetYear: 2022, area: 9, anslag: "1:6", post: 18 }, "UO 9 1:6 ap. 18 (2022)"],
    [
      "2022-9-1:8-3-2",
      { budgetYear: 2022, area: 9, anslag: "1:8", post: 3, delpost: 2 },
      "UO 9 1:8 ap. 3 dp. 2 (2022)",
    ],
    [
      "2013-27-26:10-999",
      { budgetYear: 2013, area: 27, anslag: "26:10", post: 999 },
      "UO 27 26:10 ap. 999 (2013)",
    ],
  ])("%s names its parts and reads as the desk writes it", (text, parts, described) => {
    const key = parseFundingKey(text);
    expect(key).toBe(text);
    expect(fundingParts(key)).toEqual(parts);
    expect(describeFunding(key)).toBe(described);
  });

  it("keeps post 1 of an anslag apart from post 1 of another year: the year is part of it", () => {
    expect(parseFundingKey("2011-9-1:6-14")).not.toBe(parseFundingKey("2013-9-1:6-14"));
  });

  it.each<unknown>([
    "2022-0-1:6",
    "x2022-9-1:6",
    "2022-28-1:6",
    "2022-09-1:6",
    "2022-9-1:6-0",
    "2022-9-1:6-018",
    "2022-9-1:6-1000",
    "2022-9-1:6-18-0",
    "2022-9-1:6-18-1-1",
    "2022-9-0:6",
    "2022-9-1:06",
    "2022-9-16",
    "1822-9-1:6",
    "9-1:6-18",
    "2022-9-1:6-18 ",
    "UO 9 1:6 ap. 18",
    2022,
    null,
    undefined,
    JSON.parse('{"toString": 1}'),
  ])("refuses %p by the rule anslag-key-format, naming the field", (given) => {
    expect(() => parseFundingKey(given, "lines[2].funding")).toThrow(
      expect.objectContaining({ name: "RuleError", rule: "anslag-key-format", field: "lines[2].funding" }),
    );
  });

  it("names what was given, and the field as a caller without one knows it", () => {
    expect(() => parseFundingKey("1:6")).toThrow(
      expect.objectContaining({ details: { field: "anslagspost", figures: { given: "1:6" } } }),
    );
  });

  it("has one spelling per identity: its parts put together again are the key (property)", () => {
    const number = fc.integer({ min: 1, max: 999 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1900, max: 2199 }),
        fc.integer({ min: 1, max: 27 }),
        fc.tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 })),
        fc.oneof(fc.constant([]), fc.tuple(number), fc.tuple(number, number)),
        (year, area, [group, place], posts) => {
          const text = [year, area, `${group}:${place}`, ...posts].join("-");
          const parts = fundingParts(parseFundingKey(text));
          expect(
            [parts.budgetYear, parts.area, parts.anslag, parts.post, parts.delpost]
              .filter((part) => part !== undefined)
              .join("-"),
          ).toBe(text);
        },
      ),
    );
  });

  it("never reads parts from a text that was not parsed", () => {
    expect(() => fundingParts("1:6" as FundingKey)).toThrow(InvariantError);
  });
});
