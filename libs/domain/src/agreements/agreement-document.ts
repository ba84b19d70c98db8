import type { Agreement } from "./agreement-terms.ts";
import { checkReferences } from "./agreement-references.ts";
import type { LineDefaults } from "./agreement-parts.ts";
import {
  readDeadline,
  readLine,
  readLineDefaults,
  readNonStateLine,
  readPaymentDecision,
  readStatedTotal,
  readTerms,
  readUnplaced,
  readValidity,
  slugs,
} from "./agreement-parts.ts";
import { DocumentNode } from "./document-node.ts";

const FIELDS = [
  ...["kind", "id", "title", "budgetYear", "throughYear", "source", "caseNumbers", "parties", "signed"],
  ...["validity", "defaults", "lines", "nonStateLines", "unplaced", "statedTotals", "terms", "deadlines"],
  "paymentDecisions",
];

/**
 * Reads an agreement document (the value of a file under agreements/, or a request's body) into an
 * {@link Agreement} with amounts in öre. Takes any value whatever and stands alone: it checks shapes as
 * agreements/agreement.schema.json does, and besides everything that a schema cannot say.
 *
 * Contradicting figures are no errors here: they are what `checkConsistency` finds in a read agreement.
 *
 * @throws DocumentError with every problem found, each naming its field (`lines[3].amount`)
 */
export function readAgreement(document: unknown): Agreement {
  const node = DocumentNode.root(document).fields(...FIELDS);
  node.get("kind").oneOf(["agreement"], "agreement");
  const defaults: LineDefaults = node.get("defaults").isPresent ? readLineDefaults(node.get("defaults")) : {};
  const terms = node.get("terms");
  const agreement: Agreement = {
    id: node.get("id").agreementId(),
    title: node.get("title").text(),
    budgetYear: node.get("budgetYear").year(),
    ...node.get("throughYear").optional("throughYear", (through) => through.year()),
    source: node.get("source").text(),
    caseNumbers: node
      .get("caseNumbers")
      .listOrNone()
      .map((number) => number.caseNumber()),
    parties: slugs(node.get("parties")),
    signed: readSigned(node.get("signed")),
    validity: node.get("validity").listOrNone().map(readValidity),
    lines: node
      .get("lines")
      .list()
      .map((line) => readLine(line, defaults)),
    nonStateLines: node.get("nonStateLines").listOrNone().map(readNonStateLine),
    unplaced: node.get("unplaced").listOrNone().map(readUnplaced),
    statedTotals: node.get("statedTotals").listOrNone().map(readStatedTotal),
    terms: terms.isPresent ? readTerms(terms) : {},
    deadlines: node.get("deadlines").listOrNone().map(readDeadline),
    paymentDecisions: node.get("paymentDecisions").listOrNone().map(readPaymentDecision),
  };
  // References are looked up only when all shapes are right: a missing id would be blamed twice.
  node.refuseProblems();
  checkReferences(agreement, node);
  node.refuseProblems();
  return agreement;
}

function readSigned(node: DocumentNode): Agreement["signed"] {
  node.fields("state", "counterparty", "cite");
  return {
    state: node.get("state").day(),
    counterparty: node.get("counterparty").day(),
    cite: node.get("cite").text(),
  };
}
