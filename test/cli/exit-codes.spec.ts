import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { EXIT } from "#ledger/cli/exit-codes.ts";
import { ROOT, buildLedger, endOf, ledger, temporaryFolder } from "./run-ledger.ts";

const folder = temporaryFolder();
const data = ["--data", join(folder.path, "data")];
const page = readFileSync(join(ROOT, "docs", "cli.md"), "utf8");

beforeAll(async () => {
  buildLedger();
  await ledger("import", "agreements/parties.yaml", ...data);
}, 120_000);
afterAll(() => folder.remove());

describe("a command ends with", () => {
  it.each<[keyof typeof EXIT, string, string[]]>([
    ["fine", "figures that agree", ["check", "agreements/parties.yaml"]],
    ["fine", "an answer without rows", ["journal", ...data]],
    ["fine", "help", ["statement", "--help"]],
    ["findings", "figures that do not agree", ["check", "agreements/sjsv-2022.yaml"]],
    ["badInput", "a file that is not there", ["check", "none.yaml"]],
    ["badInput", "an option that is none", ["journal", "--were", "recipient=skr", ...data]],
    ["badInput", "a choice that is none", ["completion", "cmd"]],
    ["badInput", "a value that is not known", ["statement", "none", "skr", ...data]],
    ["badInput", "a time that is none", ["worklist", "--known-at", "soon", ...data]],
    ["refused", "what a rule refuses", ["import", "agreements/sjsv-2022.yaml", ...data]],
    ["unavailable", "no ledger", ["deadlines", "--data", join(folder.path, "none")]],
    ["unavailable", "no ledger to rebuild", ["rebuild", "--data", join(folder.path, "none")]],
  ])("%s: %s", async (meaning, _, args) => {
    expect((await ledger(...args)).exit).toBe(EXIT[meaning]);
  });

  it("defect: a ledger that cannot be built", async () => {
    const clone = join(folder.path, "clone");
    mkdirSync(join(clone, "bin"), { recursive: true });
    mkdirSync(join(clone, "scripts"));
    cpSync(join(ROOT, "bin", "ledger.mjs"), join(clone, "bin", "ledger.mjs"));
    writeFileSync(
      join(clone, "scripts", "build-when-stale.mjs"),
      "export const buildWhenStale = () => false;",
    );
    const { exit } = await endOf(spawn(process.execPath, [join(clone, "bin", "ledger.mjs"), "balances"]));
    expect(exit).toBe(EXIT.defect);
  });

  it("one of the codes that docs/cli.md and every --help explain", async () => {
    const codes = Object.values(EXIT).map(String);
    const rows = [...page.matchAll(/^\| (\d+) +\| /gm)].map(([, code]) => code);
    expect(rows).toEqual(codes);
    for (const command of [[], ["journal"], ["rebuild"], ["bulk"]]) {
      const { out } = await ledger(...command, "--help");
      const told = out.slice(out.indexOf("Exit codes:"));
      for (const code of codes) expect(told).toMatch(new RegExp(`\\b${code} [a-z]`));
    }
  });
});
