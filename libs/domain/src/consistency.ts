import type {
  Agreement,
  AgreementLine,
  Citation,
  StatedTotal,
  UnplacedAmount,
} from "./agreements/agreement-terms.ts";
import type { Covered } from "./agreements/coverage.ts";
import { citesOf, coveredBy } from "./agreements/coverage.ts";
import type { FundingKey } from "./appropriations/funding-key.ts";
import { describeFunding, fundingParts } from "./appropriations/funding-key.ts";
import type { Ore } from "./money.ts";
import { ZERO, formatAmount, largest, subtract, sum } from "./money.ts";

/**
 * What can be wrong with the figures of an agreement. The names are stable: clients may branch on them.
 * `stated` and `computed` of each:
 * - `line_stated_differently`: another figure for a line | the line's amount
 * - `earmark_exceeds_line`: the "varav" amounts of a line together | the line's amount
 * - `parts_differ`: the line's amount | its parts together, which should be the whole
 * - `funding_differs`: the stated funding of a line together | the line's amount
 * - `intention_exceeds_appropriated`: the intended total over the years | the line's amount, which alone is money
 * - `funding_missing`: the lines without an anslagspost, in both: no amounts differ, but nothing can pay
 * - `total_differs`: a stated total, subtotal or row | the sum of what it covers
 * - `total_unmatched`: an amount stated for an anslag | zero: no line names that anslag
 * - `unplaced_amount`: an amount granted outside every table and anslagspost | zero
 */
export type FindingKind =
  | "line_stated_differently"
  | "earmark_exceeds_line"
  | "parts_differ"
  | "funding_differs"
  | "intention_exceeds_appropriated"
  | "funding_missing"
  | "total_differs"
  | "total_unmatched"
  | "unplaced_amount";

export interface Finding {
  readonly kind: FindingKind;
  /** `lines/4`, `statedTotals/total`, `unplaced/x1`, or `lines` for a finding about them all. */
  readonly where: string;
  /** One or two sentences for a person, with the figures. */
  readonly message: string;
  readonly stated: Ore;
  readonly computed: Ore;
  /** stated − computed: negative when the document states less than its parts sum to. */
  readonly difference: Ore;
  /** The chapters and tables that state the figures. */
  readonly cites: readonly Citation[];
}

/**
 * Compares every figure that an agreement states with what it should equal. Finds, and repairs nothing:
 * which figure rules is for a person to decide (DOMAIN: the process, 3).
 *
 * Findings come in the document's order: lines, funding, totals, unplaced amounts.
 */
export function checkConsistency(agreement: Agreement): Finding[] {
  return [
    ...agreement.lines.flatMap(checkLine),
    ...checkFunding(agreement),
    ...agreement.statedTotals.flatMap((total) => checkTotal(total, agreement)),
    ...checkUnmatched(agreement),
    ...agreement.unplaced.map(unplacedAmount),
  ];
}

function checkLine(line: AgreementLine): Finding[] {
  const { id, amount, alsoStated = [], earmarks = [], components = [], funding, intention } = line;
  const where = `lines/${id}`;
  const findings: Finding[] = [];
  const compare = (kind: FindingKind, stated: Ore, computed: Ore, others: readonly Cited[], words: Words) =>
    findings.push(finding(kind, where, stated, computed, citesOf([line, ...others]), words));

  for (const other of alsoStated) {
    if (other.amount === amount) continue;
    compare("line_stated_differently", other.amount, amount, [other], (stated, computed) => {
      return `Line ${id} is ${stated} in ${other.cite} and ${computed} in ${line.cite}.`;
    });
  }
  const earmarked = sumOf(earmarks);
  if (earmarked > amount) {
    compare("earmark_exceeds_line", earmarked, amount, earmarks, (stated, computed) => {
      return `Of the ${computed} of line ${id}, ${stated} is earmarked.`;
    });
  }
  const parts = sumOf(components);
  if (components.length > 0 && parts !== amount) {
    compare("parts_differ", amount, parts, components, (stated, computed) => {
      return `Line ${id} is ${stated}, while its parts sum to ${computed}.`;
    });
  }
  const funded = sumOf(funding);
  if (funding.length > 0 && funded !== amount) {
    compare("funding_differs", funded, amount, funding, (stated, computed) => {
      return `Line ${id} is ${computed}, while ${stated} is stated for its anslag.`;
    });
  }
  if (intention && intention.total > amount) {
    compare("intention_exceeds_appropriated", intention.total, amount, [intention], (stated, computed) => {
      return `${stated} through ${intention.through} is an intention for line ${id}, of which ${computed} is appropriated; the rest is not disposable.`;
    });
  }
  return findings;
}

