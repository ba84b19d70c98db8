import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Agreement } from "#domain/agreements/agreement-terms.ts";
import { openDiscrepancies } from "#domain/agreements/discrepancies.ts";
import { checkConsistency } from "#domain/consistency.ts";
import { kronor, sum } from "#domain/money.ts";
import { readAgreementFile } from "./read-file.ts";
import { agreementsFolder } from "./schemas.ts";

const folder = agreementsFolder();

async function agreement(id: string): Promise<Agreement> {
  const file = await readAgreementFile(join(folder, `${id}.yaml`));
  if (file.kind !== "agreement") throw new Error(`${id} is a ${file.kind}`);
  return file.agreement;
}

const ids = ["dagmar-2007", "jamlik-2011", "vissa-2013", "sjsv-2022"];
const [dagmar, jamlik, vissa, sjsv] = (await Promise.all(ids.map(agreement))) as [
  Agreement,
  Agreement,
  Agreement,
  Agreement,
];
const all = [dagmar, jamlik, vissa, sjsv];

/** Each finding as kind, place and figures in kronor. */
const findings = (one: Agreement): [string, string, number, number, number][] =>
  checkConsistency(one).map(({ kind, where, stated, computed, difference }) => [
    kind,
    where,
    stated / 100,
    computed / 100,
    difference / 100,
  ]);
const amounts = (one: Agreement): Record<string, number> =>
  Object.fromEntries(one.lines.map(({ id, amount }) => [id, amount / 100]));

describe("what the consistency check finds in the documents is, exactly,", () => {
  it("in 2007 nothing but that no line names an anslagspost: every subtotal, the total and all parts match", () => {
    expect(findings(dagmar)).toEqual([["funding_missing", "lines", 158_000_000, 158_000_000, 0]]);
    expect(dagmar.statedTotals).toHaveLength(12);
    expect(dagmar.lines.find(({ id }) => id === "3.4.1")?.components?.map(({ amount }) => amount)).toEqual(
      [12_000_000, 19_600_000, 10_000_000, 2_000_000].map(kronor),
    );
  });

  it("in 2011 a line without anslagspost, and an intention of 11 000 000 of which 3 000 000 is appropriated", () => {
    expect(findings(jamlik)).toEqual([
      ["intention_exceeds_appropriated", "lines/8", 11_000_000, 3_000_000, 8_000_000],
      ["funding_missing", "lines/8", 3_000_000, 3_000_000, 0],
    ]);
  });

  it("in 2013 a row that is 2 000 000 less than its lines, so that the rows miss the total; and 1 400 000 on no line", () => {
    expect(findings(vissa)).toEqual([
      ["funding_missing", "lines", 35_300_000, 35_300_000, 0],
      ["total_differs", "statedTotals/row-3", 8_800_000, 10_800_000, -2_000_000],
      ["total_differs", "statedTotals/total-of-rows", 35_300_000, 33_300_000, 2_000_000],
      ["total_unmatched", "statedTotals/anslag-4-5", 1_400_000, 0, 1_400_000],
    ]);
  });

  it("in 2022 the disputed line, the totals without it, both recipient totals, and 5 000 000 in no table", () => {
    expect(findings(sjsv)).toEqual([
      ["line_stated_differently", "lines/4", 5_000_000, 5_500_000, -500_000],
      ["total_differs", "statedTotals/total-state", 284_000_000, 284_500_000, -500_000],
      ["total_differs", "statedTotals/total", 384_000_000, 384_500_000, -500_000],
      ["total_differs", "statedTotals/recipient-skr", 56_300_000, 28_500_000, 27_800_000],
      ["total_differs", "statedTotals/recipient-regions", 227_700_000, 256_000_000, -28_300_000],
      ["unplaced_amount", "unplaced/x1", 5_000_000, 0, 5_000_000],
    ]);
    expect(openDiscrepancies(sjsv)).toMatchObject([{ id: "line-4", ceiling: kronor(5_000_000) }]);
  });

  it("said with the chapters that state the figures", () => {
    expect(checkConsistency(sjsv)[0]).toMatchObject({
      message: "Line 4 is 5000000.00 in kap 4.1 and 5500000.00 in kap 7.1, tabell; kap 7.2, tabell; kap 8.",
      cites: ["kap 7.1, tabell", "kap 7.2, tabell", "kap 8", "kap 4.1"],
    });
  });
});

