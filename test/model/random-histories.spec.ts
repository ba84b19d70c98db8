import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { readCase } from "../case-runner/case-file.ts";
import { playCase } from "../case-runner/play-case.ts";
import { caseText } from "./case-text.ts";
import { KINDS } from "./desk/kinds.ts";
import type { Asked, Verdict } from "./facts.ts";
import { type Tally, playHistories, playWalk } from "./histories.ts";
import { Model } from "./model.ts";
import { anyWalk } from "./walk.ts";

/**
 * Random commands by random actors on random days, over several anslagsposter, agreements and grants, against
 * a naive model that shares no decider and no transfer table. After every step: taken or refused alike, and by a rule that the
 * model knows as a reason; every account with all its dimensions equal to the öre on both axes. The walks play
 * every kind of request (`requests.ts`) that `desk/kinds.ts` lists.
 *
 * The seed is fixed, so that what is green today is red tomorrow only when something has changed; new ones are
 * tried by `npm run test:model`.
 */
const SEED = 20130102;
const RUNS = 1000;
const tell = (text: string): unknown => process.stderr.write(`${text}\n`);

describe("random histories", () => {
  it("come out alike in the ledger and in a list of transfers with sums", async () => {
    const tally: Tally = new Map();
    await playHistories({ runs: RUNS, seed: SEED, tally, tell });

    const counts = [...tally.values()];
    const taken = counts.reduce((sum, each) => sum + each.taken, 0);
    const all = counts.reduce((sum, each) => sum + each.taken + each.refused, 0);
    // A walk that is nearly always refused, or never, tries nothing.
    expect(taken / all).toBeGreaterThan(0.6);
    expect(taken / all).toBeLessThan(0.95);
    expect(all).toBeGreaterThan(40 * RUNS);
    expect([...tally.keys()].sort()).toEqual(Object.keys(KINDS).sort());
    for (const [kind, each] of tally) {
      // Registered once in the beginning of every walk, an agreement is only refused later on.
      expect({ kind, taken: each.taken >= RUNS / 200 }).toEqual({ kind, taken: true });
      if (!NEVER_REFUSED.has(kind))
        expect({ kind, refused: each.refused > 0 }).toEqual({ kind, refused: true });
    }
  }, 600_000);
});

/** Nothing speaks against the daily run: when nothing is due it does nothing. */
const NEVER_REFUSED = new Set(["lapse-due"]);

describe("a walk told as a case file", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "random-history-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const played = async (content: string): Promise<unknown> => {
    const file = join(folder, "found.yaml");
    writeFileSync(file, content);
    return playCase(readCase(file, folder), "as written");
  };

  it("is played by the runner of cases as it was walked", async () => {
    for (const walk of fc.sample(anyWalk, { numRuns: 6, seed: SEED })) {
      const { play, disagreement } = await playWalk(walk);
      expect(disagreement).toBeUndefined();
      const events = (await played(caseText(play.steps, play.model.world.books, undefined))) as unknown[];
      expect(events.length).toBeGreaterThan(0);
    }
  }, 120_000);

  it("is shrunk to what the two disagree about, and fails in the runner for the same reason", async () => {
    const told = await failureOf(playHistories({ runs: 200, seed: SEED, model: () => new Forgetful() }));
    expect(told).toMatch(/^Seed \d+, run \d+, shrunk \d+ times:\nThe model takes it, the ledger refuses by/);
    const file = told.slice(told.indexOf("# yaml-language-server"));
    // Nothing random is left but what it takes to see it: an order, and its approval by the same person.
    const walked = file.match(/type: .+/g) ?? [];
    expect(walked.at(-1)).toBe("type: approve-disbursement");
    await expect(played(file)).rejects.toThrow(/Refused by same-person/);
  }, 120_000);

  it("is told as it was walked before a shorter one is looked for, which ends in time", async () => {
    const heard: string[] = [];
    const model = (): Model => new Forgetful();
    const tell = (text: string): unknown => heard.push(text);
    const told = await failureOf(playHistories({ runs: 200, seed: SEED, model, tell, shrinkFor: 0 }));
    expect(heard).toEqual([expect.stringMatching(/^Seed \d+, not shrunk yet:\nThe model takes it/)]);
    // No time was left to find a shorter one: what is told in the end is the same walk.
    expect(told).toMatch(/shrunk 0 times/);
    expect(told.split("\n").slice(1)).toEqual(heard[0]?.split("\n").slice(1));
  }, 120_000);

  it("says what the sums should be when it is they that differ", async () => {
    const told = await failureOf(playHistories({ runs: 200, seed: SEED, model: () => new Miscounting() }));
    expect(told).toMatch(/Balances by effective date in the end:\n(.*\n)?.*unplaced/);
    const file = told.slice(told.indexOf("# yaml-language-server"));
    await expect(played(file)).rejects.toThrow(/unplaced +\d+\.\d\d +\d+\.\d\d +←/);
  }, 120_000);
});

/** A model that does not know of the second pair of eyes on a payment. */
class Forgetful extends Model {
  override take(asked: Asked, step: string): Verdict {
    const isApproval = asked.command.type === "approve-disbursement";
    return super.take(isApproval ? { ...asked, by: "somebody else" } : asked, step);
  }
}

/** A model that takes every bank entry for an öre more. */
class Miscounting extends Model {
  override take(asked: Asked, step: string): Verdict {
    const { command } = asked;
    if (command.type !== "record-receipt") return super.take(asked, step);
    const [kronor = "0", ore = "00"] = String(command["amount"]).split(".");
    const more = `${kronor}.${String((Number(ore) + 1) % 100).padStart(2, "0")}`;
    return super.take({ ...asked, command: { ...command, amount: more } }, step);
  }
}

async function failureOf(work: Promise<void>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("It did not fail.");
}
