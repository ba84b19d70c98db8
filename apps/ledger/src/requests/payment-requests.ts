import { CalendarDay, GiroNumber, Id, Nested, Slug, Text } from "./fields.ts";
import { OfGrant, PartOfLine } from "./grant-parts.ts";

const DISBURSEMENT_ID = "utbetalning-1";

class Pays {
  @Id("An approved requisition.", "rekvisition-1", { optional: true })
  requisition?: string;

  @Id("A decided refund.", "refund-1", { optional: true })
  refund?: string;

  @Nested(() => PartOfLine, "Parts of lines that are paid without requisition.", {
    optional: true,
    list: true,
  })
  items?: PartOfLine[];
}

export class OrderDisbursement extends OfGrant {
  @Id("The payment's id; the ledger gives one when it is left out.", DISBURSEMENT_ID, { optional: true })
  disbursementId?: string;

  @Nested(() => Pays, "What is paid: exactly one of the three.", {
    exactlyOne: ["requisition", "refund", "items"],
  })
  pays!: { requisition: string } | { refund: string } | { items: PartOfLine[] };

  @GiroNumber("Needed on a line paid without requisition; else as the requisition or refund says.", {
    optional: true,
  })
  payTo?: { type: string; number: string };

  @Text("What stands on the payment.", "SJSV 2022 3a", { optional: true, most: 100 })
  paymentReference?: string;

  @CalendarDay("The day of the order.")
  effectiveOn!: string;
}

class OfDisbursement extends OfGrant {
  @Id("The payment.", DISBURSEMENT_ID)
  disbursementId!: string;
}

export class ApproveDisbursement extends OfDisbursement {
  @CalendarDay("The day of the approval, by another person than the one who ordered.")
  on!: string;
}

class UndoneDisbursement extends OfDisbursement {
  @Text("Why.", "Kontot är avslutat")
  reason!: string;

  @CalendarDay("The day on which it takes effect.")
  effectiveOn!: string;
}

export class CancelDisbursement extends UndoneDisbursement {}
export class ReturnDisbursement extends UndoneDisbursement {}

export class ConfirmDisbursement extends OfDisbursement {
  @Id("The bank's reference.", "BG-20221202-0001")
  bankReference!: string;

  @CalendarDay("The bank date.", { example: "2022-12-02" })
  effectiveOn!: string;
}

export class ReportDisposal extends OfGrant {
  @Nested(() => PartOfLine, "What the authority used itself.", { list: true })
  items!: PartOfLine[];

  @Text("The report that says so.", "Årsredovisning 2007", { most: 200 })
  report!: string;

  @CalendarDay("The day on which it takes effect.")
  effectiveOn!: string;
}

class PassedOnPart extends PartOfLine {
  @Slug("Who gets it.", "region-01")
  to!: string;
}

export class PassOn extends OfGrant {
  @Nested(() => PassedOnPart, "What is handed on, and to whom.", { list: true })
  items!: PassedOnPart[];

  @Text("The recipient's own decision.", "SKR 2022-03-18", { most: 200 })
  decision!: string;

  @CalendarDay("The day on which it takes effect.")
  effectiveOn!: string;
}

class CoFinancedPart extends PartOfLine {
  @Slug("The line that it is used for.", "3b")
  toLine!: string;
}

export class CoFinance extends OfGrant {
  @Nested(() => CoFinancedPart, "What is used for another line.", { list: true })
  items!: CoFinancedPart[];

  @Text("The consultation that came first.", "Samråd 2013-09-12", { most: 200 })
  consultation!: string;

  @CalendarDay("The day on which it takes effect.")
  effectiveOn!: string;
}
