import type { LedgerEvent } from "#domain/ledger-event.ts";
import { StoreUnavailable } from "#event-store/errors.ts";
import type { EventStore, StoredEvent } from "#event-store/event-store.ts";
import { DatabaseDamaged, DatabaseUnavailable } from "../database-unavailable.ts";
import { type NamedGrant, WorkingMemory } from "../working-memory.ts";
import { KeptCommands } from "./kept-commands.ts";
import { type Kept, KeptFile, type Named } from "./kept-file.ts";
import { discardKept, landmarkOf, mustBeOf } from "./kept-of-log.ts";
import { NotedRegisters } from "./noted-registers.ts";

/** How soon and how much at once is written; milliseconds, and numbers of commands. */
interface Pace {
  /** From an event to its writing, while nothing is wrong. */
  readonly soon: number;
  /** Until a file that could not be written is tried again. */
  readonly retry: number;
  /** So many are written without waiting, as while a long log is read. */
  readonly atOnce: number;
  /** So many in memory, and the log is not read on until some are written. */
  readonly most: number;
}

const PACE: Pace = { soon: 1_000, retry: 5_000, atOnce: 100_000, most: 300_000 };

export interface KeptSettings {
  readonly file: string;
  readonly store: EventStore;
  readonly pace?: Partial<Pace>;
  /** Told in a sentence what a person should know: that a start takes longer, that the file cannot be written. */
  readonly notice?: (sentence: string) => void;
}

/**
 * The working memory of a log that is too long to read at each start: what it knew is kept in a file, and a
 * start reads on from there. The file is derived from the log alone and is never trusted further than the log
 * bears it out; what cannot be used is thrown away and made anew.
 */
export class KeptWorkingMemory extends WorkingMemory {
  readonly #registers = new NotedRegisters();
  override readonly agreements = this.#registers.agreements;
  override readonly parties = this.#registers.parties;
  override readonly fundings = this.#registers.fundings;
  override readonly grants = this.#registers.grants;
  override readonly commands: KeptCommands;
  readonly #settings: KeptSettings;
  readonly #pace: Pace;
  #file: KeptFile | undefined;
  #last: StoredEvent | undefined;
  #hasNews = false;
  #writing: Promise<void> | undefined;
  #soon: NodeJS.Timeout | undefined;
  #trouble: Error | undefined;
  #isLongStart: boolean;
  #isClosed = false;

  private constructor(settings: KeptSettings, file: KeptFile | undefined, kept: Kept | undefined) {
    super({ position: kept?.landmark.position, books: kept?.books });
    this.#settings = settings;
    this.#pace = { ...PACE, ...settings.pace };
    this.#file = file;
    this.#isLongStart = kept === undefined;
    this.commands = new KeptCommands(settings.store, file, (damage) => this.#beginAnew(damage));
  }

  /** Opens what was kept of this log. Where that cannot be used, it begins with the log. */
  static async open(settings: KeptSettings): Promise<KeptWorkingMemory> {
    let file: KeptFile | undefined;
    try {
      file = await KeptFile.open(settings.file);
      return await KeptWorkingMemory.#of(settings, file);
    } catch (error) {
      await file?.close();
      if (error instanceof StoreUnavailable) throw error;
      if (isOnlyUnavailable(error)) return KeptWorkingMemory.#without(settings, error);
      // Damaged, of another log or another version, or not what this version would have written.
      const reason = error instanceof Error ? error.message : String(error);
      settings.notice?.(`The working memory in ${settings.file} is made anew from the log: ${reason}.`);
    }
    try {
      return new KeptWorkingMemory(settings, await anew(settings.file), undefined);
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw error;
      return KeptWorkingMemory.#without(settings, error);
    }
  }

  static async #of(settings: KeptSettings, file: KeptFile): Promise<KeptWorkingMemory> {
    const { kept } = file;
    const { named } = file;
    if (kept) await mustBeOf(settings.store, kept.landmark);
    else if (named.length > 0) throw new DatabaseDamaged("it does not say up to where it holds");
    const memory = new KeptWorkingMemory(settings, file, kept);
    if (kept) await memory.#load(named, kept.landmark.position);
    return memory;
  }

