import fc from "fast-check";
import { readRequest } from "../requests/read-request.ts";
import { exampleOf } from "../requests/examples.ts";
import { REQUESTS, REQUEST_TYPES } from "../requests/requests.ts";
import { BARRIER, namesIn } from "./dependence.ts";
import { FileOrder } from "./file-order.ts";

const example = (type: keyof typeof REQUESTS, changes: object = {}) =>
  readRequest({ type, ...exampleOf(REQUESTS[type]), ...changes });

describe("what a line of a bulk depends on", () => {
  it("is its post, its grant or its receipt", () => {
    expect(namesIn(example("grant-appropriation"))).toEqual(["anslagspost-2022-9-1:6-5"]);
    expect(namesIn(example("receive-requisition"))).toEqual(["grant-sjsv-2022.skr"]);
    expect(namesIn(example("record-receipt"))).toEqual(["receipt-BG-20230415-0042"]);
    expect(namesIn(example("place-receipt"))).toEqual(["receipt-BG-20230415-0042", "grant-sjsv-2022.skr"]);
    expect(namesIn(example("move-appropriation", { to: "2022-9-1:6-18" }))).toHaveLength(2);
  });

  it("is for an allocation its post, its line and every grant that it makes", () => {
    const allocations = ["skr", "region-01"].map((recipient) => ({ recipient, amount: "1.00" }));
    expect(namesIn(example("allocate", { allocations }))).toEqual([
      "anslagspost-2022-9-1:6-5",
      "line sjsv-2022 3a",
      "grant-sjsv-2022.skr",
      "grant-sjsv-2022.region-01",
    ]);
  });

  it("is everything for agreements, parties, keys, periods, rulings, lapses, and money that goes back to a post", () => {
    const barriers = REQUEST_TYPES.filter((type) => namesIn(example(type)) === BARRIER);
    expect(barriers).toEqual(
      expect.arrayContaining([
        ...["register-agreement", "amend-agreement", "record-condition", "rule-discrepancy", "fund-line"],
        ...["record-payment-decision", "register-party", "rename-party", "succeed-party", "name-payee"],
        ...["register-distribution-key", "close-period", "apply-ruling", "lapse-due", "reverse"],
        ...["distribute", "release-funds", "reduce-allocation", "reduce-line-funding"],
      ]),
    );
  });
});

/** Lets everything that is ready go on, as often as a long chain needs. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe("the order of a bulk", () => {
  const line = fc.oneof(
    { weight: 5, arbitrary: fc.uniqueArray(fc.constantFrom("a", "b", "c"), { minLength: 1 }) },
    { weight: 1, arbitrary: fc.constant(BARRIER) },
  );

  it("lets no line begin before every line that it depends on has ended, and all others at once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 12 }),
        fc.infiniteStream(fc.nat()),
        async (lines, picks) => {
          const order = new FileOrder();
          const begun = new Set<number>();
          const ended = new Set<number>();
          const end = new Map<number, () => void>();
          const depends = (later: number, earlier: number): boolean => {
            const [a, b] = [lines[later], lines[earlier]];
            if (a === BARRIER || b === BARRIER || a === undefined || b === undefined) return true;
            return a.some((name) => b.includes(name));
          };
          for (const [index, names] of lines.entries()) {
            void order.begin(names, () => {
              begun.add(index);
              return new Promise<void>((resolve) => end.set(index, resolve));
            });
          }
          for (;;) {
            await settle();
            for (const index of lines.keys()) {
              const mayBegin = [...lines.keys()].every(
                (earlier) => earlier >= index || !depends(index, earlier) || ended.has(earlier),
              );
              expect([index, begun.has(index)]).toEqual([index, mayBegin]);
            }
            const underWay = [...begun].filter((index) => !ended.has(index));
            const one = underWay[picks.next().value % underWay.length];
            if (one === undefined) break;
            ended.add(one);
            end.get(one)?.();
          }
          expect(ended.size).toBe(lines.length);
        },
      ),
      { numRuns: 40 },
    );
  });
});
