import fc from "fast-check";
import { kronor } from "../money.ts";
import { readAgreement } from "./agreement-document.ts";
import { DocumentError } from "./document-error.ts";

/** The shape of a document, loose enough for tests to break it. */
interface ExampleDocument {
  [field: string]: unknown;
  lines: Record<string, unknown>[];
}

/** The fewest fields with which an agreement document can be read; a new one each time, for tests to change. */
function smallestDocument(): ExampleDocument {
  return {
    kind: "agreement",
    id: "example-2022",
    title: "Exempel 2022",
    budgetYear: 2022,
    source: "Exempel",
    parties: ["staten", "skr"],
    signed: { state: "2022-01-27", counterparty: "2022-01-28", cite: "kap 9" },
    lines: [
      {
        id: "4",
        purpose: "Läkemedel",
        amount: "5 500 000 kronor",
        cite: "kap 7.2, tabell",
        recipients: ["skr"],
        payment: "requisition",
      },
    ],
  };
}

/** Each problem of a document as `field: rule`. */
function problems(document: unknown): string[] {
  try {
    readAgreement(document);
    return [];
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return error.problems.map(({ field, rule }) => `${field}: ${rule}`);
  }
}

/** The smallest document with other fields, and its line with others. */
function changed(fields: Record<string, unknown>, line: Record<string, unknown> = {}): ExampleDocument {
  const document = smallestDocument();
  return { ...document, lines: [{ ...document.lines[0], ...line }], ...fields };
}

describe("the smallest document", () => {
  it("is an agreement without duties, totals or funding", () => {
    expect(readAgreement(smallestDocument())).toEqual({
      id: "example-2022",
      title: "Exempel 2022",
      budgetYear: 2022,
      source: "Exempel",
      caseNumbers: [],
      parties: ["staten", "skr"],
      signed: { state: "2022-01-27", counterparty: "2022-01-28", cite: "kap 9" },
      validity: [],
      lines: [
        {
          id: "4",
          ref: "4",
          purpose: "Läkemedel",
          amount: kronor(5_500_000),
          cite: "kap 7.2, tabell",
          recipients: ["skr"],
          payment: "requisition",
          funding: [],
        },
      ],
      nonStateLines: [],
      unplaced: [],
      statedTotals: [],
      terms: {},
      deadlines: [],
      paymentDecisions: [],
    });
  });

  it("gives a line the file's defaults where the line says nothing", () => {
    const defaults = { payer: "kammarkollegiet", payment: "requisition", recipients: ["region-01"] };
    const silent = changed({ defaults }, { recipients: undefined, payment: undefined });
    expect(readAgreement(silent).lines[0]).toMatchObject({
      payer: "kammarkollegiet",
      recipients: ["region-01"],
    });
    const speaking = changed({ defaults }, { payer: "socialstyrelsen", payment: "without_requisition" });
    expect(readAgreement(speaking).lines[0]).toMatchObject({
      payer: "socialstyrelsen",
      payment: "without_requisition",
      recipients: ["skr"],
    });
  });

  it("takes the whole line for funding without an amount, and the assumed roll for a requisition term", () => {
    const requisition = { deadline: "2022-12-01", lapses: true, once: true, cite: "kap 8" };
    const document = changed(
      { terms: { requisition } },
      { funding: [{ key: "2022-9-1:6-29", cite: "kap 8" }] },
    );
    expect(readAgreement(document).lines[0]?.funding[0]?.amount).toBe(kronor(5_500_000));
    expect(readAgreement(document).terms.requisition?.roll).toBe("next_weekday");
  });
});

