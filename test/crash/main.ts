/**
 * `npm run test:crashes -- --rounds 1000 --seed 7`: kills a server as often as is asked. The folder of a run
 * that failed is kept.
 *
 * After so many kills a new folder is begun, with a seed of its own: each check reads its folder's whole log, so
 * that on one folder a thousand kills would take a day, and would ask of a young log only once.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { optionsOf, wholeNumber } from "../../scripts/command-line.ts";
import { killAgainAndAgain } from "./kill-rounds.ts";

const KILLS_ON_ONE_FOLDER = 50;

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
const began = performance.now();
const sum: Record<string, number> = {};
for (let before = 0; before < rounds; before += KILLS_ON_ONE_FOLDER) {
  const folder = mkdtempSync(join(tmpdir(), "ledger-crashes-"));
  const asked = { folder, seed: seed + before / KILLS_ON_ONE_FOLDER };
  const here = Math.min(KILLS_ON_ONE_FOLDER, rounds - before);
  process.stdout.write(`${here} rounds of seed ${asked.seed} in ${folder}\n`);
  const tally = await killAgainAndAgain({
    ...asked,
    rounds: here,
    deepEvery: 10,
    onRound: (round, { acknowledged, events }) => {
      if (round % 10 === 0) {
        process.stdout.write(`${before + round}: ${acknowledged} answered, ${events} events\n`);
      }
    },
  });
  rmSync(folder, { recursive: true });
  for (const [name, count] of Object.entries(tally)) sum[name] = (sum[name] ?? 0) + count;
}
const seconds = Math.round((performance.now() - began) / 1_000);
process.stdout.write(
  `Killed ${rounds} times in ${seconds} s: everything that was answered is in the log once, and nothing else.\n` +
    `${JSON.stringify({ ...sum, seed, seconds })}\n`,
);
