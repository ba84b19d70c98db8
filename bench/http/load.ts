/** Puts load on a server, in a process of its own, and prints what it measured. */
import { setTimeout as pause } from "node:timers/promises";
import { settingsOf } from "../processes.ts";
import { Samples, type Percentiles, percentilesOf } from "../statistics.ts";
import type { Grant } from "../world/world.ts";
import { Connection } from "./connection.ts";
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
  /** Milliseconds; in an open loop from when a request should have been sent. */
  readonly latency: Percentiles;
  /** Of one processor, how much the one who measures used: near 1 it would measure itself. */
  readonly processor: number;
}

const settings = settingsOf<LoadSettings>();
const connections = await Promise.all(
  Array.from({ length: settings.clients }, () => Connection.open(new URL(settings.url))),
);
let sent = 0;

async function send(connection: Connection): Promise<void> {
  const request = passOnRequest(settings.grants, settings.name, sent++);
  const status = await connection.send(request);
  if (status >= 300) throw new Error(`A command was answered with ${status}: ${connection.lastAnswer}`);
}

/** Each client sends its next request when the last one was answered. */
async function closedLoop(seconds: number, samples: Samples): Promise<void> {
  const end = performance.now() + seconds * 1_000;
  const client = async (connection: Connection): Promise<void> => {
    for (let began = performance.now(); began < end;) {
      await send(connection);
      const now = performance.now();
      samples.add(now - began);
      began = now;
    }
  };
  await Promise.all(connections.map(client));
}

/**
 * Requests fall due at a fixed rate. One that finds no free connection waits, and the wait counts: nothing is left
 * out because the server was slow (no coordinated omission).
 */
async function openLoop(rate: number, seconds: number, samples: Samples): Promise<void> {
  const free = [...connections];
  const began = performance.now();
  const all = Math.round(rate * seconds);
  const dueAt = (index: number): number => began + (index * 1_000) / rate;
  let next = 0;
  let answered = 0;
  await new Promise<void>((resolve, reject) => {
    const sendDue = (): void => {
      const now = performance.now();
      while (next < all && dueAt(next) <= now) {
        const connection = free.pop();
        if (connection === undefined) return;
        const due = dueAt(next++);
        send(connection).then(() => {
          samples.add(performance.now() - due);
          free.push(connection);
          if (++answered === all) return resolve();
          sendDue();
        }, reject);
      }
    };
    const ticking = async (): Promise<void> => {
      while (next < all) {
        sendDue();
        await pause(1);
      }
    };
    ticking().catch(reject);
  });
}

const loop = (seconds: number, samples: Samples): Promise<void> =>
  settings.rate === undefined ? closedLoop(seconds, samples) : openLoop(settings.rate, seconds, samples);

await loop(settings.warmUpSeconds, new Samples());
const samples = new Samples();
const used = process.cpuUsage();
const began = performance.now();
await loop(settings.seconds, samples);
const milliseconds = performance.now() - began;
const { user, system } = process.cpuUsage(used);
for (const connection of connections) connection.close();
const load: Load = {
  rate: (samples.values.length * 1_000) / milliseconds,
  requests: samples.values.length,
  latency: percentilesOf(samples.values),
  processor: (user + system) / 1_000 / milliseconds,
};
process.stdout.write(JSON.stringify(load));
