/**
 * A process that takes commands until it is killed. It prints where its working memory began, and each command
 * once the log has it.
 *
 * Arguments: the folder, and a number that makes its command ids its own.
 */
import { join } from "node:path";
import { partyStream } from "#domain/accounts.ts";
import { SqliteEventStore } from "#event-store/sqlite/sqlite-event-store.ts";
import { KeptWorkingMemory } from "#projections/kept/kept-working-memory.ts";
import { Projector } from "#projections/projector.ts";

const [folder = ".", life = "0"] = process.argv.slice(2);
const clock = { now: (): string => new Date().toISOString() };
const store = await SqliteEventStore.open({ file: join(folder, "ledger.sqlite"), clock });
const memory = await KeptWorkingMemory.open({
  file: join(folder, "working-memory.sqlite"),
  store,
  // Written all the time, so that a kill often meets a writing.
  pace: { soon: 1, atOnce: 5, most: 10 },
  notice: (sentence) => process.stdout.write(`notice ${sentence}\n`),
});
process.stdout.write(`began ${memory.position ?? -1}\n`);
new Projector(store, memory);
for (let number = 0; ; number++) {
  const party = `p${life}-${number}`;
  const id = `${life.padStart(8, "0")}-0000-8000-8000-${String(number).padStart(12, "0")}`;
  const data = { party, kind: "region", name: party, names: [], by: "anna" };
  const metadata = { commandId: `register-${party}`, commandHash: `hash-${party}` };
  await store.append(partyStream(party), "no_stream", [{ id, type: "PartyRegistered", data, metadata }]);
  process.stdout.write(`took ${party}\n`);
}
