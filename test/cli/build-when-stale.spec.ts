import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Ended, ROOT, endOf, temporaryFolder } from "./run-ledger.ts";

/** In place of the compiler: copies each source to where its output goes, and counts how often it was asked. */
const COMPILER = `
import { appendFileSync, copyFileSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
appendFileSync("builds.txt", "x");
if (readFileSync("apps/cli.ts", "utf8") === "wrong") { console.log("apps/cli.ts:1 is wrong"); process.exit(1); }
await new Promise((resolve) => setTimeout(resolve, 100));
for (const folder of ["apps", "libs"]) for (const name of readdirSync(folder)) {
  if (!name.endsWith(".ts") || name.endsWith(".spec.ts")) continue;
  const output = join("dist", folder, name.replace(".ts", ".js"));
  mkdirSync(dirname(output), { recursive: true });
  copyFileSync(join(folder, name), output);
}
`;

let folder: ReturnType<typeof temporaryFolder>;
const at = (...names: string[]): string => join(folder.path, ...names);
const builds = (): number => (existsSync(at("builds.txt")) ? readFileSync(at("builds.txt")).length : 0);

function build(): Promise<Ended> {
  return endOf(spawn(process.execPath, [at("scripts", "build-when-stale.mjs")], { cwd: folder.path }));
}

beforeEach(() => {
  folder = temporaryFolder();
  for (const name of ["apps", "libs", "scripts", "node_modules/@nestjs/cli/bin"]) {
    mkdirSync(at(name), { recursive: true });
  }
  cpSync(join(ROOT, "scripts", "build-when-stale.mjs"), at("scripts", "build-when-stale.mjs"));
  writeFileSync(at("package.json"), "{}");
  const exclude = ["node_modules", "dist", "**/*.spec.ts", "**/testing/**"];
  writeFileSync(at("tsconfig.build.json"), JSON.stringify({ exclude }));
  writeFileSync(at("apps", "cli.ts"), "1");
  writeFileSync(at("libs", "money.ts"), "2");
  writeFileSync(at("node_modules/@nestjs/cli/package.json"), '{ "type": "module" }');
  writeFileSync(at("node_modules/@nestjs/cli/bin/nest.js"), COMPILER);
});
afterEach(() => folder.remove());

describe("building when stale", () => {
  it("builds once, and then only when a source was changed, added, removed or its output is gone", async () => {
    const afterEachBuild = async (): Promise<number> => {
      expect(await build()).toMatchObject({ exit: 0, out: "" });
      expect(await build()).toMatchObject({ exit: 0, out: "", err: "" });
      return builds();
    };
    expect(await afterEachBuild()).toBe(1);
    utimesSync(at("libs", "money.ts"), 1, 1);
    expect(await afterEachBuild()).toBe(2);
    writeFileSync(at("libs", "more.ts"), "");
    expect(await afterEachBuild()).toBe(3);
    rmSync(at("libs", "more.ts"));
    expect(await afterEachBuild()).toBe(4);
    rmSync(at("dist", "libs"), { recursive: true });
    expect(await afterEachBuild()).toBe(5);
    rmSync(at("dist"), { recursive: true });
    expect(await afterEachBuild()).toBe(6);
  });

  it("does not look at what the compiler's settings leave out", async () => {
    await build();
    writeFileSync(at("libs", "money.spec.ts"), "");
    mkdirSync(at("libs", "testing"));
    writeFileSync(at("libs", "testing", "given.ts"), "");
    await build();
    expect(builds()).toBe(1);
  });

  it("builds once when three ask at the same time, and all find it built", async () => {
    const ended = await Promise.all([build(), build(), build()]);
    expect(ended.map(({ exit }) => exit)).toEqual([0, 0, 0]);
    expect(builds()).toBe(1);
  });

  it("clears the lock of a process that is gone", async () => {
    mkdirSync(at("dist"));
    const gone = spawnSync(process.execPath, ["--version"]).pid;
    writeFileSync(at("dist", ".building"), String(gone));
    expect(await build()).toMatchObject({ exit: 0 });
    expect(existsSync(at("dist", ".building"))).toBe(false);
  });

  it("shows on stderr what the compiler said, and tries again the next time", async () => {
    writeFileSync(at("apps", "cli.ts"), "wrong");
    for (const times of [1, 2]) {
      const { exit, out, err } = await build();
      expect({ exit, out }).toEqual({ exit: 1, out: "" });
      expect(err).toContain("apps/cli.ts:1 is wrong");
      expect(builds()).toBe(times);
    }
  });

  it("says what to install when there is no compiler", async () => {
    rmSync(at("node_modules"), { recursive: true });
    const { exit, err } = await build();
    expect(exit).toBe(1);
    expect(err).toContain("run npm ci with development dependencies");
  });
});