describe("an amount in a document", () => {
  it.each([
    ["2,385 miljoner kronor", 2_385_000],
    ["35,3 mnkr", 35_300_000],
    ["65\u00a0000\u202f000 kr", 65_000_000],
    [{ printed: "1400 000 kronor", means: "1 400 000 kronor" }, 1_400_000],
  ])("%j is %d kronor", (amount, expected) => {
    expect(readAgreement(changed({}, { amount })).lines[0]?.amount).toBe(kronor(expected));
  });

  it.each([
    [65000000, "lines[0].amount: amount-without-unit"],
    ["65000000", "lines[0].amount: amount-unit-missing"],
    ["1400 000 kronor", "lines[0].amount: amount-grouping-irregular"],
    ["0 kr", "lines[0].amount: amount-not-positive"],
    [{ printed: "1400 000 kronor", means: "14 000 000 kronor" }, "lines[0].amount: amount-confirmation"],
    [{ printed: "1400 000 kronor" }, "lines[0].amount.means: document-missing-field"],
    [undefined, "lines[0].amount: document-missing-field"],
    [null, "lines[0].amount: document-type"],
  ])("%j is refused", (amount, problem) => expect(problems(changed({}, { amount }))).toContain(problem));

  it("without a unit is refused with what to write", () => {
    expect(() => readAgreement(changed({}, { amount: 65000000 }))).toThrow(
      'lines[0].amount must be an amount with its unit, such as "65 000 000 kr", not 65000000.',
    );
  });
});

const total = (id: string, covers: unknown) => ({ id, label: id, amount: "1 kr", cite: "kap 7", covers });
const funded = (...keys: string[]) => keys.map((key) => ({ key, amount: "2 000 000 kr", cite: "kap 8" }));

describe("a document is refused when", () => {
  it.each<[string, ExampleDocument, string[]]>([
    [
      "a field is misspelt",
      changed({}, { recipiens: ["skr"] }),
      ["lines[0].recipiens: document-unknown-field"],
    ],
    [
      "a day does not exist",
      changed({ deadlines: [{ id: "d", date: "2023-02-29", what: "x", by: "y", cite: "z" }] }),
      ["deadlines[0].date: date-format"],
    ],
    [
      "an anslag does not exist",
      changed({}, { funding: funded("2022-28-1:6") }),
      ["lines[0].funding[0].key: anslag-key-format"],
    ],
    [
      "a case number is an inquiry's",
      changed({ caseNumbers: ["(S2011:01)"] }),
      ["caseNumbers[0]: case-number-is-inquiry"],
    ],
    ["it agrees with nobody", changed({ parties: ["staten"] }), ["parties: agreement-parties"]],
    ["it has no line", changed({ lines: [] }), ["lines: agreement-lines"]],
    [
      "a line's id is taken by a total",
      changed({ statedTotals: [total("4", { all: "state" })] }),
      ["statedTotals[0].id: id-repeated"],
    ],
    [
      "a total covers an unknown line",
      changed({ statedTotals: [total("t", { lines: ["4", "5"] })] }),
      ["statedTotals[0].covers.lines: name-unknown"],
    ],
    [
      "a total counts a line twice",
      changed({ statedTotals: [total("t", { lines: ["4", "4"] })] }),
      ["statedTotals[0].covers.lines: name-repeated"],
    ],
    [
      "a total covers itself",
      changed({ statedTotals: [total("t", { totals: ["t"] })] }),
      ["statedTotals[0].covers.totals: name-unknown"],
    ],
    [
      "a total covers two things",
      changed({ statedTotals: [total("t", { all: "state", lines: ["4"] })] }),
      ["statedTotals[0].covers: coverage-one-of"],
    ],
    [
      "a decision is about an unknown line",
      changed({ paymentDecisions: [{ id: "p", kind: "regleringsbrev", lines: ["44"], cite: "kap 8" }] }),
      ["paymentDecisions[0].lines: name-unknown"],
    ],
    [
      "funding exceeds every figure of its line",
      changed({}, { funding: funded("2022-9-1:6-3", "2022-9-1:6-5", "2022-9-1:6-18") }),
      ["lines[0].funding: funding-above-line"],
    ],
    [
      "one anslagspost funds a line twice",
      changed({}, { funding: funded("2022-9-1:6-3", "2022-9-1:6-3") }),
      ["lines[0].funding: funding-repeated"],
    ],
    [
      "an anslag is of another year",
      changed({}, { funding: funded("2023-9-1:6-3") }),
      ["lines[0].funding[0].key: funding-budget-year"],
    ],
    [
      "a total's anslag is of another year",
      changed({ statedTotals: [total("t", { funding: "2021-9-1:6" })] }),
      ["statedTotals[0].covers.funding: funding-budget-year"],
    ],
    [
      "its last year is not after its first",
      changed({ throughYear: 2022 }),
      ["throughYear: agreement-years"],
    ],
    [
      "a key distribution names no key",
      changed({}, { distribution: { method: "key", cite: "kap 6" } }),
      ["lines[0].distribution.key: document-missing-field"],
    ],
    [
      "an equal distribution names a key",
      changed({}, { distribution: { method: "equal", key: "k", cite: "kap 6" } }),
      ["lines[0].distribution.key: document-unknown-field"],
    ],
    [
      "a line has no recipient and no default gives one",
      changed({}, { recipients: undefined }),
      ["lines[0].recipients: document-missing-field"],
    ],
    [
      "several fields are wrong: all are named",
      changed({ title: "", budgetYear: "2022" }, { cite: 7, payment: "rekvisition" }),
      [
        "title: document-type",
        "budgetYear: document-type",
        "lines[0].cite: document-type",
        "lines[0].payment: document-choice",
      ],
    ],
  ])("%s", (_, document, expected) => expect(problems(document)).toEqual(expected));

  it("it names the field and the figures in the message and for machines", () => {
    const document = changed({}, { funding: funded("2022-9-1:6-3", "2022-9-1:6-5", "2022-9-1:6-18") });
    expect(() => readAgreement(document)).toThrow(
      expect.objectContaining({
        rule: "funding-above-line",
        message: "lines[0].funding sums to 6000000.00, above the line's 5500000.00.",
        figures: { funded: "6000000.00", amount: "5500000.00" },
      }),
    );
  });
});

