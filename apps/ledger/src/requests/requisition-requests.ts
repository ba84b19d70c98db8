import { CalendarDay, CaseNumber, Choice, GiroNumber, Id, Nested, OrgNumber, Slug, Text } from "./fields.ts";
import { Amount } from "./fields.ts";
import { LineAmount, OfGrant, PartOfLine, Period } from "./grant-parts.ts";
import { PersonId } from "./person-id.ts";

const REQUISITION_ID = "rekvisition-1";
const LINES = "The lines, as the desk maps them; the form names none.";

export class ReceiveRequisition extends OfGrant {
  @Id("The requisition's id; the ledger gives one when it is left out.", REQUISITION_ID, { optional: true })
  requisitionId?: string;

  @Amount("What is asked for.")
  amount!: string;

  @Nested(() => LineAmount, LINES, { optional: true, list: true })
  lines?: LineAmount[];

  @Nested(() => Period, "The period that the money is asked for.")
  period!: Period;

  @OrgNumber("The recipient's, or its payee's.")
  organisationsnummer!: string;

  @CaseNumber("The agreement's diarienummer, as the form states it.", { optional: true })
  agreementCaseNumber?: string;

  @CaseNumber("The payment decision's diarienummer.", { optional: true })
  decisionCaseNumber?: string;

  @GiroNumber("Where it is paid.")
  payTo!: { type: string; number: string };

  @Text("What the recipient wants stated on the payment.", "SJSV 2022 3a", { optional: true, most: 100 })
  paymentReference?: string;

  @PersonId("Opaque id of the contact in the register of persons.", "person-17", { optional: true })
  contact?: string;

  @PersonId("Opaque id of the authorised signatory who signed.", "person-18", { optional: true })
  signatory?: string;

  @CalendarDay("The day on which it arrived: it decides whether it is in time.")
  receivedOn!: string;
}

class OfRequisition extends OfGrant {
  @Id("The requisition.", REQUISITION_ID)
  requisitionId!: string;
}

export class RequestSupplement extends OfRequisition {
  @Text("What is missing.", "Firmatecknarens underskrift")
  missing!: string;

  @CalendarDay("The day of the request.")
  on!: string;
}

export class SupplementRequisition extends OfRequisition {
  @Nested(() => LineAmount, LINES, { optional: true, list: true })
  lines?: LineAmount[];

  @GiroNumber("Where it is paid.", { optional: true })
  payTo?: { type: string; number: string };

  @Text("What the recipient wants stated on the payment.", "SJSV 2022 3a", { optional: true, most: 100 })
  paymentReference?: string;

  @CaseNumber("The agreement's diarienummer.", { optional: true })
  agreementCaseNumber?: string;

  @CaseNumber("The payment decision's diarienummer.", { optional: true })
  decisionCaseNumber?: string;

  @PersonId("Opaque id of the authorised signatory who signed.", "person-18", { optional: true })
  signatory?: string;

  @CalendarDay("The day on which it was supplemented.")
  on!: string;
}

export class ApproveRequisition extends OfRequisition {
  @Nested(() => PartOfLine, "What is approved of each line and post.", { list: true })
  items!: PartOfLine[];

  @Text("Why less is approved than was asked for.", "Endast 60 mnkr återstår av insatsen", { optional: true })
  cutReason?: string;

  @CalendarDay("The day of the approval.")
  effectiveOn!: string;
}

class EndOfRequisition extends OfRequisition {
  @Text("Why.", "Beloppet avser ett annat år")
  reason!: string;

  @CalendarDay("The day of the decision.")
  on!: string;
}

export class RejectRequisition extends EndOfRequisition {}
export class WithdrawRequisition extends EndOfRequisition {}

export class RecordException extends OfGrant {
  @Slug("The line that is paid once.", "3a")
  line!: string;

  @Choice("What is allowed.", ["second_requisition"])
  kind!: "second_requisition";

  @Text("Why.", "Första rekvisitionen avsåg endast registrens grundanslag")
  reason!: string;

  @Text("The decision that allows it.", "S2022/02782", { most: 200 })
  decision!: string;

  @CalendarDay("The day of the decision.")
  on!: string;
}
