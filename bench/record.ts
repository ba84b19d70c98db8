import { readFileSync, writeFileSync } from "node:fs";
import { format } from "prettier";
import type { Run } from "./rows.ts";
import { aimOf, comparedOf, figureOf, ratioOf, rowsOf } from "./table.ts";

const README = new URL("./README.md", import.meta.url);
const RECORDED = new URL("./recorded.json", import.meta.url);
const BEGIN = "<!-- recorded: written by npm run bench -- --record -->";
const END = "<!-- end of what was recorded -->";

/** Writes a run into the README, between its two marks, and every measurement of it beside that. */
export async function record(run: Run): Promise<void> {
  writeFileSync(RECORDED, await format(JSON.stringify(run), { parser: "json", printWidth: 110 }));
  const readme = readFileSync(README, "utf8");
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`bench/README.md needs the marks ${BEGIN} and ${END}.`);
  const text = `${readme.slice(0, begin + BEGIN.length)}\n\n${inMarkdown(run)}\n\n${readme.slice(end)}`;
  writeFileSync(README, await format(text, { parser: "markdown", printWidth: 110 }));
}

function inMarkdown(run: Run): string {
  const { at, machine } = run;
  const { processor, cores, memoryGb, disk, syncMs, system, versions, commit } = machine;
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const rows = rowsOf(run);
  const short = rows.filter(({ aim }) => aim?.held === false);
  const missing = rows.filter(({ notMeasured }) => notMeasured !== undefined);
  return [
    `Recorded ${at.slice(0, 10)} at commit ${commit}.`,
    [
      `- Machine: ${cores} cores (${processor}), ${memoryGb} GB RAM, ${system}`,
      `- Disk: ${disk}; writing and syncing 4 KiB takes ${syncMs.p50.toFixed(2)} ms (p50), ${syncMs.p99.toFixed(2)} ms (p99)`,
      `- Versions: ${named.join(", ")}`,
    ].join("\n"),
    [
      "| what | measured | compared with | ratio | aim |",
      "| --- | --- | --- | --- | --- |",
      ...rows.map((row) => {
        const cells = [row.what, figureOf(row), comparedOf(row), ratioOf(row), aimOf(row)];
        return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", "<br>")).join(" | ")} |`;
      }),
    ].join("\n"),
    "### What falls short",
    short.length === 0
      ? "Nothing: every aim was held."
      : short.map((row) => `- ${row.what}: ${aimOf(row)}, ${ratioOf(row) || figureOf(row)}`).join("\n"),
    ...(missing.length === 0 ? [] : [missing.map((row) => `- Not measured: ${row.notMeasured}`).join("\n")]),
  ].join("\n\n");
}
