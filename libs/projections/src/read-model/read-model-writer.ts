import type { Kysely } from "kysely";
import type { Day } from "#domain/calendar.ts";
import type { Position, StoredEvent } from "#event-store/event-store.ts";
import { DatabaseUnavailable } from "../database-unavailable.ts";
import { PostingDates } from "../posting-dates.ts";
import { JournalPart } from "./journal-part.ts";
import type { PostedEvent, ReadModelPart, Writing } from "./part.ts";
import { PoisonedEvent, post } from "./posted-events.ts";
import type { CheckpointTable, ReadModelTables } from "./tables.ts";

/** Another process has moved the checkpoint in between; nothing was written. */
class CheckpointMoved extends Error {
  override readonly name = "CheckpointMoved";
}

/** Every part of the read model, in the order in which they are written. */
const allParts = (): ReadModelPart[] => [new JournalPart()];

/**
 * Writes events into the read model: rows and checkpoint in one transaction, and only from the checkpoint
 * that was read (compare-and-set). So an event is applied once, however many processes try.
 */
export class ReadModelWriter {
  readonly #db: Kysely<ReadModelTables>;
  readonly #parts: readonly ReadModelPart[];
  #checkpoint: CheckpointTable | undefined;

  constructor(db: Kysely<ReadModelTables>, parts: readonly ReadModelPart[] = allParts()) {
    this.#db = db;
    this.#parts = parts;
  }

  /** The log position up to which the rows hold; -1 before the first event. */
  async position(): Promise<Position> {
    return (await this.#current()).position;
  }

  /**
   * Applies the next events of the log; those that are applied already are left out.
   *
   * @returns the position up to which the rows hold now
   * @throws PoisonedEvent when an event cannot be applied: all before it are
   * @throws DatabaseUnavailable when the database cannot be written just now: nothing of a batch was
   */
  async write(events: readonly StoredEvent[]): Promise<Position> {
    for (;;) {
      const from = await this.#current();
      const next = events.filter(({ position }) => position > from.position);
      if (next.length === 0) return from.position;
      try {
        this.#checkpoint = await this.#apply(from, next);
        return this.#checkpoint.position;
      } catch (error) {
        this.#forget();
        if (error instanceof CheckpointMoved) continue;
        if (error instanceof DatabaseUnavailable) throw error;
        const [first, ...rest] = next;
        if (first === undefined || rest.length === 0) throw poisoned(next, error);
        // The events before the failing one are sound, and which one it is has to be told.
        for (const event of next) await this.write([event]);
      }
    }
  }

  async #apply(from: CheckpointTable, events: readonly StoredEvent[]): Promise<CheckpointTable> {
    const dates = new PostingDates({
      closedThrough: (from.closed_through ?? undefined) as Day | undefined,
      lastMoneyPosition: from.last_money_position,
    });
    const posted = events.map((event) => post(event, dates));
    const to: CheckpointTable = {
      ...from,
      position: (events.at(-1) as StoredEvent).position,
      closed_through: dates.books.closedThrough ?? null,
      last_money_position: dates.books.lastMoneyPosition,
    };
    await this.#db.transaction().execute(async (trx) => {
      await moveCheckpoint(trx, from, to);
      await this.#writeParts(trx, posted);
    });
    return to;
  }

  async #writeParts(trx: Writing, posted: readonly PostedEvent[]): Promise<void> {
    for (const part of this.#parts) await part.write(trx, posted);
  }

  async #current(): Promise<CheckpointTable> {
    this.#checkpoint ??= await this.#db.selectFrom("checkpoint").selectAll().executeTakeFirstOrThrow();
    return this.#checkpoint;
  }

  #forget(): void {
    this.#checkpoint = undefined;
    for (const part of this.#parts) part.forget();
  }
}

async function moveCheckpoint(trx: Writing, from: CheckpointTable, to: CheckpointTable): Promise<void> {
  const moved = await trx
    .updateTable("checkpoint")
    .set(to)
    .where("id", "=", 1)
    .where("position", "=", from.position)
    .executeTakeFirst();
  if (moved.numUpdatedRows !== 1n) throw new CheckpointMoved();
}

function poisoned(events: readonly StoredEvent[], error: unknown): unknown {
  const [event] = events;
  return error instanceof PoisonedEvent || event === undefined ? error : new PoisonedEvent(event, error);
}
