import { POST, fillFolder } from "./folder-with-money.ts";
import { buildLedger, errorIn, ledger, rowsOf, temporaryFolder } from "./run-ledger.ts";

const folder = temporaryFolder();
const data = ["--data", folder.path];

beforeAll(async () => {
  buildLedger();
  await fillFolder(folder.path);
}, 120_000);
afterAll(() => folder.remove());

const widthOf = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));

describe("ledger statement", () => {
  interface Told {
    readonly opening: Record<string, string>;
    readonly rows: readonly { readonly type: string; readonly balances: Record<string, string> }[];
    readonly closing: Record<string, string>;
  }
  const statementOf = async (...args: string[]): Promise<Told> =>
    JSON.parse((await ledger("statement", "dagmar-2007", "skr", ...args, ...data, "--json")).out) as Told;

  it("gives the opening balance, each entry with what every account holds then, and the closing balance", async () => {
    const { opening, rows, closing } = await statementOf("--from", "2007-06-01");
    expect(opening).toMatchObject({ allocated: "10000000.00", outstanding: "0.00" });
    expect(
      rows.map(({ type, balances: { allocated, in_payment, outstanding } }) => ({
        ...{ type, allocated, in_payment, outstanding },
      })),
    ).toEqual([
      { type: "DisbursementOrdered", allocated: "0.00", in_payment: "10000000.00", outstanding: "0.00" },
      { type: "DisbursementConfirmed", allocated: "0.00", in_payment: "0.00", outstanding: "10000000.00" },
    ]);
    expect(closing).toEqual(rows[1]?.balances);
  });

  it("ends at a day, and knows what was known then", async () => {
    expect((await statementOf("--effective", "2007-05-31")).closing).toMatchObject({
      allocated: "10000000.00",
    });
    expect((await statementOf("--posting", "2007-05-31")).rows).toHaveLength(1);
    expect(await statementOf("--known-at", "2007-12-31")).toMatchObject({ rows: [] });
    expect((await statementOf("--known-at", "2099-12-31T00:00:00+01:00")).rows).toHaveLength(3);
  });

  it("for people shows the accounts that move, within a screen", async () => {
    const { out } = await ledger("statement", "dagmar-2007", "skr", ...data);
    expect(out).toContain("Statement of dagmar-2007 to skr in kronor, everything known");
    expect(out).toMatch(/opening balance[\s\S]*DisbursementConfirmed[\s\S]*closing balance/);
    expect(out).toMatch(/2007-06-01 │ DisbursementConfirmed │ +0,00 │ +0,00 │ +10\u00A0000\u00A0000,00/);
    expect(out).not.toContain("written_off");
    expect(widthOf(out)).toBeLessThanOrEqual(100);
  });

  it.each([
    [["dagmar-2006", "skr"], "<agreement>", /did you mean "dagmar-2007"\?/],
    [["dagmar-2007", "sk"], "<recipient>", /did you mean "skr"\?/],
    [
      ["dagmar-2007", "region-01"],
      "<recipient>",
      /grant of dagmar-2007 to region-01 is not known.*known are skr/,
    ],
    [["dagmar-2007", "skr", "--line", "nine"], "--line", /line nine is not known/],
    [["dagmar-2007", "skr", "--holder", "skt"], "--holder", /did you mean "skr"\?/],
  ])("refuses %s", async (args, field, says) => {
    const ended = await ledger("statement", ...args, ...data, "--json");
    expect(ended).toMatchObject({ exit: 2, out: "", err: expect.stringMatching(says) });
    expect(errorIn(ended)).toMatchObject({ rule: "value-unknown", field });
  });
});

