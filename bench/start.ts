import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Bench } from "./bench.ts";
import { eventsIn } from "./log/counted.ts";
import { RunningServer, ledger } from "./processes.ts";
import type { Found, Row } from "./rows.ts";
import { median } from "./statistics.ts";

/** What is no file of the ledger itself: it can be removed, and is made anew. */
const NOT_DERIVED = /^(ledger\.sqlite|registers\.sqlite|attachments)/;

interface Started {
  /** Seconds from the start of the process until it listens, and until it says that it is ready. */
  readonly listening: number;
  readonly ready: number;
  /** Megabytes: the most that the process had in memory until then. */
  readonly peak: number;
}

/** From the start of a fresh process until the server is ready. */
export async function start({ scale, history }: Bench): Promise<Found> {
  const folder = await history.copy("start");
  await ledger("rebuild", "--data", folder);
  const events = eventsIn(folder);
  const stopped = async (signal: "SIGTERM" | "SIGKILL"): Promise<void> =>
    (await readyServer(folder)).server.stop(signal);
  const removed = async (): Promise<void> => {
    for (const name of readdirSync(folder)) {
      if (!NOT_DERIVED.test(name)) rmSync(join(folder, name), { recursive: true });
    }
  };
  // A first start makes what a start leaves behind for the next one.
  await stopped("SIGTERM");
  const raw: Record<"clean" | "killed" | "bare", Started[]> = { clean: [], killed: [], bare: [] };
  for (let round = 0; round < scale.rounds; round++) {
    raw.clean.push(await measured(folder));
    await stopped("SIGKILL");
    raw.killed.push(await measured(folder));
  }
  await removed();
  raw.bare.push(await measured(folder));
  const rows = [
    row(`after an orderly stop`, raw.clean, events, true),
    row(`after kill -9`, raw.killed, events, false),
    row(`with everything derived removed (once)`, raw.bare, events, false),
    memoryRow(raw.clean, events),
  ];
  return { rows, raw };
}

async function measured(folder: string): Promise<Started> {
  const { server, listening, ready } = await readyServer(folder);
  const peak = server.peakMemory;
  await server.stop();
  return { listening, ready, peak };
}

async function readyServer(
  folder: string,
): Promise<{ server: RunningServer; listening: number; ready: number }> {
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1_000;
  const server = await RunningServer.ledger(folder);
  const listening = seconds();
  while (!(await fetch(`${server.url}/health/ready`)).ok) await pause(5);
  return { server, listening, ready: seconds() };
}

function row(when: string, starts: readonly Started[], events: number, aimed: boolean): Row {
  const ready = median(starts.map((one) => one.ready));
  const listening = median(starts.map((one) => one.listening));
  const peak = median(starts.map((one) => one.peak));
  return {
    part: "start",
    what: `start to ready with ${events} events, ${when}`,
    measured: {
      value: ready,
      unit: "s",
      also: `listening after ${listening.toFixed(2)} s, at most ${Math.round(peak)} MB`,
    },
    ...(aimed ? { aim: { text: "< 3 s", held: ready < 3 } } : {}),
  };
}

function memoryRow(starts: readonly Started[], events: number): Row {
  const peak = Math.max(...starts.map((one) => one.peak));
  return {
    part: "start",
    what: `most memory of the server until it is ready, with ${events} events`,
    measured: { value: peak, unit: "MB" },
    aim: { text: "< 512 MB", held: peak < 512 },
  };
}
