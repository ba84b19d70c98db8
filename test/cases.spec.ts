import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Case, CASES_FOLDER, readCase } from "./case-runner/case-file.ts";
import { playCase } from "./case-runner/play-case.ts";

/** Cases that somebody wrote elsewhere can be played too; they build on the same backgrounds. */
const folder = resolve(process.env["LEDGER_CASES"] ?? CASES_FOLDER);

const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".yaml") && !file.split("/").includes("background"))
  .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));

/** A case that cannot be read fails under its file's name, and the others are played. */
function read(file: string): { title: string; readIt: () => Case } {
  try {
    const one = readCase(join(folder, file), folder);
    return { title: one.title, readIt: () => one };
  } catch (error) {
    return {
      title: "cannot be read",
      readIt: () => {
        throw error;
      },
    };
  }
}

describe("cases", () => {
  it("are there", () => {
    expect(files).not.toEqual([]);
  });

  it.each(files.map((file) => ({ file, ...read(file) })))("$title ($file)", async ({ readIt }) => {
    const one = readIt();
    await playCase(one, "as written");
    if (one.steps.some(({ step }) => step.concurrently)) await playCase(one, "opposite");
  });
});
