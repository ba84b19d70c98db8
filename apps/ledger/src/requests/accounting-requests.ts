import { Amount, AmountOrZero, AnslagKey, CalendarDay, Choice, Id, Nested, Slug, Text } from "./fields.ts";
import { OfGrant, Period } from "./grant-parts.ts";
import { PersonId } from "./person-id.ts";

const REPORT_ID = "redovisning-2022";

class ReportedUse {
  @Slug("The line.", "3a")
  line!: string;

  @Slug("Who had the money.", "skr")
  holder!: string;

  @AnslagKey("The post, when the report tells several apart.", { optional: true })
  anslagspost?: string;

  @AmountOrZero("Costs.", { example: "63900000.00" })
  costs!: string;

  @AmountOrZero("A part in dispute, which stays outstanding.", { optional: true, unusual: true })
  disputed?: string;
}

class LargerItem {
  @Text("What it was.", "Registercentrum Norr")
  what!: string;

  @Amount(undefined, { example: "12000000.00" })
  amount!: string;
}

class Certificate {
  @Choice("1: correct. 2: with deviations and measures.", [1, 2])
  alternative!: 1 | 2;

  @Text("What deviates.", "Underlag saknas för en post", { optional: true, most: 2_000, unusual: true })
  deviations?: string;

  @Text("What is done about it.", "Underlag har begärts in", { optional: true, most: 2_000, unusual: true })
  measures?: string;

  @PersonId("Opaque id of the chief financial officer.", "person-19", { optional: true })
  certifier?: string;
}

export class ReceiveCostReport extends OfGrant {
  @Id("The report's id; the ledger gives one when it is left out.", REPORT_ID, { optional: true })
  reportId?: string;

  @Nested(() => Period, "The period that it accounts for.")
  period!: Period;

  @Nested(() => ReportedUse, "Costs per line and holder.", { list: true })
  uses!: ReportedUse[];

  @Nested(() => LargerItem, "Larger items, specified.", { optional: true, list: true })
  largerItems?: LargerItem[];

  @Nested(() => Certificate, "The chief financial officer's certificate.")
  certificate!: Certificate;

  @PersonId("Opaque id of the authorised signatory who signed.", "person-18", { optional: true })
  signatory?: string;

  @Id("The approved report that this one replaces.", "redovisning-2021", { optional: true, unusual: true })
  corrects?: string;

  @CalendarDay("The day on which it arrived.", { example: "2023-03-30" })
  receivedOn!: string;
}

class OfReport extends OfGrant {
  @Id("The cost report.", REPORT_ID)
  reportId!: string;

  @CalendarDay("The day of the decision.", { example: "2023-04-14" })
  on!: string;
}

export class ApproveCostReport extends OfReport {}

export class RejectCostReport extends OfReport {
  @Text("Why it cannot be booked.", "Redovisar medel som inte har betalats ut")
  reason!: string;
}

export class ResolveDeviation extends OfReport {
  @Text("How it was resolved.", "Underlaget har kommit in")
  resolution!: string;
}
