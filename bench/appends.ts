import type { Bench } from "./bench.ts";
import type { AppendSettings, Appends } from "./peers/append-load.ts";
import { NO_EMMETT, isEmmettInstalled } from "./peers/emmett-store.ts";
import { inOwnProcess } from "./processes.ts";
import type { Figure, Found, Row } from "./rows.ts";
import { median } from "./statistics.ts";

const OTHERS = { sqlite: "node:sqlite rows with a group commit", emmett: "Emmett's SQLite store" } as const;

/** The event store by itself: durable appends of one event, beside other stores that append the same. */
export async function appends({ scale, workplace }: Bench): Promise<Found> {
  const stores: AppendSettings["store"][] = [
    "ledger",
    "sqlite",
    ...(isEmmettInstalled() ? (["emmett"] as const) : []),
  ];
  const { warmUpSeconds, seconds, clients } = scale.http;
  const raw: Record<string, Appends[]> = {};
  const rows: Row[] = [];
  for (const writers of [1, clients]) {
    for (let round = 0; round < scale.rounds; round++) {
      for (const store of stores) {
        const folder = workplace.folder(`appends-${store}`);
        const settings: AppendSettings = { store, folder, writers, warmUpSeconds, seconds };
        (raw[`${store} ${writers}`] ??= []).push(
          await inOwnProcess<Appends>("./peers/append-load.ts", settings),
        );
      }
    }
    for (const other of ["sqlite", "emmett"] as const) {
      const what = `the event store alone: durable appends of one event, ${writers} at a time`;
      const [own, compared] = [raw[`ledger ${writers}`], raw[`${other} ${writers}`]];
      if (!own || !compared) {
        rows.push({ part: "appends", what, notMeasured: NO_EMMETT });
        continue;
      }
      const [measured, figure] = [figureOf(own), figureOf(compared)];
      const ratio = measured.value / figure.value;
      const aim = { text: "≥ 5 ×", held: ratio >= 5 };
      const isAimed = other === "emmett" && writers > 1;
      rows.push({
        part: "appends",
        what,
        measured,
        compared: { with: OTHERS[other], figure },
        ratio,
        ...(isAimed ? { aim } : {}),
      });
    }
  }
  return { rows, raw };
}

function figureOf(measured: readonly Appends[]): Figure {
  const of = (figure: (one: Appends) => number): string => median(measured.map(figure)).toFixed(2);
  return {
    value: median(measured.map(({ rate }) => rate)),
    unit: "appends/s",
    also: `ms p50 ${of(({ latency }) => latency.p50)}, p99 ${of(({ latency }) => latency.p99)}`,
  };
}
