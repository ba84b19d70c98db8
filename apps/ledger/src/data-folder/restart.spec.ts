import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PERIODS_STREAM } from "#domain/accounts.ts";
import { day } from "#domain/calendar.ts";
import { kronor } from "#domain/money.ts";
import { OTHER_POST, POST } from "#domain/testing/given-agreement.ts";
import { CommandIdReused } from "#event-store/command-errors.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { LapseRequest, LedgerRequest } from "../ledger/requests.ts";
import { allocate, foundation } from "../ledger/testing/given-ledger.ts";
import { dataFolderAt } from "./data-folder.ts";
import { openLedger, openLog, viewOf } from "./open-ledger.ts";
import { systemClock as clock } from "./system-clock.ts";

type Request = Exclude<LedgerRequest, LapseRequest>;

// Each opening starts threads, which takes its time on a busy machine.
import.meta.jest.setTimeout(60_000);

let path: string;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), "restart-"));
});
afterEach(() => rmSync(path, { recursive: true }));

/** One life of a process; each says what a person should know. */
async function during<Result>(
  work: (ledger: Ledger) => Promise<Result>,
  told: string[] = [],
): Promise<Result> {
  const notice = (sentence: string): void => void told.push(sentence);
  const ledger = await openLedger({ folder: dataFolderAt(path), clock, notice });
  try {
    return await work(ledger);
  } finally {
    await ledger.close();
  }
}

async function begin(): Promise<void> {
  await during(async (ledger) => {
    for (const [index, request] of foundation().entries()) {
      await ledger.take(request, { actor: "anna", commandId: `begin-${index}` });
    }
  });
}

const take = (request: Request, commandId: string): Promise<unknown> =>
  during((ledger) => ledger.take(request, { actor: "anna", commandId }));

/** The books as a replay of the whole log has them. */
async function replayedBooks(): Promise<object> {
  const { store, close } = await openLog({ folder: dataFolderAt(path), clock });
  const { books } = (await viewOf(store)).postingDates;
  await close();
  return books;
}

describe("a ledger that is opened again", () => {
  it("refuses a command id that was used before in another stream, and repeats a repeat", async () => {
    await begin();
    const first = await during((ledger) =>
      ledger.take(allocate("a", 4), { actor: "anna", commandId: "once" }),
    );

    await expect(take(allocate("a", 5), "once")).rejects.toThrow(CommandIdReused);
    const elsewhere: Request = {
      type: "record-receipt",
      receipt: "r",
      amount: kronor(1),
      effectiveOn: day("2013-05-01"),
    };
    await expect(take(elsewhere, "once")).rejects.toThrow(CommandIdReused);
    await expect(take(elsewhere, "begin-3")).rejects.toThrow(CommandIdReused);
    const again = await during((ledger) =>
      ledger.take(allocate("a", 4), { actor: "anna", commandId: "once" }),
    );
    expect(again).toMatchObject({ repeated: true, position: first.position, events: first.events });
  });

  it("refuses, too, when what it kept is gone", async () => {
    await begin();
    const { workingMemory } = dataFolderAt(path);
    expect(existsSync(workingMemory)).toBe(true);
    rmSync(workingMemory);
    await expect(take(allocate("a", 5), "begin-3")).rejects.toThrow(CommandIdReused);
  });

  it("repeats a daily run as the run that it was", async () => {
    await begin();
    await take(allocate("a", 4), "allocated");
    const lapse = (on: string): Promise<unknown[]> =>
      during((ledger) =>
        ledger.lapse({ type: "lapse-due", on: day(on) }, { actor: "anna", commandId: "run" }),
      );
    expect(await lapse("2014-01-02")).toMatchObject([{ repeated: false }]);
    expect(await lapse("2014-01-02")).toMatchObject([{ repeated: true }]);
    await expect(lapse("2014-01-03")).rejects.toThrow(CommandIdReused);
  });

  it("closes its books on what was recorded before, and knows them as a replay does", async () => {
    await begin();
    await take({ type: "close-period", through: day("2013-01-31") }, "january");
    const known = await during(async (ledger) => [ledger.closedThrough, ledger.view.postingDates.books]);
    expect(known).toEqual(["2013-01-31", await replayedBooks()]);
  });

  it("finds a closing void that certifies a place before money that moved in an earlier life", async () => {
    await begin();
    const [closed, books] = await during(async (ledger) => {
      const data = { through: day("2013-01-31"), asOfPosition: 1, by: "anna" };
      const id = "00000000-0000-8000-8000-000000000001";
      const { position } = await ledger.store.append(PERIODS_STREAM, "no_stream", [
        { id, type: "PeriodClosed", data, metadata: {} },
      ]);
      await ledger.waitFor(position);
      return [ledger.closedThrough, ledger.view.postingDates.books];
    });
    expect(closed).toBeUndefined();
    expect(books).toMatchObject({ voidClosings: [expect.any(Number)] });
    expect(await during(async (ledger) => ledger.view.postingDates.books)).toEqual(books);
    expect(await replayedBooks()).toEqual(books);
  });

  it("knows its posts, its parties, its agreements and its grants", async () => {
    await begin();
    await take(allocate("a", 4), "allocated");
    const known = await during(async ({ view }) => ({
      posts: [...view.fundings.keys()],
      parties: [...view.parties.keys()],
      agreements: [...view.agreements.values()].map(({ agreement }) => agreement?.id),
      grants: [...view.grants.values()],
    }));
    expect(known).toEqual({
      posts: [POST, OTHER_POST],
      parties: ["party-skr", "party-region-a", "party-region-b", "party-samverkan"],
      agreements: ["test-2013"],
      grants: [{ agreement: "test-2013", recipient: "skr" }],
    });
  });

  it("says nothing as long as nothing is wrong", async () => {
    const told: string[] = [];
    await begin();
    await during(async () => undefined, told);
    expect(told).toEqual([]);
  });
});
