import { statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { buildLedger, ledger, temporaryFolder } from "../cli/run-ledger.ts";
import {
  ASKED,
  type Bases,
  Served,
  balancesAt,
  copyOf,
  logIn,
  makeBases,
  modelIn,
  registersIn,
} from "./damaged-folders.ts";
import { type Disk, fill, limitFiles, onSmallDisk, readOnly } from "./small-disk.ts";

const temporary = temporaryFolder();
let bases: Bases;
const disks: Disk[] = [];

beforeAll(async () => {
  buildLedger();
  bases = await makeBases(temporary.path);
}, 180_000);
afterEach(() => {
  for (const disk of disks.splice(0)) disk.release();
});
afterAll(() => temporary.remove());

interface Told {
  readonly status: number;
  readonly rule: string;
  readonly detail: string;
  readonly repeated: unknown;
  readonly id: unknown;
}

async function post(url: string, path: string, key: string, body: object | string): Promise<Told> {
  const isFile = typeof body === "string";
  const response = await fetch(`${url}/api/${path}`, {
    method: "POST",
    headers: {
      ...{ "Ledger-Actor": "anna", "Idempotency-Key": key },
      ...{ "Content-Type": isFile ? "text/plain" : "application/json" },
      ...(isFile && { "Attachment-File-Name": "file.txt" }),
    },
    body: isFile ? body : JSON.stringify(body),
  });
  const told = (await response.json()) as Record<string, string | undefined>;
  const rule = (told.type ?? "").replace("/problems/", "");
  return { status: response.status, rule, detail: told.detail ?? "", repeated: told.repeated, id: told.id };
}

/** Receipts of one krona: each changes the balances, and is easily counted. */
const receipt = (url: string, key: string): Promise<Told> =>
  post(url, "receipts", key, { receipt: key, amount: "1.00", effectiveOn: "2014-04-15" });

const unplaced = ({ rows }: { readonly rows: string }): number =>
  (JSON.parse(rows) as { net: { unplaced: string } }[]).reduce(
    (sum, { net }) => sum + Number(net.unplaced),
    0,
  );

async function serving<Result>(
  folder: string,
  work: (url: string, pid: number) => Promise<Result>,
): Promise<Result> {
  const served = await Served.on(folder);
  try {
    if (served.url === undefined) throw new Error((await served.end()).err);
    return await work(served.url, served.pid);
  } finally {
    await served.end();
  }
}

/** What a write of another process does to a database: nobody else writes in the meantime. */
function held(file: string, mode: "writing" | "exclusive"): { release(): void } {
  const holder = new DatabaseSync(file);
  if (mode === "exclusive") holder.exec("PRAGMA locking_mode = EXCLUSIVE");
  holder.exec("BEGIN IMMEDIATE");
  return {
    release: () => {
      holder.exec("ROLLBACK");
      holder.close();
    },
  };
}

const sizeOf = (file: string): number => statSync(file).size;

describe("a disk that is full under way", () => {
  it("takes no more, tells nothing wrong, and goes on with the same keys when there is room", async () => {
    const folder = copyOf(bases.closed, "full");
    const disk = onSmallDisk(folder, 3_000_000);
    if (disk) disks.push(disk);
    const before = unplaced({ rows: bases.rows });
    await serving(folder, async (url, pid) => {
      if (!disk) limitFiles(pid, sizeOf(logIn(folder)) + 200_000);
      let written = 0;
      let cutOff: number | undefined;
      let refused = await receipt(url, "first");
      // Documents fill the disk faster than receipts: so one of each kind meets the end of it.
      for (; refused.status < 400 && written < 3_000; refused = await receipt(url, `full-${written}`)) {
        written += 1;
        const attached = await post(url, "attachments", `file-${written}`, `${written} `.repeat(20_000));
        if (attached.status < 400) continue;
        expect(attached).toMatchObject({ status: 503, rule: "register-unavailable" });
        cutOff ??= written;
      }
      expect(refused).toMatchObject({ status: 503, rule: "store-unavailable" });
      expect(await post(url, "persons", "person", { name: "Påhitt" })).toMatchObject({
        ...{ status: 503, rule: "register-unavailable" },
      });
      // The right sum, or none while the read model has no room to get there.
      const seen = await balancesAt(url);
      if (seen.status === 200) expect(unplaced(seen)).toBe(before + written);
      else expect(seen).toMatchObject({ status: 503 });

      if (disk) disk.mend();
      else limitFiles(pid, "unlimited");
      expect(await receipt(url, `full-${written}`)).toMatchObject({ status: 201 });
      expect(await receipt(url, "first")).toMatchObject({ status: 201, repeated: true });
      expect(await post(url, "persons", "person", { name: "Påhitt" })).toMatchObject({ status: 201 });
      const content = `${cutOff} `.repeat(20_000);
      const { id } = await post(url, "attachments", `file-${cutOff}`, content);
      expect(await (await fetch(`${url}/api/attachments/${id}/content`)).text()).toBe(content);
      let after = await balancesAt(url);
      while (after.status === 503) after = await balancesAt(url);
      expect(unplaced(after)).toBe(before + written + 1);
    });
    expect(await ledger("doctor", "--deep", "--data", folder)).toMatchObject({ exit: 0 });
  }, 300_000);

  it("keeps a server from starting, which says that it is full", async () => {
    const folder = copyOf(bases.closed, "full-at-the-start");
    const disk = onSmallDisk(folder, 8_000_000);
    if (disk) {
      disks.push(disk);
      fill(folder);
    }
    // Without a disk of its own nothing can be full before the process is there: then it is read-only.
    else disks.push(readOnly(folder));
    const served = await Served.on(folder);
    expect(served.url).toBeUndefined();
    const { exit, out, err } = await served.end();
    expect({ exit, out }).toEqual({ exit: 4, out: "" });
    expect(err).toMatch(disk ? /The event store .* is full/ : /cannot be written to/);
  });
});

describe("a folder that takes no writing", () => {
  it("keeps a server from starting, which says so, and lets everything be read", async () => {
    const folder = copyOf(bases.closed, "read-only");
    disks.push(readOnly(folder));
    const served = await Served.on(folder);
    const { exit, out, err } = await served.end();
    expect({ exit, out }).toEqual({ exit: 4, out: "" });
    expect(err).toMatch(/The data folder .* cannot be written to/);
    expect(await ledger(...ASKED, "--data", folder)).toMatchObject({ exit: 0, out: bases.out });
    expect(await ledger("doctor", "--data", folder)).toMatchObject({ exit: 0 });
  });
});

describe("a database that another program holds", () => {
  it.each([
    ["log", logIn, /The event store .* is locked by another program/],
    ["registers", registersIn, /The register .* cannot be opened: database is locked/],
    ["read model", modelIn, /read-model.*database is locked|database is locked/],
  ])("keeps a server from starting: the %s", async (what, fileIn, sentence) => {
    const folder = copyOf(bases.closed, `held-${what.replace(" ", "-")}`);
    const holder = held(fileIn(folder), "exclusive");
    try {
      const served = await Served.on(folder);
      const { exit, out, err } = await served.end();
      expect({ exit, out }).toEqual({ exit: 4, out: "" });
      expect(err).toMatch(sentence);
    } finally {
      holder.release();
    }
    await serving(folder, async (url) => {
      expect(await balancesAt(url)).toEqual({ status: 200, rows: bases.rows });
    });
  });

  it("lets a server that runs take no more until it lets go, each database by itself", async () => {
    const folder = copyOf(bases.closed, "held-under-way");
    const before = unplaced({ rows: bases.rows });
    await serving(folder, async (url) => {
      const log = held(logIn(folder), "writing");
      expect(await receipt(url, "while-held")).toMatchObject({ status: 503, rule: "store-unavailable" });
      expect(await balancesAt(url)).toEqual({ status: 200, rows: bases.rows });
      log.release();
      expect(await receipt(url, "while-held")).toMatchObject({ status: 201, repeated: false });
      expect(unplaced(await balancesAt(url))).toBe(before + 1);

      const registers = held(registersIn(folder), "writing");
      const person = { name: "Påhitt" };
      expect(await post(url, "persons", "p", person)).toMatchObject({
        ...{ status: 503, rule: "register-unavailable" },
      });
      registers.release();
      expect(await post(url, "persons", "p", person)).toMatchObject({ status: 201 });

      const model = held(modelIn(folder), "writing");
      expect(await receipt(url, "not-yet-seen")).toMatchObject({ status: 201 });
      // A figure without what was just written would be a wrong one.
      expect((await balancesAt(url)).status).toBe(503);
      model.release();
      let seen = await balancesAt(url);
      while (seen.status === 503) seen = await balancesAt(url);
      expect(unplaced(seen)).toBe(before + 2);
    });
  }, 120_000);
});

it("a server whose log, read model and registers lie where they lay goes on beside a second one that is refused", async () => {
  const folder = copyOf(bases.closed, "twice");
  await serving(folder, async (url) => {
    const second = await Served.on(folder);
    expect(await second.end()).toMatchObject({
      exit: 4,
      err: expect.stringMatching(/in use by process \d+/),
    });
    expect(await balancesAt(url)).toEqual({ status: 200, rows: bases.rows });
  });
  expect(sizeOf(join(folder, "settled.json"))).toBeGreaterThan(0);
});
