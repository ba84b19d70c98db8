import { type BigIntStats, statSync } from "node:fs";
import { StoreUnavailable } from "../errors.ts";

/**
 * A file that must stay where it was opened. An open file outlives its name: what is written to it after the
 * folder was removed, or another file put in its place, succeeds and is lost.
 */
export class PlacedFile {
  readonly #file: string;
  readonly #opened: BigIntStats | undefined;

  /** Remembers what stands at the path now. */
  constructor(file: string) {
    this.#file = file;
    this.#opened = about(file);
  }

  get stands(): boolean {
    const now = about(this.#file);
    return now !== undefined && now.ino === this.#opened?.ino && now.dev === this.#opened.dev;
  }

  /** @throws StoreUnavailable `replaced` */
  mustStand(): void {
    if (this.stands) return;
    throw new StoreUnavailable(
      "replaced",
      `The event store ${this.#file} was removed or replaced while it was in use; stop the server and restore it.`,
    );
  }
}

/** In whole numbers of any size: some file systems count beyond what a double holds exactly. */
function about(file: string): BigIntStats | undefined {
  try {
    return statSync(file, { bigint: true, throwIfNoEntry: false });
  } catch {
    // A folder on the way that is a file by now, or is closed to us: it does not stand where it did.
    return undefined;
  }
}
