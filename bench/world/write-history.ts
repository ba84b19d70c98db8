/**
 * Writes a long history into a data folder, in a process of its own: the commands of a world's desk, carried out
 * as a bulk by the ledger itself, so that every event is one that the deciders made. Only the clock is not the
 * machine's: recording goes through two years, or nothing could be asked as it was known.
 */
import { runBulk } from "#ledger/bulk/run-bulk.ts";
import { dataFolderAt } from "#ledger/data-folder/data-folder.ts";
import { openLedger } from "#ledger/data-folder/open-ledger.ts";
import { openRegisters } from "#ledger/data-folder/open-registers.ts";
import { settingsOf } from "../processes.ts";
import { HISTORY_DAYS } from "./history.ts";
import { COMMANDS_PER_ROUND, EVENTS_PER_ROUND, rounds } from "./rounds.ts";
import { type Line, type World, foundation, grantsOf } from "./world.ts";

export interface HistorySettings {
  readonly folder: string;
  readonly world: World;
  /** At least so many. */
  readonly events: number;
}

const CHUNK = 65_536;
/** Grants with so many events in all are worked on at the same time: few enough that the ledger keeps their states. */
const AT_ONCE = 100_000;

const { folder: path, world, events } = settingsOf<HistorySettings>();
const grants = grantsOf(world);
const folder = dataFolderAt(path);
let now = Date.parse("2022-01-03T08:00:00.000Z");
const clock = { now: (): string => new Date(now).toISOString() };

async function* bytes(lines: Iterable<Line>, pace: number): AsyncGenerator<Uint8Array> {
  let text = "";
  for (const line of lines) {
    text += `${JSON.stringify(line)}\n`;
    now += pace;
    if (text.length < CHUNK) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(text);
}

const ledger = await openLedger({ folder, clock });
const registers = await openRegisters(folder, clock);
const carryOut = async (key: string, lines: Iterable<Line>, pace: number): Promise<void> => {
  const sender = { actor: "registrar", key, known: registers };
  const ended = new AbortController().signal;
  for await (const { outcomes } of runBulk(ledger, bytes(lines, pace), {
    ...sender,
    stopOnRefusal: false,
    ended,
  })) {
    const wrong = outcomes.find(({ status }) => status !== "written");
    if (wrong) throw new Error(`A command of the history was not taken: ${JSON.stringify(wrong)}`);
  }
};
await carryOut("foundation", foundation(world), 1);
const count = Math.ceil((events - (ledger.lastWritten ?? 0)) / grants.length / EVENTS_PER_ROUND);
now = Date.parse("2022-01-10T08:00:00.000Z");
const pace = (HISTORY_DAYS * 86_400_000) / (count * grants.length * COMMANDS_PER_ROUND);
// One group of grants after the other is worked on from its first requisition to its last repayment, as the
// agreements of a time are; with all of them at once, each command would read its grant anew from the log.
const together = Math.max(1, Math.floor(AT_ONCE / (count * EVENTS_PER_ROUND)));
for (let first = 0; first < grants.length; first += together) {
  const group = grants.slice(first, first + together);
  const from = (HISTORY_DAYS * first) / grants.length;
  const days = (HISTORY_DAYS * group.length) / grants.length;
  await carryOut(`rounds ${first}`, rounds({ grants: group, rounds: count, days, from }), pace);
}
await registers.close();
await ledger.close();
process.stdout.write("{}");
