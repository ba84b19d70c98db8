import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const BIN = join(ROOT, "bin", "ledger.mjs");

// Each test starts several processes, which take their time on a busy machine.
import.meta.jest.setTimeout(60_000);

export interface Ended {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

/** Builds once for a suite, as the first command of a person would. */
export function buildLedger(): void {
  const built = spawnSync(process.execPath, [join(ROOT, "scripts", "build-when-stale.mjs")], {
    encoding: "utf8",
  });
  if (built.status !== 0) throw new Error(`The ledger cannot be built: ${built.stdout}${built.stderr}`);
}

/** Runs the real command to its end, from the project's root as people do. */
export function ledger(...args: string[]): Promise<Ended> {
  return endOf(start(args));
}

/** The rows that a command prints with `--json`. */
export async function rowsOf(...args: string[]): Promise<Record<string, unknown>[]> {
  const { out } = await ledger(...args, "--json");
  return JSON.parse(out) as Record<string, unknown>[];
}

/** The machine's error: the last line of stderr. */
export function errorIn({ err }: Ended): Record<string, unknown> {
  const last = err.trimEnd().split("\n").at(-1) ?? "";
  return (JSON.parse(last) as { error: Record<string, unknown> }).error;
}

export function start(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  stdin: "ignore" | "pipe" = "ignore",
): ChildProcess {
  return spawn(process.execPath, [BIN, ...args], {
    cwd: ROOT,
    stdio: [stdin, "pipe", "pipe"],
    env: { ...process.env, LEDGER_DATA_DIR: "", PORT: "", ...environment },
  });
}

export async function endOf(child: ChildProcess): Promise<Ended> {
  let [out, err] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (err += text));
  const exit = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { exit, out, err };
}

/** Resolves with what was printed so far, as soon as it holds the text. */
export function printed(child: ChildProcess, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let [out, err] = ["", ""];
    child.stdout?.setEncoding("utf8").on("data", (more: string) => {
      out += more;
      if (out.includes(text)) resolve(out);
    });
    child.stderr?.setEncoding("utf8").on("data", (more: string) => (err += more));
    child.once("close", (exit) => reject(new Error(`It ended with ${exit} before "${text}": ${out}${err}`)));
  });
}

/** A folder of a test's own, gone at the end of the suite. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "ledger-cli-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A port that somebody listens on until it is let go. */
export async function takenPort(): Promise<{ readonly port: number; release(): Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A TCP server has a port.");
  return { port: address.port, release: () => new Promise((resolve) => server.close(() => resolve())) };
}
