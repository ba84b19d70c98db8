import { existsSync } from "node:fs";
import type { Position } from "#event-store/event-store.ts";
import { DatabaseDamaged, DatabaseUnavailable } from "../database-unavailable.ts";
import { Generations } from "./generations.ts";
import type { Reading } from "./part.ts";
import { ReadModel, ReadModelOutdated } from "./read-model.ts";

interface InUse {
  /** Which generation it is, and which file; undefined in memory. */
  readonly identity: string | undefined;
  readonly model: ReadModel;
  readers: number;
  /** Set when another generation has taken its place: the last reader closes it. */
  retired: boolean;
  /** Set when its file turned out not to be sound: what it still answers may be wrong. */
  damage: DatabaseDamaged | undefined;
}

const begin = (identity: string | undefined, model: ReadModel): InUse => ({
  identity,
  model,
  readers: 0,
  retired: false,
  damage: undefined,
});

/**
 * The generation of a read model that is in use. A reader keeps the one that it began in, so that a switch
 * to a newly built one is noticed by nobody.
 */
export class LiveReadModel {
  readonly #generations: Generations | undefined;
  readonly #readingThreads: number;
  #inUse: InUse;
  #whenDamaged: (identity: string | undefined, damage: DatabaseDamaged) => void = () => undefined;

  private constructor(inUse: InUse, generations?: Generations, readingThreads = 0) {
    this.#inUse = inUse;
    this.#generations = generations;
    this.#readingThreads = readingThreads;
  }

  /**
   * Opens the generation in use. Where there is none, one of another version or a damaged one, a new one is
   * begun, empty: following the log fills it.
   *
   * @throws DatabaseUnavailable
   */
  static async open(folder: string, readingThreads = 0): Promise<LiveReadModel> {
    const generations = new Generations(folder);
    const inUse = await openCurrent(generations, readingThreads).catch((error: unknown) => {
      throw unavailable(folder, error);
    });
    return new LiveReadModel(inUse, generations, readingThreads);
  }

  /**
   * Opens a generation that is kept up to date elsewhere, for reading alone.
   *
   * @param identity which one, see {@link LiveReadModel.identity}
   * @throws DatabaseUnavailable also when it is not there any more
   */
  static async toRead(folder: string, identity: string, readingThreads: number): Promise<LiveReadModel> {
    const generations = new Generations(folder);
    const model = await openNamed(generations, identity, readingThreads);
    return new LiveReadModel(begin(identity, model), generations, readingThreads);
  }

  /** A read model that is kept nowhere and has no other generation. */
  static async inMemory(): Promise<LiveReadModel> {
    const model = await ReadModel.inMemory();
    return new LiveReadModel(begin(undefined, model));
  }

  get model(): ReadModel {
    return this.#inUse.model;
  }

  /** Which generation it is, and which file; undefined in memory. */
  get identity(): string | undefined {
    return this.#inUse.identity;
  }

  /** Why nothing is answered until a new generation has taken its place. */
  get damage(): DatabaseDamaged | undefined {
    return this.#inUse.damage;
  }

  /**
   * Everything that one question reads is of one state of one generation.
   *
   * @throws DatabaseDamaged until a new one has taken the place of a damaged one; DatabaseUnavailable
   */
  async read<Result>(question: (db: Reading, position: Position) => Promise<Result>): Promise<Result> {
    const inUse = this.#inUse;
    if (inUse.damage) throw inUse.damage;
    inUse.readers += 1;
    try {
      return await inUse.model.read(question);
    } catch (error) {
      if (error instanceof DatabaseDamaged) {
        inUse.damage = error;
        this.#whenDamaged(inUse.identity, error);
      }
      throw error;
    } finally {
      inUse.readers -= 1;
      await closeWhenUnused(inUse);
    }
  }

  /** Calls when a reader finds out that a generation is not sound. */
  onDamage(call: (identity: string | undefined, damage: DatabaseDamaged) => void): void {
    this.#whenDamaged = call;
  }

  /** From here on nothing is answered until a new generation has taken its place. */
  noteDamage(damage: DatabaseDamaged): void {
    this.#inUse.damage = damage;
  }

  /** Whether another generation has been put into use, by a rebuilding in this process or another one. */
  get isSuperseded(): boolean {
    const identity = this.#currentIdentity();
    return identity !== undefined && identity !== this.#inUse.identity;
  }

