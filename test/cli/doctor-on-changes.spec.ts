import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fillFolder } from "./folder-with-money.ts";
import { tamper, verdicts } from "./tamper.ts";
import { buildLedger, ledger, rowsOf, temporaryFolder } from "./run-ledger.ts";

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

describe("ledger doctor, on a folder that was changed by hand,", () => {
  it.each<[string, string, string, string[], RegExp]>([
    [
      "an entry that was removed from the read model",
      "read-model/000001.sqlite",
      "DELETE FROM transfers WHERE position = (SELECT max(position) FROM transfers)",
      ["problem: read model sums"],
      /its entry at position \d+ is not the log's/,
    ],
    [
      "an entry of another day in the read model",
      "read-model/000001.sqlite",
      "UPDATE transfers SET posting_on = '2001-01-01' WHERE position = (SELECT max(position) FROM transfers)",
      ["problem: read model sums"],
      /its entry at position \d+ is not the log's, which moves 2007-06-01, 2007-06-01, in_payment\|.*, \d+ at position/,
    ],
    [
      "a place of the read model that says another recipient than its key",
      "read-model/000001.sqlite",
      "UPDATE places SET recipient = 'somebody-else' WHERE recipient IS NOT NULL",
      ["problem: read model sums"],
      /its place \d+ says .*somebody-else.* where its key says/,
    ],
    [
      "books that are closed in the read model alone",
      "read-model/000001.sqlite",
      "UPDATE checkpoint SET closed_through = '2030-12-31'",
      ["problem: read model sums"],
      /its books are closed through 2030-12-31, the log's through no day/,
    ],
    [
      "a table that is gone from the read model",
      "read-model/000001.sqlite",
      "DROP TABLE place_months",
      ["problem: read model file"],
      /cannot be read: no such table: place_months/,
    ],
    [
      "names that are gone from the working memory",
      "working-memory.sqlite",
      "DELETE FROM named WHERE kind = 'grant'",
      ["problem: working memory file"],
      /it holds \d+ grants, agreements, parties and posts where \d+ were written/,
    ],
    [
      "an amount that is no whole number of öre",
      "ledger.sqlite",
      `DROP TRIGGER events_are_not_changed;
       UPDATE events SET data = replace(data, '1200000000', '1.5') WHERE type = 'AppropriationGranted'`,
      ["problem: log events"],
      /AppropriationGranted moves a whole number of öre above zero, not 1\.5/,
    ],
    [
      "a day that is in no calendar",
      "ledger.sqlite",
      `DROP TRIGGER events_are_not_changed;
       UPDATE events SET data = replace(data, '2007-', 'zz07-') WHERE type = 'AllocationDecided'`,
      ["problem: log events"],
      /Event AllocationDecided at position \d+ .* cannot be applied: .* takes effect on a day of the calendar, not zz07-/,
    ],
  ])("finds %s", async (what, file, harm, found, sentence) => {
    const path = copyOf(what.replaceAll(/\W+/g, "-"));
    tamper(join(path, file), harm);
    const ended = await ledger("doctor", "--json", "--data", path);
    const rows = JSON.parse(ended.out) as Record<string, unknown>[];
    expect(verdicts(rows)).toEqual(found);
    expect(rows.map(({ message }) => message).join("\n")).toMatch(sentence);
    expect(ended.exit).toBe(1);
  });

  it("finds an event of another day where nothing is left to compare it with but the log", async () => {
    const path = copyOf("another-day");
    rmSync(join(path, "read-model"), { recursive: true });
    const changed = `DROP TRIGGER events_are_not_changed;
      UPDATE events SET data = replace(data, '2007-01-20', '2007-12-20') WHERE type = 'AllocationDecided'`;
    tamper(join(path, "ledger.sqlite"), changed);
    const rows = await rowsOf("doctor", "--data", path);
    expect(verdicts(rows)).toContain("problem: arrivals sent");
    expect(rows.find(({ check }) => check === "sent")).toMatchObject({
      message: expect.stringMatching(/what arrived in grant-.* at position \d+ is not what its cause says/),
    });
  });

  it("finds that what forbids changing events was taken away", async () => {
    const path = copyOf("no-triggers");
    const log = new DatabaseSync(join(path, "ledger.sqlite"));
    log.exec("DROP TRIGGER events_are_not_changed");
    log.close();
    const rows = await rowsOf("doctor", "--data", path);
    expect(verdicts(rows)).toEqual(["problem: log schema"]);
    expect(rows.find(({ check }) => check === "schema")).toMatchObject({
      message: expect.stringMatching(/trigger events_are_not_changed is missing/),
    });
  });
});
