/**
 * `npm run test:crashes -- --rounds 1000 --seed 7`: kills a server as often as is asked. The folder of a run
 * that failed is kept.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { optionsOf, wholeNumber } from "../../scripts/command-line.ts";
import { killAgainAndAgain } from "./kill-rounds.ts";

const USAGE = `npm run test:crashes -- [options]
  --rounds NUMBER   how often the server is killed; 1000 if not given
  --seed NUMBER     what is asked of it; a new one each time if not given
Ends with 0 when nothing was lost or doubled, with 1 when something was, and with 2 when it was not asked rightly.
`;

const { values } = optionsOf(USAGE, {
  rounds: { type: "string", default: "1000" },
  seed: { type: "string", default: String(Date.now() % 1_000_000) },
});
const seed = wholeNumber("seed", values.seed, { usage: USAGE, least: 0 });
const rounds = wholeNumber("rounds", values.rounds, { usage: USAGE, least: 1 });
const folder = mkdtempSync(join(tmpdir(), "ledger-crashes-"));
process.stdout.write(`${rounds} rounds of seed ${seed} in ${folder}\n`);
const began = performance.now();
const tally = await killAgainAndAgain({
  folder,
  seed,
  rounds,
  deepEvery: 10,
  onRound: (round, { acknowledged, events }) => {
    if (round % 10 === 0) process.stdout.write(`${round}: ${acknowledged} answered, ${events} events\n`);
  },
});
rmSync(folder, { recursive: true });
const seconds = Math.round((performance.now() - began) / 1_000);
process.stdout.write(
  `Killed ${tally.kills} times in ${seconds} s: everything that was answered is in the log once, and nothing else.\n` +
    `${JSON.stringify({ ...tally, seed, seconds })}\n`,
);