describe("ledger journal", () => {
  const linesOf = async (...args: string[]): Promise<Record<string, unknown>[]> =>
    (await ledger("journal", ...args, ...data, "--json")).out
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it("prints an object per transfer, with both its days and all its dimensions", async () => {
    const rows = await linesOf();
    expect(rows.map(({ type }) => type)).toEqual([
      "AppropriationGranted",
      "AllocationDecided",
      "DisbursementOrdered",
      "DisbursementConfirmed",
    ]);
    expect(rows[3]).toMatchObject({
      ...{ amount: "10000000.00", effectiveOn: "2007-06-01", postingOn: "2007-06-01", voucher: true },
      from: { account: "in_payment", anslagspost: POST, agreement: "dagmar-2007", line: "5" },
      to: { account: "outstanding", recipient: "skr", holder: "skr" },
    });
  });

  it("narrows and orders what it prints", async () => {
    const types = async (...args: string[]) => (await linesOf(...args)).map(({ type }) => type);
    expect(await types("--where", "recipient=skr", "--account", "allocated")).toEqual([
      "AllocationDecided",
      "DisbursementOrdered",
    ]);
    expect(await types("--order=-effective", "--limit", "1")).toEqual(["DisbursementConfirmed"]);
    expect(await types("--type", "AllocationDecided,DisbursementOrdered", "--from", "2007-06-01")).toEqual([
      "DisbursementOrdered",
    ]);
    expect(await types("--known-at", "2007-12-31")).toEqual([]);
    expect(await types("--actor", "nobody")).toEqual([]);
  });

  it("for people is a table within a screen", async () => {
    const { out } = await ledger("journal", ...data);
    expect(out).toContain("Journal in kronor, everything known");
    expect(out).toContain("in_payment → outstanding");
    expect(widthOf(out)).toBeLessThanOrEqual(100);
  });

  it.each([
    [["--account", "outstandin"], "--account", "account-unknown", /did you mean "outstanding"/],
    [["--type", "AllocationDecide"], "--type", "event-type-unknown", /did you mean "AllocationDecided"/],
    [["--where", "recipient=skl"], "--where", "value-unknown", /did you mean "skr"/],
    [["--known-at", "2007-02-30"], "--known-at", "date-format", /2007-02-30/],
    [["--known-at", "noon"], "--known-at", "known-at-format", /a day such as .* or an instant .* not "noon"/],
    [["--from", "1 June"], "--from", "date-format", /"1 June"/],
    [["--from", "2008-01-01", "--posting", "2007-01-01"], "--from", "period-order", /is after --posting/],
    [
      ["--axis", "posting", "--effective", "2007-01-01"],
      "--axis",
      "usage-axis",
      /give the day with --posting/,
    ],
  ])("refuses %s, naming the option, what it takes and what was given", async (args, field, rule, says) => {
    const ended = await ledger("journal", ...args, ...data, "--json");
    expect(ended).toMatchObject({ exit: 2, out: "", err: expect.stringMatching(says) });
    expect(errorIn(ended)).toMatchObject({ rule, field });
  });
});

describe("ledger balances of a period", () => {
  it("gives what came in from its first day to its last", async () => {
    const query = ["balances", "--by", "recipient", "--where", "recipient=skr", ...data];
    expect(await rowsOf(...query, "--from", "2007-06-01", "--effective", "2007-06-30")).toMatchObject([
      { allocated: "0.00", in_payment: "10000000.00", outstanding: "10000000.00" },
    ]);
    expect((await ledger(...query, "--from", "2007-06-02", "--axis", "posting")).out).toBe(
      "No money has moved.\n",
    );
    expect(await rowsOf(...query, "--known-at", "2007-12-31")).toEqual([]);
  });
});

describe("what is due, what waits and what is found", () => {
  it("deadlines tells what came of each, as of a day", async () => {
    const asked = ["deadlines", "--agreement", "dagmar-2007", "--line", "5", "--recipient", "skr"];
    expect(
      await rowsOf(...asked, "--what", "cost_report", "--effective", "2008-02-28", ...data),
    ).toMatchObject([{ kind: "cost_report", dueOn: "2008-02-28", status: "open", atStake: "10000000.00" }]);
    expect(
      await rowsOf(...asked, "--what", "cost_report", "--effective", "2008-02-29", ...data),
    ).toMatchObject([{ status: "missed" }]);
    expect(
      await rowsOf(...asked, "--open", "--effective", "2008-03-31", "--to", "2008-03-01", ...data),
    ).toEqual([]);
    const { out } = await ledger("deadlines", "--effective", "2008-02-28", ...data);
    expect(widthOf(out)).toBeLessThanOrEqual(100);
  });

  it("worklist has the report that is overdue, from the day after", async () => {
    const asked = ["worklist", "--kind", "overdue_report", ...data];
    expect(await rowsOf(...asked, "--effective", "2008-02-28")).toEqual([]);
    expect(await rowsOf(...asked, "--effective", "2008-02-29")).toMatchObject([
      { subject: "skr", dueOn: "2008-02-28", amount: "10000000.00" },
    ]);
    expect((await ledger(...asked, "--effective", "2008-02-29")).out).toContain("overdue_report skr");
  });

  it("search finds by the beginnings of words", async () => {
    expect(await rowsOf("search", "region", "stock", "--kind", "party", ...data)).toMatchObject([
      { kind: "party", title: "Region Stockholm", amount: null },
    ]);
    const { out } = await ledger("search", "region", ...data);
    expect(out).toContain("Region Stockholm");
    expect(widthOf(out)).toBeLessThanOrEqual(100);
    const refused = await ledger("search", "...", ...data, "--json");
    expect(refused).toMatchObject({ exit: 2, out: "" });
    expect(errorIn(refused)).toMatchObject({ rule: "search-words", field: "<words>" });
  });

  it("reclaimable knows what was known then", async () => {
    const asked = ["reclaimable", "--on", "2008-02-29", ...data];
    expect(await rowsOf(...asked, "--known-at", "2007-12-31")).toEqual([]);
    expect(await rowsOf(...asked, "--agreement", "dagmar-2007", "--recipient", "skr")).toHaveLength(1);
    expect(await ledger(...asked, "--recipient", "sks")).toMatchObject({ exit: 2 });
  });
});