describe("the lines", () => {
  it("of 2007 are 19, paid in five ways", () => {
    expect(amounts(dagmar)).toEqual({
      ...{
        "2.1.1": 2_000_000,
        "2.1.2": 2_385_000,
        "2.2.1": 7_500_000,
        "2.2.2": 2_500_000,
        "3.1.1": 3_165_000,
      },
      ...{
        "3.1.2": 2_000_000,
        "3.2.1": 8_000_000,
        "3.3.1": 15_000_000,
        "3.3.2": 5_000_000,
        "3.3.3": 2_000_000,
      },
      ...{
        "3.3.4": 11_000_000,
        "3.4.1": 43_600_000,
        "3.4.2": 8_500_000,
        "4.1": 23_000_000,
        "4.2": 3_000_000,
      },
      ...{ "4.3a": 2_000_000, "4.3b": 6_000_000, "5": 10_000_000, "6": 1_350_000 },
    });
    const paid = Object.groupBy(dagmar.lines, ({ payment }) => payment);
    expect(
      Object.fromEntries(Object.entries(paid).map(([way, lines]) => [way, lines.map(({ id }) => id)])),
    ).toEqual({
      requisition: ["2.2.2", "3.3.1", "3.3.2", "3.3.3", "3.3.4", "4.1"],
      without_requisition: ["2.1.1", "3.4.1", "3.4.2", "4.3b", "5", "6"],
      authority_disposal: ["2.2.1", "3.1.2", "3.2.1", "4.2", "4.3a"],
      disposal_then_requisition: ["3.1.1"],
      government_offices_disposal: ["2.1.2"],
    });
  });

  it("of 2011 name anslagspost 14, but for one, and no payer", () => {
    expect(amounts(jamlik)).toEqual({
      ...{
        "1": 6_000_000,
        "3": 5_000_000,
        "4": 250_000,
        "5": 250_000,
        "6": 250_000,
        "7": 250_000,
        "8": 3_000_000,
      },
    });
    const posts = jamlik.lines.map(({ funding }) => funding.map((part) => part.funding).join());
    expect(posts).toEqual([...Array<string>(6).fill("2011-9-1:6-14"), "2011-9-1:6"]);
    expect(
      jamlik.lines.every(({ payer, payment }) => payer === undefined && payment === "separate_decision"),
    ).toBe(true);
  });

  it("of 2013 are ten, one of them the ministry's own share", () => {
    expect(amounts(vissa)).toEqual({
      ...{
        "2": 15_000_000,
        "3.2.1": 2_000_000,
        "3.2.2": 3_100_000,
        "3.2.3.1": 1_500_000,
        "3.2.3.2": 3_200_000,
      },
      ...{ "3.2.3.3": 1_000_000, "4.1": 3_000_000, "4.2": 1_000_000, "4.3": 500_000, "5": 5_000_000 },
    });
    expect(vissa.lines.filter(({ payment }) => payment !== "requisition")).toMatchObject([
      { id: "3.2.1", payment: "ministry_share", recipients: ["socialdepartementet"] },
    ]);
    expect(vissa.terms.coFinancing).toEqual({ cite: "kap 7" });
  });

  it("of 2022 name an anslagspost each, and go to SKR, six collaboration regions or 21 regions", () => {
    const table = sjsv.lines.map(({ id, amount, funding, recipients, distribution }) => [
      ...[id, amount / 100, funding.map((part) => part.funding).join(), recipients.length],
      distribution?.method,
    ]);
    expect(table).toEqual([
      ["2a", 2_000_000, "2022-9-1:6-18", 1, undefined],
      ["2b", 2_500_000, "2022-9-1:6-18", 1, undefined],
      ["3a", 65_000_000, "2022-9-1:6-5", 1, "passed_on"],
      ["3b", 9_500_000, "2022-9-1:8-3", 1, "passed_on"],
      ["4", 5_500_000, "2022-9-1:6-29", 1, undefined],
      ["5a", 6_000_000, "2022-9-1:6-3", 1, "passed_on"],
      ["5b", 3_000_000, "2022-9-1:6-3", 1, "passed_on"],
      ["5c", 1_000_000, "2022-9-1:6-3", 1, undefined],
      ["6a", 60_000_000, "2022-9-1:6-40", 6, "equal"],
      ["6b", 112_500_000, "2022-9-1:6-40", 21, "key"],
      ["6c", 17_500_000, "2022-9-1:6-40", 1, undefined],
    ]);
    expect(sum(sjsv.nonStateLines.map(({ amount }) => amount))).toBe(kronor(100_000_000));
  });
});

