import { Kysely, sql } from "kysely";
import { unchangedLocation } from "#event-store/sqlite/unchanged-file.ts";
import { SqliteRefused } from "../sqlite/session-messages.ts";
import { type Session, sessionHere, sessionOnThread } from "../sqlite/sessions.ts";
import { sqliteDialect } from "../sqlite/sqlite-dialect.ts";
import type { Reading } from "./part.ts";
import { ReadModelWriter } from "./read-model-writer.ts";
import { SCHEMA_VERSION, createTables } from "./schema.ts";
import type { ReadModelTables } from "./tables.ts";

/** The read model was built by another version of this program: it has to be built anew from the log. */
export class ReadModelOutdated extends Error {
  override readonly name = "ReadModelOutdated";

  constructor(found: number | undefined) {
    super(
      `The read model has version ${found ?? "none"}; this program needs version ${SCHEMA_VERSION} and builds it anew from the log.`,
    );
  }
}

export interface ReadModelSettings {
  /** A path; it is created when it is missing. */
  readonly file: string;
  /** How many threads read beside the one that writes; 0 does everything on the caller's thread. */
  readonly readingThreads?: number;
  /** Somebody else writes it; all of it must be there. */
  readonly readOnly?: boolean;
  /** Nothing outlives a power cut until `makeDurable()`: for building anew, which is begun again after one. */
  readonly building?: boolean;
}

const WRITING = ["journal_mode = WAL", "temp_store = MEMORY", "cache_size = -65536"];
// Each thread that reads has such a cache; what is not in it is in the system's.
const READING = ["temp_store = MEMORY", "cache_size = -16384"];
// What a power cut takes is read from the log again: the checkpoint goes back together with its rows.
const SYNCHRONOUS = "synchronous = NORMAL";

/** The tables that readers query, derived from the log alone. */
export class ReadModel {
  readonly writer: ReadModelWriter;
  readonly #writing: Kysely<ReadModelTables>;
  readonly #reading: Kysely<ReadModelTables>;

  private constructor(writing: Kysely<ReadModelTables>, reading: Kysely<ReadModelTables>) {
    this.#writing = writing;
    this.#reading = reading;
    this.writer = new ReadModelWriter(writing);
  }

  /**
   * @throws ReadModelOutdated, DatabaseUnavailable
   */
  static async open(settings: ReadModelSettings): Promise<ReadModel> {
    const { readingThreads = 0, readOnly = false } = settings;
    const writing = readOnly ? readersOf(settings) : writerOf(settings);
    const model = new ReadModel(writing, readOnly || readingThreads === 0 ? writing : readersOf(settings));
    try {
      if (readOnly) await model.#mustBeOfThisVersion();
      else await model.#createUnlessThere();
      return model;
    } catch (error) {
      await model.close();
      throw error;
    }
  }

  /**
   * Opens what is there to read all of it, and changes nothing: neither its file nor those beside it.
   *
   * @throws ReadModelOutdated, DatabaseUnavailable
   */
  static async toExamine(file: string): Promise<ReadModel> {
    const reading = on(async () => [await sessionHere({ file: unchangedLocation(file), readOnly: true })]);
    const model = new ReadModel(reading, reading);
    try {
      const version = await model.#version();
      if (version !== SCHEMA_VERSION) throw new ReadModelOutdated(version);
      return model;
    } catch (error) {
      await model.close();
      throw error;
    }
  }

  /** A read model that is kept nowhere. */
  static inMemory(): Promise<ReadModel> {
    return ReadModel.open({ file: ":memory:" });
  }

  /** Everything that one question reads is of one state: the same rows, the same position. */
  read<Result>(question: (db: Reading, position: number) => Promise<Result>): Promise<Result> {
    return this.#reading
      .transaction()
      .setAccessMode("read only")
      .execute(async (trx) => {
        const { position } = await trx.selectFrom("checkpoint").select("position").executeTakeFirstOrThrow();
        return question(trx, position);
      });
  }

  /** What was built stands through a power cut from here on. */
  async makeDurable(): Promise<void> {
    // How values are distributed decides which index a question takes.
    await sql`analyze`.execute(this.#writing);
    await sql`pragma synchronous = FULL`.execute(this.#writing);
    await sql`pragma wal_checkpoint(TRUNCATE)`.execute(this.#writing);
  }

  async close(): Promise<void> {
    await this.#reading.destroy();
    if (this.#writing !== this.#reading) await this.#writing.destroy();
  }

  async #createUnlessThere(): Promise<void> {
    const tables = await this.#writing.introspection.getTables();
    if (tables.length === 0) {
      await this.#writing.transaction().execute((trx) => createTables(trx));
      return;
    }
    await this.#mustBeOfThisVersion();
  }

  async #mustBeOfThisVersion(): Promise<void> {
    const version = await this.#version();
    if (version !== SCHEMA_VERSION) throw new ReadModelOutdated(version);
  }

  /** Undefined when there are tables, but not a read model's. */
  async #version(): Promise<number | undefined> {
    try {
      const found = this.#writing.selectFrom("checkpoint").select("schema_version");
      return (await found.executeTakeFirst())?.schema_version;
    } catch (error) {
      if (error instanceof SqliteRefused) return undefined;
      throw error;
    }
  }
}

function writerOf({ file, readingThreads = 0, building }: ReadModelSettings): Kysely<ReadModelTables> {
  const session = readingThreads > 0 ? sessionOnThread : sessionHere;
  const pragmas = [...WRITING, building ? "synchronous = OFF" : SYNCHRONOUS];
  return on(async () => [await session({ file, pragmas })]);
}

function readersOf({ file, readingThreads = 0 }: ReadModelSettings): Kysely<ReadModelTables> {
  const session = readingThreads > 0 ? sessionOnThread : sessionHere;
  const open = (): Promise<Session> => session({ file, readOnly: true, pragmas: READING });
  return on(() => Promise.all(Array.from({ length: Math.max(1, readingThreads) }, open)));
}

function on(sessions: () => Promise<readonly Session[]>): Kysely<ReadModelTables> {
  return new Kysely({ dialect: sqliteDialect(sessions) });
}
