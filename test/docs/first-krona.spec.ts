import { type Desk, startDesk } from "../http/running.ts";
import { blocksOf, lastAnswer, runBlocks } from "./commands-of-page.ts";

const blocks = blocksOf("first-krona.md");
let desk: Desk;
let printed: string[];

beforeAll(async () => {
  desk = await startDesk();
  printed = await runBlocks(blocks, desk.url);
}, 60_000);
afterAll(() => desk.close());

describe("the walk-through of the first krona", () => {
  it("runs from top to bottom and writes what it says", async () => {
    expect(blocks.length).toBeGreaterThan(10);
    expect(printed).toHaveLength(blocks.length);
    expect(await desk.events()).toBe(19);
  });

  it.each(blocks.map(({ commands, answer }, index) => ({ index, commands, answer })).filter((b) => b.answer))(
    "shows what the server answers to block $index",
    ({ index, answer = {} }) => {
      expect(lastAnswer(printed[index])).toMatchObject(answer);
    },
  );
});
