/**
 * Builds `dist/` when it is missing or older than the sources, for the commands of a clone. When nothing
 * changed it costs a look at some hundred files. Two at once are safe: one builds, the other waits.
 *
 * What was built from is remembered as a fingerprint of the sources' names, sizes and times, so that a
 * removed file and an older one brought back count as changes too. Run as a script it does the same; with
 * `--mark` it only notes that a build has just been made.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, matchesGlob, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const FOLDERS = ["apps", "libs"];
const SETTINGS = [
  "package.json",
  "package-lock.json",
  "nest-cli.json",
  "tsconfig.json",
  "tsconfig.build.json",
];
const WAIT_MS = 50;

/** @returns whether `dist/` is there and up to date; when not, the reason has been said on stderr. */
export function buildWhenStale(root) {
  if (isFresh(root)) return true;
  mkdirSync(join(root, "dist"), { recursive: true });
  const lock = join(root, "dist", ".building");
  while (!take(lock)) sleep(WAIT_MS);
  try {
    return isFresh(root) || build(root);
  } finally {
    rmSync(lock, { force: true });
  }
}

const stampOf = (root) => join(root, "dist", ".built-from");

function isFresh(root) {
  if (!existsSync(stampOf(root))) return false;
  const sources = sourcesOf(root);
  return isWhole(root, sources) && readFileSync(stampOf(root), "utf8") === fingerprint(root, sources);
}

/** Relative names, sorted, without what the compiler's own settings leave out. */
function sourcesOf(root) {
  const { exclude } = JSON.parse(readFileSync(join(root, "tsconfig.build.json"), "utf8"));
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true }),
  )
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((source) => !exclude.some((pattern) => matchesGlob(source, pattern)))
    .sort();
}

/** Whether what was built from each source is there. */
function isWhole(root, sources) {
  return sources.every((source) => existsSync(join(root, "dist", source.replace(/\.ts$/, ".js"))));
}

function fingerprint(root, sources) {
  const hash = createHash("sha256");
  for (const name of [...sources, ...SETTINGS]) {
    const about = statSync(join(root, name), { throwIfNoEntry: false });
    hash.update(`${name}\0${about?.size}\0${about?.mtimeMs}\n`);
  }
  return hash.digest("hex");
}

function build(root) {
  const nest = nestCommand(root);
  if (nest === undefined) {
    process.stderr.write(
      "The ledger is not built and cannot be built here: run npm ci with development dependencies.\n",
    );
    return false;
  }
  process.stderr.write("Building the ledger, since its sources changed …\n");
  const sources = sourcesOf(root);
  const from = fingerprint(root, sources);
  // The compiler trusts its own record of what it wrote; without the files that record is wrong.
  if (!isWhole(root, sources)) rmSync(join(root, "dist", ".tsbuildinfo"), { force: true });
  const { status, stdout, stderr } = spawnSync(process.execPath, [nest, "build", "ledger"], {
    cwd: root,
    encoding: "utf8",
  });
  if (status === 0 && isWhole(root, sources)) {
    writeFileSync(stampOf(root), from);
    return true;
  }
  process.stderr.write(`${stdout}${stderr}The ledger could not be built.\n`);
  return false;
}

function nestCommand(root) {
  try {
    const description = createRequire(join(root, "package.json")).resolve("@nestjs/cli/package.json");
    return join(dirname(description), "bin", "nest.js");
  } catch {
    return undefined;
  }
}

/** Creates the lock file with this process's number in it; clears one whose process is gone. */
function take(lock) {
  try {
    const handle = openSync(lock, "wx");
    writeFileSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (isAbandoned(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function isAbandoned(lock) {
  try {
    const holder = Number(readFileSync(lock, "utf8"));
    // Between creating and filling it the file is empty for a moment; an old empty one was left by a crash.
    if (holder === 0) return Date.now() - statSync(lock).mtimeMs > 5_000;
    process.kill(holder, 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH";
  }
}

function sleep(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  if (process.argv.includes("--mark")) writeFileSync(stampOf(root), fingerprint(root, sourcesOf(root)));
  else if (!buildWhenStale(root)) process.exitCode = 1;
}
