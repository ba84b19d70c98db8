import { join } from "node:path";
import type { Bench } from "../bench.ts";
import { PLAIN_TEXT, type PlainText, type Summed, sum, versionOf } from "../peers/plain-text.ts";
import { inOwnProcess } from "../processes.ts";
import type { Found, Row } from "../rows.ts";
import { median } from "../statistics.ts";
import type { Folded } from "./fold-log.ts";
import type { LogRead, LogSettings } from "./read-log.ts";
import type { Journal, JournalSettings } from "./write-journal.ts";

/** From the log to balances, beside reading the same rows, and beside others that sum the same entries. */
export async function replay({ scale, workplace, history }: Bench): Promise<Found> {
  const folder = await history.folder();
  const settings: LogSettings = { folder };
  const folded: Folded[] = [];
  const read: LogRead[] = [];
  for (let round = 0; round < scale.rounds; round++) {
    folded.push(await inOwnProcess<Folded>("./log/fold-log.ts", settings));
    read.push(await inOwnProcess<LogRead>("./log/read-log.ts", settings));
  }
  const file = join(workplace.folder("journal"), "entries.journal");
  const journalSettings: JournalSettings = { folder, file };
  const journal = await inOwnProcess<Journal>("./log/write-journal.ts", journalSettings);
  const programs = PLAIN_TEXT.map((program) => ({ program, summed: summedBy(program, file, folded) }));

  const events = folded[0]?.events ?? 0;
  const own = median(folded.map(({ seconds }) => seconds));
  const bare = median(read.map(({ seconds }) => seconds));
  const memory = median(folded.map(({ megabytes }) => megabytes));
  const part = "replay";
  const what = `replay of ${events} events to balances`;
  const also = `${own.toFixed(2)} s, at most ${Math.round(memory)} MB`;
  const measured = { value: events / own, unit: "events/s", also } as const;
  const beside = (name: string, seconds: number, ratio: number, aim: Row["aim"]): Row => {
    const figure = { value: events / seconds, unit: "events/s", also: `${seconds.toFixed(2)} s` } as const;
    return { part, what, measured, compared: { with: name, figure }, ratio, ...(aim && { aim }) };
  };
  const rows = [
    beside("reading the rows and JSON.parse", bare, bare / own, { text: "≥ 60 %", held: bare / own >= 0.6 }),
    ...programs.map(({ program, summed }): Row => {
      if (summed === undefined) {
        return { part, what, notMeasured: `${program} is not installed: apt-get install ${program}` };
      }
      const ratio = summed.seconds / own;
      const aim = program === "hledger" ? { text: "≥ 10 ×", held: ratio >= 10 } : undefined;
      const name = `${program} summing the same ${journal.entries} entries, ${journal.postings} postings`;
      return beside(name, summed.seconds, ratio, aim);
    }),
  ];
  return { rows, raw: { folded, read, journal, programs } };
}

/** Once: they take minutes, and are far from the aim's edge. What they find has to be what the ledger found. */
function summedBy(program: PlainText, file: string, folded: readonly Folded[]): Summed | undefined {
  if (versionOf(program) === undefined) return undefined;
  const summed = sum(program, file);
  if (summed.outstanding !== folded[0]?.outstanding) {
    throw new Error(
      `${program} sums ${summed.outstanding} öre where the ledger sums ${String(folded[0]?.outstanding)}.`,
    );
  }
  return summed;
}
