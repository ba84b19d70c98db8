import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

/** `000012.sqlite` */
const GENERATION = /^(\d{6})\.sqlite$/;

/**
 * The folder of a read model. Each building of it is a file of its own, a generation, and one small file
 * says which of them is in use. Switching replaces that file: a reader sees the one generation or the other,
 * never a mixture.
 */
export class Generations {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
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

  fileOf(generation: string): string {
    return join(this.#folder, generation);
  }

  /** A name that no generation has had; nothing is created but the folder. */
  next(): string {
    mkdirSync(this.#folder, { recursive: true });
    const last = Math.max(0, ...this.#all().map((name) => Number(GENERATION.exec(name)?.[1])));
    return `${String(last + 1).padStart(6, "0")}.sqlite`;
  }

  /** From here on readers open this generation. It stands through a power cut, or the former one does. */
  switchTo(generation: string): void {
    const written = `${this.#pointer}.new`;
    const file = openSync(written, "w");
    try {
      writeSync(file, `${generation}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(written, this.#pointer);
    const folder = openSync(this.#folder, "r");
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  }

  /**
   * Removes what is not in use: generations that a rebuilding was interrupted in, and former ones. Whoever
   * still has a former one open reads on in it: a file that is open outlives its name.
   */
  removeAllBut(kept: readonly string[]): void {
    for (const name of this.#all()) {
      if (kept.includes(name)) continue;
      for (const suffix of ["", "-wal", "-shm"]) rmSync(this.fileOf(name) + suffix, { force: true });
    }
  }

  get #pointer(): string {
    return join(this.#folder, "current");
  }

  #all(): string[] {
    return existsSync(this.#folder) ? readdirSync(this.#folder).filter((name) => GENERATION.test(name)) : [];
  }
}
