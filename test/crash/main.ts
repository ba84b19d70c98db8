/**
 * `npm run test:crashes -- --rounds 1000 --seed 7`: kills a server as often as is asked. The folder of a run
 * that failed is kept.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { killAgainAndAgain } from "./kill-rounds.ts";

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "1000" }, seed: { type: "string" } },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const rounds = Number(values.rounds);
const folder = mkdtempSync(join(tmpdir(), "ledger-crashes-"));
process.stdout.write(`${rounds} rounds of seed ${seed} in ${folder}\n`);
const began = performance.now();
const tally = await killAgainAndAgain({
  folder,
  seed,
  rounds,
  deepEvery: 25,
  onRound: (round, { acknowledged, events }) => {
    if (round % 10 === 0) process.stdout.write(`${round}: ${acknowledged} answered, ${events} events\n`);
  },
});
rmSync(folder, { recursive: true });
const seconds = Math.round((performance.now() - began) / 1_000);
process.stdout.write(`${JSON.stringify({ ...tally, seed, seconds })}\n`);
