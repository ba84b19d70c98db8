import {
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  readFileSync,
  rmSync,
  rmdirSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { partyStream } from "#domain/accounts.ts";
import { StoreUnavailable } from "#event-store/errors.ts";
import type { EventStore } from "#event-store/event-store.ts";
import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import { DatabaseDamaged } from "../database-unavailable.ts";
import { Projector } from "../projector.ts";
import { type TakenCommands } from "../taken-commands.ts";
import { WorkingMemory } from "../working-memory.ts";
import { KeptWorkingMemory, type KeptSettings } from "./kept-working-memory.ts";

// Each opening starts a thread, which takes its time on a busy machine.
import.meta.jest.setTimeout(120_000);

/** A log of registered parties: the command that registers party `a` is `register-a`. */
async function logOf(parties: readonly string[], from = "2013-06-01T10:00:00.000Z"): Promise<EventStore> {
  let time = Date.parse(from);
  const store = new MemoryEventStore({ clock: { now: () => new Date((time += 1_000)).toISOString() } });
  for (const party of parties) await register(store, party);
  return store;
}

let events = 0;
async function register(store: EventStore, party: string, metadata: object = {}): Promise<void> {
  const data = { party, kind: "region", name: party, names: [], by: "anna" };
  const id = `00000000-0000-8000-8000-${String(++events).padStart(12, "0")}`;
  const of = { commandId: `register-${party}`, commandHash: `hash-${party}`, ...metadata };
  await store.append(partyStream(party), "no_stream", [{ id, type: "PartyRegistered", data, metadata: of }]);
}

const names = (count: number, first = 0): string[] =>
  Array.from({ length: count }, (_, index) => `p${first + index}`);

let folder: string;
let file: string;
let told: string[];
let open: KeptWorkingMemory[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kept-"));
  file = join(folder, "working-memory.sqlite");
  told = [];
  open = [];
});
afterEach(async () => {
  for (const memory of open) await memory.close();
  rmSync(folder, { recursive: true });
});

/** Opens the memory, reads the log to its end, and tells where it began. */
async function follow(
  store: EventStore,
  pace: KeptSettings["pace"] = {},
): Promise<{ readonly memory: KeptWorkingMemory; readonly began: number | undefined; end(): Promise<void> }> {
  const memory = await KeptWorkingMemory.open({
    file,
    store,
    pace,
    notice: (sentence) => told.push(sentence),
  });
  open.push(memory);
  const began = memory.position;
  const projector = new Projector(store, memory);
  await projector.caughtUp();
  const end = async (): Promise<void> => {
    await projector.close();
    await memory.close();
    open.splice(open.indexOf(memory), 1);
  };
  return { memory, began, end };
}

/** A file that holds for this log to its end. */
async function keep(store: EventStore): Promise<void> {
  await (await follow(store)).end();
}

async function expectWhole({ parties, commands }: WorkingMemory, expected: readonly string[]): Promise<void> {
  expect([...parties.keys()]).toEqual(expected.map(partyStream));
  for (const party of expected) {
    expect(await commands.find(`register-${party}`)).toEqual({
      stream: partyStream(party),
      hash: `hash-${party}`,
    });
  }
}

describe.each([
  ["in memory", async () => new WorkingMemory()],
  ["kept in a file", (store: EventStore) => KeptWorkingMemory.open({ file, store, pace: { atOnce: 1 } })],
])("the commands that a log holds, %s", (_, memoryOf) => {
  async function commandsOf(store: EventStore): Promise<{ commands: TakenCommands; close(): Promise<void> }> {
    const memory = await memoryOf(store);
    for await (const event of store.readAll()) {
      memory.apply(event);
      await memory.room;
    }
    return { commands: memory.commands, close: () => memory.close() };
  }

  it("are known by where they were taken; others are not known", async () => {
    const { commands, close } = await commandsOf(await logOf(["a", "b"]));
    expect(await commands.find("register-b")).toEqual({ stream: "party-b", hash: "hash-b" });
    expect(commands.find("register-c")).toBeUndefined();
    await close();
  });

  it("are where their first event stands, also the run that several of them belong to", async () => {
    const store = await logOf(["a"]);
    for (const party of ["b", "c", "d"]) await register(store, party, { partOf: "run" });
    const { commands, close } = await commandsOf(store);
    expect(await commands.find("run")).toEqual({ stream: "party-b", hash: "hash-b" });
    expect(await commands.find("register-d")).toEqual({ stream: "party-d", hash: "hash-d" });
    await close();
  });

  it("do not hold what is no command", async () => {
    const store = await logOf([]);
    await register(store, "a", { commandHash: undefined, partOf: "run" });
    const { commands, close } = await commandsOf(store);
    expect([commands.find("register-a"), commands.find("run")]).toEqual([undefined, undefined]);
    await close();
  });
});

