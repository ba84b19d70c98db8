import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fillFolder } from "./folder-with-money.ts";
import { tamper, verdicts } from "./tamper.ts";
import {
  buildLedger,
  endOf,
  errorIn,
  ledger,
  printed,
  rowsOf,
  start,
  temporaryFolder,
} from "./run-ledger.ts";

const folder = temporaryFolder();
const filled = join(folder.path, "filled");

beforeAll(async () => {
  buildLedger();
  await fillFolder(filled);
  await ledger("balances", "--data", filled);
}, 120_000);
afterAll(() => folder.remove());

function copyOf(name: string): string {
  const path = join(folder.path, name);
  cpSync(filled, path, { recursive: true });
  return path;
}

describe("ledger doctor", () => {
  it("says of a sound folder what was looked at, a line each, and ends with 0", async () => {
    const { exit, out, err } = await ledger("doctor", "--deep", "--data", filled);
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    const lines = out.trimEnd().split("\n");
    expect(lines.at(-1)).toBe(`${lines.length - 1} checks, no problem.`);
    for (const part of [
      "disk",
      "log",
      "streams",
      "settled mark",
      "reactions",
      "working memory",
      "read model",
      "registers",
    ]) {
      expect(out).toMatch(new RegExp(`^ok +${part}: `, "m"));
    }
    expect(out).toMatch(/Every row of it is what the log gives when it is built anew\./);
  });

  it("looks on while a server writes, and names its process", async () => {
    const path = copyOf("served");
    const server = start(["serve", "--port", "0", "--json", "--data", path]);
    const ended = endOf(server);
    const { url } = JSON.parse(await printed(server, "\n")) as { url: string };
    let isLooking = true;
    const writing = (async () => {
      for (let receipt = 0; isLooking; receipt++) {
        const response = await fetch(`${url}/api/receipts`, {
          method: "POST",
          headers: {
            "Content-Type": "application/json",
            "Idempotency-Key": `r-${receipt}`,
            "Ledger-Actor": "anna",
          },
          body: JSON.stringify({ receipt: `r-${receipt}`, amount: "1.00", effectiveOn: "2007-10-01" }),
        });
        expect(response.status).toBe(201);
      }
    })();
    const { exit, out, err } = await ledger("doctor", "--deep", "--data", path);
    isLooking = false;
    await writing;
    server.kill("SIGTERM");
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    expect(out).toContain(`Process ${server.pid} writes to it.`);
    expect(await ended).toMatchObject({ exit: 0 });
  });

  it("tells machines the part, the check, the verdict and what to do next", async () => {
    const path = copyOf("other-sums");
    const model = new DatabaseSync(join(path, "read-model", "000001.sqlite"));
    model.exec("UPDATE place_months SET inflow = inflow + 1 WHERE inflow > 0");
    model.close();
    const rows = await rowsOf("doctor", "--data", path);
    expect(verdicts(rows)).toEqual(["problem: read model sums"]);
    expect(rows.find(({ verdict }) => verdict === "problem")).toEqual({
      ...{ part: "read model", check: "sums", verdict: "problem" },
      message: expect.stringMatching(/0\.01 more came in than in the log, as much went out as in the log/),
      next: expect.stringMatching(/^Log or read model may have been changed\. .* "ledger rebuild --accept"/),
    });
    expect(rows.filter(({ next }) => next === null)).toHaveLength(rows.length - 1);
    expect(await ledger("rebuild", "--data", path)).toMatchObject({ exit: 1 });
    expect(await ledger("doctor", "--data", path)).toMatchObject({ exit: 1 });
    expect(await ledger("rebuild", "--accept", "--data", path)).toMatchObject({ exit: 1 });
    expect(await ledger("doctor", "--data", path)).toMatchObject({ exit: 0 });
  });

  it.each<[string, string, string[], RegExp]>([
    [
      "an event that was changed, by what was made of it",
      `DROP TRIGGER events_are_not_changed;
       UPDATE events SET data = replace(data, '1200000000', '1300000000') WHERE type = 'AppropriationGranted'`,
      ["problem: read model sums"],
      /1000000\.00 less came in than in the log/,
    ],
    [
      "an event that this version does not know",
      "INSERT INTO events SELECT max(position) + 1, 1, 9, 'x', 'Nonsense', '{}', '{}', max(recorded_at) FROM events",
      ["problem: log events"],
      /Event Nonsense at position \d+ .* cannot be applied/,
    ],
    [
      "an event whose text is no JSON",
      "DROP TRIGGER events_are_not_changed; UPDATE events SET data = '{' WHERE position = 3",
      ["problem: log events"],
      /The event at position 3 in .* is not readable/,
    ],
    [
      "a stream with a gap, and time that goes back",
      `DROP TRIGGER events_are_not_changed;
       UPDATE events SET revision = 7, recorded_at = '2001-01-01T00:00:00.000Z'
       WHERE position = (SELECT max(position) FROM events)`,
      ["problem: log order", "problem: working memory log", "problem: read model sums"],
      /goes on with revision 7 .* was recorded at 2001-01-01/,
    ],
    [
      "a command that was taken twice",
      `DROP TRIGGER events_are_not_changed;
       UPDATE events SET metadata = (SELECT metadata FROM events WHERE position = 1) WHERE position = 2`,
      ["problem: log commands", "problem: log ids"],
      /Commands stand in the log more than once/,
    ],
    [
      "events that changed places, whatever that makes of their streams",
      `DROP TRIGGER events_are_not_changed;
       CREATE TEMP TABLE two AS SELECT position, 'x' || id AS id, type, data, metadata FROM events
         WHERE type IN ('AllocationDecided', 'AppropriationGranted');
       UPDATE events SET (id, type, data, metadata) = (SELECT id, type, data, metadata FROM two
         WHERE two.position <> events.position) WHERE position IN (SELECT position FROM two)`,
      [
        "problem: log ids",
        "problem: arrivals sent",
        "problem: reactions settled",
        "problem: read model sums",
      ],
      /the id of AppropriationGranted at position \d+ does not follow from its command/,
    ],
    [
      "an event that is gone with its stream",
      `PRAGMA foreign_keys = OFF; DROP TRIGGER events_are_not_removed;
       DELETE FROM events WHERE stream = (SELECT id FROM streams WHERE name = 'party-region-07');
       DELETE FROM streams WHERE name = 'party-region-07'`,
      ["problem: log order", "problem: read model sums"],
      /position \d+ is missing/,
    ],
    [
      "an event that no command wrote",
      `INSERT INTO events SELECT max(position) + 1, (SELECT max(id) FROM streams),
         (SELECT max(revision) + 1 FROM events WHERE stream = (SELECT max(id) FROM streams)),
         'slipped-in', 'FundsArrived', '{}', '{}', max(recorded_at) FROM events`,
      ["problem: log ids", "problem: streams deciders", "problem: arrivals sent"],
      /does not say which command wrote it, of what content and by whom/,
    ],
    [
      "money that left before it came, account and day",
      `DROP TRIGGER events_are_not_changed;
       UPDATE events SET data = replace(data, '1000000000', '1500000000') WHERE type = 'AllocationDecided'`,
      ["problem: streams below-zero", "problem: arrivals sent", "problem: read model sums"],
      /available of anslagspost-2007-9-13:1-3 is -3000000\.00 on 2007-01-20/,
    ],
  ])("finds %s", async (what, harm, found, sentence) => {
    const path = copyOf(what.replaceAll(/\W+/g, "-"));
    tamper(join(path, "ledger.sqlite"), harm);
    const ended = await ledger("doctor", "--json", "--data", path);
    const rows = JSON.parse(ended.out) as Record<string, unknown>[];
    expect(verdicts(rows)).toEqual(found);
    expect(rows.map(({ message }) => message).join("\n")).toMatch(sentence);
    expect(ended.exit).toBe(1);
  });

  it("says in a sentence that a folder stands where a file should", async () => {
    const path = copyOf("folder-for-a-file");
    rmSync(join(path, "read-model", "current"));
    mkdirSync(join(path, "read-model", "current"));
    const rows = await rowsOf("doctor", "--data", path);
    expect(verdicts(rows)).toEqual(["problem: read model examined"]);
    expect(rows.find(({ verdict }) => verdict === "problem")).toMatchObject({
      message: expect.stringMatching(/It could not be looked over: EISDIR/),
      next: expect.stringMatching(/ledger rebuild/),
    });
  });

  it("finds what follows from an event and is missing, which the next start does", async () => {
    const path = copyOf("half-done");
    for (const derived of ["read-model", "settled.json", "working-memory.sqlite"])
      rmSync(join(path, derived), { recursive: true });
    // The allocation is told to the grant, which everything after it stands on.
    tamper(
      join(path, "ledger.sqlite"),
      `DROP TRIGGER events_are_not_removed;
       DELETE FROM events WHERE position > (SELECT max(position) FROM events WHERE type = 'AllocationDecided')`,
    );
    const rows = await rowsOf("doctor", "--data", path);
    expect(verdicts(rows)).toEqual(["note: reactions settled"]);
    expect(await ledger("import", "agreements/parties.yaml", "--data", path)).toMatchObject({ exit: 0 });
    expect(verdicts(await rowsOf("doctor", "--data", path))).toEqual([]);
  });

  it("says that nothing was compared row by row where there is no read model", async () => {
    const path = copyOf("without-read-model");
    rmSync(join(path, "read-model"), { recursive: true });
    expect(verdicts(await rowsOf("doctor", "--data", path))).toEqual([]);
    expect(verdicts(await rowsOf("doctor", "--deep", "--data", path))).toEqual(["note: read model rows"]);
  });

  it("finds that the log has lost its end, by whatever still knows of it", async () => {
    for (const gone of [[], ["read-model"], ["read-model", "settled.json"]]) {
      const path = copyOf(`lost-${gone.length}`);
      for (const derived of gone) rmSync(join(path, derived), { recursive: true });
      tamper(
        join(path, "ledger.sqlite"),
        `DROP TRIGGER events_are_not_removed;
         DELETE FROM events WHERE position = (SELECT max(position) FROM events)`,
      );
      const problems = (await rowsOf("doctor", "--data", path)).filter(
        ({ verdict }) => verdict === "problem",
      );
      expect(problems.map(({ message }) => message).join("\n")).toMatch(/The log has lost events: /);
      // What the doctor says is what a start does, until a person has said that this is the log.
      const importing = ["import", "agreements/parties.yaml", "--json", "--data", path];
      expect(errorIn(await ledger(...importing))).toMatchObject({ rule: "log-lost-events" });
      await ledger("rebuild", "--accept", "--data", path);
      expect(await ledger(...importing)).toMatchObject({ exit: 0 });
      expect(verdicts(await rowsOf("doctor", "--data", path))).toEqual([]);
    }
  });

  it("ends with 4 where there is no ledger to look at", async () => {
    const ended = await ledger("doctor", "--json", "--data", join(folder.path, "none"));
    expect(ended).toMatchObject({ exit: 4, out: "" });
    expect(errorIn(ended)).toMatchObject({ rule: "log-not-found" });
  });
});
