import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Case, CASES_FOLDER, readCase } from "./case-runner/case-file.ts";
import { Mismatch } from "./case-runner/mismatch.ts";
import { playCase } from "./case-runner/play-case.ts";

/** Cases that somebody wrote elsewhere can be played too; they build on the same backgrounds. */
const folder = resolve(process.env["LEDGER_CASES"] ?? CASES_FOLDER);

const files = namesIn(folder)
  .filter((file) => file.endsWith(".yaml") && !file.split("/").includes("background"))
  .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));

/** None in a folder that does not exist: the first test says so in a sentence. */
function namesIn(place: string): string[] {
  if (!statSync(place, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(place, { recursive: true, encoding: "utf8" });
}

/** A case that cannot be read fails under its file's name, and the others are played. */
function read(file: string): { title: string; readIt: () => Case } {
  try {
    const one = readCase(join(folder, file), folder);
    return { title: one.title, readIt: () => one };
  } catch (error) {
    return {
      title: "cannot be read",
      readIt: () => {
        throw new Mismatch((error as Error).message);
      },
    };
  }
}

describe("cases", () => {
  it("are there", () => {
    if (files.length === 0) throw new Mismatch(`There is no case (*.yaml) in ${folder}: see LEDGER_CASES.`);
  });

  for (const { title, file, readIt } of files.map((file) => ({ file, ...read(file) }))) {
    it(`${title} (${file})`, async () => {
      const one = readIt();
      await playCase(one, "as written");
      if (one.steps.some(({ step }) => step.concurrently)) await playCase(one, "opposite");
    });
  }
});
