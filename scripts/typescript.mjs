/**
 * Lets node run the sources as they are, tests included: `node --conditions=source --import ./scripts/typescript.mjs
 * file.ts`. Node's own stripping of types does not know decorators; the compiler here is the one that the tests
 * use, with the same settings.
 */
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { transformSync } from "@swc/core";

const { transform } = JSON.parse(readFileSync(new URL("../jest.config.json", import.meta.url), "utf8"));
const [[, settings]] = Object.values(transform);

registerHooks({
  load(url, context, next) {
    if (!url.startsWith("file:") || !url.endsWith(".ts")) return next(url, context);
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, "utf8"), {
      ...settings,
      filename,
      sourceMaps: "inline",
    });
    return { format: "module", source: code, shortCircuit: true };
  },
});
