import { existsSync } from "node:fs";
import { Stryker } from "@stryker-mutator/core";
import { optionsOf, wrongUse } from "../../scripts/command-line.ts";

const USAGE = `npm run test:mutation -- [files]
  A file, or lines of a file (libs/domain/src/money.ts:10-40); all of libs/domain/src if none is given, which takes hours.
  What Stryker advises on the way is about itself; the table at its end is the result.
`;

// What is named and is not there would change nothing, and the last run's figures would be taken for the answer.
const { positionals: files } = optionsOf(USAGE, {}, true);
for (const file of files) {
  const path = file.replace(/:\d+(-\d+)?$/, "");
  if (!existsSync(path)) wrongUse(`There is no file ${path}.`, USAGE);
}
await new Stryker({
  configFile: "test/mutation/stryker.config.json",
  ...(files.length > 0 ? { mutate: files } : {}),
}).runMutationTest();
