import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StoreUnavailable } from "#event-store/errors.ts";
import { type DataFolder, createDataFolder, dataFolderAt } from "../data-folder/data-folder.ts";
import { openLedger } from "../data-folder/open-ledger.ts";
import { freshFolder } from "./fresh-folder.ts";

const clock = { now: () => "2026-01-01T00:00:00.000Z" };

let parent: string;
let folder: DataFolder;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "fresh-"));
  folder = dataFolderAt(join(parent, "ledger"));
});
afterEach(() => rm(parent, { recursive: true }));

async function holdingSomething(): Promise<void> {
  const ledger = await openLedger({ folder, clock });
  await ledger.take(
    { type: "register-party", party: "skr", kind: "association", name: "SKR", names: [] },
    { actor: "anna", commandId: `register-${folder.path}` },
  );
  await ledger.close();
}

describe("the folder of the demo", () => {
  test("is used as it is when it is missing, or holds no ledger, or an empty one", async () => {
    expect(await freshFolder(folder, { fresh: false, clock })).toBeUndefined();
    createDataFolder(folder);
    expect(await freshFolder(folder, { fresh: false, clock })).toBeUndefined();
    await (await openLedger({ folder, clock })).close();
    expect(await freshFolder(folder, { fresh: true, clock })).toBeUndefined();
    expect(existsSync(folder.log)).toBe(true);
  });

  test("is refused when it holds a ledger with something in it, and left as it is", async () => {
    await holdingSomething();
    await expect(freshFolder(folder, { fresh: false, clock })).rejects.toMatchObject({
      rule: "demo-ledger-not-empty",
      figures: { folder: folder.path },
    });
    expect(existsSync(folder.log)).toBe(true);
    expect(existsSync(`${folder.path}.bak-1`)).toBe(false);
  });

  test("asked for afresh, moves the old ledger aside, each time to a name that is free", async () => {
    await holdingSomething();
    expect(await freshFolder(folder, { fresh: true, clock })).toBe(`${folder.path}.bak-1`);
    expect(existsSync(folder.path)).toBe(false);
    await holdingSomething();
    expect(await freshFolder(folder, { fresh: true, clock })).toBe(`${folder.path}.bak-2`);
    for (const aside of [1, 2]) {
      expect(existsSync(join(`${folder.path}.bak-${aside}`, "ledger.sqlite"))).toBe(true);
    }
  });

  test("is not moved away from under a process that has the ledger open", async () => {
    await holdingSomething();
    const ledger = await openLedger({ folder, clock });
    try {
      await expect(freshFolder(folder, { fresh: true, clock })).rejects.toThrow(StoreUnavailable);
      expect(existsSync(folder.log)).toBe(true);
    } finally {
      await ledger.close();
    }
  });
});
