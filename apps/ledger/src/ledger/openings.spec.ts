import fc from "fast-check";
import { kronor, sum } from "#domain/money.ts";
import { RuleError } from "#domain/rule-error.ts";
import { AGREEMENT, OTHER_POST, POST, line, testAgreement } from "#domain/testing/given-agreement.ts";
import type { RequestOf } from "./requests.ts";
import { EFFECTIVE, GivenLedger, allocate, foundation, fundLine } from "./testing/given-ledger.ts";
import { Turns } from "./turns.ts";

type Opening = RequestOf<"record-opening-balance">;

const opening = (recipient: string, items: Opening["items"]): Opening => ({
  type: "record-opening-balance",
  agreement: AGREEMENT,
  recipient,
  source: "the former system",
  items,
  effectiveOn: EFFECTIVE,
});

/** The books of a ledger hold together, and no line has more in its grants than its posts were decided to give. */
function assertSound({ ledger }: GivenLedger): void {
  const { byEffectiveDate } = ledger.view;
  for (const { net } of byEffectiveDate.balances({ by: ["anslagspost"] }))
    expect(sum(Object.values(net))).toBe(0);
  expect(byEffectiveDate.belowZero()).toEqual([]);
  for (const { key, net } of byEffectiveDate.balances({ by: ["line", "anslagspost"] })) {
    if (key.line === null) continue;
    expect(sum(Object.values(net))).toBeLessThanOrEqual(kronor(key.anslagspost === POST ? 10 : 5));
  }
}

const accounts = fc.constantFrom("allocated" as const, "outstanding" as const);
const items = fc.uniqueArray(
  fc.record({
    line: fc.constantFrom("a", "b"),
    funding: fc.constantFrom(POST, OTHER_POST),
    account: accounts,
    amount: fc.integer({ min: 1, max: 8 }).map(kronor),
  }),
  { minLength: 1, maxLength: 3, selector: ({ line, funding, account }) => `${line} ${funding} ${account}` },
);

/** Lines `a` and `b` have 10 from one post and 5 from the other. */
async function withTwoPosts(): Promise<GivenLedger> {
  const lines = ["a", "b"].map((id) =>
    line(id, { amount: kronor(15), recipients: ["skr", "region-a", "region-b"] }),
  );
  const given = await (await GivenLedger.over()).takeAll(foundation(testAgreement({ lines })));
  return given.takeAll([fundLine("a", 5, OTHER_POST), fundLine("b", 5, OTHER_POST)]);
}

describe("openings", () => {
  it("of grants at once, amid allocations, leave every post at zero and every line within its funding", async () => {
    await fc.assert(
      fc.asyncProperty(items, items, fc.integer({ min: 1, max: 6 }), async (one, other, promised) => {
        const given = await withTwoPosts();
        const asked = [
          given.take(opening("skr", one)),
          given.take(allocate("a", promised, "region-b")),
          given.take(opening("region-a", other)),
          given.take(allocate("b", promised, "region-b")),
        ];
        for (const answer of await Promise.allSettled(asked)) {
          if (answer.status === "rejected") expect(answer.reason).toBeInstanceOf(RuleError);
        }
        assertSound(given);
        await given.ledger.close();
      }),
      { numRuns: 40 },
    );
  });
});

describe("turns", () => {
  const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const noting = (noted: string[], name: string) => async (): Promise<string> => {
    noted.push(`${name} begins`);
    await pause();
    noted.push(`${name} ends`);
    return name;
  };

  it("work that is alone begins when what was asked before it ends, and ends before what is asked after it", async () => {
    const turns = new Turns();
    const noted: string[] = [];
    const done = [
      turns.beside(noting(noted, "a")),
      turns.beside(noting(noted, "b")),
      turns.alone(noting(noted, "alone")),
      turns.beside(noting(noted, "c")),
      turns.alone(noting(noted, "again")),
    ];
    expect(await Promise.all(done)).toEqual(["a", "b", "alone", "c", "again"]);
    expect(noted).toEqual([
      ...["a begins", "b begins", "a ends", "b ends"],
      ...["alone begins", "alone ends", "c begins", "c ends", "again begins", "again ends"],
    ]);
  });

  it("work in order goes one after the other, and beside everything else", async () => {
    const turns = new Turns();
    const noted: string[] = [];
    const done = [
      turns.inOrder(noting(noted, "first")),
      turns.inOrder(noting(noted, "second")),
      turns.beside(noting(noted, "beside")),
    ];
    expect(await Promise.all(done)).toEqual(["first", "second", "beside"]);
    expect(noted.indexOf("first ends")).toBeLessThan(noted.indexOf("second begins"));
    expect(noted.indexOf("beside begins")).toBeLessThan(noted.indexOf("first ends"));
  });

  it("work that fails, beside, in order or alone, fails for who asked and holds up nobody", async () => {
    const turns = new Turns();
    const failing = (): Promise<never> => Promise.reject(new Error("refused"));
    const failed = [
      turns.beside(failing),
      turns.alone(failing),
      turns.inOrder(failing),
      turns.beside(failing),
    ];
    expect(await turns.inOrder(() => Promise.resolve("next"))).toBe("next");
    const after = turns.alone(() => Promise.resolve("after"));
    for (const each of failed) await expect(each).rejects.toThrow("refused");
    expect(await after).toBe("after");
  });
});
