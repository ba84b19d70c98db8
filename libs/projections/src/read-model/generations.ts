import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { StoreUnavailable } from "#event-store/errors.ts";
import { WriterLock } from "#event-store/sqlite/writer-lock.ts";
import { DatabaseUnavailable } from "../database-unavailable.ts";

/** `000012.sqlite` */
const GENERATION = /^(\d{6})\.sqlite$/;

/**
 * The folder of a read model. Each building of it is a file of its own, a generation, and one small file
 * says which of them is in use. Switching replaces that file: a reader sees the one generation or the other,
 * never a mixture.
 */
export class Generations {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The generation in use; undefined before the first. */
  current(): string | undefined {
    let name: string;
    try {
      name = readFileSync(this.#pointer, "utf8").trim();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
    return GENERATION.test(name) && existsSync(this.fileOf(name)) ? name : undefined;
  }

  /** Which file a generation is: after the folder was removed another one may have its name. */
  identityOf(generation: string): string {
    const { dev, ino } = statSync(this.fileOf(generation), { bigint: true });
    return `${generation} ${dev} ${ino}`;
  }

  fileOf(generation: string): string {
    return join(this.folder, generation);
  }

  /** A name that no generation has, taken by an empty file: two processes that begin one get two names. */
  next(): string {
    mkdirSync(this.folder, { recursive: true });
    const last = Math.max(0, ...this.#all().map((name) => Number(GENERATION.exec(name)?.[1])));
    for (let number = last + 1; ; number++) {
      const name = `${String(number).padStart(6, "0")}.sqlite`;
      try {
        closeSync(openSync(this.fileOf(name), "wx"));
        return name;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
    }
  }

  /** From here on readers open this generation. It stands through a power cut, or the former one does. */
  switchTo(generation: string): void {
    const written = this.#writePointer(generation);
    renameSync(written, this.#pointer);
    this.#keepNames();
  }

  /**
   * Puts a generation into use where there is none.
   *
   * @returns whether it is in use now; not when another process was first
   */
  putFirst(generation: string): boolean {
    const written = this.#writePointer(generation);
    try {
      linkSync(written, this.#pointer);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      if (this.current() !== undefined) return false;
      // It names a generation that is gone.
      renameSync(written, this.#pointer);
    } finally {
      rmSync(written, { force: true });
    }
    this.#keepNames();
    return true;
  }

  /**
   * Lets one process build at a time. The lock is the operating system's, so it ends with the process.
   *
   * @throws DatabaseUnavailable when another process builds
   */
  async whileBuilding<Result>(work: () => Promise<Result>): Promise<Result> {
    mkdirSync(this.folder, { recursive: true });
    const lock = this.#lock();
    if (lock === undefined) {
      throw new DatabaseUnavailable(`The read model in ${this.folder} is being built by another process.`);
    }
    try {
      return await work();
    } finally {
      lock.release();
    }
  }

  /** Removes what is not in use, unless somebody builds just now: the one building is not in use yet. */
  tidyUp(kept: readonly string[]): void {
    const lock = this.#lock();
    if (lock === undefined) return;
    this.removeAllBut(kept);
    lock.release();
  }

  /**
   * Removes what is not in use: generations that a rebuilding was interrupted in, and former ones. Whoever
   * still has a former one open reads on in it: a file that is open outlives its name.
   */
  removeAllBut(kept: readonly string[]): void {
    for (const name of this.#all()) if (!kept.includes(name)) this.remove(name);
  }

  /** Removes a generation that was not put into use. */
  remove(generation: string): void {
    for (const suffix of ["", "-wal", "-shm"]) rmSync(this.fileOf(generation) + suffix, { force: true });
    rmSync(`${this.#pointer}.${generation}`, { force: true });
  }

  #lock(): WriterLock | undefined {
    try {
      return WriterLock.take(join(this.folder, "building"));
    } catch (error) {
      if (error instanceof StoreUnavailable && error.reason === "in_use") return undefined;
      throw error;
    }
  }

  #writePointer(generation: string): string {
    const written = `${this.#pointer}.${generation}`;
    const file = openSync(written, "w");
    try {
      writeSync(file, `${generation}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return written;
  }

  #keepNames(): void {
    const folder = openSync(this.folder, "r");
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  }

  get #pointer(): string {
    return join(this.folder, "current");
  }

  #all(): string[] {
    return existsSync(this.folder) ? readdirSync(this.folder).filter((name) => GENERATION.test(name)) : [];
  }
}
