import type { EventStore, Position } from "#event-store/event-store.ts";
import { DatabaseUnavailable } from "../database-unavailable.ts";
import { SqliteRefused } from "../sqlite/session-messages.ts";
import { build } from "./catch-up.ts";
import { type TableDifference, compareTables } from "./compare.ts";
import { Generations } from "./generations.ts";
import { ReadModel, ReadModelOutdated } from "./read-model.ts";

export interface Rebuilt {
  /** The one that was built. Where it was not put into use, nothing of it is left. */
  readonly generation: string;
  readonly isInUse: boolean;
  readonly events: number;
  /** The log position that the new generation held for when it was put into use, or compared. */
  readonly position: Position;
  /**
   * What was in use against what the log says, at the same position; undefined when there was nothing to
   * compare with: none, one of another version, or one that cannot be read.
   */
  readonly differences: readonly TableDifference[] | undefined;
}

export interface Rebuilding {
  /**
   * The log is right where the two differ: a person has looked. Otherwise the former one stays, since it is the only
   * witness that the log said something else before.
   */
  readonly accept?: boolean;
  /** Is told how many events have been applied. */
  readonly onEvents?: (events: number) => void;
}

const AT_ONCE = 1_000;

/**
 * Builds the read model anew beside the one in use, compares the two at the same position, and puts the new
 * one into use when they say the same, or when the former cannot be read. Readers, also those of a running server,
 * notice nothing; a building that is interrupted leaves the former one in use.
 *
 * @throws PoisonedEvent, DatabaseUnavailable (also while another process builds), StoreUnavailable: the former
 *   one stays in use, and nothing of the new one is left
 */
export async function rebuild(store: EventStore, folder: string, asked: Rebuilding = {}): Promise<Rebuilt> {
  const generations = new Generations(folder);
  return generations.whileBuilding(async () => {
    const generation = generations.next();
    try {
      return await buildAndSwitch(generations, generation, store, asked);
    } finally {
      if (generations.current() !== generation) generations.remove(generation);
    }
  });
}

async function buildAndSwitch(
  generations: Generations,
  generation: string,
  store: EventStore,
  { accept = false, onEvents = () => undefined }: Rebuilding,
): Promise<Rebuilt> {
  const former = generations.current();
  const model = await ReadModel.open({ file: generations.fileOf(generation), building: true });
  const building = new Building(store, model, onEvents);
  try {
    const differences =
      former === undefined ? undefined : await compared(building, model, generations.fileOf(former));
    const isInUse = accept || (differences ?? []).length === 0;
    if (isInUse) {
      await building.readOn();
      await model.makeDurable();
      generations.switchTo(generation);
      generations.removeAllBut([generation, ...(former === undefined ? [] : [former])]);
    }
    const { events, position } = building;
    return { generation, isInUse, events, position, differences };
  } finally {
    await model.close();
  }
}

/**
 * Brings the new one to the very position that the former stands at, and compares the two there. One that
 * cannot be read is no reason not to build: it is the reason to.
 */
async function compared(
  building: Building,
  model: ReadModel,
  formerFile: string,
): Promise<readonly TableDifference[] | undefined> {
  let former: ReadModel | undefined;
  try {
    former = await ReadModel.open({ file: formerFile });
    // Most of the way first: while the former is read at one state, its file cannot be tidied up.
    await building.readOn(await former.writer.position());
    return await former.read(async (found, position) => {
      await building.readOn(position);
      return model.read((built) => compareTables(built, found));
    });
  } catch (error) {
    // When it is the new one that cannot be written, building on says so.
    if (isUnreadable(error)) return undefined;
    throw error;
  } finally {
    await former?.close();
  }
}

const isUnreadable = (error: unknown): boolean =>
  [ReadModelOutdated, DatabaseUnavailable, SqliteRefused].some((kind) => error instanceof kind);

/** Reads the log into a new read model, as far as it is asked. */
class Building {
  readonly #store: EventStore;
  readonly #model: ReadModel;
  readonly #onEvents: (events: number) => void;
  position: Position = -1;
  events = 0;

  constructor(store: EventStore, model: ReadModel, onEvents: (events: number) => void) {
    this.#store = store;
    this.#model = model;
    this.#onEvents = onEvents;
  }

  async readOn(through = Number.POSITIVE_INFINITY): Promise<void> {
    const before = this.events;
    const onEvents = (written: number): void => {
      this.events = before + written;
      this.#onEvents(this.events);
    };
    await build(this.#store, this.#model, { through, atOnce: AT_ONCE, onEvents });
    this.position = await this.#model.writer.position();
  }
}
