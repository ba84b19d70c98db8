import { parseArgs } from "node:util";
import { bulk } from "./bulk.ts";
import { http } from "./http/http.ts";
import type { Found, Row } from "./rows.ts";
import { SCALES, type Scale } from "./scale.ts";
import { tableOf } from "./table.ts";
import { Workplace } from "./workplace.ts";

const PARTS: Readonly<Record<string, (scale: Scale, workplace: Workplace) => Promise<Found>>> = {
  http,
  bulk,
};

const { values } = parseArgs({
  options: {
    only: { type: "string", default: Object.keys(PARTS).join(",") },
    scale: { type: "string", default: "full" },
    dir: { type: "string" },
  },
});
const scale = SCALES[values.scale as Scale["name"]];
if (scale === undefined)
  throw new Error(`There is no scale ${values.scale}; there are ${Object.keys(SCALES).join(", ")}.`);
const workplace = new Workplace(values.dir);
try {
  const rows: Row[] = [];
  for (const name of values.only.split(",")) {
    const part = PARTS[name];
    if (part === undefined)
      throw new Error(`There is no part ${name}; there are ${Object.keys(PARTS).join(", ")}.`);
    process.stderr.write(`Measuring ${name} …\n`);
    rows.push(...(await part(scale, workplace)).rows);
  }
  process.stdout.write(`${tableOf(rows)}\n`);
} finally {
  workplace.remove();
}
