import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Not from the tests of the command line, which need Jest around them.
const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const BIN = join(ROOT, "bin", "ledger.mjs");

/** A command of the ledger as a process of its own, which can be killed at any moment. */
export class LedgerProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #out = "";
  #err = "";
  #onOut: () => void = () => undefined;

  constructor(args: readonly string[]) {
    this.#child = spawn(process.execPath, [BIN, ...args], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, LEDGER_DATA_DIR: "", PORT: "" },
    });
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.#out += text;
      this.#onOut();
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.#err += text));
    this.#ended = once(this.#child, "close").then(() => this.#onOut());
  }

  /** What it said on stderr so far. */
  get said(): string {
    return this.#err;
  }

  /**
   * Where a server listens, once it is ready.
   *
   * @throws Error with what it said, when it ends before
   */
  async url(): Promise<string> {
    while (!this.#out.includes("\n")) {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        throw new Error(
          `The server ended with ${this.#child.exitCode ?? this.#child.signalCode}: ${this.#err}`,
        );
      }
      await new Promise<void>((resolve) => (this.#onOut = resolve));
    }
    return (JSON.parse(this.#out.split("\n", 1)[0] ?? "") as { url: string }).url;
  }

  /** The command's end, when it ends by itself. */
  async end(): Promise<{ readonly exit: number | null; readonly out: string; readonly err: string }> {
    await this.#ended;
    return { exit: this.#child.exitCode, out: this.#out, err: this.#err };
  }

  /** Ends it as a power cut would: nothing of it runs any further. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }
}

export const serve = (folder: string): LedgerProcess =>
  new LedgerProcess(["serve", "--port", "0", "--json", "--data", folder]);

export const rebuild = (folder: string): LedgerProcess =>
  new LedgerProcess(["rebuild", "--json", "--data", folder]);
