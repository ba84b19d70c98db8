/** Appends events to a store as fast as it answers, in a process of its own: the store alone, without HTTP. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { systemClock } from "#ledger/data-folder/system-clock.ts";
import { SqliteEventStore } from "#event-store/sqlite/sqlite-event-store.ts";
import { settingsOf } from "../processes.ts";
import { type Percentiles, Samples, percentilesOf } from "../statistics.ts";
import type { BareStore } from "./bare-fastify.ts";
import { emmettStore } from "./emmett-store.ts";
import { sqliteStore } from "./sqlite-store.ts";

export interface AppendSettings {
  readonly store: keyof typeof STORES;
  readonly folder: string;
  /** Appends under way at a time, each to streams of its own. */
  readonly writers: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

export interface Appends {
  /** Answered per second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly latency: Percentiles;
}

const STORES = { ledger: ledgerStore, sqlite: sqliteStore, emmett: emmettStore };
const STREAMS_PER_WRITER = 8;

/** The product's own store behind the shape of those that it is compared with. */
async function ledgerStore(folder: string): Promise<BareStore> {
  const store = await SqliteEventStore.open({ file: join(folder, "ledger.sqlite"), clock: systemClock });
  const revisions = new Map<string, number>();
  return {
    append: async (stream, commandId, data) => {
      const event = { id: randomUUID(), type: "FundsPassedOn", data, metadata: { commandId } };
      const { revision } = await store.append(stream, revisions.get(stream) ?? "no_stream", [event]);
      revisions.set(stream, revision);
      return revision;
    },
    close: () => store.close(),
  };
}

const { store: kind, folder, writers, warmUpSeconds, seconds } = settingsOf<AppendSettings>();
const store = await STORES[kind](folder);
let appended = 0;

async function appendFor(lasting: number, samples: Samples): Promise<void> {
  const end = performance.now() + lasting * 1_000;
  const writer = async (_: unknown, number: number): Promise<void> => {
    for (let began = performance.now(); began < end;) {
      const stream = `grant-${number}.${appended % STREAMS_PER_WRITER}`;
      await store.append(stream, `registrar/${appended++}`, EVENT);
      const now = performance.now();
      samples.add(now - began);
      began = now;
    }
  };
  await Promise.all(Array.from({ length: writers }, writer));
}

/** What a recipient's handing on is recorded as. */
const EVENT = {
  agreement: "ovk-1",
  recipient: "kommun-0001",
  items: [
    {
      line: "a",
      funding: "2022-9-1:6-1",
      holder: "kommun-0001",
      to: "kommun-0002",
      amount: 10_000,
    },
  ],
  decision: "Eget beslut",
  by: "registrar",
  effectiveOn: "2022-04-20",
};

await appendFor(warmUpSeconds, new Samples());
const samples = new Samples();
const began = performance.now();
await appendFor(seconds, samples);
const milliseconds = performance.now() - began;
await store.close();
const appends: Appends = {
  rate: (samples.values.length * 1_000) / milliseconds,
  latency: percentilesOf(samples.values),
};
process.stdout.write(JSON.stringify(appends));
