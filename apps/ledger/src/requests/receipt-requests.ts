import { AgreementId, Amount, CalendarDay, Id, OrgNumber, Slug, Text } from "./fields.ts";

class OfReceipt {
  @Id("The bank's own reference of the entry.", "BG-20230415-0042")
  receipt!: string;
}

export class RecordReceipt extends OfReceipt {
  @Amount(undefined, { example: "1100000.00" })
  amount!: string;

  @OrgNumber("The sender's, when the bank gives it.", { optional: true })
  sender?: string;

  @Text("The payment reference as it stands on the entry.", "1234567897", { optional: true, most: 100 })
  reference?: string;

  @Text("The case number as it stands on the entry.", "S2022/02782", { optional: true, most: 100 })
  caseNumber?: string;

  @CalendarDay("The bank date.", { example: "2023-04-15" })
  effectiveOn!: string;
}

export class PlaceReceipt extends OfReceipt {
  @AgreementId("The agreement.")
  agreement!: string;

  @Slug("Whose repayment it is.", "skr")
  recipient!: string;

  @Amount("How much of the receipt.", { example: "1100000.00" })
  amount!: string;

  @Slug("Only debts of this line, when the recipient said so.", "3a", { optional: true })
  line?: string;

  @Slug("Only debts of this holder.", "region-01", { optional: true })
  holder?: string;
}

export class RefundReceipt extends OfReceipt {
  @Amount("What goes back to the sender.", { example: "100000.00" })
  amount!: string;

  @Text("Why.", "Inbetalningen översteg skulden")
  reason!: string;

  @CalendarDay("The day on which it takes effect.", { example: "2023-05-02" })
  effectiveOn!: string;
}
