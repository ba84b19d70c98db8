import type { DatabaseSync } from "node:sqlite";
import type { Place } from "#domain/accounts.ts";
import type { FundingKey } from "#domain/appropriations/funding-key.ts";
import { placeKey } from "#domain/balances.ts";
import { type Day, laterOf } from "#domain/calendar.ts";
import type { PeriodClosed } from "#domain/periods/events.ts";
import type { Position } from "#event-store/event-store.ts";
import { damageIn, openUnchanged } from "#event-store/sqlite/unchanged-file.ts";
import { DatabaseDamaged } from "../database-unavailable.ts";
import { errorOf, failureOf } from "../sqlite/session-messages.ts";
import type { PostedEvent } from "./part.ts";
import { ReadModelOutdated } from "./read-model.ts";
import { SCHEMA_VERSION } from "./schema.ts";

interface Flows {
  inflow: bigint;
  outflow: bigint;
}

const AXES = ["effective", "posting"] as const;
/** As many as help a person to see what is wrong. */
const MOST = 5;

/**
 * A generation of the read model, opened to be held against the log. Nothing is changed, and a server may run
 * beside it: what is compared is its one state at the moment of opening. It remembers two sums per place.
 */
export class ReadModelToExamine {
  /** The log position that it holds for; -1 before the first event. */
  readonly position: Position;
  readonly #database: DatabaseSync;
  readonly #events: number;
  readonly #last: Readonly<Record<string, unknown>> | undefined;
  /** What it holds less what the log has told so far, by place and axis. */
  readonly #left: Map<string, Flows>;
  readonly #places: readonly string[];
  readonly #transfers: Iterator<Row>;
  readonly #closedThrough: unknown;
  /** The last day of the books that the log has closed so far. */
  #closed: Day | null = null;
  #wrongTransfer: string | undefined;
  #told = 0;
  #holdsLast = false;

