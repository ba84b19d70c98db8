import { setTimeout as pause } from "node:timers/promises";
import type { Bench } from "../bench.ts";
import { type Grant, type World, grantsOf } from "../world/world.ts";
import type { BareSettings } from "../peers/bare-fastify.ts";
import { NO_EMMETT, isEmmettInstalled } from "../peers/emmett-store.ts";
import { RunningServer, inOwnProcess } from "../processes.ts";
import type { Figure, Found, Row } from "../rows.ts";
import type { Scale } from "../scale.ts";
import { median } from "../statistics.ts";
import type { Workplace } from "../workplace.ts";
import { paidGrants } from "./paid-grants.ts";
import type { Load, LoadSettings } from "./load.ts";

/** A server under a load: what is measured in turn with the others. */
interface Contender {
  readonly name: string;
  readonly server: RunningServer;
  readonly grants: readonly Grant[];
  /** The product's read model goes on when the load has ended: it must not work while the next is measured. */
  readonly settled: () => Promise<void>;
}

interface Way {
  readonly name: string;
  readonly clients: number;
  readonly rate?: number;
}

interface Measured extends Load {
  /** Milliseconds of processor time that the server used for a command, over all its threads. */
  readonly processorPerCommand: number;
}

/** Single durable commands over HTTP, beside bare endpoints that get the very same bytes. */
export async function http({ scale, workplace }: Bench): Promise<Found> {
  const world: World = { agreements: 5, recipients: scale.http.grants / 5 };
  const contenders = await started(world, workplace);
  try {
    const ways: Way[] = [
      { name: "1 client", clients: 1 },
      { name: `${scale.http.clients} clients`, clients: scale.http.clients },
      { name: `open loop, ${scale.http.rate}/s`, clients: scale.http.clients, rate: scale.http.rate },
    ];
    for (const contender of contenders) await runIn(contender, scale);
    const raw: Record<string, Measured[]> = {};
    for (const way of ways) {
      for (let round = 0; round < scale.rounds; round++) {
        for (const contender of contenders) {
          const key = `${way.name}: ${contender.name}`;
          (raw[key] ??= []).push(await measured(contender, way, `${way.name}-${round}`, scale));
        }
      }
    }
    return { rows: rowsOf(raw, ways, scale), raw };
  } finally {
    for (const server of new Set(contenders.map((contender) => contender.server))) await server.stop();
  }
}

async function started(world: World, workplace: Workplace): Promise<Contender[]> {
  const grants = grantsOf(world);
  const folder = await paidGrants(world, workplace);
  const product = await RunningServer.ledger(folder);
  const settled = (): Promise<void> => readModelCaughtUp(product.url);
  await settled();
  const bare = async (name: string, store: BareSettings["store"]): Promise<Contender> => {
    const settings: BareSettings = { store, folder: workplace.folder(store) };
    const server = await RunningServer.module("./peers/bare-fastify.ts", settings);
    return { name, server, grants, settled: async () => undefined };
  };
  return [
    { name: HOT, server: product, grants: grants.slice(0, 1), settled },
    { name: MANY, server: product, grants, settled },
    await bare(NOTHING, "none"),
    await bare(ROW, "sqlite"),
    ...(isEmmettInstalled() ? [await bare(EMMETT, "emmett")] : []),
  ];
}

async function runIn(contender: Contender, { http: { clients, runInSeconds } }: Scale): Promise<void> {
  const { name, server, grants, settled } = contender;
  const settings = { url: server.url, grants, clients, warmUpSeconds: 0, seconds: runInSeconds };
  await inOwnProcess<Load>("./http/load.ts", {
    ...settings,
    name: namedFor(name, "run-in"),
  } satisfies LoadSettings);
  await settled();
}

/** Names a load for ever. */
const namedFor = (contender: string, round: string): string =>
  `${contender} ${round}`.replaceAll(/[^a-z0-9]+/gi, "-");

