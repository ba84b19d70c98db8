import type { Agreement } from "#domain/agreements/agreement-terms.ts";
import { type Finding, type FindingKind, checkConsistency } from "#domain/consistency.ts";
import { type Ore, negate } from "#domain/money.ts";
import { kr } from "./story.ts";

/** A figure of a document that does not fit the others, told in Swedish. */
export interface Discrepancy {
  readonly says: string;
  readonly finding: Finding;
}

/** What the product finds in a document by itself; the order is the document's. */
export function discrepanciesOf(agreement: Agreement): Discrepancy[] {
  return checkConsistency(agreement).map((finding) => ({ says: sentenceOf(finding, agreement), finding }));
}

type Words = (finding: Finding, about: { id: string; label: string }) => string;

const WORDS: Record<FindingKind, Words> = {
  line_stated_differently: ({ stated, computed }, { id }) =>
    `Rad ${id} är ${kr(stated)} på ett ställe och ${kr(computed)} på ett annat.`,
  earmark_exceeds_line: ({ stated, computed }, { id }) =>
    `Av rad ${id} på ${kr(computed)} är ${kr(stated)} öronmärkta.`,
  parts_differ: ({ stated, computed }, { id }) =>
    `Rad ${id} är ${kr(stated)}, men dess delar blir ${kr(computed)}.`,
  funding_differs: ({ stated, computed }, { id }) =>
    `Rad ${id} är ${kr(computed)}, men ${kr(stated)} anges för dess anslag.`,
  intention_exceeds_appropriated: ({ stated, computed, difference }, { id }) =>
    `Rad ${id}: av avsikten på ${kr(stated)} är ${kr(computed)} anvisade; ${kr(difference)} kan inte disponeras.`,
  funding_missing: ({ stated }, { id }) =>
    id === ""
      ? `Ingen rad har en anslagspost: ${kr(stated)} saknar finansiering i dokumentet.`
      : `Rad ${id} på ${kr(stated)} har ingen anslagspost.`,
  total_differs: ({ stated, computed, difference }, { label }) =>
    `"${label}" anges till ${kr(stated)}, men blir ${kr(computed)}: ${apart(difference)}.`,
  total_unmatched: ({ stated }, { label }) =>
    `${kr(stated)} anges för "${label}", men ingen rad anger det anslaget.`,
  unplaced_amount: ({ stated }, { label }) =>
    `${kr(stated)} ("${label}") står inte i någon tabell och på ingen anslagspost.`,
};

const apart = (difference: Ore): string =>
  difference < 0 ? `${kr(negate(difference))} för lite` : `${kr(difference)} för mycket`;

/** `where` is `lines/4`, `statedTotals/total`, `unplaced/x1`, or `lines` for all of them. */
function sentenceOf(finding: Finding, agreement: Agreement): string {
  const [, id = ""] = finding.where.split("/");
  const label =
    agreement.statedTotals.find((total) => total.id === id)?.label ??
    agreement.unplaced.find((amount) => amount.id === id)?.purpose ??
    id;
  return WORDS[finding.kind](finding, { id, label });
}