describe("the terms", () => {
  it("of 2013 and 2022 let the right lapse after 1 December; 2007 and 2011 have no last day for requisition", () => {
    expect(all.map(({ terms }) => terms.requisition?.deadline)).toEqual([
      undefined,
      undefined,
      "2013-12-01",
      "2022-12-01",
    ]);
    expect(vissa.terms.requisition).toMatchObject({ lapses: true, once: true, roll: "next_weekday" });
  });

  it("bind only SKR to report and repay in 2022, since no known document states the regions' days", () => {
    const duty = { deadline: "2023-03-31", parties: ["skr"], to: "kammarkollegiet", cite: "kap 8" };
    expect(sjsv.terms).toMatchObject({ costReport: duty, repayment: duty });
  });

  it("of 2011 ask for repayment without a day, and of 2007 for a report but no repayment", () => {
    expect(jamlik.terms.repayment).toEqual({ to: "kammarkollegiet", cite: "Återrapportering" });
    expect(dagmar.terms).toEqual({
      costReport: { deadline: "2008-02-28", to: "socialdepartementet", cite: "avsnitt 7" },
    });
  });

  it("stand with every deadline of the document", () => {
    expect(all.map(({ deadlines }) => deadlines.length)).toEqual([2, 12, 18, 11]);
    expect(all.map(({ deadlines }) => deadlines.filter(({ date }) => date === undefined).length)).toEqual([
      0, 2, 6, 1,
    ]);
  });
});

describe("across the files", () => {
  it("an agreement's file is named by its id, the four here and any that joins them", async () => {
    const names = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
    const files = await Promise.all(names.map((name) => readAgreementFile(join(folder, name))));
    const agreements = files.flatMap((file, index) =>
      file.kind === "agreement" ? [[`${file.agreement.id}.yaml`, names[index]]] : [],
    );
    expect(agreements.length).toBeGreaterThanOrEqual(ids.length);
    for (const [byId, name] of agreements) expect(name).toBe(byId);
  });

  it("every file tells editors its schema on the first line", () => {
    for (const id of ids) {
      const [first] = readFileSync(join(folder, `${id}.yaml`), "utf8").split("\n");
      expect(first).toBe("# yaml-language-server: $schema=./agreement.schema.json");
    }
  });

  it("every party is known, but for the state, and so is the distribution key with its recipients", async () => {
    const parties = await readAgreementFile(join(folder, "parties.yaml"));
    const known = new Set(("parties" in parties ? parties.parties : []).map(({ id }) => id));
    const named = all.flatMap(({ lines, parties: signing, terms }) => [
      ...signing.filter((id) => id !== "staten"),
      ...lines.flatMap(({ recipients, payer }) => [...recipients, ...(payer === undefined ? [] : [payer])]),
      ...[terms.costReport, terms.repayment].flatMap((duty) => [
        ...(duty?.parties ?? []),
        ...(duty?.to ? [duty.to] : []),
      ]),
    ]);
    expect([...new Set(named)].filter((id) => !known.has(id))).toEqual([]);
    const file = await readAgreementFile(join(folder, "keys", "population-2022.yaml"));
    if (file.kind !== "distribution_key") throw new Error(`population-2022 is a ${file.kind}`);
    const { key } = file;
    const line = sjsv.lines.find(({ id }) => id === "6b");
    expect(line?.distribution).toMatchObject({ method: "key", key: key.id });
    expect(key.weights.map((weight) => weight.key).toSorted()).toEqual(
      [...(line?.recipients ?? [])].toSorted(),
    );
  });

  it("a payment decision covers every line once where the document announces any, and names no target for repayments", () => {
    expect(dagmar.paymentDecisions).toEqual([]);
    for (const { lines, paymentDecisions } of [jamlik, vissa, sjsv]) {
      expect(paymentDecisions.flatMap((decision) => decision.lines).toSorted()).toEqual(
        lines.map(({ id }) => id).toSorted(),
      );
      expect(paymentDecisions.filter(({ repaymentTo }) => repaymentTo !== undefined)).toEqual([]);
    }
    expect(sjsv.paymentDecisions.map(({ kind }) => kind)).toEqual([
      "regleringsbrev",
      "regleringsbrev",
      "government_decision",
    ]);
  });

  it("an editor, which reads YAML with types, sees the same ids as the ledger", () => {
    const idsOf = (value: unknown): unknown[] =>
      typeof value !== "object" || value === null
        ? []
        : Object.entries(value).flatMap(([key, inner]) => (key === "id" ? [inner] : idsOf(inner)));
    for (const id of ids) {
      const typed: unknown = parse(readFileSync(join(folder, `${id}.yaml`), "utf8"));
      expect(idsOf(typed).filter((one) => typeof one !== "string")).toEqual([]);
    }
  });
});
