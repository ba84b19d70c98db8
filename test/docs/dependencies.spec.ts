import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..");
const page = readFileSync(join(ROOT, "docs", "dependencies.md"), "utf8");
const description = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Record<
  "dependencies" | "devDependencies" | "optionalDependencies",
  Record<string, string>
>;

/** The packages in the first column of a section's table; `@types/*` stands for all of them. */
function namedUnder(heading: string): string[] {
  const [, section = ""] = page.split(`\n## ${heading}\n`);
  const [table = ""] = section.split("\n## ");
  return [...table.matchAll(/^\| ([^|]+)\|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name),
  );
}

const named = (names: readonly string[], dependency: string): boolean =>
  names.some((name) =>
    name.endsWith("/*") ? dependency.startsWith(name.slice(0, -1)) : name === dependency,
  );

describe("docs/dependencies.md", () => {
  it.each([
    ["At run time", { ...description.dependencies, ...description.optionalDependencies }],
    ["In development", description.devDependencies],
  ])(
    "has a row with a reason for each dependency, and none for what is gone: %s",
    (heading, dependencies) => {
      const names = namedUnder(heading);
      const have = Object.keys(dependencies);
      expect(have.filter((dependency) => !named(names, dependency))).toEqual([]);
      expect(names.filter((name) => !have.some((dependency) => named([name], dependency)))).toEqual([]);
    },
  );
});
