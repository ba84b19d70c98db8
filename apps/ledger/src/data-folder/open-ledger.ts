import { closeAll } from "#event-store/close-all.ts";
import type { Clock, EventStore } from "#event-store/event-store.ts";
import { StoreUnavailable } from "#event-store/errors.ts";
import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import { SqliteEventStore } from "#event-store/sqlite/sqlite-event-store.ts";
import { LedgerView } from "#projections/ledger-view.ts";
import { KeptWorkingMemory } from "#projections/kept/kept-working-memory.ts";
import type { WorkingMemory } from "#projections/working-memory.ts";
import { ProjectionStopped } from "#projections/projector.ts";
import { Ledger } from "../ledger/ledger.ts";
import { log } from "../platform/log.ts";
import { type DataFolder, createDataFolder, mustHoldLedger } from "./data-folder.ts";
import { mustHoldWhatWasKnown } from "./known-of-log.ts";
import { FileSettledMark } from "./settled-mark.ts";

interface FolderToOpen {
  readonly folder: DataFolder;
  readonly clock: Clock;
  /** Told in a sentence what a person should know of what is kept beside the log. */
  readonly notice?: (sentence: string) => void;
}

/**
 * Opens the ledger of a folder for writing, which one process at a time may do; a new folder is created.
 *
 * @param options.view what is known of the whole log, read from it now; the one kept in the folder if not given
 * @throws StoreUnavailable with a reason and a sentence for a person: what is wrong with the folder or the
 *   log, or which process has it open
 */
export function openLedger(options: FolderToOpen): Promise<Ledger>;
export function openLedger<View extends WorkingMemory>(
  options: FolderToOpen & { readonly view: View },
): Promise<Ledger<View>>;
export async function openLedger({
  folder,
  clock,
  notice = (sentence) => log({ level: "error", workingMemory: sentence }),
  view,
}: FolderToOpen & { readonly view?: WorkingMemory }): Promise<Ledger> {
  createDataFolder(folder);
  await mustHoldWhatWasKnown(folder);
  const store = await openForWriting(folder, clock);
  let known = view;
  try {
    await mustHoldWhatWasKnown(folder, store);
    known ??= await KeptWorkingMemory.open({ file: folder.workingMemory, store, notice });
    return await Ledger.open(store, new FileSettledMark(folder.settledMark, store), known);
  } catch (error) {
    await closeAll(
      () => known?.close(),
      () => store.close(),
    ).catch(() => undefined);
    throw error;
  }
}

/**
 * The folder's log, for the one process that writes.
 *
 * @throws StoreUnavailable; `in_use` says what a person can do about it
 */
export async function openForWriting({ log }: DataFolder, clock: Clock): Promise<EventStore> {
  try {
    return await SqliteEventStore.open({ file: log, clock });
  } catch (error) {
    if (!(error instanceof StoreUnavailable) || error.reason !== "in_use") throw error;
    throw new StoreUnavailable(
      "in_use",
      `${error.message}\nIt is probably a server, such as "npm start": stop it first (Ctrl-C where it runs), or ask it over HTTP at the address that it printed (http://127.0.0.1:3000 if nothing else was chosen).`,
      { cause: error },
    );
  }
}

/**
 * An empty ledger that is kept nowhere. What is refused on it would be refused in a new folder too, so that
 * trying there first leaves no empty folder behind.
 */
export function unkeptLedger(clock: Clock): Promise<Ledger> {
  return Ledger.open(new MemoryEventStore({ clock }));
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
  // Something that was made from a log that is gone tells more than that there is none.
  await mustHoldWhatWasKnown(folder);
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
