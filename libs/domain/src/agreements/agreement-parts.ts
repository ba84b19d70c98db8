import type { Ore } from "../money.ts";
import type {
  AgreementLine,
  AgreementTerms,
  Coverage,
  Deadline,
  DistributionRule,
  DutyTerm,
  Earmark,
  NonStateLine,
  PartyId,
  PaymentCondition,
  PaymentDecision,
  RequisitionTerm,
  StatedFunding,
  StatedTotal,
  UnplacedAmount,
  ValidityCondition,
} from "./agreement-terms.ts";
import { PAYMENT_CONDITIONS, PAYMENT_DECISION_KINDS, REPAYMENT_TARGETS } from "./agreement-terms.ts";
import type { DocumentNode } from "./document-node.ts";

/** What a file says once for all its lines; a line's own word goes before it. */
export interface LineDefaults {
  readonly payer?: PartyId;
  readonly payment?: PaymentCondition;
  readonly recipients?: readonly PartyId[];
}

const slug = (node: DocumentNode): string => node.slug();
const text = (node: DocumentNode): string => node.text();
const payment = (node: DocumentNode): PaymentCondition => node.oneOf(PAYMENT_CONDITIONS, "requisition");

/** A list of names: at least one, none twice (a line named twice would count twice). */
export function slugs(node: DocumentNode): string[] {
  const names = node.list().map(slug);
  const repeated = names.find((name, index) => name !== "" && names.indexOf(name) !== index);
  if (Array.isArray(node.value) && names.length === 0) node.problem("name-missing", "must name at least one");
  if (repeated !== undefined) node.problem("name-repeated", `names "${repeated}" twice`, { name: repeated });
  return names;
}

export function readLineDefaults(node: DocumentNode): LineDefaults {
  node.fields("payer", "payment", "recipients");
  return {
    ...node.get("payer").optional("payer", slug),
    ...node.get("payment").optional("payment", payment),
    ...node.get("recipients").optional("recipients", slugs),
  };
}

export function readLine(node: DocumentNode, defaults: LineDefaults): AgreementLine {
  node.fields(
    ...["id", "ref", "purpose", "amount", "cite", "alsoStated", "recipients", "finalRecipient", "payer"],
    ...["payment", "extraCondition", "funding", "distribution", "earmarks", "components", "intention"],
    "separateDecision",
  );
  const id = node.get("id").slug();
  const amount = node.get("amount").amount();
  return {
    id,
    ref: node.get("ref").isPresent ? node.get("ref").text() : id,
    purpose: node.get("purpose").text(),
    amount,
    cite: node.get("cite").text(),
    ...node.get("alsoStated").optional("alsoStated", (also) => also.list().map(readStatedAmount)),
    recipients: inherited(node.get("recipients"), defaults.recipients, slugs),
    ...node.get("finalRecipient").optional("finalRecipient", text),
    ...(defaults.payer === undefined ? {} : { payer: defaults.payer }),
    ...node.get("payer").optional("payer", slug),
    payment: inherited(node.get("payment"), defaults.payment, payment),
    ...node.get("extraCondition").optional("extraCondition", text),
    funding: node
      .get("funding")
      .listOrNone()
      .map((funding) => readFunding(funding, amount)),
    ...node.get("distribution").optional("distribution", readDistribution),
    ...node.get("earmarks").optional("earmarks", (earmarks) => earmarks.list().map(readEarmark)),
    ...node.get("components").optional("components", (parts) => parts.list().map(readEarmark)),
    ...node.get("intention").optional("intention", readIntention),
    ...node.get("separateDecision").optional("separateDecision", (decision) => decision.flag()),
  };
}

/** The line's own word, else the file's default, else the problem that it is missing. */
function inherited<T>(node: DocumentNode, fallback: T | undefined, read: (node: DocumentNode) => T): T {
  return node.isPresent || fallback === undefined ? read(node) : fallback;
}

function readStatedAmount(node: DocumentNode): { amount: Ore; cite: string } {
  node.fields("amount", "cite");
  return { amount: node.get("amount").amount(), cite: node.get("cite").text() };
}

/** Without an amount of its own the funding carries the whole line. */
function readFunding(node: DocumentNode, lineAmount: Ore): StatedFunding {
  node.fields("key", "amount", "cite");
  const amount = node.get("amount");
  return {
    funding: node.get("key").funding(),
    amount: amount.isPresent ? amount.amount() : lineAmount,
    cite: node.get("cite").text(),
  };
}

function readEarmark(node: DocumentNode): Earmark {
  node.fields("purpose", "amount", "cite", "binding");
  return {
    purpose: node.get("purpose").text(),
    amount: node.get("amount").amount(),
    cite: node.get("cite").text(),
    binding: node.get("binding").flag(),
  };
}

function readIntention(node: DocumentNode): { total: Ore; through: number; cite: string } {
  node.fields("total", "through", "cite");
  return {
    total: node.get("total").amount(),
    through: node.get("through").year(),
    cite: node.get("cite").text(),
  };
}

