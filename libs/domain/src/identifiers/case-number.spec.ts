import { InvariantError } from "../rule-error.ts";
import { caseNumberParts, parseCaseNumber } from "./case-number.ts";
import type { CaseNumber } from "./case-number.ts";

describe("a diarienummer", () => {
  it.each([
    ["S2011/5879/FS (delvis)", { department: "S", year: 2011, serial: "5879", unit: "FS", partly: true }],
    ["S2013/9047/SAM", { department: "S", year: 2013, serial: "9047", unit: "SAM", partly: false }],
    ["S2022/02782", { department: "S", year: 2022, serial: "02782", partly: false }],
    ["Fi2021/04004", { department: "Fi", year: 2021, serial: "04004", partly: false }],
    ["S2022/02782 (delvis)", { department: "S", year: 2022, serial: "02782", partly: true }],
    ["KN2023/00001", { department: "KN", year: 2023, serial: "00001", partly: false }],
    ["Fö2022/00123", { department: "Fö", year: 2022, serial: "00123", partly: false }],
  ])("%s keeps its text and names its parts", (text, parts) => {
    const caseNumber = parseCaseNumber(text);
    expect(caseNumber).toBe(text);
    expect(caseNumberParts(caseNumber)).toEqual(parts);
  });

  it.each([
    ["S2011/5879/FS\n(delvis)", "S2011/5879/FS (delvis)"], // as the decision of 2011 prints it, on two lines
    ["S2011/5879/FS(delvis)", "S2011/5879/FS (delvis)"],
    ["S2011/5879/FS ( delvis )", "S2011/5879/FS (delvis)"],
    ["  S\u00a02022 / 02782 ", "S2022/02782"],
  ])("%j becomes %s", (printed, canonical) => {
    expect(parseCaseNumber(printed)).toBe(canonical);
  });

  it.each(["(S2011:01)", "S2011:01", " ( S 2011:01 )", "Fi2012:7"])(
    "is not %s, which is the number of an inquiry",
    (text) => {
      expect(() => parseCaseNumber(text, "caseNumbers[0]")).toThrow(
        expect.objectContaining({
          name: "RuleError",
          rule: "case-number-is-inquiry",
          field: "caseNumbers[0]",
          message: expect.stringContaining("is the number of an inquiry"),
        }),
      );
    },
  );

  it.each<unknown>([
    "S2022",
    "S2022/",
    "S22/02782",
    "2022/02782",
    "s2022/02782",
    "Dnr S2022/02782",
    "S2022-02782",
    "S2022/02782/",
    "S2022/02782 (helt)",
    "S2022/02782, S2022/02783",
    "S2022/2782a",
    "SOU 2014:23",
    "",
    202202782,
    null,
    undefined,
  ])("is not %p", (text) => {
    expect(() => parseCaseNumber(text)).toThrow(
      expect.objectContaining({ name: "RuleError", rule: "case-number-format", field: "caseNumber" }),
    );
  });

  it("has parts only once it was parsed", () => {
    expect(() => caseNumberParts("S2011:01" as CaseNumber)).toThrow(InvariantError);
  });
});
