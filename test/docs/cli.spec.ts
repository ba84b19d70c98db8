import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ledgerProgram } from "#ledger/cli/program.ts";
import { dataFolderAt } from "#ledger/data-folder/data-folder.ts";
import { openLedger } from "#ledger/data-folder/open-ledger.ts";
import { systemClock } from "#ledger/data-folder/system-clock.ts";
import { LedgerView } from "#projections/ledger-view.ts";
import { playDemo } from "#ledger/demo/play.ts";
import { ROOT, buildLedger, endOf, ledger, temporaryFolder } from "../cli/run-ledger.ts";

const page = readFileSync(join(ROOT, "docs", "cli.md"), "utf8");
const rows = [...page.matchAll(/^\| `(\w+)` +\|[^|]*\|[^|]*\| `(ledger [^`]+)` +\|$/gm)];
const examples = rows.map(([, command = "", example = ""]) => ({ command, example }));
/** What ends by itself. */
const ending = examples.filter(({ command }) => command !== "serve");

const folder = temporaryFolder();
const data = join(folder.path, "data");

beforeAll(async () => {
  buildLedger();
  const ledger = await openLedger({ folder: dataFolderAt(data), clock: systemClock, view: new LedgerView() });
  await playDemo(ledger);
  await ledger.close();
  mkdirSync(join(folder.path, "bin"));
  const bin = `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, "bin", "ledger.mjs")}" "$@"\n`;
  writeFileSync(join(folder.path, "bin", "ledger"), bin, { mode: 0o755 });
}, 120_000);
afterAll(() => folder.remove());

describe("the table of commands in docs/cli.md", () => {
  it("has every command, in the order of the help", () => {
    const program = ledgerProgram("0", systemClock, () => undefined);
    const names = program.commands.map((command) => command.name()).filter((name) => name !== "complete");
    expect(examples.map(({ command }) => command)).toEqual(names);
  });

  it.each(ending)("$example", async ({ command, example }) => {
    const env = {
      ...process.env,
      PATH: `${join(folder.path, "bin")}:${process.env["PATH"]}`,
      LEDGER_DATA_DIR: data,
    };
    const { exit, out, err } = await endOf(spawn("sh", ["-c", example], { cwd: ROOT, env }));
    // The agreement of 2013 has figures that do not agree.
    expect(exit).toBe(command === "check" ? 1 : 0);
    if (command === "bulk") expect(err).toContain("0 lines");
    else expect(out).not.toMatch(/^(No |Nothing |\[\]|$)/);
    // The log itself and the findings of a check are wider than a screen.
    const isWide = command === "events" || command === "check";
    const lines = isWide ? [] : out.split("\n").filter((line) => line.startsWith("│"));
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
  });
});

it("a statement shows money that is passed on: from whom to whom, how much, and that it is still accounted for", async () => {
  const { out } = await ledger("statement", "sjsv-2022", "skr", "--line", "3a", "--data", data);
  const passedOn = out.split("\n").slice(out.split("\n").findIndex((line) => line.includes("FundsPassedOn")));
  expect(passedOn.slice(0, 4).join("\n")).toMatch(/FundsPassedOn[\s\S]*65\u00A0000\u00A0000,00/);
  expect(passedOn.slice(0, 4).join("\n")).toMatch(/skr → region-\d\d/);
});

it("a statement of another agreement's line is refused rather than empty", async () => {
  const { exit, err } = await ledger("statement", "vissa-2013", "skr", "--line", "3a", "--data", data);
  expect([exit, err]).toEqual([2, expect.stringMatching(/line 3a is not known/)]);
});
