import type { Bench } from "../bench.ts";
import { RunningServer, inOwnProcess, ledger } from "../processes.ts";
import type { Found, Row } from "../rows.ts";
import { type Percentiles, median } from "../statistics.ts";
import { HISTORY_DAYS } from "../world/history.ts";
import { eventsIn, transfersIn } from "../log/counted.ts";
import type { AsOf, AsOfSettings } from "./as-of-load.ts";

/** Balances over HTTP as of random days, as known at random instants. */
export async function asOf({ scale, history }: Bench): Promise<Found> {
  const folder = await history.copy("as-of");
  await ledger("rebuild", "--data", folder);
  const postings = 2 * transfersIn(folder);
  const server = await RunningServer.ledger(folder);
  const measured: AsOf[] = [];
  let peak: number;
  try {
    for (let round = 0; round < scale.rounds; round++) {
      const { world } = scale.history;
      const settings: AsOfSettings = {
        url: server.url,
        world,
        days: HISTORY_DAYS,
        ...scale.asOf,
        seed: round,
      };
      measured.push(await inOwnProcess<AsOf>("./reads/as-of-load.ts", settings));
    }
    peak = server.peakMemory;
  } finally {
    await server.stop();
  }
  const row = (name: string, of: (one: AsOf) => Percentiles, most?: number): Row => {
    const p99 = median(measured.map((one) => of(one).p99));
    const p50 = median(measured.map((one) => of(one).p50));
    return {
      part: "as-of",
      what: `balances of ${name}, as of random days and as known at random days, at ${postings} postings`,
      measured: { value: p99, unit: "ms", also: `p99; p50 ${p50.toFixed(1)}` },
      ...(most === undefined ? {} : { aim: { text: `p99 ≤ ${most} ms`, held: p99 <= most } }),
    };
  };
  const rows = [
    row("one recipient", ({ oneRecipient }) => oneRecipient, 50),
    row("everything", ({ everything }) => everything),
    {
      part: "as-of",
      what: `most memory of the server that was started with ${eventsIn(folder)} events and asked all this`,
      measured: { value: peak, unit: "MB" },
      aim: { text: "< 512 MB", held: peak < 512 },
    },
  ] satisfies Row[];
  return { rows, raw: { postings, measured, peak } };
}
