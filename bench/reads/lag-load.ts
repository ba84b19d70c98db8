/** Sends commands at a fixed rate and watches the read model's file, in a process of its own. */
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import { dataFolderAt } from "#ledger/data-folder/data-folder.ts";
import { Generations } from "#projections/read-model/generations.ts";
import { settingsOf } from "../processes.ts";
import { openLoop } from "../http/loops.ts";
import { Connection, headerOf } from "../http/connection.ts";
import { passOnRequest } from "../http/request.ts";
import { type Percentiles, Samples, percentilesOf } from "../statistics.ts";
import type { Grant } from "../world/world.ts";

export interface LagSettings {
  readonly url: string;
  readonly folder: string;
  readonly name: string;
  readonly grants: readonly Grant[];
  readonly clients: number;
  readonly rate: number;
  readonly seconds: number;
}

export interface Lag {
  /** Milliseconds from a command's answer until its position stands in the read model. */
  readonly lag: Percentiles;
  readonly commands: number;
  /** Commands answered per second: below the asked rate the load was not steady. */
  readonly rate: number;
}

/** Milliseconds between two looks: what the lag is exact to. */
const LOOK = 2;

const { url, folder, name, grants, clients, rate, seconds } = settingsOf<LagSettings>();
const connections = await Promise.all(Array.from({ length: clients }, () => Connection.open(new URL(url))));
const answered: { at: number; position: number }[] = [];
const seen: { at: number; position: number }[] = [];
let [sent, watching] = [0, true];

async function send(connection: Connection): Promise<void> {
  const head = await connection.send(passOnRequest(grants, name, sent++));
  answered.push({ at: performance.now(), position: Number(headerOf(head, "ledger-position")) });
}

async function watch(): Promise<void> {
  const generations = new Generations(dataFolderAt(folder).readModel);
  const database = new DatabaseSync(generations.fileOf(generations.current() ?? ""), { readOnly: true });
  const checkpoint = database.prepare("SELECT position FROM checkpoint");
  let last = -1;
  while (watching || last < (answered.at(-1)?.position ?? -1)) {
    const position = Number(checkpoint.get()?.position);
    if (position > last) seen.push({ at: performance.now(), position });
    last = position;
    await pause(LOOK);
  }
  database.close();
}

const watched = watch();
const began = performance.now();
await openLoop({ connections, rate, seconds, send, answered: () => undefined });
const took = (performance.now() - began) / 1_000;
watching = false;
await watched;
for (const connection of connections) connection.close();

answered.sort((a, b) => a.position - b.position);
const samples = new Samples();
let look = 0;
for (const { at, position } of answered) {
  while ((seen[look]?.position ?? Number.POSITIVE_INFINITY) < position) look += 1;
  // What was to be seen before it was answered has no lag.
  samples.add(Math.max(0, (seen[look]?.at ?? Number.POSITIVE_INFINITY) - at));
}
const lag: Lag = {
  lag: percentilesOf(samples.values),
  commands: answered.length,
  rate: answered.length / took,
};
process.stdout.write(JSON.stringify(lag));
