import { Stryker } from "@stryker-mutator/core";

/**
 * `npm run test:mutation` mutates all of the domain, `npm run test:mutation -- <files>` what is named: a file, a
 * pattern, or lines of a file (`libs/domain/src/money.ts:10-40`).
 */
const files = process.argv.slice(2);
await new Stryker({
  configFile: "test/mutation/stryker.config.json",
  ...(files.length > 0 ? { mutate: files } : {}),
}).runMutationTest();
