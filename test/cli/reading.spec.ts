import { copyFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ACCOUNT_NAMES } from "#domain/accounts.ts";
import { POST, fillFolder } from "./folder-with-money.ts";
import {
  buildLedger,
  endOf,
  errorIn,
  ledger,
  printed,
  rowsOf,
  start,
  temporaryFolder,
} from "./run-ledger.ts";

const folder = temporaryFolder();
const data = ["--data", folder.path];

beforeAll(async () => {
  buildLedger();
  await fillFolder(folder.path);
}, 120_000);
afterAll(() => folder.remove());

describe("ledger balances", () => {
  it("gives each group with its keys, null where it has none, and every account as a decimal string", async () => {
    const rows = await rowsOf("balances", "--by", "anslagspost,recipient", ...data);
    const none = Object.fromEntries(ACCOUNT_NAMES.map((account) => [account, "0.00"]));
    expect(rows).toEqual([
      { anslagspost: POST, recipient: null, ...none, appropriation: "-12000000.00", available: "2000000.00" },
      { anslagspost: POST, recipient: "skr", ...none, outstanding: "10000000.00" },
    ]);
    expect(Object.keys(rows[0] ?? {})).toEqual(["anslagspost", "recipient", ...ACCOUNT_NAMES]);
  });

  it("as of a day, and one way with --turnover", async () => {
    const query = ["balances", "--by", "recipient", "--where", "recipient=skr", ...data];
    expect(await rowsOf(...query, "--effective", "2007-05-31")).toMatchObject([
      { allocated: "10000000.00", outstanding: "0.00" },
    ]);
    expect(await rowsOf(...query, "--posting", "2007-06-01")).toMatchObject([
      { allocated: "0.00", outstanding: "10000000.00" },
    ]);
    expect(await rowsOf(...query, "--turnover")).toMatchObject([
      { allocated: "10000000.00", in_payment: "10000000.00", outstanding: "10000000.00" },
    ]);
    expect(await rowsOf(...query, "--effective", "2007-01-19")).toEqual([]);
  });

  it("for people shows the accounts that are not zero, by name and desk word, and their sums", async () => {
    const { exit, out } = await ledger("balances", "--by", "anslagspost,recipient", ...data);
    expect(exit).toBe(0);
    const cells = out
      .split("\n")
      .map((line) => line.split("│").map((cell) => cell.trim().replaceAll("\u00A0", " ")));
    expect(cells.filter((line) => line.length > 1)).toEqual([
      ["", "anslagspost", "recipient", "appropriation", "available", "outstanding", ""],
      ["", "", "", "anvisat", "disponibelt", "utbetalt, ej redovisat", ""],
      ["", POST, "–", "−12 000 000,00", "2 000 000,00", "", ""],
      ["", POST, "skr", "", "", "10 000 000,00", ""],
      ["", "total", "", "−12 000 000,00", "2 000 000,00", "10 000 000,00", ""],
    ]);
  });
});

describe("ledger balances --replay", () => {
  it.each([
    [],
    ["--by", "anslagspost,agreement,line,recipient,holder"],
    ["--by", "recipient", "--where", "recipient=skr", "--turnover"],
    ["--by", "recipient", "--posting", "2007-05-31"],
    ["--effective", "2007-05-31", "--axis", "effective"],
    ["--known-at", "2007-01-01"],
  ])("gives from the log alone what the read model gives: %s", async (...asked) => {
    const [read, replayed] = await Promise.all([
      ledger("balances", "--json", ...asked, ...data),
      ledger("balances", "--json", "--replay", ...asked, ...data),
    ]);
    expect(replayed).toMatchObject({ exit: 0, out: read.out });
    expect(replayed.err).toMatch(/Replayed from \d+ events of .*ledger\.sqlite\./);
  });

  it("needs no read model, and makes none", async () => {
    const alone = temporaryFolder();
    copyFileSync(join(folder.path, "ledger.sqlite"), join(alone.path, "ledger.sqlite"));
    const rows = await rowsOf("balances", "--replay", "--by", "recipient", "--data", alone.path);
    expect(rows).toEqual(await rowsOf("balances", "--by", "recipient", ...data));
    expect(readdirSync(alone.path)).not.toContain("read-model");
    alone.remove();
  });

  it("refuses a period, and what no money ever stood on", async () => {
    const period = await ledger("balances", "--replay", "--from", "2007-01-01", ...data, "--json");
    expect(period).toMatchObject({ exit: 2, out: "" });
    const unknown = await ledger("balances", "--replay", "--where", "recipient=skl", ...data, "--json");
    expect(unknown).toMatchObject({ exit: 2, out: "" });
    expect(errorIn(unknown)).toMatchObject({ rule: "value-unknown", field: "--where" });
  });
});

