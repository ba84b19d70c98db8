import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { StoredEvent } from "#event-store/event-store.ts";
import { DatabaseDamaged } from "../database-unavailable.ts";
import type { ClosedBooks } from "../posting-dates.ts";
import { SqliteRefused, errorOf, failureOf } from "../sqlite/session-messages.ts";
import { type Session, sessionOnThread } from "../sqlite/sessions.ts";
import { SCHEMA, VERSION } from "./kept-schema.ts";
import { TOTAL, type Total, mustHold, totalIn, withMore } from "./kept-total.ts";

/** The event that stands at a position, as far as it tells one log from another. */
export type Landmark = Pick<StoredEvent, "position" | "id" | "stream" | "revision" | "recordedAt">;

/** What is kept whole, for it is small; all of it holds at the landmark's position. */
export interface Kept {
  readonly landmark: Landmark;
  readonly books: Required<ClosedBooks>;
}

/** Something that is registered, in the order in which it came. Its content is plain data. */
export interface Named {
  readonly kind: "funding" | "grant" | "agreement" | "party";
  readonly name: string;
  readonly content: unknown;
}

/** What came since the last writing. */
export interface Addition extends Kept {
  /** Of each command the fingerprint of its id, and the position of an event that it wrote. */
  readonly commands: readonly (readonly [fingerprint: number, position: number])[];
  readonly named: readonly Named[];
}

// After a power cut the newest transactions may be missing, whole: they are read from the log again. Without
// any synchronising at all the file could come back torn, and a command be missing from it unnoticed.
const WRITING = ["journal_mode = WAL", "synchronous = NORMAL", "temp_store = MEMORY"];

/**
 * The kept working memory's file: written on a thread of its own, asked on the caller's. Asking for a command
 * is a look into one index, and most ids are not there.
 */
export class KeptFile {
  readonly #writing: Session;
  readonly #reading: DatabaseSync;
  readonly #positions: StatementSync;
  #total: Total;

  private constructor(writing: Session, reading: DatabaseSync, total: Total) {
    this.#total = total;
    this.#writing = writing;
    this.#reading = reading;
    this.#positions = reading.prepare(
      "SELECT position FROM commands WHERE fingerprint = ? ORDER BY position",
    );
  }

  /**
   * Opens the file; one that is missing is created, empty.
   *
   * @throws DatabaseDamaged when it is not sound, or not of this version; DatabaseUnavailable
   */
  static async open(file: string): Promise<KeptFile> {
    const writing = await sessionOnThread({ file, pragmas: WRITING });
    let reading: DatabaseSync | undefined;
    try {
      await mustBeSound(writing);
      const total = await mustBeWhole(writing);
      reading = new DatabaseSync(file, { readOnly: true, timeout: 1_000 });
      return new KeptFile(writing, reading, total);
    } catch (error) {
      reading?.close();
      await writing.close();
      throw error instanceof Error && "errcode" in error
        ? errorOf(failureOf(error), { cause: error })
        : error;
    }
  }

  /** Undefined while nothing was written. */
  get kept(): Kept | undefined {
    return this.#ask(() => {
      const row = this.#reading.prepare("SELECT content FROM kept").get();
      return row && (JSON.parse(String(row["content"])) as Kept);
    });
  }

  get named(): Named[] {
    return this.#ask(() =>
      this.#reading
        .prepare("SELECT kind, name, content FROM named ORDER BY id")
        .all()
        .map(({ kind, name, content }) => ({
          kind: kind as Named["kind"],
          name: String(name),
          content: JSON.parse(String(content)) as unknown,
        })),
    );
  }

  /** Where commands of this fingerprint have written, in the order of the log; hardly ever of more than one. */
  positionsOf(fingerprint: number): number[] {
    return this.#ask(() => this.#positions.all(fingerprint).map(({ position }) => Number(position)));
  }

  /**
   * All of it, or nothing.
   *
   * @throws DatabaseUnavailable
   */
  async write({ commands, named, ...kept }: Addition): Promise<void> {
    const run = (sql: string, ...values: readonly string[]): Promise<unknown> =>
      this.#writing.run(sql, values);
    await run("BEGIN IMMEDIATE");
    try {
      // In the order of the index, so that each of its pages is written once.
      const { changes } = await this.#writing.run(
        `INSERT INTO commands SELECT value ->> 0, value ->> 1 FROM json_each(?) WHERE true ORDER BY 1, 2
         ON CONFLICT DO NOTHING`,
        [JSON.stringify(commands)],
      );
      await run(
        `INSERT INTO named (kind, name, content)
         SELECT value ->> 'kind', value ->> 'name', value -> 'content' FROM json_each(?) WHERE true
         ON CONFLICT (kind, name) DO UPDATE SET content = excluded.content`,
        JSON.stringify(named),
      );
      // Some may stand there already, when the log was read a second time.
      const total =
        changes === commands.length
          ? withMore(this.#total, commands, await this.#namedAfter(named))
          : await totalOf(this.#writing);
      await run(
        "INSERT INTO kept (id, content) VALUES (1, ?) ON CONFLICT DO UPDATE SET content = excluded.content",
        JSON.stringify({ ...kept, total }),
      );
      await run("COMMIT");
      this.#total = total;
    } catch (error) {
      // What SQLite has ended itself cannot be ended again.
      await run("ROLLBACK").catch(() => undefined);
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#reading.close();
    await this.#writing.close();
  }

  async #namedAfter(added: readonly Named[]): Promise<number> {
    if (added.length === 0) return this.#total.named;
    const [row] = (await this.#writing.run("SELECT count(*) AS named FROM named", [])).rows;
    return Number(row?.["named"]);
  }

  /** What is asked is right, so it is the file that is wrong when it is refused for what it says. */
  #ask<Answer>(question: () => Answer): Answer {
    try {
      return question();
    } catch (cause) {
      const error = errorOf(failureOf(cause), { cause });
      const isWrong = error instanceof SqliteRefused || cause instanceof SyntaxError;
      throw isWrong ? new DatabaseDamaged(error.message, { cause }) : error;
    }
  }
}

/** @throws DatabaseDamaged when the commands in it are not those that were written */
async function mustBeWhole(writing: Session): Promise<Total> {
  const [kept] = (await writing.run("SELECT content FROM kept", [])).rows;
  const held = await totalOf(writing);
  mustHold(kept, held);
  return held;
}

async function totalOf(session: Session): Promise<Total> {
  return totalIn((await session.run(TOTAL, [])).rows[0]);
}

async function mustBeSound(writing: Session): Promise<void> {
  const [found] = (await writing.run("PRAGMA user_version", [])).rows;
  const [tables] = (await writing.run("SELECT count(*) AS count FROM sqlite_schema", [])).rows;
  if (tables?.["count"] === 0) {
    for (const statement of SCHEMA) await writing.run(statement, []);
    return;
  }
  if (found?.["user_version"] !== VERSION) {
    throw new DatabaseDamaged(`it is of version ${String(found?.["user_version"])}, not ${VERSION}`);
  }
  // A command that is missing from a torn index would be taken a second time.
  const [sound] = (await writing.run("PRAGMA quick_check(1)", [])).rows;
  const answer = String(sound?.["quick_check"]);
  if (answer !== "ok") throw new DatabaseDamaged(`it is damaged (${answer.replaceAll(/\s+/g, " ")})`);
}