  private constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec("BEGIN");
    const checkpoint = checkpointOf(database);
    if (checkpoint?.["schema_version"] !== SCHEMA_VERSION) {
      const found = checkpoint?.["schema_version"];
      throw new ReadModelOutdated(typeof found === "number" ? found : undefined);
    }
    this.position = Number(checkpoint["position"]);
    this.#events = Number(database.prepare("SELECT count(*) AS events FROM events").get()?.["events"]);
    this.#last = database.prepare("SELECT * FROM events ORDER BY position DESC LIMIT 1").get();
    this.#left = flowsIn(database);
    this.#places = placesAmiss(database);
    this.#closedThrough = checkpoint["closed_through"];
    this.#transfers = transfersIn(database, this.position);
    database.exec("COMMIT");
  }

  /** @throws ReadModelOutdated, DatabaseDamaged, DatabaseUnavailable */
  static open(file: string): ReadModelToExamine {
    let database: DatabaseSync | undefined;
    try {
      database = openUnchanged(file);
      return new ReadModelToExamine(database);
    } catch (error) {
      database?.close();
      throw error instanceof ReadModelOutdated ? error : errorOf(failureOf(error), { cause: error });
    }
  }

  /**
   * The last event of the log that it was derived from; undefined when it holds none.
   *
   * @throws Error when it cannot be read
   */
  static lastEventIn(file: string): { readonly position: Position; readonly eventId: string } | undefined {
    const database = openUnchanged(file);
    try {
      const last = database
        .prepare("SELECT position, event_id FROM events ORDER BY position DESC LIMIT 1")
        .get();
      return last && { position: Number(last["position"]), eventId: String(last["event_id"]) };
    } finally {
      database.close();
    }
  }

  /** What SQLite finds wrong with the file; the first findings. */
  damage(): readonly string[] {
    return damageIn(this.#database);
  }

  /** The next event of the log, with what it moved; what stands after its own position is not compared. */
  take({ stored, transfers, dates, voidClosing }: PostedEvent): void {
    if (stored.position > this.position) return;
    this.#told += 1;
    if (stored.type === "PeriodClosed" && !voidClosing) {
      const { through } = stored.data as PeriodClosed["data"];
      this.#closed = laterOf(this.#closed ?? through, through);
    }
    const last = this.#last;
    this.#holdsLast =
      last !== undefined &&
      stored.position === this.position &&
      ["position", "stream", "revision", "type"].every((name) => last[name] === stored[name as "stream"]) &&
      last["event_id"] === stored.id &&
      last["recorded_at"] === stored.recordedAt;
    for (const { from, to, amount } of transfers) {
      this.#compare([
        stored.position,
        ...[dates?.effectiveOn, dates?.postingOn, placeKey(from), placeKey(to), amount],
      ]);
      for (const axis of AXES) {
        this.#flows(placeKey(from), axis).outflow -= BigInt(amount);
        this.#flows(placeKey(to), axis).inflow -= BigInt(amount);
      }
    }
  }

  /** Both have the same order, so that the first that differs is where one of them was changed. */
  #compare(told: readonly unknown[]): void {
    if (this.#wrongTransfer !== undefined) return;
    const held = this.#transfers.next();
    const row = held.done ? undefined : Object.values(held.value);
    if (row?.every((value, index) => value === told[index])) return;
    this.#wrongTransfer = `its entry at position ${String((row ?? told)[0])} is not the log's, which moves ${told.slice(1).join(", ")} at position ${String(told[0])}`;
  }

  /** What differs from the log, once all of it has been told: the first findings, in sentences. */
  differences(): readonly string[] {
    const found: string[] = [...this.#places];
    if (this.#wrongTransfer !== undefined) found.push(this.#wrongTransfer);
    else if (!this.#transfers.next().done) found.push("it holds entries that the log does not");
    if (this.#closedThrough !== this.#closed) {
      found.push(`its books are closed ${through(this.#closedThrough)}, the log's ${through(this.#closed)}`);
    }
    if (this.position >= 0 && !this.#holdsLast) {
      found.push(`its last event, at position ${this.position}, is not the log's`);
    }
    if (this.#told !== this.#events) {
      found.push(`it holds ${this.#events} events up to position ${this.position}, the log ${this.#told}`);
    }
    for (const [key, { inflow, outflow }] of this.#left) {
      if (found.length >= MOST) break;
      if (inflow === 0n && outflow === 0n) continue;
      found.push(`${key.replaceAll(/\|+/g, " ")}: ${told("came in", inflow)}, ${told("went out", outflow)}`);
    }
    return found;
  }

  close(): void {
    this.#database.close();
  }

  #flows(place: string, axis: (typeof AXES)[number]): Flows {
    const key = `${place} by ${axis} date`;
    let flows = this.#left.get(key);
    if (!flows) this.#left.set(key, (flows = { inflow: 0n, outflow: 0n }));
    return flows;
  }
}

const through = (day: unknown): string => (day === null ? "through no day" : `through ${String(day)}`);

type Row = Readonly<Record<string, unknown>>;

/** Places whose columns do not say what their key says: readers ask for the columns. */
function placesAmiss(database: DatabaseSync): string[] {
  const found: string[] = [];
  for (const row of database.prepare("SELECT * FROM places ORDER BY id").iterate()) {
    const dimension = (name: string): string | undefined =>
      row[name] === null ? undefined : String(row[name]);
    const funding = dimension("anslagspost") as FundingKey | undefined;
    const of = {
      ...{ agreement: dimension("agreement"), line: dimension("line"), recipient: dimension("recipient") },
      ...{ holder: dimension("holder"), receipt: dimension("receipt") },
    };
    const key = placeKey({ account: row["account"], funding, ...of } as Place);
    const [year, area, anslag] = funding?.split("-") ?? [];
    const parts = [year, area, anslag].every((part, index) => part === dimension(PARTS[index] as string));
    if (key === row["key"] && parts) continue;
    found.push(`its place ${String(row["id"])} says ${key} where its key says ${String(row["key"])}`);
    if (found.length >= MOST) break;
  }
  return found;
}

const PARTS = ["year", "area", "anslag"] as const;

function transfersIn(database: DatabaseSync, through: Position): Iterator<Row> {
  return database
    .prepare(
      `SELECT position, effective_on, posting_on, source.key AS source, target.key AS target, amount
       FROM transfers
         LEFT JOIN places AS source ON source.id = from_place
         LEFT JOIN places AS target ON target.id = to_place
       WHERE position <= ? ORDER BY position, ordinal`,
    )
    .iterate(through) as Iterator<Row>;
}

/** What the read model says beyond the log, in kronor: sums may be larger than an amount can be. */
function told(way: string, difference: bigint): string {
  if (difference === 0n) return `as much ${way} as in the log`;
  const ore = difference < 0n ? -difference : difference;
  const kronor = `${ore / 100n}.${String(ore % 100n).padStart(2, "0")}`;
  return `${kronor} ${difference < 0n ? "less" : "more"} ${way} than in the log`;
}

/** Undefined when there are other tables, or none: it is no read model of any version. */
function checkpointOf(database: DatabaseSync): Readonly<Record<string, unknown>> | undefined {
  const named = database
    .prepare("SELECT count(*) AS tables FROM sqlite_schema WHERE name = 'checkpoint'")
    .get();
  if (named?.["tables"] !== 1) throw new DatabaseDamaged("it holds no read model");
  return database.prepare("SELECT * FROM checkpoint").get();
}

function flowsIn(database: DatabaseSync): Map<string, Flows> {
  const sums = database.prepare(
    `SELECT key, axis, sum(inflow) AS inflow, sum(outflow) AS outflow
     FROM place_months JOIN places ON places.id = place_months.place GROUP BY key, axis`,
  );
  // Beyond what a number holds exactly.
  sums.setReadBigInts(true);
  const left = new Map<string, Flows>();
  for (const { key, axis, inflow, outflow } of sums.iterate()) {
    left.set(`${String(key)} by ${String(axis)} date`, {
      inflow: inflow as bigint,
      outflow: outflow as bigint,
    });
  }
  return left;
}
