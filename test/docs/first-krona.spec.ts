import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Desk, startDesk } from "../http/running.ts";

const HERE = import.meta.dirname;
const page = readFileSync(join(HERE, "..", "..", "docs", "first-krona.md"), "utf8");

/** A block of commands, with the answer that the page shows to the last of them. */
interface Shown {
  readonly commands: string;
  readonly answer?: object;
}

function blocksOf(markdown: string): Shown[] {
  const blocks = [...markdown.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
  return blocks.flatMap(([, kind, commands = ""], index) => {
    if (kind !== "sh") return [];
    const [, next, answer = ""] = blocks[index + 1] ?? [];
    return [next === "json" ? { commands, answer: JSON.parse(answer) as object } : { commands }];
  });
}

const END_OF_BLOCK = "=== end of block";
const blocks = blocksOf(page);
let desk: Desk;
let printed: string[];

beforeAll(async () => {
  desk = await startDesk();
  const script = blocks.map(({ commands }) => `${commands}echo '${END_OF_BLOCK}'`).join("\n");
  printed = (await run(`set -eu\n${script.replaceAll("http://127.0.0.1:3000", desk.url)}`)).split(
    `${END_OF_BLOCK}\n`,
  );
}, 60_000);
afterAll(() => desk.close());

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

describe("the walk-through of the first krona", () => {
  it("runs from top to bottom and writes what it says", async () => {
    expect(blocks.length).toBeGreaterThan(10);
    expect(printed).toHaveLength(blocks.length + 1);
    expect(await desk.events()).toBe(19);
  });

  it.each(blocks.map(({ commands, answer }, index) => ({ index, commands, answer })).filter((b) => b.answer))(
    "shows what the server answers to block $index",
    ({ index, answer = {} }) => {
      const last = (printed[index] ?? "").trimEnd().split("\n").at(-1) ?? "";
      expect(JSON.parse(last)).toMatchObject(answer);
    },
  );
});
