import { kronor } from "../money.ts";
import type { AgreementLine } from "./agreement-terms.ts";
import { ceilingOf, openDiscrepancies } from "./discrepancies.ts";

const withFigures = (...also: number[]): AgreementLine => ({
  id: "4",
  ref: "4.1",
  purpose: "Läkemedel",
  amount: kronor(5_500_000),
  cite: "kap 7.2, tabell",
  alsoStated: also.map((amount) => ({ amount: kronor(amount), cite: "kap 4.1" })),
  recipients: ["skr"],
  payment: "requisition",
  funding: [],
});

describe("a line that is stated with several amounts", () => {
  it("may use no more than the lowest until someone decides", () => {
    expect(ceilingOf(withFigures(5_000_000, 6_000_000))).toBe(kronor(5_000_000));
    expect(ceilingOf(withFigures(6_000_000))).toBe(kronor(5_500_000));
  });

  it("is open under an id for the ruling, with every figure and its place", () => {
    expect(openDiscrepancies({ lines: [withFigures(5_000_000)] })).toEqual([
      {
        id: "line-4",
        line: "4",
        ceiling: kronor(5_000_000),
        figures: [
          { amount: kronor(5_500_000), cite: "kap 7.2, tabell" },
          { amount: kronor(5_000_000), cite: "kap 4.1" },
        ],
      },
    ]);
  });

  it("leaves nothing to decide when the amounts are the same, or when there is only one", () => {
    expect(openDiscrepancies({ lines: [withFigures(5_500_000), withFigures()] })).toEqual([]);
    expect(ceilingOf(withFigures())).toBe(kronor(5_500_000));
  });
});
