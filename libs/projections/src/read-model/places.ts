import type { Place } from "#domain/accounts.ts";
import { fundingParts } from "#domain/appropriations/funding-key.ts";
import { placeKey } from "#domain/balances.ts";
import { insertRows } from "./insert-rows.ts";
import type { PostedEvent, Writing } from "./part.ts";
import type { PlacesTable } from "./tables.ts";

/** Only a saving of lookups: starting over now and then bounds it. */
const MOST_KNOWN = 200_000;
/** How many keys one lookup names. */
const LOOKUP = 500;

/** Numbers places in the order in which money first came to them or left them. */
export class Places {
  readonly #ids = new Map<string, number>();

  /** The numbers of all places that the events' money touched; new ones are added. */
  async take(trx: Writing, events: readonly PostedEvent[]): Promise<ReadonlyMap<string, number>> {
    if (this.#ids.size > MOST_KNOWN) this.#ids.clear();
    const unknown = new Map<string, Place>();
    for (const { from, to } of events.flatMap(({ transfers }) => transfers)) {
      for (const place of [from, to]) {
        const key = placeKey(place);
        if (!this.#ids.has(key)) unknown.set(key, place);
      }
    }
    await this.#lookUp(trx, [...unknown.keys()]);
    const added = [...unknown].filter(([key]) => !this.#ids.has(key));
    if (added.length > 0) await this.#add(trx, added);
    return this.#ids;
  }

  forget(): void {
    this.#ids.clear();
  }

  async #lookUp(trx: Writing, keys: readonly string[]): Promise<void> {
    for (let start = 0; start < keys.length; start += LOOKUP) {
      const found = await trx
        .selectFrom("places")
        .select(["id", "key"])
        .where("key", "in", keys.slice(start, start + LOOKUP))
        .execute();
      for (const { id, key } of found) this.#ids.set(key, id);
    }
  }

  async #add(trx: Writing, added: readonly (readonly [string, Place])[]): Promise<void> {
    const { last } = await trx
      .selectFrom("places")
      .select(({ fn }) => fn.max("id").as("last"))
      .executeTakeFirstOrThrow();
    const rows = added.map(([key, place], index) => rowOf((last ?? 0) + 1 + index, key, place));
    await insertRows(trx, "places", rows);
    for (const { id, key } of rows) this.#ids.set(key, id);
  }
}

function rowOf(id: number, key: string, place: Place): PlacesTable {
  const { account, funding, agreement, line, recipient, holder, receipt } = place;
  const parts = funding === undefined ? undefined : fundingParts(funding);
  return {
    id,
    key,
    account,
    anslagspost: funding ?? null,
    year: parts?.budgetYear ?? null,
    area: parts?.area ?? null,
    anslag: parts?.anslag ?? null,
    agreement: agreement ?? null,
    line: line ?? null,
    recipient: recipient ?? null,
    holder: holder ?? null,
    receipt: receipt ?? null,
  };
}