describe("a working memory that is kept", () => {
  it("goes on where it was, and reads nothing of the log again", async () => {
    const store = await logOf(names(50));
    await keep(store);
    await register(store, "p50");
    const { memory, began, end } = await follow(store);
    expect(began).toBeLessThan(memory.position ?? -1);
    await expectWhole(memory, names(51));
    expect(told).toEqual([]);
    await end();
  });

  it("is written while it is followed, not only at the end", async () => {
    const store = await logOf(names(50));
    const { memory } = await follow(store, { soon: 1 });
    await register(store, "p50");
    for (;;) {
      const left = new DatabaseSync(file, { readOnly: true });
      const kept = left.prepare("SELECT content ->> '$.landmark.position' AS position FROM kept").get();
      left.close();
      if (kept?.["position"] === memory.position && memory.position !== undefined) break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await expectWhole(memory, names(51));
  });

  it("is made anew in another version, when it is no database, torn, cut off, or says what it never wrote", async () => {
    const store = await logOf(names(400));
    const damages: Record<string, () => void> = {
      "another version": () => inFile("PRAGMA user_version = 99"),
      "no database": () => writeFileSync(file, "no database ".repeat(1_000)),
      "nothing in it": () => truncateSync(file, 0),
      "cut off": () => truncateSync(file, Math.floor(statSync(file).size / 2 / 4_096) * 4_096),
      "a torn page": () => {
        const page = Buffer.alloc(4_096, 7);
        const at = openSync(file, "r+");
        writeSync(at, page, 0, page.length, Math.floor(readFileSync(file).length / 8_192) * 4_096);
        closeSync(at);
      },
      "no JSON": () => inFile("UPDATE kept SET content = 'x'"),
      "a table gone": () => inFile("DROP TABLE named"),
      "a stream that is not there": () => inFile("UPDATE named SET name = 'party-x' WHERE name = 'party-p7'"),
      "no place in the log": () => inFile("DELETE FROM kept"),
      "commands gone": () => inFile("DELETE FROM commands WHERE position > 100"),
      "as many others": () => inFile("UPDATE commands SET fingerprint = fingerprint + 1 WHERE position = 7"),
    };
    for (const [damage, inflict] of Object.entries(damages)) {
      await keep(store);
      inflict();
      const { memory, began, end } = await follow(store);
      expect([damage, began]).toEqual([damage, undefined]);
      await expectWhole(memory, names(400));
      await end();
      const again = await follow(store);
      expect([damage, again.began]).toEqual([damage, memory.position]);
      await again.end();
    }
    expect(told).toHaveLength(10);
    expect(told.every((sentence) => /is made anew from the log: .+\.$/.test(sentence))).toBe(true);
  });

  it("is made anew beside another log, and one that was restored from an older copy, also when that has grown since", async () => {
    await keep(await logOf(names(20)));
    const others = {
      "another log": await logOf(names(20, 100), "2014-01-01T00:00:00.000Z"),
      "an older copy": await logOf(names(10)),
      "an older copy with others since": await logOf([...names(10), ...names(20, 50)]),
      // The same commands again give the same ids: only the time of recording is another.
      "an empty log": await logOf([]),
    };
    for (const [which, store] of Object.entries(others)) {
      const { memory, began, end } = await follow(store);
      expect([which, began]).toEqual([which, undefined]);
      expect(memory.commands.find("register-p15")).toEqual(undefined);
      await end();
      rmSync(file);
      await keep(await logOf(names(20)));
    }
    expect(told).toHaveLength(4);
    expect(told[0]).toMatch(
      /holds an event at position \d+ that the log does not hold, as after a restore\.$/,
    );
  });

  it("keeps in memory what cannot be written, says so once, and writes it when it can", async () => {
    mkdirSync(file);
    const store = await logOf(names(10));
    const { memory, end } = await follow(store, { soon: 1, retry: 1, atOnce: 2, most: 4 });
    await new Promise((resolve) => setTimeout(resolve, 30));
    await register(store, "p10");
    expect(told).toEqual([expect.stringMatching(/cannot be written \(.+\): it stays in memory/)]);
    await expectWhole(memory, names(10));
    rmdirSync(file);
    while (told.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(told[1]).toMatch(/is written again\.$/);
    await end();
    const { memory: later, began } = await follow(store);
    expect(began).toBe(memory.position);
    await expectWhole(later, names(11));
  });

  it("lets commands wait while a file that is found damaged is made anew, and loses none", async () => {
    const store = await logOf(names(1_500));
    await keep(store);
    const { memory, end } = await follow(store);
    memory.commands.refill(new DatabaseDamaged("a page was torn"));
    const asked = memory.commands.find("register-p2");
    await register(store, "p1500");
    expect(await asked).toEqual({ stream: "party-p2", hash: "hash-p2" });
    expect(await memory.commands.find("never")).toBeUndefined();
    await expectWhole(memory, names(1_501));
    await end();
    const { memory: later, began } = await follow(store);
    expect(began).toBe(memory.position);
    await expectWhole(later, names(1_501));
    expect(told).toEqual([expect.stringMatching(/is made anew from the log: a page was torn\.$/)]);
  });

  it("fails every question while neither file nor log can be read, and none of them once the log can be again", async () => {
    const store = await logOf(names(20));
    await keep(store);
    const log = breakable(store);
    const { memory } = await follow(log.store);
    log.isBroken = true;
    memory.commands.refill(new DatabaseDamaged("a page was torn"));
    await expect(memory.commands.find("register-p2")).rejects.toThrow("the disk does not answer");
    await expect(memory.commands.find("never")).rejects.toThrow("the disk does not answer");
    log.isBroken = false;
    await expectWhole(memory, names(20));
    expect(await memory.commands.find("never")).toBeUndefined();
  });

  it("makes a damaged file anew also when it is just being written", async () => {
    const store = await logOf(names(50));
    await keep(store);
    await register(store, "p50");
    const memory = await KeptWorkingMemory.open({ file, store, pace: { atOnce: 1 } });
    for await (const event of store.readAll({ after: memory.position ?? -1 })) memory.apply(event);
    memory.commands.refill(new DatabaseDamaged("a page was torn"));
    await memory.commands.refilled;
    await expectWhole(memory, names(51));
    await memory.close();
    const { memory: later, began } = await follow(store);
    expect(began).toBe(memory.position);
    await expectWhole(later, names(51));
  });

  it("takes no other command of the same fingerprint for it", async () => {
    const store = await logOf(names(3));
    await keep(store);
    inFile("UPDATE commands SET fingerprint = (SELECT min(fingerprint) FROM commands)");
    inFile(
      `UPDATE kept SET content = json_set(content, '$.total.checksum',
         (SELECT sum(fingerprint % 16777216 + position) FROM commands))`,
    );
    const { memory } = await follow(store);
    const found = await Promise.all(names(3).map((name) => memory.commands.find(`register-${name}`)));
    expect(found.filter((taken) => taken !== undefined)).toHaveLength(1);
    expect(told).toEqual([]);
  });
});

/** A log that cannot be read while somebody says so. */
function breakable(store: EventStore): { store: EventStore; isBroken: boolean } {
  const log = {
    isBroken: false,
    store: {
      append: store.append.bind(store),
      readStream: store.readStream.bind(store),
      readAll: (options) => {
        if (log.isBroken) throw new StoreUnavailable("input_output", "the disk does not answer");
        return store.readAll(options);
      },
      subscribeAll: store.subscribeAll.bind(store),
      close: store.close.bind(store),
    } satisfies EventStore as EventStore,
  };
  return log;
}

function inFile(statement: string): void {
  const database = new DatabaseSync(file);
  database.exec(statement);
  database.close();
}
