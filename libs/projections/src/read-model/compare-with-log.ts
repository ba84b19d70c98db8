import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventStore } from "#event-store/event-store.ts";
import { build } from "./catch-up.ts";
import { type TableDifference, compareTables } from "./compare.ts";
import { ReadModel } from "./read-model.ts";

/** As when a read model is built anew: more events in a transaction take less time. */
const AT_ONCE = 1_000;

/**
 * Builds a read model of the log in a temporary folder, up to where the one in a file stands, and compares all
 * rows of both. Neither the file nor its folder is changed.
 *
 * @param onEvents is told how many events have been applied
 * @throws ReadModelOutdated, DatabaseUnavailable, PoisonedEvent, StoreUnavailable
 */
export async function compareWithLog(
  log: Pick<EventStore, "readAll">,
  file: string,
  onEvents: (events: number) => void = () => undefined,
): Promise<readonly TableDifference[]> {
  const folder = await mkdtemp(join(tmpdir(), "ledger-read-model-"));
  try {
    const found = await ReadModel.toExamine(file);
    try {
      const built = await ReadModel.open({ file: join(folder, "built.sqlite"), building: true });
      try {
        return await found.read(async (theirs, through) => {
          await build(log, built, { through, atOnce: AT_ONCE, onEvents });
          return built.read((ours) => compareTables(ours, theirs));
        });
      } finally {
        await built.close();
      }
    } finally {
      await found.close();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}
