import type { EventStore, StoredEvent } from "#event-store/event-store.ts";
import { DatabaseDamaged } from "../database-unavailable.ts";
import { type TakenCommand, type TakenCommands, commandOf, idsIn } from "../taken-commands.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Addition, KeptFile } from "./kept-file.ts";
import { PendingCommands } from "./pending-commands.ts";

/**
 * The commands of a long log. What is known of each is where to look in the log: in memory for those of the
 * last moment, in a file for all others. The log itself tells which command it was.
 */
export class KeptCommands implements TakenCommands {
  readonly #store: EventStore;
  readonly #onDamage: (damage: DatabaseDamaged) => Promise<void>;
  #file: KeptFile | undefined;
  #collecting = new PendingCommands();
  #writing = new PendingCommands();
  #previous: { readonly ids: readonly string[]; readonly position: number } = { ids: [], position: -1 };
  #refilling: Promise<void> | undefined;
  /** What the file held is not in memory either, since the log could not be read at the time. */
  #lost: DatabaseDamaged | undefined;

  /** @param onDamage makes what was in the file anew; until it has, questions wait */
  constructor(
    store: EventStore,
    file: KeptFile | undefined,
    onDamage: (damage: DatabaseDamaged) => Promise<void>,
  ) {
    this.#store = store;
    this.#file = file;
    this.#onDamage = onDamage;
  }

  take(event: StoredEvent): void {
    const { position } = event;
    const ids = idsIn(event);
    // The events of one command stand together, and its first one is enough.
    const known = this.#previous.position < position ? this.#previous.ids : [];
    for (const id of ids) if (!known.includes(id)) this.#collecting.add(fingerprint(id), position);
    this.#previous = { ids, position };
  }

  find(commandId: string): TakenCommand | undefined | Promise<TakenCommand | undefined> {
    if (this.#lost) this.refill(this.#lost);
    if (this.#refilling) return this.#refilling.then(() => this.find(commandId));
    try {
      const print = fingerprint(commandId);
      const positions = [this.#file, this.#writing, this.#collecting].flatMap(
        (commands) => commands?.positionsOf(print) ?? [],
      );
      return positions.length === 0 ? undefined : this.#inLog(commandId, positions);
    } catch (error) {
      if (!(error instanceof DatabaseDamaged)) throw error;
      this.refill(error);
      return this.find(commandId);
    }
  }

  /** Its first event is where it was taken. Another command may have the same fingerprint. */
  async #inLog(commandId: string, positions: readonly number[]): Promise<TakenCommand | undefined> {
    for (const position of positions.toSorted((a, b) => a - b)) {
      for await (const event of this.#store.readAll({ from: position, limit: 1 })) {
        if (event.position === position && idsIn(event).includes(commandId)) return commandOf(event);
      }
    }
    return undefined;
  }

  /** How many wait to be written. */
  get waiting(): number {
    return this.#collecting.size;
  }

  /** Whether what the file held is being read from the log again: nothing that is written then is whole. */
  get isRefilling(): boolean {
    return this.#refilling !== undefined || this.#lost !== undefined;
  }

  /** Resolves when that is over, however it ended. */
  get refilled(): Promise<void> {
    return Promise.resolve(this.#refilling).catch(() => undefined);
  }

  /**
   * What the file held is lost: it is read from the log again and stays in memory until another file has it.
   * While the log cannot be read either, every question fails, and the next one tries again.
   */
  refill(damage: DatabaseDamaged): void {
    this.#file = undefined;
    this.#refilling ??= this.#onDamage(damage)
      .then(() => {
        this.#lost = undefined;
      })
      .catch((error: unknown) => {
        this.#lost = damage;
        throw error;
      })
      .finally(() => {
        this.#refilling = undefined;
      });
    this.#refilling.catch(() => undefined);
  }

  /** What is to be written; until it is, it is known here. */
  beginWriting(): Addition["commands"] {
    this.#writing = this.#collecting;
    this.#collecting = new PendingCommands();
    return this.#writing.places();
  }

  wrote(file: KeptFile): void {
    // A file that was lost while it was being written is not gone back to.
    if (!this.isRefilling) this.#file = file;
    this.#writing = new PendingCommands();
  }

  couldNotWrite(): void {
    this.#collecting.addAll(this.#writing);
    this.#writing = new PendingCommands();
  }
}
