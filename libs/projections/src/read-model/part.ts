import type { Kysely, Transaction } from "kysely";
import type { Transfer } from "#domain/accounts.ts";
import type { Day } from "#domain/calendar.ts";
import type { StoredEvent } from "#event-store/event-store.ts";
import type { ReadModelTables } from "./tables.ts";

/** An event with what is derived at its place in the log. */
export interface PostedEvent {
  readonly stored: StoredEvent;
  /** What it moved: empty for events that move no money. */
  readonly transfers: readonly Transfer[];
  /** Present where money moved. */
  readonly dates?: { readonly effectiveOn: Day; readonly postingOn: Day };
  /** A closing that certified balances which had changed since: it closed nothing. */
  readonly voidClosing: boolean;
}

export type Writing = Transaction<ReadModelTables>;
export type Reading = Kysely<ReadModelTables>;

/**
 * One part of the read model: the rows that it keeps of events. What stands in its tables is decided by the
 * log alone, so that building anew gives the same rows, ids included.
 */
export interface ReadModelPart {
  /** Writes the rows of the next events of the log, in the transaction that moves the checkpoint. */
  write(trx: Writing, events: readonly PostedEvent[]): Promise<void>;
  /** Forgets what it kept in memory: the transaction failed, or another process has written in between. */
  forget(): void;
}
