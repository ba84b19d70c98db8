import type { Position } from "#event-store/event-store.ts";
import { Generations } from "./generations.ts";
import type { Reading } from "./part.ts";
import { ReadModel, ReadModelOutdated } from "./read-model.ts";

interface InUse {
  readonly generation: string | undefined;
  readonly model: ReadModel;
  readers: number;
  /** Set when another generation has taken its place: the last reader closes it. */
  retired: boolean;
}

/**
 * The generation of a read model that is in use. A reader keeps the one that it began in, so that a switch
 * to a newly built one is noticed by nobody.
 */
export class LiveReadModel {
  readonly #generations: Generations | undefined;
  readonly #readingThreads: number;
  #inUse: InUse;

  private constructor(inUse: InUse, generations: Generations | undefined, readingThreads: number) {
    this.#inUse = inUse;
    this.#generations = generations;
    this.#readingThreads = readingThreads;
  }

  /**
   * Opens the generation in use. Where there is none, or one of another version, a new one is begun, empty:
   * following the log fills it.
   *
   * @throws DatabaseUnavailable
   */
  static async open(folder: string, readingThreads = 0): Promise<LiveReadModel> {
    const generations = new Generations(folder);
    const inUse = await openCurrent(generations, readingThreads);
    return new LiveReadModel(inUse, generations, readingThreads);
  }

  /** A read model that is kept nowhere and has no other generation. */
  static async inMemory(): Promise<LiveReadModel> {
    const model = await ReadModel.inMemory();
    return new LiveReadModel({ generation: undefined, model, readers: 0, retired: false }, undefined, 0);
  }

  get model(): ReadModel {
    return this.#inUse.model;
  }

  /** Everything that one question reads is of one state of one generation. */
  async read<Result>(question: (db: Reading, position: Position) => Promise<Result>): Promise<Result> {
    const inUse = this.#inUse;
    inUse.readers += 1;
    try {
      return await inUse.model.read(question);
    } finally {
      inUse.readers -= 1;
      await closeWhenUnused(inUse);
    }
  }

  /** Whether another generation has been put into use, by a rebuilding in this process or another one. */
  get isSuperseded(): boolean {
    const current = this.#generations?.current();
    return current !== undefined && current !== this.#inUse.generation;
  }

  /**
   * Goes over to the generation that is in use now, once `catchUp` has brought it as far as the present one:
   * no reader goes back in time.
   */
  async followSwitch(catchUp: (model: ReadModel) => Promise<void>): Promise<void> {
    const generation = this.#generations?.current();
    if (this.#generations === undefined || generation === undefined) return;
    const file = this.#generations.fileOf(generation);
    const model = await ReadModel.open({ file, readingThreads: this.#readingThreads });
    try {
      await catchUp(model);
    } catch (error) {
      await model.close();
      throw error;
    }
    const former = this.#inUse;
    this.#inUse = { generation, model, readers: 0, retired: false };
    former.retired = true;
    await closeWhenUnused(former);
  }

  async close(): Promise<void> {
    await this.#inUse.model.close();
  }
}

async function openCurrent(generations: Generations, readingThreads: number): Promise<InUse> {
  const current = generations.current();
  if (current !== undefined) {
    try {
      const model = await ReadModel.open({ file: generations.fileOf(current), readingThreads });
      return { generation: current, model, readers: 0, retired: false };
    } catch (error) {
      if (!(error instanceof ReadModelOutdated)) throw error;
    }
  }
  const generation = generations.next();
  let model: ReadModel | undefined;
  try {
    model = await ReadModel.open({ file: generations.fileOf(generation), readingThreads });
    if (current !== undefined) generations.switchTo(generation);
    else if (!generations.putFirst(generation)) {
      await model.close();
      generations.remove(generation);
      return await openCurrent(generations, readingThreads);
    }
    generations.tidyUp([generation]);
    return { generation, model, readers: 0, retired: false };
  } catch (error) {
    await model?.close();
    if (generations.current() !== generation) generations.remove(generation);
    throw error;
  }
}

async function closeWhenUnused(inUse: InUse): Promise<void> {
  if (inUse.retired && inUse.readers === 0) await inUse.model.close();
}
