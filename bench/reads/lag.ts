import type { Bench } from "../bench.ts";
import { paidGrants } from "../http/paid-grants.ts";
import { RunningServer, inOwnProcess } from "../processes.ts";
import type { Found } from "../rows.ts";
import { median } from "../statistics.ts";
import { grantsOf } from "../world/world.ts";
import type { Lag, LagSettings } from "./lag-load.ts";

/** How far the read model is behind under a steady load. */
export async function lag({ scale, workplace }: Bench): Promise<Found> {
  const { seconds, rate } = scale.lag;
  const world = { agreements: 5, recipients: scale.http.grants / 5 };
  const folder = await paidGrants(world, workplace);
  const server = await RunningServer.ledger(folder);
  const measured: Lag[] = [];
  try {
    const steady = { url: server.url, folder, grants: grantsOf(world), clients: scale.http.clients, rate };
    const warm: LagSettings = { ...steady, name: "warm", seconds: Math.min(seconds, 3) };
    await inOwnProcess<Lag>("./reads/lag-load.ts", warm);
    for (let round = 0; round < scale.rounds; round++) {
      const settings: LagSettings = { ...steady, name: `lag-${round}`, seconds };
      measured.push(await inOwnProcess<Lag>("./reads/lag-load.ts", settings));
    }
  } finally {
    await server.stop();
  }
  const of = (figure: (one: Lag) => number): number => median(measured.map(figure));
  const p99 = of((one) => one.lag.p99);
  const also = `p99; p50 ${of((one) => one.lag.p50).toFixed(1)}, p99.9 ${of((one) => one.lag.p999).toFixed(1)}, most ${of((one) => one.lag.most).toFixed(1)}`;
  return {
    rows: [
      {
        part: "lag",
        what: `from a command's answer until the read model holds it, at ${Math.round(of((one) => one.rate))} commands/s`,
        measured: { value: p99, unit: "ms", also },
        aim: { text: "p99 < 200 ms", held: p99 < 200 },
      },
    ],
    raw: measured,
  };
}
