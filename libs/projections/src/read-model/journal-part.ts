import { namedByStream } from "#domain/accounts.ts";
import { placeKey } from "#domain/balances.ts";
import { invariant } from "#domain/rule-error.ts";
import { isVoucher } from "#domain/transfers.ts";
import { insertRows } from "./insert-rows.ts";
import { addToMonths } from "./months.ts";
import type { PostedEvent, ReadModelPart, Writing } from "./part.ts";
import { Places } from "./places.ts";
import type { EventsTable, TransfersTable } from "./tables.ts";

/** Every event, every transfer with all its dimensions, and the sums of the months. */
export class JournalPart implements ReadModelPart {
  readonly #places = new Places();

  async write(trx: Writing, events: readonly PostedEvent[]): Promise<void> {
    const places = await this.#places.take(trx, events);
    const transfers = events.flatMap((event) => transferRows(event, places));
    await insertRows(trx, "events", events.map(eventRow));
    await insertRows(trx, "transfers", transfers);
    const knownMonths = new Map(
      events.map(({ stored }) => [stored.position, stored.recordedAt.slice(0, 7)] as const),
    );
    await addToMonths(trx, transfers, knownMonths);
  }

  forget(): void {
    this.#places.forget();
  }
}

function eventRow({ stored, transfers, dates, voidClosing }: PostedEvent): EventsTable {
  const { position, id, stream, revision, type, data, recordedAt, metadata } = stored;
  const named = namedByStream(stream);
  return {
    position,
    event_id: id,
    stream,
    revision,
    type,
    agreement: named.agreement ?? null,
    recipient: named.recipient ?? null,
    actor: textIn(metadata, "actor"),
    command_id: textIn(metadata, "commandId"),
    recorded_at: recordedAt,
    effective_on: dates?.effectiveOn ?? null,
    posting_on: dates?.postingOn ?? null,
    voucher: transfers.length > 0 && isVoucher({ type, data }) ? 1 : 0,
    void_closing: voidClosing ? 1 : 0,
  };
}

function textIn(metadata: Readonly<Record<string, unknown>>, name: string): string {
  const value = metadata[name];
  return typeof value === "string" ? value : "";
}

function transferRows(
  { stored, transfers, dates }: PostedEvent,
  places: ReadonlyMap<string, number>,
): TransfersTable[] {
  if (!dates) return [];
  const idOf = (key: string): number => {
    const id = places.get(key);
    invariant(id !== undefined, `${key} was numbered before it is written`);
    return id;
  };
  return transfers.map(({ from, to, amount }, ordinal) => ({
    position: stored.position,
    ordinal,
    effective_on: dates.effectiveOn,
    posting_on: dates.postingOn,
    from_place: idOf(placeKey(from)),
    to_place: idOf(placeKey(to)),
    amount,
  }));
}