describe("a document is taken when", () => {
  it.each<[string, ExampleDocument]>([
    [
      "it says that it spans years, and a later year funds it",
      changed({ throughYear: 2023 }, { funding: funded("2023-9-1:6-3") }),
    ],
    [
      "a deadline is earlier than the signing",
      changed({ deadlines: [{ id: "d", date: "2021-06-01", what: "x", by: "y", cite: "z" }] }),
    ],
    [
      "a deadline, a condition and a decision have a line's id, since each list has ids of its own",
      changed({
        deadlines: [{ id: "4", when: "2022", what: "x", by: "y", cite: "z" }],
        validity: [{ id: "4", by: "riksdagen", cite: "kap 9" }],
        paymentDecisions: [{ id: "4", kind: "regleringsbrev", lines: ["4"], cite: "kap 8" }],
      }),
    ],
    [
      "a deadline is less exact than a day",
      changed({ deadlines: [{ id: "d", when: "våren 2022", what: "x", by: "y", cite: "z" }] }),
    ],
    [
      "its figures contradict each other, which is for the consistency check",
      changed({ statedTotals: [total("t", { all: "state" })] }),
    ],
  ])("%s", (_, document) => expect(problems(document)).toEqual([]));
});

describe("garbage", () => {
  it("of any kind is refused by rule and never crashes the reader", () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), (garbage) => {
        expect(problems(garbage).length).toBeGreaterThan(0);
      }),
    );
  });

  it("in any field of a document is refused or read, and never crashes the reader", () => {
    const fields = Object.keys(readAgreement(smallestDocument()));
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.anything(), (field, garbage) => {
        problems(changed({ [field]: garbage }));
        problems(changed({}, { [field]: garbage, amount: garbage, funding: [garbage] }));
      }),
    );
  });

  it.each(["a\u0000b", "a\ud800b", "a\u0085b"])(
    "is refused for what no person wrote in a text: %j",
    (title) => {
      expect(problems(changed({ title }))).toEqual(["title: document-type"]);
    },
  );

  it("makes no answer of unbounded size", () => {
    const line = { id: "x" };
    expect(
      problems(changed({ lines: Array.from({ length: 2_000 }, () => line) })).length,
    ).toBeLessThanOrEqual(100);
    expect(problems(changed({ lines: Array.from({ length: 2_001 }, () => line) }))).toEqual([
      "lines: document-type",
    ]);
  });
});
