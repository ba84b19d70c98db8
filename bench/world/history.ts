import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VERSION } from "#projections/kept/kept-schema.ts";
import { inOwnProcess } from "../processes.ts";
import type { Scale } from "../scale.ts";
import type { Workplace } from "../workplace.ts";
import type { HistorySettings } from "./write-history.ts";

/** Over so many days a history goes. */
export const HISTORY_DAYS = 700;

/** The long history that several parts measure, written when it is first asked for. */
export class History {
  readonly #settings: Omit<HistorySettings, "folder">;
  readonly #workplace: Workplace;
  readonly #keep: boolean;
  #folder: Promise<string> | undefined;

  /** @param keep whether it stays in the system's temporary folder and is taken from there the next time */
  constructor({ history: { events, world } }: Scale, workplace: Workplace, keep: boolean) {
    this.#settings = { events, world };
    this.#workplace = workplace;
    this.#keep = keep;
  }

  /** A data folder that nobody writes to; see {@link copy}. */
  folder(): Promise<string> {
    this.#folder ??= this.#keep ? this.#kept() : this.#written(this.#workplace.folder("history"));
    return this.#folder;
  }

  /** A data folder of one's own with the same log. */
  async copy(name: string): Promise<string> {
    const copy = this.#workplace.folder(name);
    cpSync(await this.folder(), copy, { recursive: true });
    return copy;
  }

  async #kept(): Promise<string> {
    const kept = join(tmpdir(), `ledger-bench-history-${this.#settings.events}-${worldVersion()}`);
    if (existsSync(kept)) return kept;
    const unfinished = `${kept}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished);
    renameSync(await this.#written(unfinished), kept);
    return kept;
  }

  async #written(folder: string): Promise<string> {
    process.stderr.write(`Writing a history of ${this.#settings.events} events …\n`);
    const settings: HistorySettings = { folder, ...this.#settings };
    await inOwnProcess<object>("./world/write-history.ts", settings);
    return folder;
  }
}

/** A history is kept for as long as what writes it stays the same. */
function worldVersion(): string {
  // A server that begins with a working memory of another version reads the whole log first, in more memory.
  const hash = createHash("sha256").update(`working memory ${VERSION}`);
  for (const name of readdirSync(import.meta.dirname).sort()) {
    hash.update(readFileSync(join(import.meta.dirname, name)));
  }
  return hash.digest("hex").slice(0, 12);
}
