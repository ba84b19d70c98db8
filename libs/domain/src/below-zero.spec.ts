import { firstBelowZero } from "./below-zero.ts";
import { type Cells, book } from "./balances.ts";
import { day } from "./calendar.ts";
import { kronor, negate } from "./money.ts";

const [january, june] = [day("2013-01-01"), day("2013-06-01")];
const place = { account: "available", funding: "2013-9-1:6-7" } as const;

describe("a stream's accounts below zero", () => {
  const cells = (account: "available" | "appropriation", ...entries: [typeof january, number][]): Cells => {
    const made: Cells = new Map();
    for (const [on, amount] of entries) {
      const difference = amount < 0 ? negate(kronor(-amount)) : kronor(amount);
      book(made, { ...place, account } as never, on, difference);
    }
    return made;
  };

  it("are none while what leaves is there on its day", () => {
    expect(firstBelowZero(cells("available", [january, 5], [june, -5]))).toBeUndefined();
  });

  it("are told with the first day, also when the money comes later", () => {
    expect(firstBelowZero(cells("available", [june, 5], [january, -2]))).toEqual({
      place,
      on: january,
      balance: negate(kronor(2)),
    });
  });

  it("are none where the counter-account is: it has no floor", () => {
    expect(firstBelowZero(cells("appropriation", [january, -5]))).toBeUndefined();
  });
});