const HOT = "the ledger, one hot grant";
const MANY = "the ledger, many grants";
const NOTHING = "bare Fastify with the DTO, nothing stored";
const ROW = "bare Fastify with the DTO and a durable node:sqlite row";
const EMMETT = "bare Fastify with the DTO and Emmett's SQLite store";

async function measured(
  { name, server, grants, settled }: Contender,
  way: Way,
  round: string,
  { http: { warmUpSeconds, seconds } }: Scale,
): Promise<Measured> {
  const settings: LoadSettings = {
    url: server.url,
    name: namedFor(name, round),
    grants,
    clients: way.clients,
    ...(way.rate === undefined ? {} : { rate: way.rate }),
    warmUpSeconds,
    seconds,
  };
  const used = server.processorSeconds;
  const load = await inOwnProcess<Load>("./http/load.ts", settings);
  // What follows from the commands belongs to them.
  await settled();
  return { ...load, processorPerCommand: ((server.processorSeconds - used) * 1_000) / load.sent };
}

/** Waits until nothing is left to do in the product. */
async function readModelCaughtUp(url: string): Promise<void> {
  let last = -1;
  for (let still = 0; still < 3;) {
    const answer = await fetch(`${url}/health/ready`);
    const { readModel } = (await answer.json()) as { readModel: { position: number } };
    still = answer.ok && readModel.position === last ? still + 1 : 0;
    last = readModel.position;
    await pause(100);
  }
}

function rowsOf(
  raw: Readonly<Record<string, readonly Measured[]>>,
  ways: readonly Way[],
  scale: Scale,
): Row[] {
  const of = (way: Way, name: string): Measured | undefined =>
    middleOf(raw[`${way.name}: ${name}`] ?? [], way.rate !== undefined);
  return ways.flatMap((way) =>
    [HOT, MANY].flatMap((name) =>
      [NOTHING, ROW, EMMETT].map((other): Row => {
        const what = `single commands, ${way.name}, ${name.split(", ")[1] ?? ""}`;
        const [own, compared] = [of(way, name), of(way, other)];
        if (!own || !compared) return { part: "http", what, notMeasured: NO_EMMETT };
        const open = way.rate !== undefined;
        const ratio = open ? compared.latency.p99 / own.latency.p99 : own.rate / compared.rate;
        const aim = way.clients === scale.http.clients && !open ? aimBeside(other, ratio) : undefined;
        return {
          part: "http",
          what,
          measured: figureOf(own, open),
          compared: { with: other, figure: figureOf(compared, open) },
          ratio,
          ...(aim === undefined ? {} : { aim }),
        };
      }),
    ),
  );
}

function aimBeside(other: string, ratio: number): Row["aim"] {
  if (other === NOTHING) return { text: "≥ 50 %", held: ratio >= 0.5 };
  return other === EMMETT ? { text: "≥ 5 ×", held: ratio >= 5 } : undefined;
}

/** The round whose rate is the median one; in an open loop, whose p99 is. Its other figures belong to it. */
function middleOf(loads: readonly Measured[], open: boolean): Measured | undefined {
  const ranks = loads.map(({ rate, latency }) => (open ? latency.p99 : rate));
  return loads.length === 0 ? undefined : loads[ranks.indexOf(median(ranks))];
}

function figureOf(
  { rate, latency: { p50, p99, p999 }, processorPerCommand }: Measured,
  open: boolean,
): Figure {
  const ms = (value: number): string => value.toFixed(2);
  const processor = `${ms(processorPerCommand)} ms of processor time each`;
  if (open)
    return {
      value: p99,
      unit: "ms",
      also: `p99; p50 ${ms(p50)}, p99.9 ${ms(p999)}, ${Math.round(rate)}/s answered, ${processor}`,
    };
  return {
    value: rate,
    unit: "commands/s",
    also: `ms p50 ${ms(p50)}, p99 ${ms(p99)}, p99.9 ${ms(p999)}; ${processor}`,
  };
}
