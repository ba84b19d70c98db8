import type { LedgerEvent } from "#domain/ledger-event.ts";
import { insertRows } from "./insert-rows.ts";
import type { PostedEvent, ReadModelPart, Writing } from "./part.ts";
import { Changes, type Group, OpenRows, type Row, type VersionedTable } from "./versions.ts";
import type { FactsTable } from "./work-tables.ts";

/** Something that an event says about an owner, in the words of the log. */
export interface Fact {
  /** The stream whose state it changes. */
  readonly owner: string;
  readonly type: string;
  readonly data: object;
}

/** A fact in the form in which deciders take events. */
export const eventOf = ({ type, data }: Fact): LedgerEvent => ({ type, data }) as LedgerEvent;

/**
 * How one kind of stream becomes rows. The state is folded by the domain's own deciders, and the rows are read
 * off it: so no rule is told a second time.
 */
export interface Fold<State> {
  /** The tables that these owners have rows in. */
  readonly tables: readonly VersionedTable[];
  factsOf(event: PostedEvent): readonly Fact[];
  begin(): State;
  /** Whether the fact adds to what is known; one that does not is not kept. Every fact does if not given. */
  isNews?(state: State, fact: Fact): boolean;
  evolve(state: State, fact: Fact): State;
  /** The rows about every item that the fact may have touched, after it. */
  rowsOf(state: State, fact: Fact, event: PostedEvent): readonly Group[];
}

interface Owned<State> {
  state: State;
  facts: number;
  readonly rows: OpenRows;
}

/** Only a saving of lookups: how many facts the kept states may be folded from. */
const MOST_FACTS = 250_000;
/** How many owners one lookup names. */
const LOOKUP = 500;

/** A part of the read model whose rows follow the folded states of the streams of one kind. */
export class FoldedPart<State> implements ReadModelPart {
  readonly #fold: Fold<State>;
  /** In the order of their last use. */
  readonly #owned = new Map<string, Owned<State>>();
  #kept = 0;

  constructor(fold: Fold<State>) {
    this.#fold = fold;
  }

  async write(trx: Writing, events: readonly PostedEvent[]): Promise<void> {
    const told = events.flatMap((event) =>
      this.#fold.factsOf(event).map((fact, ordinal) => ({ event, fact, ordinal })),
    );
    if (told.length === 0) return;
    await this.#load(trx, new Set(told.map(({ fact }) => fact.owner)));
    const changes = new Changes();
    const kept: FactsTable[] = [];
    for (const { event, fact, ordinal } of told) {
      if (!this.#apply(event, fact, changes)) continue;
      const { owner, type, data } = fact;
      kept.push({ position: event.stored.position, ordinal, owner, type, data: JSON.stringify(data) });
    }
    await insertRows(trx, "facts", kept);
    await changes.write(trx);
    this.#letGo();
  }

  forget(): void {
    this.#owned.clear();
    this.#kept = 0;
  }

  #apply(event: PostedEvent, fact: Fact, changes: Changes): boolean {
    const owned = this.#of(fact.owner);
    if (this.#fold.isNews?.(owned.state, fact) === false) return false;
    this.#evolve(owned, fact);
    for (const group of this.#fold.rowsOf(owned.state, fact, event)) {
      owned.rows.replace(fact.owner, event.stored.position, group, changes);
    }
    return true;
  }

  #evolve(owned: Owned<State>, fact: Fact): void {
    owned.state = this.#fold.evolve(owned.state, fact);
    owned.facts += 1;
    this.#kept += 1;
  }

  #of(owner: string): Owned<State> {
    const owned = this.#owned.get(owner) ?? { state: this.#fold.begin(), facts: 0, rows: new OpenRows() };
    this.#owned.delete(owner);
    this.#owned.set(owner, owned);
    return owned;
  }

  /** Folds anew the states of the owners that are not kept, and takes over the rows that hold about them. */
  async #load(trx: Writing, owners: ReadonlySet<string>): Promise<void> {
    const missing = [...owners].filter((owner) => !this.#owned.has(owner));
    for (let start = 0; start < missing.length; start += LOOKUP) {
      const named = missing.slice(start, start + LOOKUP);
      const facts = await trx
        .selectFrom("facts")
        .select(["owner", "type", "data"])
        .where("owner", "in", named)
        .orderBy("owner")
        .orderBy("position")
        .orderBy("ordinal")
        .execute();
      for (const { owner, type, data } of facts) {
        this.#evolve(this.#of(owner), { owner, type, data: JSON.parse(data) as object });
      }
      // Nothing is known of an owner without facts.
      const known = [...new Set(facts.map(({ owner }) => owner))];
      if (known.length > 0) await this.#loadRows(trx, known);
    }
  }

  async #loadRows(trx: Writing, owners: readonly string[]): Promise<void> {
    for (const table of this.#fold.tables) {
      const rows = await trx
        .selectFrom(table as "work_items")
        .selectAll()
        .where("owner", "in", owners)
        .where("until_position", "is", null)
        .execute();
      for (const row of rows) this.#of(row.owner).rows.restore(table, { ...row } as Row);
    }
  }

  #letGo(): void {
    for (const [owner, { facts }] of this.#owned) {
      if (this.#kept <= MOST_FACTS) return;
      this.#owned.delete(owner);
      this.#kept -= facts;
    }
  }
}
