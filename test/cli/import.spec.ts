import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ROOT, buildLedger, errorIn, ledger, rowsOf, temporaryFolder } from "./run-ledger.ts";

const folder = temporaryFolder();
const parties = "agreements/parties.yaml";
const key = "agreements/keys/population-2022.yaml";
const sjsv = "agreements/sjsv-2022.yaml";
const vissa = "agreements/vissa-2013.yaml";

function fileOf(name: string, content: string): string {
  const file = join(folder.path, name);
  writeFileSync(file, content);
  return file;
}

beforeAll(buildLedger, 120_000);
afterAll(() => folder.remove());

describe("ledger import", () => {
  const data = join(folder.path, "new", "ledger");

  it("creates the folder and registers what stands in the files, whatever their order", async () => {
    const { exit, out, err } = await ledger("import", sjsv, vissa, key, parties, "--data", data);
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    expect(out.split("\n")).toEqual([
      `${sjsv}: 1 agreement registered. Its figures do not agree in 6 places: see ledger check.`,
      `${vissa}: 1 agreement registered. Its figures do not agree in 4 places: see ledger check.`,
      `${key}: 1 distribution key registered.`,
      `${parties}: 37 parties registered.`,
      "",
    ]);
  });

  it("twice changes nothing", async () => {
    const before = await rowsOf("events", "--data", data);
    const again = await rowsOf("import", sjsv, vissa, key, parties, parties, "--data", data);
    expect(again.map(({ changes }) => changes)).toEqual(
      [1, 1, 1, 37].map((unchanged) => ({ registered: 0, renamed: 0, amended: 0, unchanged })),
    );
    expect(await rowsOf("events", "--data", data)).toEqual(before);
    expect(before.map(({ type }) => type)).toEqual([
      ...Array<string>(37).fill("PartyRegistered"),
      "DistributionKeyRegistered",
      "AgreementRegistered",
      "AgreementRegistered",
    ]);
  });

  it("changes a registered agreement only with a reason, as its next version", async () => {
    const text = readFileSync(join(ROOT, vissa), "utf8").replace("500 000 kr", "450 000 kr");
    const changed = fileOf("vissa.yaml", text);
    const refused = await ledger("import", changed, "--data", data, "--json");
    expect(refused).toMatchObject({ exit: 3, out: "", err: expect.stringContaining('--amend "reason"') });
    expect(errorIn(refused)).toEqual({
      rule: "agreement-differs",
      message: expect.stringContaining("version 1"),
      field: "agreement",
      figures: { agreement: "vissa-2013", version: "1" },
    });
    const [summary] = await rowsOf("import", changed, "--amend", "rättelse", "--actor", "u1", "--data", data);
    expect(summary).toMatchObject({ changes: { amended: 1, unchanged: 0 } });
    const stream = await rowsOf("events", "--stream", "agreement-vissa-2013", "--data", data);
    expect(stream).toMatchObject([
      { revision: 0, actor: "cli" },
      { revision: 1, actor: "u1", data: { version: 2, reason: "rättelse" } },
    ]);
  });
});

describe("nothing is written", () => {
  it("when any of the files is bad: not even the folder", async () => {
    const data = join(folder.path, "untouched");
    const bad = fileOf("bad.yaml", "kind: parties\nparties: [{ id: x }]\n");
    const ended = await ledger("import", parties, bad, "--data", data, "--json");
    expect(ended).toMatchObject({ exit: 2, out: "" });
    expect(errorIn(ended)).toMatchObject({ field: "parties[0].name", rule: "schema-required" });
    expect(await ledger("events", "--data", data)).toMatchObject({
      exit: 4,
      err: expect.stringContaining(`There is no ledger in ${data}`),
    });
  });

  it("when an agreement names parties and a key that nobody registered: it is refused, naming them", async () => {
    const data = join(folder.path, "unknown");
    const ended = await ledger("import", sjsv, "--data", data, "--json");
    expect(ended.exit).toBe(3);
    const { rule, figures } = errorIn(ended);
    expect(rule).toBe("agreement-names-unknown");
    expect(figures).toMatchObject({ keys: "population-2022", parties: expect.stringContaining("skr, kamm") });
    expect(existsSync(data)).toBe(false);
  });
});

describe("a data folder that cannot be used ends with 4 and one sentence", () => {
  it.each([
    ["a file", "file", /The data folder .*file is not a folder\./],
    [
      "below a file",
      "file/below",
      /The data folder .*below is not a folder, or lies in something that is none\./,
    ],
  ])("%s", async (_, name, says) => {
    fileOf("file", "");
    const { exit, err } = await ledger("import", parties, "--data", join(folder.path, name));
    expect(exit).toBe(4);
    expect(err).toMatch(says);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
  });

  it("one whose log is no log", async () => {
    mkdirSync(join(folder.path, "other"));
    fileOf("other/ledger.sqlite", "This is somebody's letter.\n".repeat(100));
    for (const command of [["import", parties], ["balances"]]) {
      const ended = await ledger(...command, "--data", join(folder.path, "other"), "--json");
      expect(ended).toMatchObject({ exit: 4, out: "" });
      expect(errorIn(ended)).toMatchObject({ rule: "log-not-an-event-store" });
    }
  });

  it("one that a newer version has written", async () => {
    const data = join(folder.path, "newer");
    await ledger("import", key, "--data", data);
    const database = new DatabaseSync(join(data, "ledger.sqlite"));
    database.exec("PRAGMA user_version = 2");
    database.close();
    for (const command of [["import", key], ["balances"]]) {
      const ended = await ledger(...command, "--data", data, "--json");
      expect(ended).toMatchObject({ exit: 4, out: "", err: expect.stringContaining("newer version") });
      expect(errorIn(ended)).toMatchObject({ rule: "log-newer-version" });
    }
  });

  it("one whose log is damaged", async () => {
    const data = join(folder.path, "damaged");
    await ledger("import", parties, "--data", data);
    const file = join(data, "ledger.sqlite");
    const bytes = readFileSync(file);
    // The first page, with the description of the tables, stays whole.
    writeFileSync(file, bytes.fill(0x5a, 4096));
    for (const command of [["import", key], ["balances"]]) {
      const ended = await ledger(...command, "--data", data, "--json");
      expect(ended).toMatchObject({
        exit: 4,
        out: "",
        err: expect.stringContaining("restore it from a backup"),
      });
      expect(errorIn(ended)).toMatchObject({ rule: "log-corrupted" });
    }
  });
});
