import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import type { EventStore } from "#event-store/event-store.ts";
import { createDataFolder, dataFolderAt, mustHoldLedger } from "./data-folder.ts";
import { openLedger, openLog, viewOf } from "./open-ledger.ts";
import { FileSettledMark } from "./settled-mark.ts";
import { systemClock as clock } from "./system-clock.ts";

let path: string;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), "data-folder-"));
});
afterEach(() => rmSync(path, { recursive: true }));

const party = (id: string) =>
  ({ type: "register-party", party: id, kind: "other", name: id, names: [] }) as const;

describe("the data folder", () => {
  it("is the one given, else the environment's, else ./var/ledger", () => {
    const environment = { LEDGER_DATA_DIR: "/srv/ledger" };
    expect(dataFolderAt("here", environment)).toEqual({
      path: resolve("here"),
      log: resolve("here/ledger.sqlite"),
      settledMark: resolve("here/settled.json"),
      workingMemory: resolve("here/working-memory.sqlite"),
      registers: resolve("here/registers.sqlite"),
      attachments: resolve("here/attachments"),
      readModel: resolve("here/read-model"),
    });
    expect(dataFolderAt(undefined, environment).path).toBe("/srv/ledger");
    expect(dataFolderAt(undefined, { LEDGER_DATA_DIR: "" }).path).toBe(resolve("var/ledger"));
  });

  it("is created for writing, with those above it, and never for reading", async () => {
    const folder = dataFolderAt(join(path, "a", "b"));
    await expect(openLog({ folder, clock })).rejects.toMatchObject({ reason: "not_found" });
    expect(readdirSync(path)).toEqual([]);
    createDataFolder(folder);
    createDataFolder(folder);
    expect(() => mustHoldLedger(folder)).toThrow(/There is no ledger in .*import something first/);
  });

  it("holds a log that is read beside its writer, and written by one alone", async () => {
    const folder = dataFolderAt(path);
    const ledger = await openLedger({ folder, clock });
    await ledger.take(party("first"), { actor: "u1", commandId: "c1" });
    const log = await openLog({ folder, clock });
    expect([...(await viewOf(log.store)).parties.keys()]).toEqual(["party-first"]);
    await log.close();
    await expect(openLedger({ folder, clock })).rejects.toMatchObject({
      reason: "in_use",
      message: expect.stringContaining(`process ${process.pid}`),
    });
    await ledger.close();
    await (await openLedger({ folder, clock })).close();
  });
});

describe("the settled mark", () => {
  const stores: EventStore[] = [];
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
  });
  async function logOf(...ids: string[]): Promise<EventStore> {
    const store = new MemoryEventStore({ clock });
    stores.push(store);
    await store.append(
      "s-1",
      "no_stream",
      ids.map((id) => ({ id, type: "T", data: {}, metadata: {} })),
    );
    return store;
  }
  const [first, second, other] = ["1", "2", "3"].map((n) => `0000000${n}-0000-4000-8000-000000000000`) as [
    string,
    string,
    string,
  ];
  async function positions(store: EventStore): Promise<number[]> {
    const found: number[] = [];
    for await (const { position } of store.readAll()) found.push(position);
    return found;
  }

  it("is what was written, also in another process of the same log", async () => {
    const store = await logOf(first, second);
    const [, last = -1] = await positions(store);
    const file = join(path, "settled.json");
    expect(await new FileSettledMark(file, store).read()).toBeUndefined();
    await new FileSettledMark(file, store).write(last);
    expect(await new FileSettledMark(file, store).read()).toBe(last);
    expect(readdirSync(path)).toEqual(["settled.json"]);
  });

  it("is not believed when the log is another or shorter one, as after a restored backup", async () => {
    const store = await logOf(first, second);
    const [, last = -1] = await positions(store);
    const file = join(path, "settled.json");
    await new FileSettledMark(file, store).write(last);
    expect(await new FileSettledMark(file, await logOf(first, other)).read()).toBeUndefined();
    expect(await new FileSettledMark(file, await logOf(first)).read()).toBeUndefined();
  });

  it.each(["", "{", "null", "[]", '{"position":"7"}', '{"position":1.5,"eventId":"x"}'])(
    "is nothing when the file holds %j",
    async (content) => {
      writeFileSync(join(path, "settled.json"), content);
      expect(
        await new FileSettledMark(join(path, "settled.json"), await logOf(first)).read(),
      ).toBeUndefined();
    },
  );

  it("is only a saving: that it cannot be written fails nothing and leaves no file", async () => {
    const store = await logOf(first);
    const [only = -1] = await positions(store);
    await new FileSettledMark(join(path, "gone", "settled.json"), store).write(only);
    writeFileSync(join(path, "settled.json"), "as it was");
    await new FileSettledMark(join(path, "settled.json"), store).write(only + 1_000_000);
    expect(readFileSync(join(path, "settled.json"), "utf8")).toBe("as it was");
  });
});