  /** Whether it is damaged, or gone from its folder: what is open is then all that there is of it. */
  get isLost(): boolean {
    if (this.#generations === undefined) return false;
    return this.#inUse.damage !== undefined || this.#currentIdentity() === undefined;
  }

  /**
   * Goes over to the generation that is in use now, once `catchUp` has brought it as far as the present one:
   * no reader goes back in time.
   */
  async followSwitch(catchUp: (model: ReadModel) => Promise<void>): Promise<void> {
    const generation = this.#generations?.current();
    if (this.#generations === undefined || generation === undefined) return;
    const identity = this.#generations.identityOf(generation);
    const file = this.#generations.fileOf(generation);
    const model = await ReadModel.open({ file, readingThreads: this.#readingThreads });
    try {
      await catchUp(model);
    } catch (error) {
      await model.close();
      throw error;
    }
    await this.#goOverTo(begin(identity, model));
  }

  /**
   * Goes over to a generation that whoever keeps it up to date has brought as far as the present one.
   *
   * @throws DatabaseUnavailable also when it is not there any more
   */
  async goOverToRead(identity: string): Promise<void> {
    if (this.#generations === undefined) return;
    await this.#goOverTo(begin(identity, await openNamed(this.#generations, identity, this.#readingThreads)));
  }

  /**
   * Begins a generation of its own where the present one cannot be used or is gone, and goes over to it once
   * `catchUp` has filled it. While another process builds one, that is the one to wait for.
   *
   * @throws DatabaseUnavailable
   */
  async beginAnew(catchUp: (model: ReadModel) => Promise<void>): Promise<void> {
    const generations = this.#generations;
    if (generations === undefined) return;
    await generations
      .whileBuilding(async () => {
        const next = await this.#begun(generations, catchUp);
        await this.#goOverTo(next.inUse);
        generations.removeAllBut([next.generation]);
      })
      .catch((error: unknown) => {
        throw unavailable(generations.folder, error);
      });
  }

  /** A new generation, filled and put into use; nothing of it is left if it cannot be. */
  async #begun(
    generations: Generations,
    catchUp: (model: ReadModel) => Promise<void>,
  ): Promise<{ readonly generation: string; readonly inUse: InUse }> {
    const generation = generations.next();
    const file = generations.fileOf(generation);
    let model: ReadModel | undefined;
    try {
      model = await ReadModel.open({ file, readingThreads: this.#readingThreads, building: true });
      await catchUp(model);
      await model.makeDurable();
      const identity = generations.identityOf(generation);
      generations.switchTo(generation);
      return { generation, inUse: begin(identity, model) };
    } catch (error) {
      await model?.close();
      generations.remove(generation);
      throw error;
    }
  }

  async #goOverTo(next: InUse): Promise<void> {
    const former = this.#inUse;
    this.#inUse = next;
    former.retired = true;
    await closeWhenUnused(former);
  }

  /** Undefined also when the folder cannot be read: then what is open goes on being used. */
  #currentIdentity(): string | undefined {
    try {
      const current = this.#generations?.current();
      return current === undefined ? undefined : this.#generations?.identityOf(current);
    } catch {
      return undefined;
    }
  }

  async close(): Promise<void> {
    await this.#inUse.model.close();
  }
}

async function openNamed(
  generations: Generations,
  identity: string,
  readingThreads: number,
): Promise<ReadModel> {
  const [name = ""] = identity.split(" ");
  const file = generations.fileOf(name);
  if (!existsSync(file) || generations.identityOf(name) !== identity) {
    throw new DatabaseUnavailable(`The read model ${file} is not the one any more that was to be read.`);
  }
  return ReadModel.open({ file, readingThreads, readOnly: true });
}

async function openCurrent(generations: Generations, readingThreads: number): Promise<InUse> {
  const current = generations.current();
  if (current !== undefined) {
    try {
      const model = await ReadModel.open({ file: generations.fileOf(current), readingThreads });
      return begin(generations.identityOf(current), model);
    } catch (error) {
      if (!(error instanceof ReadModelOutdated || error instanceof DatabaseDamaged)) throw error;
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
    return begin(generations.identityOf(generation), model);
  } catch (error) {
    await model?.close();
    if (generations.current() !== generation) generations.remove(generation);
    throw error;
  }
}

/** A folder or a pointer that cannot be read or written is told as a database that cannot. */
function unavailable(folder: string, error: unknown): unknown {
  const isOfFiles = typeof error === "object" && error !== null && ("syscall" in error || "errcode" in error);
  if (!isOfFiles || !("message" in error)) return error;
  return new DatabaseUnavailable(`The read model in ${folder} cannot be used: ${String(error.message)}.`, {
    cause: error,
  });
}

async function closeWhenUnused(inUse: InUse): Promise<void> {
  if (inUse.retired && inUse.readers === 0) await inUse.model.close();
}
