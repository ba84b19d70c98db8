import { run } from "./cli.ts";

// The entry that `nest start` knows: the same as `ledger serve`.
process.exitCode = await run(["serve", ...process.argv.slice(2)]);
