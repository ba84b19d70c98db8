/** The bench: everything in one run on one machine. See README.md. */
import { writeFileSync } from "node:fs";
import { optionsOf, wholeNumber, wrongUse } from "../scripts/command-line.ts";
import { appends } from "./appends.ts";
import type { Bench } from "./bench.ts";
import { bulk } from "./bulk.ts";
import { http } from "./http/http.ts";
import { replay } from "./log/replay.ts";
import { machineAt } from "./machine.ts";
import { asOf } from "./reads/as-of.ts";
import { lag } from "./reads/lag.ts";
import { rebuild } from "./reads/rebuild.ts";
import { record } from "./record.ts";
import type { Found, Run } from "./rows.ts";
import { SCALES, isScale } from "./scale.ts";
import { start } from "./start.ts";
import { tableOf } from "./table.ts";
import { Workplace } from "./workplace.ts";
import { History } from "./world/history.ts";

const PARTS: ReadonlyMap<string, (bench: Bench) => Promise<Found>> = new Map([
  ["http", http],
  ["appends", appends],
  ["bulk", bulk],
  ["replay", replay],
  ["rebuild", rebuild],
  ["lag", lag],
  ["as-of", asOf],
  ["start", start],
]);

const USAGE = `npm run bench -- [options]
  --only PART,…    some of ${[...PARTS.keys()].join(", ")}; all of them if not given
  --scale NAME     full or small (which only shows that everything works); full if not given
  --events NUMBER  how long the history is that is replayed, rebuilt, asked and started with
  --keep           the history stays in the temporary folder, and is taken from there the next time
  --dir FOLDER     where everything is written: the disk that is measured
  --json FILE      every single measurement, for machines
  --record         write the table into bench/README.md and the measurements to bench/recorded.json
`;

const { values } = optionsOf(USAGE, {
  only: { type: "string", default: [...PARTS.keys()].join(",") },
  scale: { type: "string", default: "full" },
  events: { type: "string" },
  keep: { type: "boolean", default: false },
  dir: { type: "string" },
  json: { type: "string" },
  record: { type: "boolean", default: false },
});
await run();

async function run(): Promise<void> {
  const names = values.only.split(",");
  const parts = names.map((name) => {
    const part = PARTS.get(name);
    return part === undefined ? wrongUse(`There is no part ${name}.`, USAGE) : { name, part };
  });
  const given = isScale(values.scale)
    ? SCALES[values.scale]
    : wrongUse(`There is no scale ${values.scale}.`, USAGE);
  const events =
    values.events === undefined
      ? given.history.events
      : wholeNumber("events", values.events, { usage: USAGE, least: 1_000 });
  const scale = { ...given, history: { ...given.history, events } };
  // A recorded history is of the length that the aims are for.
  if (values.record && (values.events !== undefined || names.length < PARTS.size || scale.name !== "full")) {
    wrongUse("Only a whole run of the full scale is recorded: figures of one table belong together.", USAGE);
  }
  const workplace = new Workplace(values.dir);
  const ended = (): void => {
    workplace.remove();
    process.exit(130);
  };
  process.once("SIGINT", ended);
  process.once("SIGTERM", ended);
  try {
    const bench: Bench = { scale, workplace, history: new History(scale, workplace, values.keep) };
    const machine = machineAt(workplace);
    const found: Record<string, Found> = {};
    for (const { name, part } of parts) {
      process.stderr.write(`Measuring ${name} …\n`);
      found[name] = await part(bench);
    }
    const measured: Run = { at: new Date().toISOString(), scale: scale.name, machine, parts: found };
    process.stdout.write(`${tableOf(measured)}\n`);
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(measured, null, 2)}\n`);
    if (values.record) await record(measured);
  } finally {
    workplace.remove();
  }
}
