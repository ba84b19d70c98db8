import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, buildLedger, endOf, errorIn, ledger, rowsOf, start, temporaryFolder } from "./run-ledger.ts";

const folder = temporaryFolder();
const agreements = ["dagmar-2007", "jamlik-2011", "vissa-2013", "sjsv-2022"].map(
  (id) => `agreements/${id}.yaml`,
);
const sjsv = readFileSync(join(ROOT, "agreements", "sjsv-2022.yaml"), "utf8");

function fileOf(name: string, content: string | Uint8Array): string {
  const file = join(folder.path, name);
  writeFileSync(file, content);
  return file;
}

beforeAll(buildLedger, 120_000);
afterAll(() => folder.remove());

describe("ledger check --json", () => {
  it("gives one list over all files, with amounts as decimal strings", async () => {
    const rows = await rowsOf("check", ...agreements);
    expect(
      rows.map(({ agreement, kind, where, stated, computed, difference }) => [
        ...[agreement, kind, where],
        ...[stated, computed, difference],
      ]),
    ).toEqual([
      ["dagmar-2007", "funding_missing", "lines", "158000000.00", "158000000.00", "0.00"],
      ["jamlik-2011", "intention_exceeds_appropriated", "lines/8", "11000000.00", "3000000.00", "8000000.00"],
      ["jamlik-2011", "funding_missing", "lines/8", "3000000.00", "3000000.00", "0.00"],
      ["vissa-2013", "funding_missing", "lines", "35300000.00", "35300000.00", "0.00"],
      ["vissa-2013", "total_differs", "statedTotals/row-3", "8800000.00", "10800000.00", "-2000000.00"],
      [
        "vissa-2013",
        "total_differs",
        "statedTotals/total-of-rows",
        "35300000.00",
        "33300000.00",
        "2000000.00",
      ],
      ["vissa-2013", "total_unmatched", "statedTotals/anslag-4-5", "1400000.00", "0.00", "1400000.00"],
      ["sjsv-2022", "line_stated_differently", "lines/4", "5000000.00", "5500000.00", "-500000.00"],
      [
        "sjsv-2022",
        "total_differs",
        "statedTotals/total-state",
        "284000000.00",
        "284500000.00",
        "-500000.00",
      ],
      ["sjsv-2022", "total_differs", "statedTotals/total", "384000000.00", "384500000.00", "-500000.00"],
      [
        "sjsv-2022",
        "total_differs",
        "statedTotals/recipient-skr",
        "56300000.00",
        "28500000.00",
        "27800000.00",
      ],
      ...[
        [
          "sjsv-2022",
          "total_differs",
          "statedTotals/recipient-regions",
          "227700000.00",
          "256000000.00",
          "-28300000.00",
        ],
      ],
      ["sjsv-2022", "unplaced_amount", "unplaced/x1", "5000000.00", "0.00", "5000000.00"],
    ]);
    expect(rows[7]).toMatchObject({
      file: "agreements/sjsv-2022.yaml",
      cites: ["kap 7.1, tabell", "kap 7.2, tabell", "kap 8", "kap 4.1"],
      message: expect.stringContaining("5000000.00 in kap 4.1"),
    });
  });

  it("exits with 1 when anything was found and with 0 when nothing was, parties and keys being valid", async () => {
    expect(await ledger("check", ...agreements, "--json")).toMatchObject({ exit: 1, err: "" });
    const valid = ["agreements/parties.yaml", "agreements/keys/population-2022.yaml"];
    expect(await ledger("check", ...valid, "--json")).toEqual({ exit: 0, out: "[]\n", err: "" });
  });

  it("with a bad file gives the findings of the others, the error with its line on stderr, and exits with 2", async () => {
    const bad = fileOf("bad.yaml", sjsv.replace("budgetYear: 2022", "budgetYaer: 2022"));
    const ended = await ledger("check", bad, "agreements/dagmar-2007.yaml", "--json");
    expect(ended.exit).toBe(2);
    expect(JSON.parse(ended.out)).toHaveLength(1);
    expect(errorIn(ended)).toMatchObject({
      message: expect.stringContaining('did you mean "budgetYear"?'),
      problems: expect.arrayContaining([
        expect.objectContaining({ file: bad, field: "budgetYaer", line: 5 }),
      ]),
    });
  });
});

describe("ledger check for people", () => {
  it("is a table with grouped figures, and a sentence for each finding", async () => {
    const { exit, out, err } = await ledger("check", "agreements/sjsv-2022.yaml");
    expect({ exit, err }).toEqual({ exit: 1, err: expect.stringContaining("is checked at import") });
    expect(out).toContain("6 findings");
    expect(out).toMatch(
      /│ lines\/4 +│ +5\u00A0000\u00A0000,00 │ +5\u00A0500\u00A0000,00 │ +−500\u00A0000,00 │/,
    );
    expect(out).toContain("  - Line 4 is 5\u00A0000\u00A0000,00\u00A0kr in kap 4.1 and");
  });

  it("ends quietly, with its own exit code, when nobody reads on", async () => {
    const child = start(["check", ...agreements]);
    child.stdout?.destroy();
    expect(await endOf(child)).toMatchObject({ exit: 1 });
  });
});

