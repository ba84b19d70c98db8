import type { EventStore, StoredEvent } from "#event-store/event-store.ts";
import { DatabaseDamaged } from "../database-unavailable.ts";
import { type TakenCommand, type TakenCommands, commandOf, idsIn } from "../taken-commands.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Addition, KeptFile } from "./kept-file.ts";

interface Pending extends TakenCommand {
  readonly position: number;
}

/**
 * The commands of a long log: those of the last moment in memory, all others in a file that knows where to
 * look in the log. The earliest event decides, so the file is asked first.
 */
export class KeptCommands implements TakenCommands {
  readonly #store: EventStore;
  readonly #onDamage: (damage: DatabaseDamaged) => Promise<void>;
  #file: KeptFile | undefined;
  #collecting = new Map<string, Pending>();
  #writing: ReadonlyMap<string, Pending> = new Map();
  #refilling: Promise<void> | undefined;

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
    for (const id of idsIn(event)) {
      const known = this.#writing.get(id) ?? this.#collecting.get(id);
      if (known && known.position <= position) continue;
      this.#collecting.set(id, { ...commandOf(event), position });
    }
  }

  find(commandId: string): TakenCommand | undefined | Promise<TakenCommand | undefined> {
    if (this.#refilling) return this.#refilling.then(() => this.find(commandId));
    const pending = this.#writing.get(commandId) ?? this.#collecting.get(commandId);
    try {
      const positions = this.#file?.positionsOf(fingerprint(commandId)) ?? [];
      return positions.length === 0 ? pending : this.#inLog(commandId, positions, pending);
    } catch (error) {
      if (!(error instanceof DatabaseDamaged)) throw error;
      this.refill(error);
      return this.find(commandId);
    }
  }

  /** Another command may have the same fingerprint: the log tells which it was. */
  async #inLog(
    commandId: string,
    positions: readonly number[],
    pending: Pending | undefined,
  ): Promise<TakenCommand | undefined> {
    for (const position of positions) {
      for await (const event of this.#store.readAll({ after: position - 1, limit: 1 })) {
        if (event.position === position && idsIn(event).includes(commandId)) return commandOf(event);
      }
    }
    return pending;
  }

  /** How many wait to be written. */
  get waiting(): number {
    return this.#collecting.size;
  }

  /** Whether what the file held is being read from the log again: nothing that is written then is whole. */
  get isRefilling(): boolean {
    return this.#refilling !== undefined;
  }

  /** Resolves when that is over, however it ended. */
  get refilled(): Promise<void> {
    return Promise.resolve(this.#refilling).catch(() => undefined);
  }

  /**
   * What the file held is lost: it is read from the log again and stays in memory until another file has it.
   * When the log cannot be read either, every question fails.
   */
  refill(damage: DatabaseDamaged): void {
    this.#file = undefined;
    this.#refilling ??= this.#onDamage(damage).then(() => {
      this.#refilling = undefined;
    });
    this.#refilling.catch(() => undefined);
  }

  /** What is to be written; until it is, it is known here. */
  beginWriting(): Addition["commands"] {
    this.#writing = this.#collecting;
    this.#collecting = new Map();
    return [...this.#writing].map(([id, { position }]) => [fingerprint(id), position]);
  }

  wrote(file: KeptFile): void {
    this.#file = file;
    this.#writing = new Map();
  }

  couldNotWrite(): void {
    const since = this.#collecting;
    this.#collecting = new Map(this.#writing);
    this.#writing = new Map();
    for (const [id, pending] of since) if (!this.#collecting.has(id)) this.#collecting.set(id, pending);
  }
}
