import type { FundingKey } from "../appropriations/funding-key.ts";
import { fundingParts } from "../appropriations/funding-key.ts";
import { LARGEST_AMOUNT, formatAmount, largest, sum } from "../money.ts";
import type { Agreement, AgreementLine } from "./agreement-terms.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { DocumentNode } from "./document-node.ts";

/**
 * What a schema cannot say about an agreement: that names are unique and exist where they are used, and
 * that funding fits its line and years. Records each problem at its place under `root`.
 */
export function checkReferences(agreement: Agreement, root: DocumentNode): void {
  checkNames(agreement, root);
  checkStatedTotals(agreement, root);
  agreement.lines.forEach((line, index) => checkLine(agreement, line, root.get("lines").at(index)));
  checkPaymentDecisions(agreement, root);
  checkSize(agreement, root);
  if (agreement.throughYear !== undefined && agreement.throughYear <= agreement.budgetYear) {
    root
      .get("throughYear")
      .problem(
        "agreement-years",
        `must be after the budget year ${agreement.budgetYear}, not ${agreement.throughYear}`,
      );
  }
}

/** Everything that the document states together stays far below what sums are exact for. */
function checkSize(agreement: Agreement, root: DocumentNode): void {
  const lists = [agreement.lines, agreement.nonStateLines, agreement.unplaced, agreement.statedTotals];
  const parts = agreement.lines.flatMap((line) => [
    ...line.funding,
    ...(line.earmarks ?? []),
    ...(line.components ?? []),
    ...(line.alsoStated ?? []),
  ]);
  const total = [...lists.flat(), ...parts].reduce((all, { amount }) => all + BigInt(amount), 0n);
  const most = BigInt(LARGEST_AMOUNT) * 10n;
  if (total > most) {
    root
      .get("lines")
      .problem(
        "agreement-too-large",
        `states amounts of more than ten times ${formatAmount(LARGEST_AMOUNT)} in all`,
      );
  }
}

/** Lines, non-state lines, unplaced amounts and totals share one space of ids; other lists have their own. */
function checkNames(agreement: Agreement, root: DocumentNode): void {
  const figures = new Map<string, string>();
  for (const list of ["lines", "nonStateLines", "unplaced", "statedTotals"] as const) {
    checkUniqueIds(agreement[list], list, root, figures);
  }
  for (const list of ["validity", "deadlines", "paymentDecisions"] as const) {
    checkUniqueIds(agreement[list], list, root, new Map());
  }
  if (agreement.lines.length === 0)
    root.get("lines").problem("agreement-lines", "must have at least one line");
  if (agreement.parties.length < 2)
    root.get("parties").problem("agreement-parties", "must name two parties or more");
}

function checkUniqueIds(
  items: readonly { readonly id: string }[],
  list: string,
  root: DocumentNode,
  taken: Map<string, string>,
): void {
  items.forEach(({ id }, index) => {
    const first = taken.get(id);
    const place = `${list}[${index}]`;
    if (first === undefined) taken.set(id, place);
    else
      root
        .get(list)
        .at(index)
        .get("id")
        .problem("id-repeated", `"${id}" is already the id of ${first}`, { id });
  });
}

function checkKnown(
  names: readonly string[],
  known: readonly string[],
  node: DocumentNode,
  what: string,
): void {
  for (const name of names) {
    if (known.includes(name)) continue;
    node.problem("name-unknown", `names "${name}", which is no ${what} here${didYouMean(name, known)}`, {
      name,
    });
  }
}

function checkStatedTotals(agreement: Agreement, root: DocumentNode): void {
  const lineIds = [...agreement.lines, ...agreement.nonStateLines].map(({ id }) => id);
  agreement.statedTotals.forEach((total, index) => {
    const node = root.get("statedTotals").at(index).get("covers");
    const { covers } = total;
    if ("lines" in covers) checkKnown(covers.lines, lineIds, node.get("lines"), "line");
    if ("totals" in covers) {
      // A row that summed itself would always, or never, add up.
      const others = agreement.statedTotals.map(({ id }) => id).filter((id) => id !== total.id);
      checkKnown(covers.totals, others, node.get("totals"), "other stated total");
    }
    if ("funding" in covers) checkBudgetYear(agreement, covers.funding, node.get("funding"));
  });
}

function checkBudgetYear(agreement: Agreement, funding: FundingKey, node: DocumentNode): void {
  const { budgetYear } = fundingParts(funding);
  const last = agreement.throughYear ?? agreement.budgetYear;
  if (budgetYear >= agreement.budgetYear && budgetYear <= last) return;
  const years = last === agreement.budgetYear ? `${last}` : `${agreement.budgetYear} to ${last}`;
  node.problem(
    "funding-budget-year",
    `is of budget year ${budgetYear}, while the agreement's is ${years} (throughYear names a later last year)`,
    { budgetYear: `${budgetYear}`, agreement: years },
  );
}

function checkLine(agreement: Agreement, line: AgreementLine, node: DocumentNode): void {
  line.funding.forEach(({ funding }, index) =>
    checkBudgetYear(agreement, funding, node.get("funding").at(index).get("key")),
  );
  const posts = line.funding.map(({ funding }) => funding);
  const repeated = posts.find((post, index) => posts.indexOf(post) !== index);
  if (repeated !== undefined) {
    node.get("funding").problem("funding-repeated", `names ${repeated} twice`, { funding: repeated });
  }
  const funded = sum(line.funding.map(({ amount }) => amount));
  const most = largest(line.amount, ...(line.alsoStated ?? []).map(({ amount }) => amount));
  if (funded > most) {
    const figures = { funded: formatAmount(funded), amount: formatAmount(most) };
    node
      .get("funding")
      .problem(
        "funding-above-line",
        `sums to ${figures.funded}, above the line's ${figures.amount}`,
        figures,
      );
  }
  const { intention } = line;
  if (intention && intention.through < agreement.budgetYear) {
    node
      .get("intention")
      .get("through")
      .problem("agreement-years", `is ${intention.through}, before the budget year ${agreement.budgetYear}`);
  }
}

function checkPaymentDecisions(agreement: Agreement, root: DocumentNode): void {
  const lineIds = agreement.lines.map(({ id }) => id);
  agreement.paymentDecisions.forEach((decision, index) =>
    checkKnown(decision.lines, lineIds, root.get("paymentDecisions").at(index).get("lines"), "line"),
  );
}
