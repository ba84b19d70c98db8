import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { ledgerProgram } from "#ledger/cli/program.ts";
import { systemClock } from "#ledger/data-folder/system-clock.ts";
import { POST, fillFolder } from "./folder-with-money.ts";
import { ROOT, buildLedger, endOf, ledger, temporaryFolder } from "./run-ledger.ts";

const folder = temporaryFolder();
const filled = join(folder.path, "filled");
const scripts: Record<string, string> = {};

beforeAll(async () => {
  buildLedger();
  await fillFolder(filled);
  for (const shell of ["bash", "zsh", "fish"]) {
    const { exit, out, err } = await ledger("completion", shell);
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    scripts[shell] = out;
    writeFileSync(join(folder.path, shell), out);
  }
  mkdirSync(join(folder.path, "bin"));
  writeFileSync(
    join(folder.path, "bin", "ledger"),
    `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, "bin", "ledger.mjs")}" "$@"\n`,
    { mode: 0o755 },
  );
}, 120_000);
afterAll(() => folder.remove());

/** What a real bash offers when the tabulator key is pressed at the end of a line. */
async function offered(line: string): Promise<string[]> {
  const script = [
    `source "${join(folder.path, "bash")}"`,
    "complete -p ledger >&2",
    'COMP_LINE="$1"; COMP_POINT=${#COMP_LINE}',
    "_ledger",
    `printf '%s\\n' "\${COMPREPLY[@]}"`,
  ].join("\n");
  const env = {
    ...process.env,
    PATH: `${join(folder.path, "bin")}:${process.env["PATH"]}`,
    LEDGER_DATA_DIR: filled,
  };
  const bash = spawn("bash", ["--norc", "-c", script, "bash", line], { cwd: ROOT, env });
  const { exit, out, err } = await endOf(bash);
  expect({ exit, err }).toEqual({ exit: 0, err: "complete -F _ledger ledger\n" });
  return out.split("\n").filter((word) => word !== "");
}

/** Every command with its options, from the program itself. */
function commandsOf(): Command[] {
  return ledgerProgram("0", systemClock, () => undefined).commands.filter(
    (command) => command.name() !== "complete",
  );
}

describe("completion in bash", () => {
  it.each<[string, string[]]>([
    ["ledger rec", ["reclaimable"]],
    ["ledger balances --by ans", ["anslag", "anslagspost"]],
    ["ledger balances --by recipient,ans", ["recipient,anslag", "recipient,anslagspost"]],
    ["ledger balances --where reci", ["recipient="]],
    ["ledger balances --where recipient=sk", ["skr"]],
    ["ledger journal --account out", ["outstanding"]],
    ["ledger journal --order -eff", ["-effective"]],
    ["ledger statement dag", ["dagmar-2007"]],
    [
      "ledger statement dagmar-2007 region-0",
      [
        "region-01",
        "region-03",
        "region-04",
        "region-05",
        "region-06",
        "region-07",
        "region-08",
        "region-09",
      ],
    ],
    ["ledger statement dagmar-2007 skr --line 2.1.", ["2.1.1", "2.1.2"]],
    [`ledger statement dagmar-2007 skr --anslagspost ${POST.slice(0, -3)}`, ["1-3"]],
    ["ledger statement dagmar-2007 skr --axis=p", ["posting"]],
    ["ledger completion f", ["fish"]],
    ["ledger events --stream agreement-", ["agreement-dagmar-2007"]],
    ["ledger check package.j", ["package.json"]],
    ["ledger serve --data appl", []],
    ["ledger serve --data app", ["apps"]],
    [`ledger --data ${join(ROOT, "docs")} statement dag`, []],
    ["ledger journal --limit ", []],
  ])("%s", async (line, words) => {
    const found = await offered(line);
    expect(found.slice(0, Math.max(words.length, 1))).toEqual(words);
  });

  it("knows every command and every option of each", async () => {
    expect((await offered("ledger ")).sort()).toEqual(
      [...commandsOf().map((command) => command.name()), "help"].sort(),
    );
    for (const command of commandsOf()) {
      const options = await offered(`ledger ${command.name()} --`);
      const expected = command.options.flatMap(({ long }) => long ?? []);
      expect(options).toEqual(expect.arrayContaining([...expected, "--help", "--data", "--json"]));
    }
  }, 60_000);

  it("writes nothing while a person types", async () => {
    const before = readdirSync(filled).filter((name) => !/-(wal|shm)$/.test(name));
    await offered("ledger statement ");
    expect(readdirSync(filled).filter((name) => !/-(wal|shm)$/.test(name))).toEqual(before);
    expect(existsSync(join(filled, "read-model"))).toBe(false);
  });

  it("offers nothing, and says nothing, where there is no ledger", async () => {
    const none = join(folder.path, "none");
    expect(await ledger("complete", "agreement", "--data", none)).toEqual({ exit: 0, out: "", err: "" });
    expect(existsSync(none)).toBe(false);
  });
});

describe("completion in zsh and fish", () => {
  it.each(["zsh", "fish"])("%s knows every command and every option of each", (shell) => {
    const lines = scripts[shell]?.split("\n") ?? [];
    for (const command of commandsOf()) {
      const own = lines.filter((line) =>
        shell === "zsh"
          ? line.trimStart().startsWith(`${command.name()}) `)
          : line.includes(`'__fish_seen_subcommand_from ${command.name()}'`),
      );
      const told = own.join("\n");
      for (const { long } of command.options) {
        expect(told).toContain(shell === "zsh" ? `${long}` : `-l ${long?.slice(2)} `);
      }
      expect(
        lines.some((line) =>
          line.includes(command.description().replaceAll("'", shell === "zsh" ? "'\\''" : "\\'")),
        ),
      ).toBe(true);
    }
    expect(scripts[shell]).toContain(shell === "zsh" ? "_ledger_ask agreement" : "(__ledger_ask agreement)");
    expect(scripts[shell]).toContain("outstanding");
  });

  it("a shell that is on this machine reads its script", () => {
    for (const [shell, ...args] of [
      ["bash", "-n"],
      ["zsh", "-n"],
      ["fish", "-n"],
    ] as const) {
      const { error, status, stderr } = spawnSync(shell, [...args, join(folder.path, shell)]);
      const isHere = (error as NodeJS.ErrnoException | undefined)?.code !== "ENOENT";
      expect(isHere ? { status, said: String(stderr) } : { status: 0, said: "" }).toEqual({
        status: 0,
        said: "",
      });
    }
  });

  it("hidden commands stay hidden", () => {
    for (const script of Object.values(scripts)) expect(script).not.toMatch(/^ *'?complete:|-a complete /m);
  });
});
