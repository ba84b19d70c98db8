import type { Kysely } from "kysely";
import type { Clock } from "#event-store/event-store.ts";
import { type Kind, VersionChanged, erasedEntry, unknownEntry } from "./register-errors.ts";
import type { RegisterAsker } from "./remembered-commands.ts";
import type { PersonRow, RegisterTables } from "./tables.ts";

/** What every entry of the register carries beside its own fields. */
export interface About {
  readonly id: string;
  /** 1 at first, one more with each correction. */
  readonly version: number;
  /** UTC. */
  readonly changedAt: string;
  readonly changedBy: string;
}

/** A page of a list: entries in the order in which they were registered. */
export interface Page<Entry> {
  readonly entries: readonly Entry[];
  /** What to ask the next page with; null when this was the last. */
  readonly next: number | null;
}

export interface PageAsked {
  readonly after?: number;
  readonly limit?: number;
}

export const MOST_ENTRIES = 1_000;
const ENTRIES = 100;

/** @param find is asked for one more than the page holds, to know whether there is a next one */
export async function pageOf<Row extends { readonly seq: number }, Entry>(
  { after = 0, limit = ENTRIES }: PageAsked,
  find: (after: number, limit: number) => Promise<readonly Row[]>,
  shown: (rows: readonly Row[]) => Promise<readonly Entry[]>,
): Promise<Page<Entry>> {
  const found = await find(after, limit + 1);
  const rows = found.slice(0, limit);
  return { entries: await shown(rows), next: found.length > limit ? (rows.at(-1)?.seq ?? null) : null };
}

export function aboutOf({
  id,
  version,
  changed_at,
  changed_by,
}: Pick<PersonRow, "id" | "version" | "changed_at" | "changed_by">): About {
  return { id, version, changedAt: changed_at, changedBy: changed_by };
}

/** The columns of a new entry. */
export function firstVersion(id: string, asker: RegisterAsker, clock: Clock) {
  return { id, version: 1, changed_at: clock.now(), changed_by: asker.actor };
}

/**
 * The columns of a correction.
 *
 * @throws VersionChanged when the caller saw another version
 */
export function nextVersion(version: number, asker: RegisterAsker, clock: Clock) {
  mustBeAt(version, asker);
  return { version: version + 1, changed_at: clock.now(), changed_by: asker.actor };
}

/** @throws VersionChanged */
export function mustBeAt(version: number, { expectedVersion }: RegisterAsker): void {
  if (expectedVersion !== undefined && expectedVersion !== version) {
    throw new VersionChanged(expectedVersion, version);
  }
}

/**
 * Why an entry is not there.
 *
 * @returns RuleError `…-erased` or `…-unknown`
 */
export async function whyMissing(
  db: Kysely<RegisterTables>,
  kind: Kind,
  id: string,
  field: string = kind,
): Promise<Error> {
  const grave = await db.selectFrom("tombstones").select("erased_on").where("id", "=", id).executeTakeFirst();
  return grave ? erasedEntry(kind, field, grave.erased_on) : unknownEntry(kind, field);
}

/** @throws RuleError `person-unknown`, `person-erased` naming the field */
export async function mustKnowPersons(
  db: Kysely<RegisterTables>,
  ids: readonly string[],
  fieldAt: (index: number) => string,
): Promise<void> {
  for (const [index, id] of ids.entries()) {
    const found = await db.selectFrom("persons").select("id").where("id", "=", id).executeTakeFirst();
    if (!found) throw await whyMissing(db, "person", id, fieldAt(index));
  }
}

/** What is null in the table is left out. */
export function present<Name extends string, Value>(
  name: Name,
  value: Value | null,
): Partial<Readonly<Record<Name, Value>>> {
  return value === null ? {} : ({ [name]: value } as Readonly<Record<Name, Value>>);
}
