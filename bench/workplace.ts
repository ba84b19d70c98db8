import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The folder that a run works in: on the disk that is measured, outside the repository, gone afterwards. */
export class Workplace {
  readonly path: string;
  #folders = 0;

  /** @param under where it is made; the system's temporary folder if not given */
  constructor(under = tmpdir()) {
    mkdirSync(under, { recursive: true });
    this.path = mkdtempSync(join(under, "ledger-bench-"));
  }

  /** A new, empty folder. */
  folder(name: string): string {
    const path = join(this.path, `${name}-${++this.#folders}`);
    mkdirSync(path);
    return path;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
