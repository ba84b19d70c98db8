import "reflect-metadata";
import { randomInt } from "node:crypto";
import { optionsOf, wholeNumber } from "../../scripts/command-line.ts";
import { type Tally, playHistories } from "./histories.ts";

const USAGE = `npm run test:model -- [options]
  --runs NUMBER   how many random histories are played; 10000 if not given
  --seed NUMBER   which ones: the same number gives the same histories; a new one each time if not given
Ends with 0 when the ledger and the model agree, with 1 when they do not, and with 2 when it was not asked rightly.
`;

// What `npm run test:model -- --runs 20000 --seed 7` does; a new seed each time unless one is given.
const { values } = optionsOf(USAGE, {
  runs: { type: "string", default: "10000" },
  seed: { type: "string", default: String(randomInt(2 ** 31)) },
});
const runs = wholeNumber("runs", values.runs, { usage: USAGE, least: 1 });
const seed = wholeNumber("seed", values.seed, { usage: USAGE, least: 0 });
const tell = (line: string): unknown => process.stdout.write(`${line}\n`);

tell(`${runs} random histories with seed ${seed}`);
const tally: Tally = new Map();
const began = performance.now();
try {
  await playHistories({ runs, seed, tally, tell });
  tell("The ledger and the model agree.");
} catch (error) {
  tell(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
const seconds = (performance.now() - began) / 1000;
const commands = [...tally.values()].reduce((sum, { taken, refused }) => sum + taken + refused, 0);
tell(`${commands} commands in ${seconds.toFixed(0)} s, ${(commands / seconds).toFixed(0)} a second`);
for (const [kind, { taken, refused }] of [...tally].sort()) {
  tell(`${kind.padEnd(28)} ${String(taken).padStart(8)} taken ${String(refused).padStart(8)} refused`);
}
