/** Replays a log to balances, in a process of its own: the product's store and its fold over every event. */
import { dataFolderAt } from "#ledger/data-folder/data-folder.ts";
import { openLog } from "#ledger/data-folder/open-ledger.ts";
import { systemClock } from "#ledger/data-folder/system-clock.ts";
import { replayBalances } from "#projections/replayed-balances.ts";
import { settingsOf } from "../processes.ts";
import type { LogRead, LogSettings } from "./read-log.ts";

export interface Folded extends LogRead {
  /** Öre on the outstanding account, for the comparison with what others sum up. */
  readonly outstanding: number;
  /** Rows of balances, one for each combination of dimensions. */
  readonly balances: number;
}

const { folder } = settingsOf<LogSettings>();
const began = performance.now();
const log = await openLog({ folder: dataFolderAt(folder), clock: systemClock });
let events = 0;
const replayed = await replayBalances(log.store, { onEvent: (read) => (events = read) });
const rows = replayed.byEffectiveDate.balances({
  by: ["anslagspost", "agreement", "line", "recipient", "holder", "receipt"],
});
const seconds = (performance.now() - began) / 1_000;
await log.close();
const below = replayed.byEffectiveDate.belowZero();
if (below.length > 0) throw new Error(`The log is not sound: ${JSON.stringify(below[0])}`);
const folded: Folded = {
  seconds,
  events,
  balances: rows.length,
  outstanding: rows.reduce((sum, { net }) => sum + net.outstanding, 0),
  megabytes: process.resourceUsage().maxRSS / 1_024,
};
process.stdout.write(JSON.stringify(folded));
