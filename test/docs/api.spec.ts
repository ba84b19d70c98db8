import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import { playDemo } from "#ledger/demo/play.ts";
import { Ledger } from "#ledger/ledger/ledger.ts";
import type { LedgerView } from "#projections/ledger-view.ts";
import { type Desk, startDesk } from "../http/running.ts";
import { blocksOf, lastAnswer, runBlocks } from "./commands-of-page.ts";

const blocks = blocksOf("api.md").map((block, index) => ({ index, ...block }));
let desk: Desk;
let played: Ledger<LedgerView>;
let printed: string[];

beforeAll(async () => {
  // The page asks what was known before it wrote: the clock has to go on.
  const store = new MemoryEventStore({ clock: { now: () => new Date().toISOString() } });
  played = await Ledger.open(store);
  await playDemo(played);
  desk = await startDesk(store);
  printed = await runBlocks(blocks, desk.url);
}, 60_000);
afterAll(async () => {
  await desk.close();
  await played.close();
});

/** The page shows the first rows of a list. */
function asFarAs(shown: unknown, real: unknown): unknown {
  if (Array.isArray(shown) && Array.isArray(real)) {
    return real.slice(0, shown.length).map((each, index) => asFarAs(shown[index], each));
  }
  if (typeof shown !== "object" || shown === null || typeof real !== "object" || real === null) return real;
  return Object.fromEntries(
    Object.entries(real).map(([name, each]) => [
      name,
      asFarAs((shown as Record<string, unknown>)[name], each),
    ]),
  );
}

describe("the tour of the HTTP API", () => {
  it("runs from top to bottom", () => {
    expect(blocks.length).toBeGreaterThan(20);
    expect(printed).toHaveLength(blocks.length);
  });

  it.each(blocks.filter(({ answer }) => answer))(
    "shows what the server answers to block $index",
    ({ index, answer = {} }) => {
      expect(asFarAs(answer, lastAnswer(printed[index]))).toMatchObject(answer);
    },
  );

  it.each(blocks.filter(({ lines }) => lines))(
    "shows the headers that block $index gives",
    ({ index, lines }) => {
      expect((printed[index] ?? "").split("\n")).toEqual(expect.arrayContaining([...(lines ?? [])]));
    },
  );

  it("shows what each of its parts is about", () => {
    const shown = blocks.filter(({ answer, lines }) => answer ?? lines);
    expect(shown.length).toBeGreaterThan(18);
  });

  it("leads to pages that are there", async () => {
    for (const path of ["/problems/receipt-exceeds-unplaced", "/problems", "/docs"]) {
      expect((await fetch(`${desk.url}${path}`)).status).toBe(200);
    }
  });
});