function readDistribution(node: DocumentNode): DistributionRule {
  const method = node.get("method").oneOf(["equal", "key", "table", "passed_on"], "equal");
  const cite = node.get("cite").text();
  if (method === "key") {
    node.fields("method", "key", "cite");
    return { method, key: node.get("key").slug(), cite };
  }
  node.fields("method", "cite");
  return { method, cite };
}

export function readNonStateLine(node: DocumentNode): NonStateLine {
  node.fields("id", "ref", "purpose", "amount", "cite", "payer", "recipient");
  return {
    ...readPlaced(node),
    payer: node.get("payer").text(),
    recipient: node.get("recipient").text(),
  };
}

export function readUnplaced(node: DocumentNode): UnplacedAmount {
  node.fields("id", "ref", "purpose", "amount", "cite");
  return readPlaced(node);
}

function readPlaced(node: DocumentNode): UnplacedAmount {
  return {
    id: node.get("id").slug(),
    ref: node.get("ref").text(),
    purpose: node.get("purpose").text(),
    amount: node.get("amount").amount(),
    cite: node.get("cite").text(),
  };
}

export function readStatedTotal(node: DocumentNode): StatedTotal {
  node.fields("id", "label", "amount", "cite", "covers");
  return {
    id: node.get("id").slug(),
    label: node.get("label").text(),
    amount: node.get("amount").amount(),
    cite: node.get("cite").text(),
    covers: readCoverage(node.get("covers")),
  };
}

function readCoverage(node: DocumentNode): Coverage {
  node.fields("lines", "all", "totals", "funding");
  const given = (["lines", "all", "totals", "funding"] as const).filter((key) => node.get(key).isPresent);
  if (given.length !== 1)
    node.problem("coverage-one-of", "must say exactly one of lines, all, totals, funding");
  switch (given[0]) {
    case "totals":
      return { totals: slugs(node.get("totals")) };
    case "funding":
      return { funding: node.get("funding").funding() };
    case "all":
      return { all: node.get("all").oneOf(["state", "non_state", "everything"], "state") };
    default:
      return { lines: node.get("lines").isPresent ? slugs(node.get("lines")) : [] };
  }
}

export function readValidity(node: DocumentNode): ValidityCondition {
  node.fields("id", "by", "cite");
  return { id: node.get("id").slug(), by: node.get("by").text(), cite: node.get("cite").text() };
}

export function readTerms(node: DocumentNode): AgreementTerms {
  node.fields("requisition", "costReport", "repayment", "reclaim", "coFinancing");
  return {
    ...node.get("requisition").optional("requisition", readRequisitionTerm),
    ...node.get("costReport").optional("costReport", readDutyTerm),
    ...node.get("repayment").optional("repayment", readDutyTerm),
    ...node.get("reclaim").optional("reclaim", (reclaim) => ({
      decidedBy: reclaim.fields("decidedBy", "cite").get("decidedBy").text(),
      cite: reclaim.get("cite").text(),
    })),
    ...node.get("coFinancing").optional("coFinancing", (coFinancing) => ({
      cite: coFinancing.fields("cite").get("cite").text(),
    })),
  };
}

function readRequisitionTerm(node: DocumentNode): RequisitionTerm {
  node.fields("deadline", "lapses", "roll", "once", "cite");
  const roll = node.get("roll");
  return {
    deadline: node.get("deadline").day(),
    lapses: node.get("lapses").flag(),
    // The default is assumed, since no document states it (DOMAIN: the process, Deadline).
    roll: roll.isPresent ? roll.oneOf(["next_weekday", "none"], "next_weekday") : "next_weekday",
    once: node.get("once").flag(),
    cite: node.get("cite").text(),
  };
}

function readDutyTerm(node: DocumentNode): DutyTerm {
  node.fields("deadline", "parties", "to", "cite");
  return {
    ...node.get("deadline").optional("deadline", (deadline) => deadline.day()),
    ...node.get("parties").optional("parties", slugs),
    ...node.get("to").optional("to", slug),
    cite: node.get("cite").text(),
  };
}

/** A day says `when` by itself; only a less exact date needs words. */
export function readDeadline(node: DocumentNode): Deadline {
  node.fields("id", "date", "when", "what", "by", "to", "cite");
  const when = node.get("when");
  const exact = node.get("date").optional("date", (date) => date.day());
  return {
    id: node.get("id").slug(),
    ...exact,
    when: when.isPresent ? when.text() : (exact.date ?? when.text()),
    what: node.get("what").text(),
    by: node.get("by").text(),
    ...node.get("to").optional("to", text),
    cite: node.get("cite").text(),
  };
}

export function readPaymentDecision(node: DocumentNode): PaymentDecision {
  node.fields("id", "kind", "caseNumber", "lines", "repaymentTo", "cite", "terms");
  return {
    id: node.get("id").slug(),
    kind: node.get("kind").oneOf(PAYMENT_DECISION_KINDS, "regleringsbrev"),
    ...node.get("caseNumber").optional("caseNumber", (number) => number.caseNumber()),
    lines: slugs(node.get("lines")),
    ...node.get("repaymentTo").optional("repaymentTo", (to) => to.oneOf(REPAYMENT_TARGETS, "anslagspost")),
    cite: node.get("cite").text(),
    ...node.get("terms").optional("terms", readTerms),
  };
}
