import { AMOUNT_FIELDS, type AmbiguousField } from "./amount-fields.ts";
import type { LedgerEvent } from "./ledger-event.ts";
import { kronor, ore } from "./money.ts";
import { day } from "./calendar.ts";
import { parseFundingKey } from "./appropriations/funding-key.ts";

const unambiguous: [AmbiguousField] extends [never] ? true : AmbiguousField = true;

/** Paths of all numbers in a value. */
function numbersIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value === "number") return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => numbersIn(member, [...path, key]));
}

describe("the names of amounts", () => {
  it("are no other number's name in any event", () => {
    expect(unambiguous).toBe(true);
    for (const other of ["version", "asOfPosition", "weight", "budgetYear", "through", "alternative"]) {
      expect(AMOUNT_FIELDS.has(other)).toBe(false);
    }
  });

  it("name every number of an event that holds nothing but amounts", () => {
    const event: LedgerEvent = {
      type: "AllocationDecided",
      data: {
        allocationId: "a",
        funding: parseFundingKey("2022-9-1:6-5"),
        agreement: "sjsv-2022",
        line: "6a",
        recipient: "samverkan-norra",
        amount: kronor(10_000_000),
        decision: "kap 6.6.1",
        by: "anna",
        effectiveOn: day("2022-03-01"),
        distribution: { method: "equal", total: kronor(60_000_000), unit: ore(100) },
      },
    };
    const paths = numbersIn(event.data);
    expect(paths.map((path) => path.at(-1))).toEqual(["amount", "total", "unit"]);
    expect(paths.every((path) => AMOUNT_FIELDS.has(path.at(-1) ?? ""))).toBe(true);
  });
});
