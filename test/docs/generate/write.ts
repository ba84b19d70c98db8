import "reflect-metadata";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "./generated.ts";
import { ROOT } from "./sources.ts";

// What `npm run docs` does.
const { files, notShown } = await generate();
if (notShown.length > 0) throw new Error(`No case and no story shows ${notShown.join(", ")}: write a case.`);
for (const [path, text] of files) writeFileSync(join(ROOT, path), text);
