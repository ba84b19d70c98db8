/** Asks for balances as of random days, as known at random instants, in a process of its own. */
import { Connection } from "../http/connection.ts";
import { settingsOf } from "../processes.ts";
import { type Percentiles, Samples, percentilesOf } from "../statistics.ts";
import { dayAt } from "../world/rounds.ts";
import { type World, recipientAt } from "../world/world.ts";

export interface AsOfSettings {
  readonly url: string;
  readonly world: World;
  /** Over so many days the history goes. */
  readonly days: number;
  readonly oneRecipient: number;
  readonly everything: number;
  readonly seed: number;
}

/** Milliseconds. */
export interface AsOf {
  readonly oneRecipient: Percentiles;
  readonly everything: Percentiles;
}

const { url, world, days, oneRecipient, everything, seed } = settingsOf<AsOfSettings>();
const connection = await Connection.open(new URL(url));

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
let state = seed;
function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
}

async function asked(times: number, query: () => string): Promise<Percentiles> {
  const samples = new Samples();
  for (let question = 0; question < times; question++) {
    const path = `/api/balances?${query()}&effective=${dayAt(random() * days)}&knownAt=${dayAt(random() * days)}`;
    const began = performance.now();
    await connection.send(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
    samples.add(performance.now() - began);
  }
  return percentilesOf(samples.values);
}

const ofOne = (): string =>
  `recipient=${recipientAt(Math.floor(random() * world.recipients))}&by=agreement,line,holder`;
const ofAll = (): string => "by=anslagspost";
await asked(Math.ceil(oneRecipient / 10), ofOne);
await asked(Math.ceil(everything / 10), ofAll);
const asOf: AsOf = {
  oneRecipient: await asked(oneRecipient, ofOne),
  everything: await asked(everything, ofAll),
};
connection.close();
process.stdout.write(JSON.stringify(asOf));
