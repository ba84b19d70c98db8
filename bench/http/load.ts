/** Puts load on a server, in a process of its own, and prints what it measured. */
import { settingsOf } from "../processes.ts";
import { type Percentiles, Samples, percentilesOf } from "../statistics.ts";
import type { Grant } from "../world/world.ts";
import { Connection } from "./connection.ts";
import { closedLoop, openLoop } from "./loops.ts";
import { passOnRequest } from "./request.ts";

export interface LoadSettings {
  readonly url: string;
  /** Names this load for ever: its commands are no repeats of another's. */
  readonly name: string;
  readonly grants: readonly Grant[];
  readonly clients: number;
  /** Requests per second that are begun whatever becomes of those before; without it each client waits. */
  readonly rate?: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

export interface Load {
  /** Answered per second. */
  readonly rate: number;
  readonly requests: number;
  /** Requests that the server was sent in all, those of the warm-up too. */
  readonly sent: number;
  /** Milliseconds; in an open loop from when a request should have been sent. */
  readonly latency: Percentiles;
  /** Of one processor, how much the one who measures used: near 1 it would measure itself. */
  readonly processor: number;
}

const { url, name, grants, clients, rate, warmUpSeconds, seconds } = settingsOf<LoadSettings>();
const connections = await Promise.all(Array.from({ length: clients }, () => Connection.open(new URL(url))));
let sent = 0;

async function send(connection: Connection): Promise<void> {
  await connection.send(passOnRequest(grants, name, sent++));
}

async function loop(lasting: number, samples: Samples): Promise<void> {
  const common = {
    connections,
    seconds: lasting,
    send,
    answered: (milliseconds: number) => samples.add(milliseconds),
  };
  await (rate === undefined ? closedLoop(common) : openLoop({ ...common, rate }));
}

await loop(warmUpSeconds, new Samples());
const samples = new Samples();
const used = process.cpuUsage();
const began = performance.now();
await loop(seconds, samples);
const milliseconds = performance.now() - began;
const { user, system } = process.cpuUsage(used);
for (const connection of connections) connection.close();
const load: Load = {
  rate: (samples.values.length * 1_000) / milliseconds,
  requests: samples.values.length,
  sent,
  latency: percentilesOf(samples.values),
  processor: (user + system) / 1_000 / milliseconds,
};
process.stdout.write(JSON.stringify(load));
