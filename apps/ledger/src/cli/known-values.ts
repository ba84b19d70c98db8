import { agreementStream, grantStream, partyStream } from "#domain/accounts.ts";
import { agreement } from "#domain/agreements/agreement.ts";
import { didYouMean } from "#domain/agreements/did-you-mean.ts";
import type { AgreementEvent } from "#domain/agreements/events.ts";
import type { EventStore } from "#event-store/event-store.ts";
import { DIMENSIONS, type Dimension, type Key } from "#projections/balance-fold.ts";
import type { Reading } from "#projections/read-model/part.ts";
import type { OpenBooks } from "../data-folder/open-read-model.ts";
import { UsageError } from "./failures.ts";

/** More would not be read. */
const MOST_SHOWN = 12;

/** How a person names the value: `--where` for all, or an option or argument for each. */
export type Fields = string | Readonly<Partial<Record<Dimension, string>>>;

/** The options that name one value each. */
export const OPTION_OF: Fields = {
  ...{ agreement: "--agreement", recipient: "--recipient", line: "--line", holder: "--holder" },
  anslagspost: "--anslagspost",
};

/**
 * A condition on something that does not exist is a slip of the pen: an empty answer would look like "no
 * money".
 *
 * @throws UsageError `value-unknown`
 */
export async function mustBeKnown(where: Key, books: OpenBooks, fields: Fields): Promise<void> {
  for (const dimension of DIMENSIONS) {
    const value = where[dimension];
    if (value === undefined || value === null) continue;
    const known = await books.read((db) => knownValues(dimension, where, db, books.store));
    const field = typeof fields === "string" ? fields : (fields[dimension] ?? dimension);
    mustBeAmong(known, value, field, dimension);
  }
}

/** @throws UsageError `value-unknown` */
export function mustBeAmong(
  known: ReadonlySet<string>,
  value: string,
  field: string,
  dimension: Dimension,
): void {
  if (!known.has(value)) throw unknown(field, dimension, value, [...known].sort());
}

/** @throws UsageError `value-unknown` when nothing was ever recorded of this grant */
export async function mustHaveGrant(of: string, recipient: string, books: OpenBooks): Promise<void> {
  const recipients = await books.read((db) => streamsOf(db, grantStream(of, "")));
  if (recipients.includes(recipient)) return;
  throw unknown("<recipient>", `grant of ${of} to`, recipient, recipients);
}

function unknown(field: string, what: string, value: string, all: readonly string[]): UsageError {
  const some = all.slice(0, MOST_SHOWN).join(", ");
  const others = all.length === 0 ? "none is." : `known are ${some}${all.length > MOST_SHOWN ? ", …" : ""}.`;
  return new UsageError(
    "value-unknown",
    `${field}: ${what} ${value} is not known in this ledger${didYouMean(value, all)}; ${others}`,
    { field, figures: { dimension: what, given: value } },
  );
}

/** What is registered, and what money has ever stood on. */
async function knownValues(
  dimension: Dimension,
  where: Key,
  db: Reading,
  store: EventStore,
): Promise<ReadonlySet<string>> {
  let places = db.selectFrom("places").select(dimension).distinct();
  // A line is one of its agreement: another agreement's line of the same name would answer with no money.
  if (dimension === "line" && typeof where.agreement === "string") {
    places = places.where("agreement", "=", where.agreement);
  }
  const moved = await places.execute();
  const values = moved.flatMap((row) => (row[dimension] === null ? [] : [String(row[dimension])]));
  return new Set([...values, ...(await registered(dimension, where, db, store))]);
}

async function registered(
  dimension: Dimension,
  where: Key,
  db: Reading,
  store: EventStore,
): Promise<readonly string[]> {
  switch (dimension) {
    case "agreement":
      return streamsOf(db, agreementStream(""));
    case "line": {
      const agreements = await streamsOf(db, agreementStream(""));
      const asked = agreements.filter((id) => where.agreement === undefined || where.agreement === id);
      return (await Promise.all(asked.map((id) => linesOf(store, id)))).flat();
    }
    case "recipient":
    case "holder":
      return streamsOf(db, partyStream(""));
    default:
      return [];
  }
}

/** What follows the beginning in the names of streams: each stream has one first event. */
export async function streamsOf(db: Reading, beginning: string): Promise<string[]> {
  const rows = await db
    .selectFrom("events")
    .select("stream")
    .where("stream", ">=", beginning)
    .where("stream", "<", `${beginning}\u{10FFFF}`)
    .where("revision", "=", 0)
    .orderBy("stream")
    .execute();
  return rows.map(({ stream }) => stream.slice(beginning.length));
}

/** The lines of an agreement's present text: also those that no money has come to. */
export async function linesOf(store: EventStore, id: string): Promise<readonly string[]> {
  let state = agreement.initialState();
  for await (const { type, data } of store.readStream(agreementStream(id))) {
    // What stands in an agreement's stream was decided by it.
    state = agreement.evolve(state, { type, data } as AgreementEvent);
  }
  return (state.agreement?.lines ?? []).map((line) => line.id);
}