/** A whole agreement that names no anslagspost is one finding; otherwise each line without one is. */
function checkFunding({ lines }: Agreement): Finding[] {
  const without = lines.filter(({ funding }) => funding.length === 0 || funding.some(lacksPost));
  if (without.length > 1 && without.length === lines.length) return [missingFunding("lines", lines)];
  return without.map((line) => missingFunding(`lines/${line.id}`, [line]));
}

function lacksPost({ funding }: { readonly funding: FundingKey }): boolean {
  return fundingParts(funding).post === undefined;
}

function missingFunding(where: string, lines: readonly AgreementLine[]): Finding {
  const amount = sumOf(lines);
  const named = [...new Set(lines.flatMap(({ funding }) => funding.map((part) => part.funding)))];
  const ids = lines.map(({ id }) => id).join(", ");
  const anslag = named.length === 0 ? "no anslag" : `only ${named.map(describeFunding).join(", ")}`;
  return finding(
    "funding_missing",
    where,
    amount,
    amount,
    citesOf(lines),
    (stated) =>
      `No anslagspost is stated for ${stated} (${anslag}): ${lines.length === 1 ? "line" : "lines"} ${ids}.`,
  );
}

function checkTotal(total: StatedTotal, agreement: Agreement): Finding[] {
  const covered = coveredBy(total.covers, agreement);
  if (isUnmatched(covered) || covered.amount === total.amount) return [];
  return [
    finding(
      "total_differs",
      `statedTotals/${total.id}`,
      total.amount,
      covered.amount,
      [...new Set([...citesOf([total]), ...covered.cites])],
      (stated, computed) =>
        `"${total.label}" is stated as ${stated} (${total.cite}), while ${covered.what} sum to ${computed}.`,
    ),
  ];
}

const isUnmatched = (covered: Covered): boolean => covered.byFunding && covered.cites.length === 0;

/**
 * Amounts stated for an anslag that no line names.
 *
 * When such amounts divide the whole agreement among them, the largest only repeats the question that
 * the others ask (whatever lines they take, it pays the rest), so it is left out.
 */
function checkUnmatched(agreement: Agreement): Finding[] {
  const unmatched = agreement.statedTotals.filter((total) => isUnmatched(coveredBy(total.covers, agreement)));
  const [first, ...rest] = unmatched.map(({ amount }) => amount);
  if (first === undefined) return [];
  const whole = sumOf(agreement.lines.filter(({ funding }) => funding.length === 0));
  const divides = rest.length > 0 && sum([first, ...rest]) === whole;
  const remainder = divides ? unmatched.find(({ amount }) => amount === largest(first, ...rest)) : undefined;
  return unmatched
    .filter((total) => total !== remainder)
    .map((total) =>
      finding(
        "total_unmatched",
        `statedTotals/${total.id}`,
        total.amount,
        ZERO,
        citesOf([total]),
        (stated) =>
          `${stated} is stated for "${total.label}" (${total.cite}), but no line names that anslag.`,
      ),
    );
}

function unplacedAmount(unplaced: UnplacedAmount): Finding {
  const { id, amount, purpose } = unplaced;
  return finding("unplaced_amount", `unplaced/${id}`, amount, ZERO, citesOf([unplaced]), (stated) => {
    return `${stated} ("${purpose}") stands in no table and on no anslagspost.`;
  });
}

const sumOf = (parts: readonly { readonly amount: Ore }[]): Ore => sum(parts.map(({ amount }) => amount));

interface Cited {
  readonly cite: Citation;
}
/** Puts the two figures, in wire form, into a sentence. */
type Words = (stated: string, computed: string) => string;

function finding(
  kind: FindingKind,
  where: string,
  stated: Ore,
  computed: Ore,
  cites: readonly Citation[],
  words: Words,
): Finding {
  const message = words(formatAmount(stated), formatAmount(computed));
  return { kind, where, message, stated, computed, difference: subtract(stated, computed), cites };
}
