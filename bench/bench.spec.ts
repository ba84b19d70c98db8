import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Row, Run } from "./rows.ts";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Every part of the bench on a small scale: what it finds is no figure, but it has to find it. */
describe("npm run bench -- --scale small", () => {
  let folder: string;
  let run: Run;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "bench-spec-"));
    const file = join(folder, "run.json");
    const options = ["--scale", "small", "--dir", folder, "--json", file];
    const { status, stdout, stderr } = spawnSync("npm", ["run", "-s", "bench", "--", ...options], {
      cwd: ROOT,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`The bench ended with ${String(status)}: ${stdout}${stderr}`);
    run = JSON.parse(readFileSync(file, "utf8")) as Run;
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const rowsOf = (part: string): readonly Row[] => run.parts[part]?.rows ?? [];

  it.each([
    ["http", 18],
    ["appends", 4],
    ["bulk", 1],
    ["replay", 3],
    ["rebuild", 1],
    ["lag", 1],
    ["as-of", 3],
    ["start", 4],
  ])("measures %s in %i rows, and says of the rest what is missing", (part, count) => {
    const rows = rowsOf(part);
    expect(rows).toHaveLength(count);
    for (const { measured, notMeasured } of rows) {
      if (notMeasured === undefined) expect(measured?.value).toBeGreaterThan(0);
      else expect(notMeasured).toMatch(/ is not installed: /);
    }
  });

  it("compares the ledger with what needs nothing but its own packages", () => {
    const compared = [...rowsOf("http"), ...rowsOf("bulk"), ...rowsOf("replay")].flatMap(
      ({ ratio, compared: other }) => (ratio === undefined ? [] : [other?.with]),
    );
    expect(compared).toEqual(
      expect.arrayContaining([
        "bare Fastify with the DTO, nothing stored",
        "bare Fastify with the DTO and a durable node:sqlite row",
        "batched node:sqlite inserts of the same rows",
        "reading the rows and JSON.parse",
      ]),
    );
  });

  it("leaves nothing behind", () => {
    const left = spawnSync("ls", [folder], { encoding: "utf8" }).stdout.trim().split("\n");
    expect(left).toEqual(["run.json"]);
  });
});
