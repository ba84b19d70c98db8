import "reflect-metadata";
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { type Tally, playHistories } from "./histories.ts";

// What `npm run test:model -- --runs 20000 --seed 7` does; a new seed each time unless one is given.
const { values } = parseArgs({ options: { runs: { type: "string" }, seed: { type: "string" } } });
const runs = wholeNumber("runs", values.runs ?? "10000");
const seed = wholeNumber("seed", values.seed ?? String(randomInt(2 ** 31)));
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

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0)
    throw new Error(`--${name} takes a whole number, not ${text}.`);
  return number;
}
