import { rmSync } from "node:fs";
import type { Bench } from "../bench.ts";
import { ledger } from "../processes.ts";
import type { Found } from "../rows.ts";
import { median } from "../statistics.ts";
import { eventsIn } from "../log/counted.ts";
import { dataFolderAt } from "#ledger/data-folder/data-folder.ts";

/** The read models built from the log by `ledger rebuild`, where there were none. */
export async function rebuild({ scale, history }: Bench): Promise<Found> {
  const folder = await history.copy("rebuild");
  const events = eventsIn(folder);
  const seconds: number[] = [];
  for (let round = 0; round < scale.rounds; round++) {
    rmSync(dataFolderAt(folder).readModel, { recursive: true, force: true });
    seconds.push((await ledger("rebuild", "--data", folder)) / 1_000);
  }
  const middle = median(seconds);
  return {
    rows: [
      {
        part: "rebuild",
        what: `rebuild of the read models from ${events} events (ledger rebuild, whole process)`,
        measured: { value: events / middle, unit: "events/s", also: `${middle.toFixed(2)} s` },
      },
    ],
    raw: { events, seconds },
  };
}
