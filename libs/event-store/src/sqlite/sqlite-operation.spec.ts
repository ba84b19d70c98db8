import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, mkdtemp, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { anEvent, collect, idsOf, someEvents } from "../contract/given.contract.ts";
import { StoreCorrupted, StoreUnavailable } from "../errors.ts";
import type { EventStore } from "../event-store.ts";
import { SqliteEventStore, type SqliteEventStoreOptions } from "./sqlite-event-store.ts";

const clock = { now: () => "2025-03-31T10:15:30.123Z" };

describe("operating the SQLite engine", () => {
  let folder: string;
  let file: string;
  const opened: EventStore[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "event-store-"));
    file = join(folder, "events.db");
  });

  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    await rm(folder, { recursive: true });
  });

  async function openStore(options: Partial<SqliteEventStoreOptions> = {}): Promise<SqliteEventStore> {
    const store = await SqliteEventStore.open({ file, clock, ...options });
    opened.push(store);
    return store;
  }

  describe("one process writes", () => {
    it("refuses a second writer and says which process has it, until the first has closed", async () => {
      const first = await openStore();
      const second = openStore();
      await expect(second).rejects.toMatchObject({ name: "StoreUnavailable", reason: "in_use" });
      await expect(second).rejects.toThrow(`in use by process ${process.pid}`);
      await first.close();
      const third = await openStore();
      expect(await third.append("grant-a", "no_stream", someEvents(1))).toMatchObject({ revision: 0 });
    });

    it("is not kept out by a writer that was killed", async () => {
      await (await openStore()).close();
      const holder = spawn(
        process.execPath,
        ["--input-type=module", "--disable-warning=ExperimentalWarning", "--eval", HOLD_THE_LOCK],
        {
          env: { ...process.env, MODULE: new URL("./writer-lock.ts", import.meta.url).href, LOG: file },
          stdio: ["ignore", "pipe", "inherit"],
        },
      );
      await once(holder.stdout, "data");
      await expect(openStore()).rejects.toThrow(`in use by process ${holder.pid}`);
      const gone = once(holder, "exit");
      holder.kill("SIGKILL");
      await gone;
      const store = await openStore();
      expect(await store.append("grant-a", "no_stream", someEvents(1))).toMatchObject({ revision: 0 });
    });

    it("lets readers in beside the writer; they see what is written and follow it", async () => {
      const writer = await openStore();
      const reader = await openStore({ readOnly: true, pollMs: 5 });
      const subscription = reader.subscribeAll();
      const seen: string[] = [];
      const reading = (async () => {
        for await (const event of subscription) {
          seen.push(event.id);
          if (seen.length === 4) break;
        }
      })();
      await subscription.untilCaughtUp();
      const events = someEvents(4);
      await writer.append("grant-a", "no_stream", events.slice(0, 2));
      expect(idsOf(await collect(reader.readAll()))).toEqual(idsOf(events.slice(0, 2)));
      await writer.append("grant-a", 1, events.slice(2));
      await reading;
      expect(seen).toEqual(idsOf(events));
    });

    it("does not write through a store that was opened for reading", async () => {
      await (await openStore()).close();
      const reader = await openStore({ readOnly: true });
      await expect(reader.append("grant-a", "no_stream", someEvents(1))).rejects.toMatchObject({
        name: "StoreUnavailable",
        reason: "read_only",
      });
    });
  });

  describe("says what is wrong", () => {
    const refusal = (reason: string) => ({ name: "StoreUnavailable", reason });

    it("with a folder that is missing or no folder", async () => {
      await expect(openStore({ file: join(folder, "none", "events.db") })).rejects.toMatchObject(
        refusal("folder_missing"),
      );
      await writeFile(join(folder, "plain"), "");
      await expect(openStore({ file: join(folder, "plain", "events.db") })).rejects.toMatchObject(
        refusal("not_a_directory"),
      );
    });

    it("with a file that cannot be created", async () => {
      await mkdir(file);
      await expect(openStore()).rejects.toMatchObject(refusal("not_writable"));
    });

    it("with a log to read that is not there", async () => {
      await expect(openStore({ readOnly: true })).rejects.toMatchObject(refusal("not_found"));
    });

    it("with a file that is no database, and leaves it as it was", async () => {
      await writeFile(file, "Diarienummer;Belopp\n".repeat(100));
      await expect(openStore()).rejects.toMatchObject(refusal("not_an_event_store"));
      await expect(openStore({ readOnly: true })).rejects.toMatchObject(refusal("not_an_event_store"));
    });

    it("with somebody else's database, and leaves it as it was", async () => {
      const database = new DatabaseSync(file);
      database.exec("CREATE TABLE invoices (id INTEGER)");
      await expect(openStore()).rejects.toMatchObject(refusal("not_an_event_store"));
      expect(database.prepare("SELECT name FROM sqlite_schema").all()).toMatchObject([{ name: "invoices" }]);
      expect(database.prepare("PRAGMA journal_mode").get()).toMatchObject({ journal_mode: "delete" });
      database.close();
    });

    it("with a log of a newer version, to writers and readers", async () => {
      await (await openStore()).close();
      const database = new DatabaseSync(file);
      database.exec("PRAGMA user_version = 2");
      database.close();
      for (const readOnly of [false, true]) {
        const refused = openStore({ readOnly });
        await expect(refused).rejects.toMatchObject(refusal("newer_version"));
        await expect(refused).rejects.toThrow("has schema version 2; this program knows version 1");
      }
    });

    it("with a log that is damaged", async () => {
      const store = await openStore();
      for (let index = 0; index < 20; index++) {
        await store.append(`grant-${index}`, "no_stream", [anEvent("Noted", { text: "x".repeat(9_000) })]);
      }
      await store.close();
      const handle = await open(file, "r+");
      // Everything after the first page, which holds the schema, becomes nonsense.
      await handle.write(Buffer.alloc(150_000, 0xff), 0, 150_000, 8_192);
      await handle.close();
      const damaged = await openStore({ readOnly: true });
      await expect(collect(damaged.readAll())).rejects.toBeInstanceOf(StoreCorrupted);
      await expect(collect(damaged.readAll())).rejects.toBeInstanceOf(StoreUnavailable);
    });

    it("after being refused, leaves no lock and no thread behind: the store opens when the cause is gone", async () => {
      await writeFile(file, "not a database".repeat(100));
      await expect(openStore()).rejects.toBeInstanceOf(StoreUnavailable);
      await rm(file);
      expect(await collect((await openStore()).readAll())).toEqual([]);
    });
  });

  describe("when the log is removed or replaced under way", () => {
    const replaced = { name: "StoreUnavailable", reason: "replaced" };

    /** Writes one event, follows the log, and tells what ends that. */
    async function followed(): Promise<{ readonly store: EventStore; readonly end: Promise<unknown> }> {
      const store = await openStore({ pollMs: 5 });
      await store.append("grant-a", "no_stream", someEvents(1));
      const subscription = store.subscribeAll();
      const end = collect(subscription).catch((error: unknown) => error);
      await subscription.untilCaughtUp();
      return { store, end };
    }

    it("writes and reads no further in what has no name any more, and tells who follows", async () => {
      const { store, end } = await followed();
      await rm(folder, { recursive: true });
      const append = store.append("grant-a", 0, someEvents(1));
      await expect(append).rejects.toMatchObject(replaced);
      await expect(append).rejects.toThrow(
        `The event store ${file} was removed or replaced while it was in use; stop the server and restore it.`,
      );
      await expect(collect(store.readAll())).rejects.toMatchObject(replaced);
      await expect(collect(store.readStream("grant-a"))).rejects.toMatchObject(replaced);
      await expect(end).resolves.toMatchObject(replaced);
      await store.close();
      await mkdir(folder);
    });

    it("tells who follows without a write or a read", async () => {
      const { end } = await followed();
      await rename(file, `${file}.moved`);
      await expect(end).resolves.toMatchObject(replaced);
    });

    it("does not take another file in its place for the log", async () => {
      const { store } = await followed();
      await copyFile(file, `${file}.other`);
      await rename(`${file}.other`, file);
      await expect(store.append("grant-a", 0, someEvents(1))).rejects.toMatchObject(replaced);
    });

    it("goes on in a folder that was renamed and named back", async () => {
      const { store } = await followed();
      await rename(folder, `${folder}-away`);
      await rename(`${folder}-away`, folder);
      await expect(store.append("grant-a", 0, someEvents(1))).resolves.toMatchObject({ revision: 1 });
    });
  });

  describe("when the disk is full", () => {
    it("fails the whole group, shows none of it, and goes on with what fits", async () => {
      const store = await openStore({ maxBytes: 400_000 });
      await store.append("grant-a", "no_stream", someEvents(1));
      const big = (): ReturnType<typeof anEvent> => anEvent("Big", { text: "x".repeat(100_000) });
      const attempts = await Promise.allSettled([
        store.append("grant-a", 0, someEvents(1)),
        ...Array.from({ length: 8 }, (_, index) => store.append(`grant-big${index}`, "no_stream", [big()])),
        store.append("grant-a", 77, someEvents(1)),
      ]);
      for (const attempt of attempts) {
        expect(attempt).toMatchObject({ status: "rejected", reason: { reason: "disk_full" } });
      }
      expect(await collect(store.readAll())).toHaveLength(1);
      expect(await store.append("grant-a", 0, someEvents(1))).toMatchObject({ revision: 1 });
      const log = await collect(store.readAll());
      expect(log.map((event) => event.revision)).toEqual([0, 1]);
    });
  });

  it.each([
    ["a stream", (store: EventStore) => store.readStream("grant-a")],
    ["the log", (store: EventStore) => store.readAll()],
  ])("lets others work on the thread while %s is read that is long", async (_, read) => {
    const store = await openStore();
    await store.append("grant-a", "no_stream", someEvents(5_000));
    let turns = 0;
    let going = true;
    const others = (): void => {
      turns += 1;
      if (going) setImmediate(others);
    };
    setImmediate(others);
    let read5000 = 0;
    for await (const { revision } of read(store)) read5000 = revision + 1;
    going = false;
    expect(read5000).toBe(5_000);
    expect(turns).toBeGreaterThanOrEqual(3);
  });

  it("leaves the whole log in the one file when it is closed", async () => {
    const store = await openStore();
    await store.append("grant-a", "no_stream", someEvents(3));
    await store.close();
    expect((await readdir(folder)).toSorted()).toEqual(["events.db", "events.db.lock"]);
    expect(await collect((await openStore({ readOnly: true })).readAll())).toHaveLength(3);
  });

  it("keeps stored events from being changed or removed, whoever opens the file", async () => {
    const store = await openStore();
    await store.append("grant-a", "no_stream", someEvents(1));
    const database = new DatabaseSync(file);
    expect(() => database.exec("UPDATE events SET data = '{}'")).toThrow("stored events are never changed");
    expect(() => database.exec("DELETE FROM events")).toThrow("stored events are never removed");
    database.close();
  });

  it("wakes subscribers only with what is durable: a reader of its own finds it in the file", async () => {
    const store = await openStore();
    const subscription = store.subscribeAll();
    const beside = new DatabaseSync(file, { readOnly: true });
    const count = beside.prepare("SELECT count(*) AS events FROM events WHERE id = ?");
    const appends = someEvents(30).map((event, index) =>
      store.append(`grant-${index}`, "no_stream", [event]),
    );
    let seen = 0;
    for await (const event of subscription) {
      expect(count.get(event.id)).toMatchObject({ events: 1 });
      if (++seen === 30) break;
    }
    await Promise.all(appends);
    beside.close();
  });
});

const HOLD_THE_LOCK = `
  const { WriterLock } = await import(process.env.MODULE);
  globalThis.held = WriterLock.take(process.env.LOG);
  console.log("held");
  setInterval(() => undefined, 1000);
`;
