import { cpSync } from "node:fs";
import { join } from "node:path";
import { COMMANDS_PER_ROUND, rounds } from "./world/rounds.ts";
import { foundation, grantsOf } from "./world/world.ts";
import { writeLines } from "./world/write-lines.ts";
import type { Bench } from "./bench.ts";
import { inOwnProcess, ledger } from "./processes.ts";
import type { RawInserts, RawInsertSettings } from "./peers/raw-inserts.ts";
import type { Found } from "./rows.ts";
import { median } from "./statistics.ts";

/** The product's whole bulk command, beside bare inserts of exactly the rows that it wrote. */
export async function bulk({ scale, workplace }: Bench): Promise<Found> {
  const { commands, world } = scale.bulk;
  const grants = grantsOf(world);
  const begun = workplace.folder("bulk");
  await ledger(
    "bulk",
    writeLines(join(begun, "foundation.jsonl"), foundation(world)),
    "--data",
    begun,
    "--key",
    "f",
  );
  const lines = rounds({
    grants,
    rounds: commands / grants.length / COMMANDS_PER_ROUND,
    days: 300,
  });
  const file = writeLines(join(begun, "commands.jsonl"), lines);
  const product: number[] = [];
  const raw: RawInserts[] = [];
  for (let round = 0; round < scale.rounds; round++) {
    const folder = workplace.folder("bulk-round");
    cpSync(begun, folder, { recursive: true });
    product.push((await ledger("bulk", file, "--data", folder, "--key", "b")) / 1_000);
    const settings: RawInsertSettings = {
      before: join(begun, "ledger.sqlite"),
      after: join(folder, "ledger.sqlite"),
      to: join(workplace.folder("raw"), "raw.sqlite"),
    };
    raw.push(await inOwnProcess<RawInserts>("./peers/raw-inserts.ts", settings));
  }
  const rows = raw[0]?.rows ?? 0;
  const [seconds, rawSeconds] = [median(product), median(raw.map((one) => one.seconds))];
  const ratio = rawSeconds / seconds;
  return {
    rows: [
      {
        part: "bulk",
        what: `bulk of ${commands} commands with the deciders (ledger bulk, whole process)`,
        measured: {
          value: commands / seconds,
          unit: "commands/s",
          also: `${rows} rows in ${seconds.toFixed(2)} s`,
        },
        compared: {
          with: "batched node:sqlite inserts of the same rows",
          figure: {
            value: commands / rawSeconds,
            unit: "commands/s",
            also: `${rawSeconds.toFixed(2)} s`,
          },
        },
        ratio,
        aim: { text: "≥ 40 %", held: ratio >= 0.4 },
      },
    ],
    raw: { product, raw },
  };
}
