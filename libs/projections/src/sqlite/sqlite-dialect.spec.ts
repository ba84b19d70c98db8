import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kysely, sql } from "kysely";
import { DatabaseDamaged } from "../database-unavailable.ts";
import { SqliteRefused } from "./session-messages.ts";
import { type Session, sessionHere, sessionOnThread } from "./sessions.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";

interface Tables {
  entries: { id: number; amount: number };
}

let folder: string;
let open: Kysely<Tables>[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dialect-"));
  open = [];
});
afterEach(async () => {
  await Promise.all(open.map((db) => db.destroy()));
  rmSync(folder, { recursive: true });
});

function on(sessions: () => Promise<readonly Session[]>): Kysely<Tables> {
  const db = new Kysely<Tables>({ dialect: sqliteDialect(sessions) });
  open.push(db);
  return db;
}

describe.each([
  ["on the same thread", sessionHere],
  ["on a thread of its own", sessionOnThread],
])("SQLite through Kysely %s", (_, session) => {
  const settings = () => ({ file: join(folder, "test.sqlite"), pragmas: ["journal_mode = WAL"] });
  const withTable = async (): Promise<Kysely<Tables>> => {
    const db = on(async () => [await session(settings())]);
    await db.schema
      .createTable("entries")
      .addColumn("id", "integer", (column) => column.primaryKey())
      .addColumn("amount", "integer", (column) => column.notNull())
      .execute();
    return db;
  };

  it("gives back what was written, and how many rows were changed", async () => {
    const db = await withTable();
    await db
      .insertInto("entries")
      .values([
        { id: 1, amount: 100 },
        { id: 2, amount: 250 },
      ])
      .execute();

    const changed = await db
      .updateTable("entries")
      .set({ amount: 300 })
      .where("id", "=", 2)
      .executeTakeFirst();

    expect(changed.numUpdatedRows).toBe(1n);
    expect(await db.selectFrom("entries").selectAll().orderBy("id").execute()).toEqual([
      { id: 1, amount: 100 },
      { id: 2, amount: 300 },
    ]);
  });

  it("takes a failing transaction back whole", async () => {
    const db = await withTable();

    const failing = db.transaction().execute(async (trx) => {
      await trx.insertInto("entries").values({ id: 1, amount: 1 }).execute();
      await trx.insertInto("entries").values({ id: 1, amount: 2 }).execute();
    });

    await expect(failing).rejects.toThrow(SqliteRefused);
    expect(await db.selectFrom("entries").selectAll().execute()).toEqual([]);
  });

  it("tells why a transaction failed that SQLite has ended itself, and goes on with the next", async () => {
    const db = on(async () => [await session({ ...settings(), pragmas: [] })]);
    await sql`create table entries (id integer primary key, amount integer not null)`.execute(db);
    const failing = db.transaction().execute(async (trx) => {
      await sql`insert into entries values (1, 1)`.execute(trx);
      // As a full disk or an input error does: the transaction is over, and nobody has ended it.
      await sql`insert or rollback into entries values (1, 2)`.execute(trx);
    });

    await expect(failing).rejects.toThrow(/UNIQUE constraint failed/);
    await db.transaction().execute((trx) => trx.insertInto("entries").values({ id: 2, amount: 5 }).execute());
    expect(await db.selectFrom("entries").select("id").execute()).toEqual([{ id: 2 }]);
  });

  it("tells a damaged file from one that is only busy", async () => {
    const file = join(folder, "other.sqlite");
    writeFileSync(file, "no database ".repeat(1_000));
    const damaged = on(async () => [await session({ file })]);
    await expect(damaged.selectFrom("entries").selectAll().execute()).rejects.toThrow(DatabaseDamaged);
  });

  it("shows a reading transaction one state, whatever is written meanwhile", async () => {
    const db = await withTable();
    const readers = on(async () => [await session({ ...settings(), readOnly: true })]);
    const count = sql<number>`count(*)`.as("count");

    await readers
      .transaction()
      .setAccessMode("read only")
      .execute(async (trx) => {
        const before = await trx.selectFrom("entries").select(count).executeTakeFirstOrThrow();
        await db.insertInto("entries").values({ id: 1, amount: 1 }).execute();
        const after = await trx.selectFrom("entries").select(count).executeTakeFirstOrThrow();
        expect([before.count, after.count]).toEqual([0, 0]);
      });

    expect(await readers.selectFrom("entries").select(count).executeTakeFirstOrThrow()).toEqual({ count: 1 });
  });

  it("gives each transaction a session of its own, and lets the others wait", async () => {
    const db = await withTable();
    const add = (id: number) =>
      db.transaction().execute(async (trx) => {
        await trx.insertInto("entries").values({ id, amount: id }).execute();
      });

    await Promise.all(Array.from({ length: 20 }, (_, id) => add(id)));

    expect(await db.selectFrom("entries").select("id").execute()).toHaveLength(20);
  });

  it("says why a database cannot be opened", async () => {
    const nowhere = on(async () => [await session({ file: join(folder, "missing", "x.sqlite") })]);
    await expect(nowhere.selectFrom("entries").selectAll().execute()).rejects.toThrow(/unable to open/);
    open = open.filter((db) => db !== nowhere);
  });
});
