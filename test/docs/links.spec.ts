import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..");
const pages = ["README.md", ...readdirSync(join(ROOT, "docs")).map((name) => `docs/${name}`)];
const text = (name: string): string => readFileSync(join(ROOT, name), "utf8");

describe("links between pages", () => {
  it.each(pages)("of %s lead to files that are there", (name) => {
    const targets = [...text(name).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(
      ([, target = ""]) => target,
    );
    const missing = new Set(targets.filter((target) => !existsSync(join(ROOT, dirname(name), target))));
    expect([...missing]).toEqual([]);
  });

  it("name every page of docs/ in the table of the README", () => {
    const readme = text("README.md");
    expect(pages.slice(1).filter((page) => !readme.includes(`(${page})`))).toEqual([]);
  });

  it("of the README's commands lead to scripts that are there", () => {
    const { scripts } = JSON.parse(text("package.json")) as { scripts: Record<string, string> };
    const named = [...text("README.md").matchAll(/npm run (?:-s )?([a-z]+)/g)].map(
      ([, script = ""]) => script,
    );
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((script) => scripts[script] === undefined)).toEqual([]);
  });
});
