import { buildLedger, temporaryFolder } from "../cli/run-ledger.ts";
import { killAgainAndAgain } from "./kill-rounds.ts";

beforeAll(buildLedger, 120_000);

it("a server that is killed 50 times while clients write keeps all that it answered, once, and heals", async () => {
  const folder = temporaryFolder();
  const seed = Number(process.env["CRASH_SEED"] || Date.now() % 1_000_000);
  // It stays when a round fails: the message names it and the seed.
  const tally = await killAgainAndAgain({ folder: folder.path, seed, rounds: 50, deepEvery: 10 });
  folder.remove();
  expect(tally.kills).toBe(50);
  // Else the rounds would prove nothing: writes were answered, and others were cut off.
  expect(tally.acknowledged).toBeGreaterThan(300);
  expect(tally.unanswered).toBeGreaterThan(50);
  expect(tally.repeated).toBeGreaterThan(50);
}, 600_000);
