import type { Clock, EventStore, Position } from "#event-store/event-store.ts";
import { DatabaseUnavailable } from "#projections/database-unavailable.ts";
import { Generations } from "#projections/read-model/generations.ts";
import { LiveReadModel } from "#projections/read-model/live-read-model.ts";
import { build, catchUp } from "#projections/read-model/catch-up.ts";
import type { Reading } from "#projections/read-model/part.ts";
import { mustBeOf } from "#projections/read-model/of-log.ts";
import { ReadModel, ReadModelOutdated } from "#projections/read-model/read-model.ts";
import { SqliteRefused } from "#projections/sqlite/session-messages.ts";
import type { DataFolder } from "./data-folder.ts";
import { mustHoldWhatWasKnown } from "./known-of-log.ts";
import { openLog } from "./open-ledger.ts";

export interface OpenReadModel {
  readonly folder: DataFolder;
  readonly clock: Clock;
  /** Is told how many events have been applied. */
  readonly onEvents?: (events: number) => void;
  /** Is told in a sentence why the folder's own read model is not used. */
  readonly onDetour: (sentence: string) => void;
}

/** The books of a folder, opened for reading beside whoever writes. */
export class OpenBooks {
  readonly store: EventStore;
  readonly #settings: OpenReadModel;
  #model: ReadModel;
  #isKept: boolean;

  private constructor(
    store: EventStore,
    settings: OpenReadModel,
    kept: ReadModel | undefined,
    model: ReadModel,
  ) {
    this.store = store;
    this.#settings = settings;
    this.#isKept = kept !== undefined;
    this.#model = model;
  }

  /**
   * Opens the read model of a folder and brings it up to the head of the log; that is safe beside a server,
   * which brings it there too. Where it cannot be used (a read-only folder, a full disk, another version of
   * it, another program that holds it) one is built in memory from the log: slower, with the same answers.
   *
   * @throws StoreUnavailable when there is no log to read; PoisonedEvent
   */
  static async open(settings: OpenReadModel): Promise<OpenBooks> {
    const { store, close } = await openLog(settings);
    try {
      await mustHoldWhatWasKnown(settings.folder, store);
      const kept = await keptModel(store, settings);
      return new OpenBooks(store, settings, kept, kept ?? (await modelInMemory(store, settings)));
    } catch (error) {
      await close();
      throw error;
    }
  }

  /**
   * Everything that one question reads is of one state, told by its position. A question may be asked twice,
   * when the folder's read model turns out to be damaged: it prints nothing.
   */
  async read<Result>(question: (db: Reading, position: Position) => Promise<Result>): Promise<Result> {
    try {
      return await this.#model.read(question);
    } catch (error) {
      if (!this.#isKept || !isTrouble(error)) throw error;
      this.#settings.onDetour(detour(error));
      this.#isKept = false;
      await this.#model.close();
      this.#model = await modelInMemory(this.store, this.#settings);
      return this.#model.read(question);
    }
  }

  async close(): Promise<void> {
    await this.#model.close();
    await this.store.close();
  }
}

/** The folder's own read model; undefined when it cannot be used. */
async function keptModel(store: EventStore, settings: OpenReadModel): Promise<ReadModel | undefined> {
  let model: ReadModel | undefined;
  try {
    model = await openKept(settings.folder.readModel);
    await mustBeOf(store, model);
    await catchUp(store, model.writer, { ...(settings.onEvents && { onEvents: settings.onEvents }) });
    return model;
  } catch (error) {
    await model?.close();
    if (!isTrouble(error)) throw error;
    settings.onDetour(detour(error));
    return undefined;
  }
}

/** One of another version is left alone: the server that made it may be running. */
async function openKept(folder: string): Promise<ReadModel> {
  const generations = new Generations(folder);
  const current = generations.current();
  if (current !== undefined) return ReadModel.open({ file: generations.fileOf(current) });
  return (await LiveReadModel.open(folder)).model;
}

async function modelInMemory(store: EventStore, { onEvents }: OpenReadModel): Promise<ReadModel> {
  const model = await ReadModel.inMemory();
  try {
    await build(store, model, { ...(onEvents && { onEvents }) });
    return model;
  } catch (error) {
    await model.close();
    throw error;
  }
}

/** What lies with the read model's files, and not with the log or with this program. */
function isTrouble(error: unknown): error is Error {
  return (
    error instanceof DatabaseUnavailable ||
    error instanceof ReadModelOutdated ||
    error instanceof SqliteRefused ||
    // A folder or a pointer that cannot be written or read.
    (error instanceof Error && "syscall" in error && "code" in error)
  );
}

function detour(error: Error): string {
  const reason = error instanceof ReadModelOutdated ? "it is of another version" : error.message;
  // Where nothing can be written, building anew would fail alike.
  const help = "syscall" in error ? "" : ' "ledger rebuild" makes a new one.';
  return `The read model of the data folder cannot be used (${reason}): the answer is built from the log itself, which takes longer.${help}`;
}
