/** Writes the entries of a log as a journal that hledger and ledger read, in a process of its own. */
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { Place } from "#domain/accounts.ts";
import type { EventDraft } from "#domain/decider.ts";
import { formatAmount } from "#domain/money.ts";
import { effectiveDateOf, transfersOf } from "#domain/transfers.ts";
import { dataFolderAt } from "#ledger/data-folder/data-folder.ts";
import { openLog } from "#ledger/data-folder/open-ledger.ts";
import { systemClock } from "#ledger/data-folder/system-clock.ts";
import { settingsOf } from "../processes.ts";

export interface JournalSettings {
  readonly folder: string;
  readonly file: string;
}

export interface Journal {
  readonly entries: number;
  readonly postings: number;
}

const { folder, file } = settingsOf<JournalSettings>();
const log = await openLog({ folder: dataFolderAt(folder), clock: systemClock });
const out = createWriteStream(file);
let [entries, postings, text] = [0, 0, ""];
for await (const event of log.store.readAll()) {
  const draft = event as EventDraft;
  const transfers = transfersOf(draft);
  if (transfers.length === 0) continue;
  entries += 1;
  postings += transfers.length * 2;
  text += `${effectiveDateOf(draft)} ${event.type}\n`;
  for (const { from, to, amount } of transfers) {
    text += `    ${accountOf(from)}  SEK -${formatAmount(amount)}\n    ${accountOf(to)}  SEK ${formatAmount(amount)}\n`;
  }
  text += "\n";
  if (text.length > 1_000_000) {
    if (!out.write(text)) await once(out, "drain");
    text = "";
  }
}
out.end(text);
await finished(out);
await log.close();
const journal: Journal = { entries, postings };
process.stdout.write(JSON.stringify(journal));

/** The account and its dimensions as one name, the way plain-text accounting has it. */
function accountOf({ account, funding, agreement, line, recipient, holder, receipt }: Place): string {
  const post = funding?.replaceAll(":", ".");
  return [account, post, agreement, line, recipient, holder, receipt]
    .filter((part) => part !== undefined)
    .join(":");
}
