import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Generated, generate } from "./generate/generated.ts";

const ROOT = join(import.meta.dirname, "..", "..");
let generated: Generated;

beforeAll(async () => {
  generated = await generate();
}, 120_000);

describe("what is written from the code (run npm run docs when this fails)", () => {
  it.each(["docs/domain.md", "apps/ledger/src/platform/problem-pages.ts"])("%s is up to date", (path) => {
    // Compared as a whole first: a difference of a hundred lines is not worth reading.
    const isUpToDate = readFileSync(join(ROOT, path), "utf8") === generated.files.get(path);
    if (!isUpToDate) throw new Error(`${path} differs from the code: run npm run docs and commit it.`);
  });

  it("shows every event that moves money by playing a case or a story", () => {
    expect(generated.notShown).toEqual([]);
  });

  it("has every rule that a case expects", () => {
    expect(generated.unknownRules).toEqual([]);
    expect(generated.rules).toContain("same-person");
  });

  it("finds rules that are written in parts, handed to a function, or looked up", () => {
    expect(generated.rules).toEqual(
      expect.arrayContaining([
        "requisition-exists",
        "reclaim-exceeds-unused",
        "event-type-unknown",
        "email-format",
        "wrong-host",
      ]),
    );
  });
});