describe("a table wider than a screen", () => {
  it("has a row for each account that is not zero instead", async () => {
    const { out } = await ledger("balances", "--by", "agreement,line,recipient,holder,anslagspost", ...data);
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(out).toMatch(/│ dagmar-2007 .*│ outstanding +│ +10\u00A0000\u00A0000,00 │/);
  });
});

describe("ledger balances of what does not exist", () => {
  it.each([
    ["agreement=dagmar-2006", /agreement dagmar-2006 is not known .*did you mean "dagmar-2007"\?/],
    ["recipient=skl", /recipient skl is not known/],
    ["line=nine", /line nine is not known/],
    ["anslagspost=2007-9-13:1-4", /anslagspost 2007-9-13:1-4 is not known/],
  ])("%s is refused", async (where, says) => {
    const ended = await ledger("balances", "--where", where, ...data, "--json");
    expect(ended).toMatchObject({ exit: 2, out: "", err: expect.stringMatching(says) });
    expect(errorIn(ended)).toMatchObject({ rule: "value-unknown", field: "--where" });
  });

  it("while what is registered and has no money is no mistake", async () => {
    expect(await rowsOf("balances", "--where", "recipient=region-01", ...data)).toEqual([]);
    expect(
      await rowsOf("balances", "--where", "line=2.1.1", "--where", "agreement=dagmar-2007", ...data),
    ).toEqual([]);
  });
});

describe("ledger reclaimable", () => {
  it("shows money without a report the day after the report was due, and not on the day itself", async () => {
    expect(await rowsOf("reclaimable", "--on", "2008-02-28", ...data)).toEqual([]);
    expect(await rowsOf("reclaimable", "--on", "2008-02-29", ...data)).toEqual([
      {
        ...{ agreement: "dagmar-2007", recipient: "skr", line: "5", holder: "skr", anslagspost: POST },
        ...{ unused: "0.00", reclaimed: "0.00", overdue: "10000000.00", total: "10000000.00" },
        reportDeadline: "2008-02-28",
      },
    ]);
  });

  it("for people says the day and the sum", async () => {
    const { out } = await ledger("reclaimable", "--on", "2008-02-29", ...data);
    expect(out).toContain("To reclaim in kronor, at the end of 2008-02-29: 10\u00A0000\u00A0000,00\n");
    expect((await ledger("reclaimable", "--on", "2008-02-28", ...data)).out).toBe(
      "Nothing is to be reclaimed on 2008-02-28.\n",
    );
  });
});

describe("ledger events", () => {
  it("tells what each event moved, in log order, within --stream, --after and --limit", async () => {
    const stream = `anslagspost-${POST}`;
    const all = await rowsOf("events", "--stream", stream, ...data);
    expect(all.map(({ type }) => type)).toEqual([
      "AppropriationGranted",
      "LineFundingArrived",
      "AllocationDecided",
    ]);
    expect(all[0]).toMatchObject({
      ...{ stream, revision: 0, actor: "registrar", effectiveOn: "2007-01-20" },
      data: { amount: "12000000.00", kind: "years_grant" },
      transfers: [
        {
          from: { account: "appropriation", anslagspost: POST },
          to: { account: "available", anslagspost: POST },
          amount: "12000000.00",
        },
      ],
    });
    const first = String(all[0]?.["position"]);
    expect(await rowsOf("events", "--stream", stream, "--after", first, "--limit", "1", ...data)).toEqual([
      all[1],
    ]);
    const after = await rowsOf("events", "--after", first, "--limit", "2", ...data);
    expect(after.map(({ position }) => Number(position) > Number(first))).toEqual([true, true]);
  });

  it("refuses a stream that is not there", async () => {
    expect(await ledger("events", "--stream", "agreement-none", ...data)).toEqual({
      ...{ exit: 2, out: "" },
      err: "There is no stream agreement-none in this log.\n",
    });
  });

  it("with --follow prints what is written from then on, until it is interrupted", async () => {
    const follower = start(["events", "--follow", "--json", "--stream", "party-sent-later", ...data]);
    const ended = endOf(follower);
    const seen = printed(follower, "\n");
    const file = join(folder.path, "later.yaml");
    writeFileSync(file, "kind: parties\nparties: [{ id: sent-later, name: Later, kind: other }]\n");
    expect(await ledger("import", file, ...data)).toMatchObject({ exit: 0 });
    expect(JSON.parse(await seen)).toMatchObject({ stream: "party-sent-later", revision: 0 });
    follower.kill("SIGINT");
    expect(await ended).toMatchObject({ exit: 0, err: "" });
  });

  it("ends quietly when nobody reads on", async () => {
    const child = start(["events", "--json", ...data]);
    child.stdout?.destroy();
    expect(await endOf(child)).toMatchObject({ exit: 0, err: "" });
  });
});