describe("ledger check beside parties or keys", () => {
  it("refuses an agreement that names who stands in no file", async () => {
    const stranger = fileOf("stranger.yaml", sjsv.replace("recipients: [skr]", "recipients: [skrr]"));
    const ended = await ledger("check", stranger, "agreements/parties.yaml", "--json");
    expect(ended).toMatchObject({ exit: 2 });
    expect(errorIn(ended)).toMatchObject({
      rule: "agreement-names-unknown",
      message: expect.stringMatching(/stranger\.yaml: .* names party skrr: in none of these files/),
    });
  });

  it("knows what comes with the ledger besides", async () => {
    const mine = fileOf("mine.yaml", "kind: parties\nparties: [{ id: mine, name: Mine, kind: other }]\n");
    expect(await ledger("check", mine, "agreements/sjsv-2022.yaml")).toMatchObject({
      ...{ exit: 1, err: "" },
      out: expect.stringContaining("1 party, valid"),
    });
  });
});

describe("a bad file is refused with its line, its field and what would be right", () => {
  const latin1 = Buffer.from(sjsv, "latin1");
  it.each([
    ["cut off in the middle", sjsv.slice(0, sjsv.indexOf("}", 900)), /bad\.yaml:\d+:\d+: .*\(yaml-/],
    [
      "an amount that is a number",
      sjsv.replace("5 500 000 kronor", "5500000.0"),
      /:\d+: lines\[4\]\.amount .*5500000\.0/,
    ],
    [
      "an unknown field",
      sjsv.replace("\nsigned:", "\nsignd:"),
      /signd is not a field here \(did you mean "signed"\?\)/,
    ],
    ["Latin-1", latin1, /:4:15: .*not UTF-8.*Latin-1/],
    ["UTF-16", Buffer.from(`\uFEFF${sjsv}`, "utf16le"), /UTF-16; save it as UTF-8/],
    ["nothing", "", /The file is empty/],
    ["no kind", "parties: []\n", /kind is missing: it says what the file holds, one of agreement, /],
    ["another kind", "kind: agrement\n", /kind must be one of .*did you mean "agreement"\?/],
  ])("%s", async (_, content, says) => {
    const { exit, out, err } = await ledger("check", fileOf("bad.yaml", content));
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(err).toMatch(says);
  });

  it("an organisationsnummer whose check digit is wrong", async () => {
    const parties = readFileSync(join(ROOT, "agreements", "parties.yaml"), "utf8");
    const { exit, err } = await ledger(
      "check",
      fileOf("p.yaml", parties.replace("222000-0315", "222000-0316")),
    );
    expect(exit).toBe(2);
    expect(err).toMatch(/p\.yaml:16:26: parties\[0\]\.organisationsnummer has a wrong check digit/);
  });

  it("a file that is not there, and a folder", async () => {
    const { exit, err } = await ledger("check", join(folder.path, "none.yaml"), folder.path);
    expect(exit).toBe(2);
    expect(err).toMatch(/none\.yaml: The file cannot be read.*\n.*This is a folder/);
  });

  it("while a byte order mark is harmless", async () => {
    const file = fileOf("bom.yaml", `\uFEFF${sjsv}`);
    expect(await rowsOf("check", file)).toHaveLength(6);
  });
});

describe("wrong usage exits with 2 and says what is known", () => {
  it.each([
    [["check"], "usage-missing-argument", /missing required argument 'file'/],
    [["chek"], "usage-unknown-command", /unknown command 'chek'\n\(Did you mean check\?\)/],
    [["check", "x.yaml", "--jsn"], "usage-unknown-option", /unknown option '--jsn'/],
    [
      ["balances", "--by", "anslagpost"],
      "dimension-unknown",
      /known are year, area, .* Did you mean anslagspost\?/,
    ],
    [["balances", "--where", "recipient"], "usage-where", /--where takes dimension=value/],
    [["balances", "--effective", "2022-02-30"], "date-format", /--effective must be a day that exists/],
    [["reclaimable", "--on", "yesterday"], "date-format", /--on must be a day that exists/],
    [
      ["import", "agreements/parties.yaml", "--actor", "Åsa Öberg"],
      "actor-format",
      /--actor must be 1 to 64 letters/,
    ],
    [["events", "--limit", "0"], "usage-number", /--limit must be a whole number of at least 1/],
    [["serve", "--port", "70000"], "usage-number", /--port must be a whole number from 0 to 65535/],
  ])("%j", async (args, rule, says) => {
    const ended = await ledger(...args, "--json");
    expect(ended).toMatchObject({ exit: 2, out: "", err: expect.stringMatching(says) });
    expect(errorIn(ended)).toMatchObject({ rule });
  });

  it("while --help of each command shows examples and exits with 0", async () => {
    for (const command of ["check", "import", "balances", "reclaimable", "events", "serve"]) {
      const { exit, out, err } = await ledger(command, "--help");
      expect({ exit, err }).toEqual({ exit: 0, err: "" });
      expect(out).toContain("--data <dir>");
      expect(out).toContain(`  ledger ${command}`);
    }
  });
});