  /** Everything in memory, until the file can be had. */
  static #without(settings: KeptSettings, error: Error): KeptWorkingMemory {
    const memory = new KeptWorkingMemory(settings, undefined, undefined);
    memory.#tell(error);
    return memory;
  }

  override apply(stored: StoredEvent): void {
    super.apply(stored);
    this.#last = stored;
    this.#hasNews = true;
    if (this.commands.waiting >= this.#pace.atOnce && this.#trouble === undefined) void this.#write();
    else this.#writeSoon();
  }

  override get room(): Promise<void> | undefined {
    return this.commands.waiting >= this.#pace.most && this.#trouble === undefined
      ? this.#writing
      : undefined;
  }

  /** Writes down what is not written yet; when that fails, the next start reads it from the log. */
  override async close(): Promise<void> {
    this.#isClosed = true;
    await this.commands.refilled;
    await this.#writing;
    if (this.#hasNews) await this.#write();
    clearTimeout(this.#soon);
    await this.#file?.close();
  }

  async #load(named: readonly Named[], position: number): Promise<void> {
    for (const { kind, name, content } of named) {
      if (kind === "funding") this.fundings.set(name, content as { name: string });
      else if (kind === "grant") this.grants.set(name, content as NamedGrant);
      else await this.#fold(name, position);
    }
    this.#registers.take();
  }

  async #fold(stream: string, through: number): Promise<void> {
    for await (const { position, type, data } of this.#settings.store.readStream(stream)) {
      if (position > through) return;
      this.applyRegisters(stream, { type, data } as LedgerEvent);
    }
  }

  #writeSoon(): void {
    if (this.#soon !== undefined || this.#writing !== undefined) return;
    this.#soon = setTimeout(
      () => void this.#write(),
      this.#trouble === undefined ? this.#pace.soon : this.#pace.retry,
    );
    // A process that has nothing else to do ends.
    this.#soon.unref();
  }

  #write(): Promise<void> {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    this.#writing ??= this.#writeNow().finally(() => {
      this.#writing = undefined;
      if (this.#hasNews) this.#writeSoon();
    });
    return this.#writing;
  }

  async #writeNow(): Promise<void> {
    const last = this.#last;
    if (!last || this.commands.isRefilling) return;
    this.#hasNews = false;
    const named = this.#registers.take();
    const commands = this.commands.beginWriting();
    if (this.#isLongStart && !this.#trouble && commands.length >= this.#pace.atOnce) {
      this.#notice("is made from the whole log, which takes longer this once.");
    }
    this.#isLongStart = false;
    try {
      this.#file ??= await anew(this.#settings.file);
      await this.#file.write({ landmark: landmarkOf(last), books: this.postingDates.books, named, commands });
      this.commands.wrote(this.#file);
      if (this.#trouble) this.#notice("is written again.");
      this.#trouble = undefined;
    } catch (error) {
      this.#hasNews = true;
      this.commands.couldNotWrite();
      this.#registers.giveBack(named);
      if (error instanceof DatabaseDamaged) this.commands.refill(error);
      else this.#tell(error);
    }
  }

  /** What the file held is read from the log again while commands wait: none may be taken for a new one. */
  async #beginAnew(damage: DatabaseDamaged): Promise<void> {
    this.#notice(`is made anew from the log: ${damage.message}.`);
    await this.#writing;
    await this.#file?.close();
    this.#file = undefined;
    // One that cannot be removed is not asked any more; it is tried again when there is something to write.
    await discardKept(this.#settings.file).catch((error: unknown) => this.#tell(error));
    this.#registers.giveAllBack();
    const through = this.position ?? -1;
    for await (const event of this.#settings.store.readAll()) {
      if (event.position > through) break;
      this.commands.take(event);
      if (this.#isClosed) throw new DatabaseUnavailable("The working memory is closed.");
    }
    this.#hasNews = true;
    this.#writeSoon();
  }

  /** Told once until it is over: commands go on, and what cannot be written stays in memory. */
  #tell(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (this.#trouble === undefined) {
      this.#notice(
        `cannot be written (${reason}): it stays in memory, and the next start reads it from the log.`,
      );
    }
    this.#trouble = error instanceof Error ? error : new Error(reason);
  }

  #notice(what: string): void {
    this.#settings.notice?.(`The working memory in ${this.#settings.file} ${what}`);
  }
}

const isOnlyUnavailable = (error: unknown): error is DatabaseUnavailable =>
  error instanceof DatabaseUnavailable && !(error instanceof DatabaseDamaged);

/** Whatever stands there is of no use any more: everything that it should hold is in memory. */
async function anew(file: string): Promise<KeptFile> {
  await discardKept(file);
  return KeptFile.open(file);
}
