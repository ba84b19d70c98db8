import {
  type AgreementFacts,
  type Asked,
  type Fields,
  type LineFacts,
  type Terms,
  type Verdict,
  type World,
  refused,
} from "../facts.ts";
import { amountOf, dayOf, listOf, maybe, read, text } from "../reading.ts";

const TAKEN: Verdict = { entries: [] };

export function registerAgreement(world: World, { command }: Asked): Verdict {
  const document = command["agreement"] as Fields;
  const id = text(document, "id");
  if (world.agreements.has(id)) return refused("agreement-exists");
  return {
    entries: [],
    then: () => {
      world.agreements.set(id, {
        ...contentOf(document),
        ...{ met: new Set(), rulings: new Map(), funding: new Map(), decisions: [] },
      });
    },
  };
}

/**
 * DOMAIN, the process, 1: a new version that moves no money, refused below what is allocated. Case 10, amendment:
 * funding that nobody was promised follows the text by itself.
 */
export function amendAgreement(world: World, { command }: Asked): Verdict {
  const document = command["agreement"] as Fields;
  const id = text(document, "id");
  const agreement = world.agreements.get(id);
  if (!agreement) return refused("agreement-unknown");
  const content = contentOf(document);
  // Case 10, ruling and amendment: a ruling does not outlive the figures that it was about.
  const rulings = [...agreement.rulings].filter(([line, amount]) => {
    const stated = content.lines.get(line);
    return stated !== undefined && figuresOf(stated).length > 1 && figuresOf(stated).includes(amount);
  });
  const after = { ...agreement, ...content, rulings: new Map(rulings) };
  for (const line of agreement.lines.keys()) {
    if (promised(world, id, line) > ceilingOf(after, line)) return refused("amendment-below-funded");
  }
  return {
    entries: [],
    then: () => {
      world.agreements.set(id, after);
      for (const line of agreement.lines.keys()) lowerTo(world, id, line, ceilingOf(after, line));
    },
  };
}

/**
 * What the posts have not allocated of a line is lowered, post by post, until the line's figure holds. Which post
 * is lowered first the rules leave open: it is the first by its name, not the one that carried the line first.
 */
function lowerTo(world: World, id: string, line: string, ceiling: number): void {
  const agreement = world.agreements.get(id)!;
  let surplus = fundedOf(agreement, line) - ceiling;
  for (const [key, funded] of [...agreement.funding].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const [of, funding = ""] = key.split(" ");
    if (of !== line || surplus <= 0) continue;
    const less = Math.min(surplus, funded - promised(world, id, line, funding));
    agreement.funding.set(key, funded - less);
    surplus -= less;
  }
}

export function recordCondition(world: World, { command }: Asked): Verdict {
  const agreement = world.agreements.get(text(command, "agreement"));
  if (!agreement) return refused("agreement-unknown");
  const condition = text(command, "condition");
  if (!agreement.conditions.includes(condition)) return refused("condition-unknown");
  if (agreement.met.has(condition)) return refused("condition-already-met");
  return { entries: [], then: () => agreement.met.add(condition) };
}

/** DOMAIN, the process, 3: somebody decides which of the stated figures rules. It moves no money. */
export function ruleDiscrepancy(world: World, { command }: Asked): Verdict {
  const agreement = world.agreements.get(text(command, "agreement"));
  if (!agreement) return refused("agreement-unknown");
  const line = agreement.lines.get(text(command, "line"));
  if (!line) return refused("line-unknown");
  const amount = amountOf(command["amount"]);
  const figures = figuresOf(line);
  if (figures.length < 2) return refused("no-discrepancy");
  if (!figures.includes(amount)) return refused("ruling-not-a-stated-figure");
  return { entries: [], then: () => agreement.rulings.set(text(command, "line"), amount) };
}

/**
 * DOMAIN, the process, 2: line funding is decided per line and post, never above the line's figure. A post of
 * another year may carry it: at year end commitments move to the new year's.
 */
export function fundLine(world: World, { command }: Asked): Verdict {
  const agreement = world.agreements.get(text(command, "agreement"));
  if (!agreement) return refused("agreement-unknown");
  const line = text(command, "line");
  if (!agreement.lines.has(line)) return refused("line-unknown");
  const funding = text(command, "anslagspost");
  const amount = amountOf(command["amount"]);
  const reasons = [
    ...(world.posts.has(funding) ? [] : ["anslagspost-unknown"]),
    ...(fundedOf(agreement, line) + amount > ceilingOf(agreement, line) ? ["funding-exceeds-line"] : []),
  ];
  if (reasons.length > 0) return refused(...reasons);
  const key = `${line} ${funding}`;
  return {
    entries: [],
    then: () => agreement.funding.set(key, (agreement.funding.get(key) ?? 0) + amount),
  };
}

