import { readAgreement } from "#domain/agreements/agreement-document.ts";
import { readTerms } from "#domain/agreements/agreement-parts.ts";
import type { AgreementTerms } from "#domain/agreements/agreement-terms.ts";
import { DocumentError } from "#domain/agreements/document-error.ts";
import { DocumentNode } from "#domain/agreements/document-node.ts";
import { RuleError } from "#domain/rule-error.ts";
import {
  AgreementId,
  Amount,
  AnslagKey,
  CalendarDay,
  CaseNumber,
  Choice,
  Document,
  Id,
  objectAt,
  Slug,
  Text,
} from "./fields.ts";

/** The agreement document's own paths, seen from the request: `agreement.lines[3].amount`. */
function agreementAt(value: unknown, path: string): unknown {
  objectAt(value, path);
  try {
    return readAgreement(value);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    const [first, ...rest] = error.problems.map(({ rule, message, field, figures }) => {
      return new RuleError(rule, message, { field: field ? `${path}.${field}` : path, figures });
    });
    throw first === undefined ? error : new DocumentError(first, ...rest);
  }
}

function termsAt(value: unknown, path: string): AgreementTerms {
  const node = DocumentNode.root({ [path]: value }).get(path);
  const terms = readTerms(node);
  node.refuseProblems();
  return terms;
}

const AGREEMENT_EXAMPLE = {
  kind: "agreement",
  id: "sjsv-2022",
  title: "Sammanhållen, jämlik och säker vård 2022",
  budgetYear: 2022,
  source: "Överenskommelse mellan staten och Sveriges Kommuner och Regioner",
  parties: ["staten", "skr"],
  signed: { state: "2022-01-27", counterparty: "2022-01-28", cite: "kap 9" },
  defaults: { payer: "kammarkollegiet", payment: "requisition", recipients: ["skr"] },
  lines: [
    {
      id: "3a",
      ref: "3.3",
      purpose: "Kvalitetsregister: registrens grundanslag, sex RCO",
      amount: "65 000 000 kronor",
      cite: "kap 7.2, tabell; kap 8",
      funding: [{ key: "2022-9-1:6-5", cite: "kap 8" }],
    },
  ],
};

const AGREEMENT =
  "The agreement in the form of the files under agreements/, amounts as the document writes them.";

export class OfAgreement {
  @AgreementId("The agreement.")
  agreement!: string;
}

export class RegisterAgreement {
  @Document(AGREEMENT, AGREEMENT_EXAMPLE, agreementAt)
  agreement!: object;
}

export class AmendAgreement extends RegisterAgreement {
  @Text("Why there is a new version.", "Tilläggsöverenskommelse om insats 3a")
  reason!: string;

  @CalendarDay("The day of the amendment.")
  on!: string;
}

export class RecordCondition extends OfAgreement {
  @Slug("The validity condition that is met.", "regeringen")
  condition!: string;

  @CalendarDay("The day on which it was met.")
  on!: string;

  @Text("The decision by which it was met.", "Regeringsbeslut 2013-12-05", { optional: true, most: 200 })
  decision?: string;
}

export class RuleDiscrepancy extends OfAgreement {
  @Slug("The line that the document states in two ways.", "4")
  line!: string;

  @Amount("The stated figure that holds.", { example: "5500000.00" })
  amount!: string;

  @Text("Why it holds.", "Tabellen i kap 7.2 är beslutets underlag")
  reason!: string;

  @CalendarDay("The day of the ruling.")
  on!: string;
}

export class FundLine extends OfAgreement {
  @Slug("The line.", "3a")
  line!: string;

  @AnslagKey("The post that pays.")
  anslagspost!: string;

  @Amount("How much of the line this post carries.")
  amount!: string;

  @Text("The decision that says so.", "kap 8", { most: 200 })
  decision!: string;

  @CalendarDay("The day of the decision.")
  on!: string;
}

export class RecordPaymentDecision extends OfAgreement {
  @Id("The decision's id; the ledger gives one when it is left out.", "regeringsbeslut-2022-03-10", {
    optional: true,
  })
  decisionId?: string;

  @Choice("What kind of decision it is.", ["regleringsbrev", "government_decision"])
  kind!: "regleringsbrev" | "government_decision";

  @CaseNumber("The decision's diarienummer.")
  caseNumber!: string;

  @Slug("The lines that it is about.", "3a", { list: true })
  lines!: string[];

  @Choice("Where repayments go.", ["anslagspost", "income_title"])
  repaymentTo!: "anslagspost" | "income_title";

  @Document(
    "Terms of this decision for its lines, in place of the agreement's; the form of `terms` in an agreement.",
    { costReport: { deadline: "2023-03-31", cite: "beslutet" } },
    termsAt,
    { optional: true },
  )
  terms?: object;

  @CalendarDay("The day of the decision.")
  on!: string;
}
