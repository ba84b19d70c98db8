import type { FundingKey } from "../appropriations/funding-key.ts";
import type { Ore } from "../money.ts";
import { sum } from "../money.ts";
import type { Agreement, Citation, Coverage } from "./agreement-terms.ts";

/** What a stated figure covers, summed (öre). */
export interface Covered {
  readonly amount: Ore;
  /** In words, for a message: "lines 2a, 2b". */
  readonly what: string;
  /** Where the summed figures stand; empty when nothing is covered. */
  readonly cites: readonly Citation[];
  /** The figure is stated for an anslag, so that it covers what lines say about their funding. */
  readonly byFunding: boolean;
}

interface Part {
  readonly amount: Ore;
  readonly cite: Citation;
}

/** Sums what a stated figure covers: printed rows as they are printed, lines by their amount. */
export function coveredBy(covers: Coverage, agreement: Agreement): Covered {
  const { lines, nonStateLines, statedTotals } = agreement;
  if ("lines" in covers) {
    const listed = [...lines, ...nonStateLines].filter(({ id }) => covers.lines.includes(id));
    return covered(`lines ${covers.lines.join(", ")}`, listed);
  }
  if ("totals" in covers) {
    const rows = statedTotals.filter(({ id }) => covers.totals.includes(id));
    return covered(`the stated ${covers.totals.join(", ")}`, rows);
  }
  if ("funding" in covers) {
    const parts = lines.flatMap(({ funding }) =>
      funding.filter((part) => isWithin(part.funding, covers.funding)),
    );
    return { ...covered("the lines that name it", parts), byFunding: true };
  }
  switch (covers.all) {
    case "state":
      return covered("all lines of state money", lines);
    case "non_state":
      return covered("all lines of other money", nonStateLines);
    case "everything":
      return covered("all lines", [...lines, ...nonStateLines]);
  }
}

function covered(what: string, parts: readonly Part[]): Covered {
  return {
    amount: sum(parts.map(({ amount }) => amount)),
    what,
    cites: citesOf(parts),
    byFunding: false,
  };
}

/** The places that these figures stand in, each once: a citation may name several, with semicolons. */
export function citesOf(items: readonly { readonly cite: Citation }[]): Citation[] {
  return [...new Set(items.flatMap(({ cite }) => cite.split(/; */)))];
}

/** An anslag covers its posts, and a post its delposter: the narrower key begins with the wider. */
function isWithin(narrow: FundingKey, wide: FundingKey): boolean {
  return narrow === wide || narrow.startsWith(`${wide}-`);
}
