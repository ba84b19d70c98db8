import type { LedgerEvent } from "#domain/ledger-event.ts";
import type { StreamKind } from "#domain/ledger-command.ts";
import { insertRows } from "./insert-rows.ts";
import { OpenRows, type Replacement } from "./open-rows.ts";
import type { PostedEvent, ReadModelPart, Writing } from "./part.ts";
import { Changes, type Group } from "./versions.ts";

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
  /** The kind of the streams that are its owners. */
  readonly kind: StreamKind;
  factsOf(event: PostedEvent): readonly Fact[];
  begin(): State;
  /** Whether the fact adds to what is known; one that does not is not kept. Every fact does if not given. */
  isNews?(state: State, fact: Fact): boolean;
  evolve(state: State, fact: Fact): State;
  /** The rows about every item that the fact may have touched, after it. */
  rowsOf(state: State, fact: Fact, recordedAt: string): readonly Group[];
}

/** A fact of an owner at its place in the log. */
export interface FactAt {
  readonly fact: Fact;
  readonly position: number;
  readonly recordedAt: string;
}

/** A fact could not be folded: which event said it has to be told. */
export class UnfoldableFact extends Error {
  override readonly name = "UnfoldableFact";
  readonly position: number;

  constructor(position: number, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.position = position;
  }
}

interface Told extends FactAt {
  readonly ordinal: number;
}

interface Owned<State> {
  state: State;
  facts: number;
}

/**
 * Only a saving of lookups: what the kept states may weigh, counted in facts. A state weighs something even
 * when it is folded from one fact alone.
 */
const MOST_KEPT = 60_000;
const WEIGHT_OF_STATE = 4;
/** How many owners one lookup names. */
const LOOKUP = 100;

/** A part of the read model whose rows follow the folded states of the streams of one kind. */
export class FoldedPart<State> implements ReadModelPart {
  readonly #fold: Fold<State>;
  /** In the order of their last use. */
  readonly #owned = new Map<string, Owned<State>>();
  #kept = 0;

  constructor(fold: Fold<State>) {
    this.#fold = fold;
  }

  get kind(): StreamKind {
    return this.#fold.kind;
  }

  /** Whether what is a fact depends on the facts before it, so that states have to be folded in log order. */
  get isSelective(): boolean {
    return this.#fold.isNews !== undefined;
  }

  async write(trx: Writing, events: readonly PostedEvent[]): Promise<void> {
    const told = this.#told(events);
    if (told.length === 0) return;
    const known = await this.#load(trx, new Set(told.map(({ fact }) => fact.owner)));
    const news: Told[] = [];
    const replacements: Replacement[] = [];
    for (const each of told) {
      const { fact, position, recordedAt } = each;
      const owned = this.#of(fact.owner);
      if (this.#fold.isNews?.(owned.state, fact) === false) continue;
      news.push(each);
      this.#evolve(owned, fact);
      for (const group of this.#fold.rowsOf(owned.state, fact, recordedAt)) {
        replacements.push({ owner: fact.owner, position, group });
      }
    }
    await insertFacts(trx, news);
    const open = new OpenRows();
    // Nothing stands in the tables about an owner that nothing was known of.
    await open.load(
      trx,
      replacements.filter(({ owner }) => known.has(owner)),
    );
    const changes = new Changes();
    for (const replacement of replacements) open.replace(replacement, changes);
    await changes.write(trx);
    this.#letGo();
  }

  /** Keeps the facts of the events and leaves the rows that follow from them to {@link FoldedPart.foldAll}. */
  async gather(trx: Writing, events: readonly PostedEvent[]): Promise<void> {
    await insertFacts(trx, this.#told(events));
  }

  /**
   * Adds all rows that there ever were about one owner, from all that is known of it in log order.
   *
   * @throws UnfoldableFact
   */
  foldAll(facts: readonly FactAt[], changes: Changes): void {
    const open = new OpenRows();
    let state = this.#fold.begin();
    for (const { fact, position, recordedAt } of facts) {
      try {
        state = this.#fold.evolve(state, fact);
        for (const group of this.#fold.rowsOf(state, fact, recordedAt)) {
          open.replace({ owner: fact.owner, position, group }, changes);
        }
      } catch (error) {
        throw new UnfoldableFact(position, error);
      }
    }
  }

  forget(): void {
    this.#owned.clear();
    this.#kept = 0;
  }

  #told(events: readonly PostedEvent[]): Told[] {
    return events.flatMap((event) => {
      const { position, recordedAt } = event.stored;
      return this.#fold.factsOf(event).map((fact, ordinal) => ({ fact, position, recordedAt, ordinal }));
    });
  }

  #evolve(owned: Owned<State>, fact: Fact): void {
    owned.state = this.#fold.evolve(owned.state, fact);
    owned.facts += 1;
    this.#kept += 1;
  }

  #of(owner: string): Owned<State> {
    let owned = this.#owned.get(owner);
    if (owned) this.#owned.delete(owner);
    else {
      owned = { state: this.#fold.begin(), facts: 0 };
      this.#kept += WEIGHT_OF_STATE;
    }
    this.#owned.set(owner, owned);
    return owned;
  }

  /**
   * Folds anew the states of the owners that are not kept.
   *
   * @returns the owners that something was known of before
   */
  async #load(trx: Writing, owners: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    const known = new Set([...owners].filter((owner) => this.#owned.has(owner)));
    const missing = [...owners].filter((owner) => !known.has(owner));
    for (let start = 0; start < missing.length; start += LOOKUP) {
      const facts = await trx
        .selectFrom("facts")
        .select(["owner", "type", "data"])
        .where("owner", "in", missing.slice(start, start + LOOKUP))
        .orderBy("owner")
        .orderBy("position")
        .orderBy("ordinal")
        .execute();
      for (const { owner, type, data } of facts) {
        known.add(owner);
        this.#evolve(this.#of(owner), { owner, type, data: JSON.parse(data) as object });
      }
    }
    return known;
  }

  #letGo(): void {
    for (const [owner, { facts }] of this.#owned) {
      if (this.#kept <= MOST_KEPT) return;
      this.#owned.delete(owner);
      this.#kept -= facts + WEIGHT_OF_STATE;
    }
  }
}

function insertFacts(trx: Writing, told: readonly Told[]): Promise<void> {
  const rows = told.map(({ fact: { owner, type, data }, position, ordinal }) => {
    return { position, ordinal, owner, type, data: JSON.stringify(data) };
  });
  return insertRows(trx, "facts", rows);
}
