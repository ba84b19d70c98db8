import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const HERE = import.meta.dirname;
const END_OF_BLOCK = "=== end of block";

/** A block of commands of a page, with what the page shows of the answer to the last of them. */
export interface Block {
  readonly commands: string;
  /** A JSON object, shortened. */
  readonly answer?: object;
  /** Lines of text. */
  readonly lines?: readonly string[];
}

/** The blocks of commands of a page in docs/, in their order. */
export function blocksOf(name: string): Block[] {
  const page = readFileSync(join(HERE, "..", "..", "docs", name), "utf8");
  const blocks = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
  return blocks.flatMap(([, kind, commands = ""], index): Block[] => {
    if (kind !== "sh") return [];
    const [, next, shown = ""] = blocks[index + 1] ?? [];
    if (next === "json") return [{ commands, answer: JSON.parse(shown) as object }];
    return [next === "text" ? { commands, lines: shown.trim().split("\n") } : { commands }];
  });
}

/**
 * Runs all blocks as one shell script, so that words of one are known in the next, against a server at `url`.
 *
 * @returns what each block printed
 */
export async function runBlocks(blocks: readonly Block[], url: string): Promise<string[]> {
  const script = blocks.map(({ commands }) => `${commands}echo '${END_OF_BLOCK}'`).join("\n");
  const out = await run(`set -eu\n${script.replaceAll("http://127.0.0.1:3000", url)}`);
  return out.split(`${END_OF_BLOCK}\n`).slice(0, -1);
}

/** The JSON object in the last line that was printed. */
export function lastAnswer(printed: string | undefined): unknown {
  return JSON.parse((printed ?? "").trimEnd().split("\n").at(-1) ?? "");
}

function run(script: string): Promise<string> {
  const child = spawn("sh", ["-c", script], {
    env: { ...process.env, PATH: `${process.env["PATH"]}:${HERE}`, LEDGER_TEST_NODE: process.execPath },
  });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  return new Promise((resolve, reject) =>
    child.once("close", (exit) =>
      exit === 0 ? resolve(out) : reject(new Error(`The page's commands ended with ${exit}: ${out}${err}`)),
    ),
  );
}