/** Lowered on the post, never below what is allocated from it. */
export function reduceLineFunding(world: World, { command }: Asked): Verdict {
  const [id, line, funding] = [
    text(command, "agreement"),
    text(command, "line"),
    text(command, "anslagspost"),
  ];
  const agreement = world.agreements.get(id);
  const key = `${line} ${funding}`;
  const funded = agreement?.funding.get(key) ?? 0;
  const amount = amountOf(command["amount"]);
  const reasons = [
    ...(agreement ? [] : ["agreement-unknown"]),
    ...(world.posts.has(funding) ? [] : ["anslagspost-unknown"]),
    ...(agreement && !agreement.lines.has(line) ? ["line-unknown"] : []),
    ...(funded - amount < promised(world, id, line, funding) ? ["funding-below-allocated"] : []),
  ];
  if (reasons.length > 0) return refused(...reasons);
  return { entries: [], then: () => agreement?.funding.set(key, funded - amount) };
}

export function recordPaymentDecision(world: World, { command }: Asked): Verdict {
  const agreement = world.agreements.get(text(command, "agreement"));
  if (!agreement) return refused("agreement-unknown");
  const lines = (command["lines"] as readonly string[] | undefined) ?? [...agreement.lines.keys()];
  const id = text(command, "decisionId");
  if (lines.length === 0) return refused("payment-decision-without-lines");
  if (lines.some((line) => !agreement.lines.has(line))) return refused("line-unknown");
  if (agreement.decisions.some((each) => each.id === id)) return refused("payment-decision-exists");
  const terms = command["terms"] === undefined ? {} : { terms: termsOf(command["terms"] as Fields) };
  const caseNumber = maybe(command, "caseNumber") ?? "S2013/1/FS";
  const incomeTitle = command["repaymentTo"] === "income_title";
  return {
    entries: [],
    then: () => agreement.decisions.push({ id, lines, caseNumber, incomeTitle, ...terms }),
  };
}

/** The lower of the stated figures, until somebody rules (DOMAIN, the process, 3). */
export function ceilingOf(agreement: AgreementFacts, line: string): number {
  const stated = agreement.lines.get(line);
  return agreement.rulings.get(line) ?? (stated ? Math.min(...figuresOf(stated)) : 0);
}

export const fundedOf = (agreement: AgreementFacts, line: string): number =>
  [...agreement.funding].reduce((sum, [key, amount]) => (key.split(" ")[0] === line ? sum + amount : sum), 0);

/** Net of what was promised of a line: what left the posts for it, less what came back to them. */
export function promised(world: World, agreement: string, line: string, funding?: string): number {
  let total = 0;
  for (const { from, to, amount } of world.books.lines) {
    const onGrant = to.agreement === undefined ? from : to;
    if ((from.agreement === undefined) === (to.agreement === undefined)) continue;
    if (onGrant.agreement !== agreement || onGrant.line !== line) continue;
    if (funding !== undefined && onGrant.funding !== funding) continue;
    total += to.agreement === undefined ? -amount : amount;
  }
  return total;
}

export const figuresOf = ({ amount, alsoStated }: LineFacts): number[] => [
  ...new Set([amount, ...alsoStated]),
];

export function notInForce(agreement: AgreementFacts): string[] {
  return agreement.conditions.every((each) => agreement.met.has(each)) ? [] : ["agreement-not-in-force"];
}

function contentOf(document: Fields): Pick<AgreementFacts, "years" | "lines" | "conditions" | "terms"> {
  const year = Number(document["budgetYear"]);
  const lines = listOf(document["lines"]).map((line): [string, LineFacts] => [
    text(line, "id"),
    {
      amount: read(line["amount"]),
      alsoStated: listOf(line["alsoStated"]).map(({ amount }) => read(amount)),
      recipients: line["recipients"] as string[],
      way: WAYS[text(line, "payment")] ?? "requisition",
      passedOn: line["finalRecipient"] !== undefined || splitOf(line) === "passed_on",
      ...(splitOf(line) === undefined ? {} : { split: splitOf(line) as string }),
    },
  ]);
  return {
    years: [year, Number(document["throughYear"] ?? year)],
    lines: new Map(lines),
    conditions: listOf(document["validity"]).map((each) => text(each, "id")),
    terms: termsOf((document["terms"] ?? {}) as Fields),
  };
}

const splitOf = (line: Fields): string | undefined =>
  (line["distribution"] as { method: string } | undefined)?.method;

/** DOMAIN, Variants: a line is paid on requisition, without one, or not at all. */
const WAYS: Readonly<Record<string, LineFacts["way"]>> = {
  requisition: "requisition",
  disposal_then_requisition: "requisition",
  without_requisition: "payment",
  separate_decision: "payment",
  authority_disposal: "disposal",
  government_offices_disposal: "disposal",
  ministry_share: "disposal",
};

function termsOf(terms: Fields): Terms {
  const requisition = terms["requisition"] as Fields | undefined;
  const report = terms["costReport"] as Fields | undefined;
  return {
    ...(requisition && {
      requisition: {
        deadline: dayOf(requisition["deadline"]),
        lapses: String(requisition["lapses"]) === "true",
        once: String(requisition["once"]) === "true",
        rolls: requisition["roll"] !== "none",
      },
    }),
    ...(report && {
      costReport: {
        ...(report["deadline"] === undefined ? {} : { deadline: dayOf(report["deadline"]) }),
        ...(report["parties"] === undefined ? {} : { parties: report["parties"] as string[] }),
      },
    }),
    ...(terms["coFinancing"] === undefined ? {} : { coFinancing: true as const }),
  };
}

export const NOTHING = TAKEN;
