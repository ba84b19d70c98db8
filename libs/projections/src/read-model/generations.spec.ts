import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import { Generations } from "./generations.ts";
import { LiveReadModel } from "./live-read-model.ts";
import { rebuild } from "./rebuild.ts";

let folder: string;
let generations: Generations;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "generations-"));
  generations = new Generations(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

const emptyLog = () => new MemoryEventStore({ clock: { now: () => "2022-01-01T00:00:00.000Z" } });

describe("the generations of a read model", () => {
  it("two that are begun at the same time have different names", () => {
    expect([generations.next(), new Generations(folder).next()]).toEqual(["000001.sqlite", "000002.sqlite"]);
  });

  it("the first that is put into use stays so when another process comes second", () => {
    const [first, second] = [generations.next(), generations.next()];
    expect(generations.putFirst(second)).toBe(true);
    expect(generations.putFirst(first)).toBe(false);
    expect(generations.current()).toBe(second);
  });

  it("one that is gone gives way to the first that is there", () => {
    writeFileSync(join(folder, "current"), "000007.sqlite\n");
    const next = generations.next();
    expect(generations.putFirst(next)).toBe(true);
    expect(generations.current()).toBe(next);
  });

  it("many that open a new folder at the same time agree on one, and leave nothing else", async () => {
    const opened = await Promise.all(Array.from({ length: 5 }, () => LiveReadModel.open(folder)));
    await Promise.all(opened.map((live) => live.close()));
    const current = generations.current() ?? "none";
    expect(opened.some((live) => live.isSuperseded)).toBe(false);
    expect(readdirSync(folder).filter((name) => name !== "building.lock")).toEqual([current, "current"]);
  });

  it("while one is built nobody else builds one, and tidying up leaves it alone", async () => {
    await generations.whileBuilding(async () => {
      const building = generations.next();
      await expect(rebuild(emptyLog(), folder)).rejects.toThrow("being built by another process");
      new Generations(folder).tidyUp([]);
      expect(existsSync(generations.fileOf(building))).toBe(true);
    });
    expect((await rebuild(emptyLog(), folder)).differences).toBeUndefined();
  });

  it("one that cannot be finished leaves nothing behind", async () => {
    const log = emptyLog();
    const event = { id: "00000000-0000-4000-8000-000000000001", type: "Nonsense", data: {}, metadata: {} };
    await log.append("agreement-none", "no_stream", [event]);
    await expect(rebuild(log, folder)).rejects.toThrow(/Nonsense at position/);
    expect(readdirSync(folder)).toEqual(["building.lock"]);
  });
});
