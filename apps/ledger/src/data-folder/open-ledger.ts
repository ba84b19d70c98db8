import type { Clock, EventStore } from "#event-store/event-store.ts";
import { SqliteEventStore } from "#event-store/sqlite/sqlite-event-store.ts";
import { LedgerView } from "#projections/ledger-view.ts";
import { ProjectionStopped } from "#projections/projector.ts";
import { Ledger } from "../ledger/ledger.ts";
import { type DataFolder, createDataFolder, mustHoldLedger } from "./data-folder.ts";
import { FileSettledMark } from "./settled-mark.ts";

/**
 * Opens the ledger of a folder for writing, which one process at a time may do; a new folder is created.
 *
 * @throws StoreUnavailable with a reason and a sentence for a person: what is wrong with the folder or the
 *   log, or which process has it open
 */
export async function openLedger(options: {
  readonly folder: DataFolder;
  readonly clock: Clock;
}): Promise<Ledger> {
  const { folder, clock } = options;
  createDataFolder(folder);
  const store = await SqliteEventStore.open({ file: folder.log, clock });
  try {
    return await Ledger.open(store, new FileSettledMark(folder.settledMark, store));
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** A folder's log, opened for reading alone. */
export interface ReadLog {
  readonly store: EventStore;
  close(): Promise<void>;
}

/**
 * Opens the log of a folder for reading, without a lock, so that it works beside a running server. Nothing is
 * written and nothing healed: what a writer has not finished is its own to finish.
 *
 * @throws StoreUnavailable
 */
export async function openLog({
  folder,
  clock,
}: {
  readonly folder: DataFolder;
  readonly clock: Clock;
}): Promise<ReadLog> {
  mustHoldLedger(folder);
  const store = await SqliteEventStore.open({ file: folder.log, clock, readOnly: true });
  return { store, close: () => store.close() };
}

/**
 * Folds the whole log into a view; `onEvent` is told how many events it has read.
 *
 * @throws ProjectionStopped at an event that this version does not know; StoreUnavailable
 */
export async function viewOf(
  store: EventStore,
  onEvent: (read: number) => void = () => undefined,
): Promise<LedgerView> {
  const view = new LedgerView();
  let read = 0;
  for await (const event of store.readAll()) {
    try {
      view.apply(event);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new ProjectionStopped(
        `Event ${event.type} at position ${event.position} (${event.stream}) cannot be applied: ${reason}`,
        { cause },
      );
    }
    onEvent(++read);
  }
  return view;
}
