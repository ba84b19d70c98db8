import type { Ore } from "../money.ts";
import { smallest } from "../money.ts";
import type { Agreement, AgreementLine, Citation, LineId } from "./agreement-terms.ts";

/** A line for which its document states several amounts. Someone decides which one rules, with a reason. */
export interface LineDiscrepancy {
  /** Stable within the agreement, for the ruling to refer to. */
  readonly id: string;
  readonly line: LineId;
  /** Every stated figure, the line's own first. */
  readonly figures: readonly { readonly amount: Ore; readonly cite: Citation }[];
  /** The most that may be used of the line until someone has decided. */
  readonly ceiling: Ore;
}

/** What a line may use before any ruling: the lowest figure stated for it (DOMAIN: the process, 3). */
export function ceilingOf(line: AgreementLine): Ore {
  return smallest(line.amount, ...(line.alsoStated ?? []).map(({ amount }) => amount));
}

/** The discrepancies that a document leaves to be ruled on, in the order of its lines. */
export function openDiscrepancies(agreement: Pick<Agreement, "lines">): LineDiscrepancy[] {
  return agreement.lines.flatMap((line) => {
    const figures = [{ amount: line.amount, cite: line.cite }, ...(line.alsoStated ?? [])];
    if (figures.every(({ amount }) => amount === line.amount)) return [];
    return [{ id: `line-${line.id}`, line: line.id, figures, ceiling: ceilingOf(line) }];
  });
}
