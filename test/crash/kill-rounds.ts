import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { mustAnswerAsReplayed } from "./books-check.ts";
import { Client, Memory, sent } from "./clients.ts";
import { LogCheck } from "./log-check.ts";
import { RegistersCheck } from "./registers-check.ts";
import { Seeded } from "./seeded.ts";
import { type LedgerProcess, rebuild, serve } from "./served-folder.ts";
import { anyChain, foundation } from "./writes.ts";

export interface KillRounds {
  /** Where everything happens; it stays as the last round left it. */
  readonly folder: string;
  readonly seed: number;
  readonly rounds: number;
  /** After so many rounds the whole read side is held against a replay of the log. */
  readonly deepEvery: number;
  readonly onRound?: (round: number, tally: Tally) => void;
}

export interface Tally {
  readonly kills: number;
  readonly duringStart: number;
  readonly duringRebuild: number;
  /** Writes that were answered, each held against the log, and those of them that were repeated later. */
  readonly acknowledged: number;
  readonly repeated: number;
  readonly refused: number;
  /** Writes that were sent and never answered before the server died: each was repeated in a later round. */
  readonly unanswered: number;
  readonly events: number;
}

const CLIENTS = 12;
/** How many writes are answered before the server dies, and how many milliseconds later it does. */
const LIFE = { answers: { least: 0, most: 120 }, moment: { least: 0, most: 30 } };
/** Milliseconds after its start in which a server dies that never gets ready: through healing and reading in. */
const START = { least: 100, most: 1_500 };
/** How many former writes are repeated after each crash. */
const REPEATS = 8;

/**
 * Kills the real server again and again on one folder, in the middle of what its clients write, and holds the
 * folder against what they were answered.
 *
 * @throws Error naming the round and the seed
 */
export async function killAgainAndAgain(asked: KillRounds): Promise<Tally> {
  const rounds = new Rounds(asked);
  for (let round = 1; round <= asked.rounds; round++) {
    try {
      await rounds.play(round);
    } catch (error) {
      const { message: reason } = error as Error;
      throw new Error(`Round ${round} of seed ${asked.seed}, folder ${asked.folder}: ${reason}`, {
        cause: error,
      });
    }
    asked.onRound?.(round, rounds.tally);
  }
  return rounds.tally;
}

class Rounds {
  readonly #asked: KillRounds;
  readonly #random: Seeded;
  readonly #memory = new Memory();
  readonly #log: LogCheck;
  readonly #registers: RegistersCheck;
  readonly #clients: readonly Client[];
  #counted = { kills: 0, duringStart: 0, duringRebuild: 0, repeated: 0, unanswered: 0 };
  #chains = 0;

  constructor(asked: KillRounds) {
    this.#asked = asked;
    this.#random = new Seeded(asked.seed);
    this.#log = new LogCheck(join(asked.folder, "ledger.sqlite"), this.#memory);
    this.#registers = new RegistersCheck(this.#memory);
    this.#clients = Array.from(
      { length: CLIENTS },
      () => new Client(this.#memory, () => anyChain(`c${++this.#chains}`, this.#random)),
    );
  }

  get tally(): Tally {
    const { answers: acknowledged, refused } = this.#memory;
    return { ...this.#counted, acknowledged, refused: refused.length, events: this.#log.events };
  }

  async play(round: number): Promise<void> {
    const isDeep = round % this.#asked.deepEvery === 0 || round === this.#asked.rounds;
    // The first round lays the foundation, and a deep one has to come to its checks.
    const diesEarly = round > 1 && !isDeep && this.#random.next() < 0.25;
    const server = serve(this.#asked.folder);
    try {
      if (diesEarly) {
        this.#counted.duringStart += 1;
        await wait(this.#random.whole(START.least, START.most));
      } else {
        await this.#serveAndWrite(server, round, isDeep);
      }
    } finally {
      await server.kill();
      this.#counted.kills += 1;
    }
    await this.#log.look();
  }

  async #serveAndWrite(server: LedgerProcess, round: number, isDeep: boolean): Promise<void> {
    const url = await server.url();
    if (round === 1) await this.#layFoundation(url);
    await this.#mustHaveHealed(server, url);
    if (isDeep) {
      await mustAnswerAsReplayed(url, join(this.#asked.folder, "ledger.sqlite"));
      await this.#registers.mustHoldEachOnce(url);
    }
    const isRebuilt = isDeep || this.#random.next() < 0.15;
    const building = isRebuilt ? rebuild(this.#asked.folder) : undefined;
    const working = this.#clients.map((client) => client.work(url, this.#log.holds));
    await this.#liveOn(Promise.all(working));
    if (building) await this.#endBuilding(building, isDeep);
    await server.kill();
    await Promise.all(working);
    this.#counted.unanswered += this.#memory.open.size;
  }

  /** Counted in answers, so that a slow machine's server lives long enough too. */
  async #liveOn(working: Promise<unknown>): Promise<void> {
    const { answers, moment } = LIFE;
    const enough = this.#memory.answers + this.#random.whole(answers.least, answers.most);
    let isOver = false;
    const over = working.finally(() => (isOver = true));
    while (!isOver && this.#memory.answers < enough) await wait(2);
    await Promise.race([wait(this.#random.whole(moment.least, moment.most)), over]);
  }

  async #layFoundation(url: string): Promise<void> {
    for (const write of foundation()) {
      const { status, body } = await sent(url, write);
      if (status >= 400) throw new Error(`${write.path}: ${status} ${JSON.stringify(body)}`);
      this.#memory.acknowledged.push({ write, status, body });
    }
  }

  /** Before anybody writes: no half-done pair is left, and whoever asks again is answered as at first. */
  async #mustHaveHealed(server: LedgerProcess, url: string): Promise<void> {
    await this.#log.mustBeSettled();
    if (server.said.includes("Somebody has to look")) throw new Error(server.said);
    await this.#registers.look(url);
    const { acknowledged } = this.#memory;
    for (let time = 0; time < REPEATS && acknowledged.length > 0; time++) {
      const first = acknowledged[this.#random.whole(0, acknowledged.length - 1)];
      if (!first) continue;
      const again = await sent(url, first.write);
      const expected = "repeated" in first.body ? { ...first.body, repeated: true } : first.body;
      if (again.status >= 400 || !isDeepStrictEqual(again.body, expected)) {
        throw new Error(
          `${first.write.key} was answered ${JSON.stringify(first.body)}, and again: ${again.status} ${JSON.stringify(again.body)}`,
        );
      }
      this.#counted.repeated += 1;
    }
  }

  /** A rebuilding that is let through finds the read model that all the crashes left as the log has it. */
  async #endBuilding(building: LedgerProcess, isAwaited: boolean): Promise<void> {
    this.#counted.duringRebuild += 1;
    if (!isAwaited) return building.kill();
    const { exit, out, err } = await building.end();
    const differences = (JSON.parse(out || "{}") as { differences?: unknown[] }).differences;
    if (exit !== 0 || differences?.length !== 0)
      throw new Error(`ledger rebuild ended with ${exit}: ${out}${err}`);
  }
}
