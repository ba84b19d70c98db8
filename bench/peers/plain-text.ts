import { spawnSync } from "node:child_process";

/** Programs that sum the entries of a journal file. */
export const PLAIN_TEXT = ["hledger", "ledger"] as const;
export type PlainText = (typeof PLAIN_TEXT)[number];

/** `hledger 1.25, linux-x86_64`; undefined when it is not installed. */
export function versionOf(program: PlainText): string | undefined {
  const { status, stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return status === 0 ? stdout.split("\n", 1)[0] : undefined;
}

export interface Summed {
  readonly seconds: number;
  /** Öre on the outstanding account. */
  readonly outstanding: number;
}

/** Sums a journal to a balance for each account. */
export function sum(program: PlainText, file: string): Summed {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(program, ["-f", file, "balance", "--flat"], {
    encoding: "utf8",
    maxBuffer: 1_000_000_000,
    env: { ...process.env, LANG: "C.UTF-8" },
  });
  const seconds = (performance.now() - began) / 1_000;
  if (status !== 0) throw new Error(`${program} ended with ${String(status)}: ${stderr.slice(0, 2_000)}`);
  const amounts = [...stdout.matchAll(/^ *SEK *(-?\d+(?:\.\d+)?) +outstanding:/gm)];
  const outstanding = amounts.reduce((total, [, amount]) => total + Math.round(Number(amount) * 100), 0);
  return { seconds, outstanding };
}
