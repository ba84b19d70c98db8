import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SqliteEventStore } from "#event-store/sqlite/sqlite-event-store.ts";
import { dataFolderAt } from "#ledger/data-folder/data-folder.ts";
import { systemClock } from "#ledger/data-folder/system-clock.ts";
import { buildLedger, endOf, errorIn, ledger, printed, start, temporaryFolder } from "./run-ledger.ts";

const LINES = 3_000;

/** Bank entries, each refunded in two parts: what depends on each other stands far apart. */
function lines(): string[] {
  const receipts = Array.from({ length: LINES / 3 }, (_, index) => `BG-${index}`);
  return [
    ...receipts.map((receipt) => ({
      ...{ type: "record-receipt", receipt, amount: "10.00", effectiveOn: "2023-01-15" },
    })),
    ...["4.00", "6.00"].flatMap((amount) =>
      receipts.map((receipt) => ({
        ...{ type: "refund-receipt", receipt, amount, reason: "Fel konto", effectiveOn: "2023-01-16" },
      })),
    ),
  ].map((line) => JSON.stringify(line));
}

/** What stands in each stream: the order between streams is nobody's. */
async function streamsIn(folder: string): Promise<Record<string, unknown[]>> {
  const { log: file } = dataFolderAt(folder);
  const store = await SqliteEventStore.open({ file, clock: systemClock, readOnly: true });
  const streams: Record<string, unknown[]> = {};
  try {
    for await (const { id, stream, revision, type, data, metadata } of store.readAll())
      (streams[stream] ??= []).push({ id, revision, type, data, metadata });
    return streams;
  } finally {
    await store.close();
  }
}

describe("ledger bulk", () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder.path, name);
  const fileOf = (name: string, content: readonly string[]): string => {
    writeFileSync(at(name), content.map((line) => `${line}\n`).join(""));
    return at(name);
  };
  const rows = (out: string): Record<string, unknown>[] =>
    out
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  beforeAll(() => buildLedger());
  afterAll(() => folder.remove());

  it("killed half-way and run again leaves the log of an undisturbed run", async () => {
    const file = fileOf("many.ndjson", lines());
    const undisturbed = await ledger("bulk", file, "--key", "many", "--data", at("undisturbed"));
    expect(undisturbed.exit).toBe(0);
    expect(rows(undisturbed.out)).toHaveLength(LINES);
    expect(undisturbed.err).toBe(`${LINES} lines: ${LINES} written, 0 repeated, 0 refused.\n`);

    const child = start(["bulk", file, "--key", "many", "--data", at("killed")]);
    await printed(child, `"line":${LINES / 3 + 500},`);
    const ended = endOf(child);
    child.kill("SIGKILL");
    expect((await ended).exit).toBeNull();
    const half = Object.values(await streamsIn(at("killed"))).flat().length;
    expect(half).toBeGreaterThanOrEqual(LINES / 3 + 500);
    expect(half).toBeLessThan(LINES);

    const again = await ledger("bulk", file, "--key", "many", "--data", at("killed"), "--json");
    expect(again.exit).toBe(0);
    expect(JSON.parse(again.err)).toMatchObject({
      ...{ done: true, lines: LINES, written: LINES - half, repeated: half, refused: 0 },
    });
    expect(await streamsIn(at("killed"))).toEqual(await streamsIn(at("undisturbed")));
  });

  it("reads stdin, exits with 1 when a line is refused, and with 0 once it is mended", async () => {
    const [first = ""] = lines();
    const run = async (input: string) => {
      const child = start(["bulk", "-", "--key", "small", "--data", at("small")], {}, "pipe");
      child.stdin?.end(input);
      return endOf(child);
    };
    const refused = await run(`${first}\n{"type":"record-recept"}\n`);
    expect(refused.exit).toBe(1);
    expect(rows(refused.out).map(({ line, status }) => [line, status])).toEqual([
      [1, "written"],
      [2, "refused"],
    ]);
    expect(refused.err).toBe("2 lines: 1 written, 0 repeated, 1 refused.\n");
    const mended = await run(`${first}\n${lines()[1] ?? ""}\n`);
    expect(mended.exit).toBe(0);
    expect(rows(mended.out).map(({ status }) => status)).toEqual(["repeated", "written"]);
  });

  it("stops at a refusal when it is told to, and says that the rest is still to do", async () => {
    const [first = "", second = ""] = lines();
    const file = fileOf("stop.ndjson", [first, "7", second]);
    const stopped = await ledger("bulk", file, "--key", "stop", "--stop", "--data", at("stop"));
    expect(stopped.exit).toBe(1);
    expect(rows(stopped.out).map(({ status }) => status)).toEqual(["written", "refused", "not_tried"]);
    expect(stopped.err).toMatch(/^3 lines: .*, 1 not tried\. Run the same bulk again/);
  });

  it("ends in order when it is interrupted while it waits for more", async () => {
    const child = start(["bulk", "-", "--key", "waits", "--data", at("waits"), "--json"], {}, "pipe");
    child.stdin?.write(`${lines()[0] ?? ""}\n`);
    await printed(child, '"line":1,');
    const ended = endOf(child);
    child.kill("SIGINT");
    const { exit, err } = await ended;
    expect(exit).toBe(1);
    expect(JSON.parse(err)).toMatchObject({ done: false, lines: 1, written: 1 });
  });

  it.each([
    ["a file that is not there", ["nothing.ndjson", "--key", "k"], "file-unreadable"],
    ["a folder", [".", "--key", "k"], "file-unreadable"],
    ["a key that is none", ["-", "--key", "two words"], "idempotency-key-format"],
    ["an actor that is none", ["-", "--key", "k", "--actor", "Åsa Ek"], "actor-format"],
  ])("refuses %s as bad input, and leaves no folder behind", async (_, args, rule) => {
    const ended = await ledger("bulk", ...args, "--data", at("never"), "--json");
    expect(ended.exit).toBe(2);
    expect(errorIn(ended)["rule"]).toBe(rule);
    const missing = await ledger("balances", "--data", at("never"));
    expect(missing.exit).toBe(4);
  });
});
