import { type Kysely, sql } from "kysely";
import { kindOf } from "#domain/ledger-command.ts";
import { type DeskPart, deskParts } from "./desk-parts.ts";
import type { FactAt } from "./folded-part.ts";
import { JournalPart } from "./journal-part.ts";
import type { PostedEvent, ReadModelPart, Writing } from "./part.ts";
import type { ReadModelTables } from "./tables.ts";
import { Changes } from "./versions.ts";

/** Facts that are read at once, and after how many of them the rows of whole owners are written. */
const PAGE = 2_000;

/**
 * Fills a read model from nothing in two passes. In log order states of a whole history would have to be in memory
 * together, or be folded again and again, since the streams of a log are written in turns. So the first pass keeps
 * what is said about each owner, and the second takes one owner after the other, folds it once and forgets it.
 */
export class Filling {
  readonly #db: Kysely<ReadModelTables>;
  readonly #desk = deskParts();

  constructor(db: Kysely<ReadModelTables>) {
    this.#db = db;
  }

  /** The parts of the first pass. */
  parts(): ReadModelPart[] {
    return [new JournalPart(), ...this.#desk.map((part) => (part.isSelective ? part : gathering(part)))];
  }

  /**
   * The second pass.
   *
   * @param onOwners is called now and then and waited for, so that it can be broken off
   * @throws UnfoldableFact, DatabaseUnavailable
   */
  async writeOwners(onOwners: () => void | Promise<void>): Promise<void> {
    const parts = new Map(this.#desk.map((part) => [part.kind, part]));
    let changes = new Changes();
    let folded = 0;
    const write = async (): Promise<void> => {
      const batch = changes;
      changes = new Changes();
      folded = 0;
      await this.#db.transaction().execute((trx) => batch.write(trx));
      await onOwners();
    };
    for await (const facts of ownersIn(this.#db)) {
      const [first] = facts;
      const part = first && parts.get(kindOf(first.fact.owner));
      if (part === undefined || part.isSelective) continue;
      part.foldAll(facts, changes);
      folded += facts.length;
      if (folded >= PAGE) await write();
    }
    await write();
  }
}

const gathering = (part: DeskPart): ReadModelPart => ({
  write: (trx: Writing, events: readonly PostedEvent[]) => part.gather(trx, events),
  forget: () => part.forget(),
});

/** All that is known of each owner, in log order: one owner after the other. */
async function* ownersIn(db: Kysely<ReadModelTables>): AsyncGenerator<readonly FactAt[], void> {
  let owner: FactAt[] = [];
  let after: readonly [string, number, number] = ["", -1, -1];
  for (;;) {
    const page = await db
      .selectFrom("facts")
      .innerJoin("events", "events.position", "facts.position")
      .select(["facts.owner", "facts.position", "facts.ordinal", "facts.type", "facts.data"])
      .select("events.recorded_at")
      .where(
        sql<boolean>`(facts.owner, facts.position, facts.ordinal) > (${after[0]}, ${after[1]}, ${after[2]})`,
      )
      .orderBy("facts.owner")
      .orderBy("facts.position")
      .orderBy("facts.ordinal")
      .limit(PAGE)
      .execute();
    for (const { owner: name, type, data, position, recorded_at: recordedAt } of page) {
      if (owner.length > 0 && owner[0]?.fact.owner !== name) {
        yield owner;
        owner = [];
      }
      owner.push({ fact: { owner: name, type, data: JSON.parse(data) as object }, position, recordedAt });
    }
    const last = page.at(-1);
    if (last === undefined) break;
    after = [last.owner, last.position, last.ordinal];
  }
  if (owner.length > 0) yield owner;
}
