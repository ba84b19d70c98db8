import { OPENED_ACCOUNTS, type OpenedAccount } from "#domain/grants/opening-events.ts";
import type { ReclaimDecided, ReclaimSource } from "#domain/grants/events.ts";
import {
  Amount,
  AmountOrZero,
  AnslagKey,
  CalendarDay,
  CaseNumber,
  Choice,
  GiroNumber,
  Id,
  Nested,
  OrgNumber,
  Slug,
  Text,
} from "./fields.ts";
import { OfGrant, Period } from "./grant-parts.ts";
import { PersonId } from "./person-id.ts";

const REQUISITION_ID = "rekvisition-1";
const DISBURSEMENT_ID = "utbetalning-1";
const REPORT_ID = "redovisning-2022";
const RECLAIM_ID = "aterkrav-1";
/** Of the cases an example shows one kind: a requisition that waits to be paid. */
const unusual = { optional: true, unusual: true } as const;

class OpenedItem {
  @Slug("The line.", "3a")
  line!: string;

  @AnslagKey("The post that the money is from.")
  anslagspost!: string;

  @Slug("Who has the money, when it was passed on.", "region-01", unusual)
  holder?: string;

  @Choice("Where the money stands on the cut-over day.", OPENED_ACCOUNTS, { example: "requisitioned" })
  account!: OpenedAccount;

  @Amount()
  amount!: string;

  @Id("The approved requisition that waits to be paid (requisitioned).", REQUISITION_ID, { optional: true })
  requisition?: string;

  @Id("The payment (in_payment; outstanding, when it may still come back).", DISBURSEMENT_ID, unusual)
  disbursement?: string;

  @Id("The approved cost report that booked it (spent, unused, and what became of them).", REPORT_ID, unusual)
  report?: string;

  @Id("The claim (reclaimed, written_off; repaid, when it was demanded).", RECLAIM_ID, unusual)
  reclaim?: string;

  @Choice("What the claim took the money from.", ["unused", "outstanding", "spent"], unusual)
  demandedFrom?: ReclaimSource;
}

class OpenedRequisition {
  @Id("The requisition's id.", REQUISITION_ID)
  requisitionId!: string;

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

  @CalendarDay("The day on which it arrived.", { example: "2022-09-12" })
  receivedOn!: string;
}

class OpenedDisbursement {
  @Id("The payment's id.", DISBURSEMENT_ID)
  disbursementId!: string;

  @Id("The requisition that it pays, of those opened here.", REQUISITION_ID, { optional: true })
  requisition?: string;

  @GiroNumber("Where it is paid, on a line paid without requisition.", { optional: true })
  payTo?: { type: string; number: string };

  @Text("What is stated on the payment.", "SJSV 2022 3a", { optional: true, most: 100 })
  paymentReference?: string;

  @CalendarDay("The bank date, when the bank has confirmed it.", { optional: true, example: "2022-09-20" })
  confirmedOn?: string;
}

class OpenedUse {
  @Slug("The line.", "3a")
  line!: string;

  @Slug("Who had the money.", "skr")
  holder!: string;

  @AmountOrZero("The costs that the report states.", { example: "63900000.00" })
  costs!: string;
}

class OpenedReport {
  @Id("The report's id.", REPORT_ID)
  reportId!: string;

  @Nested(() => Period, "The period that it accounts for.")
  period!: Period;

  @Nested(() => OpenedUse, "What it is about.", { list: true })
  uses!: OpenedUse[];

  @CalendarDay("The day on which it arrived.", { example: "2022-09-12" })
  receivedOn!: string;
}

class OpenedReclaim {
  @Id("The claim's id.", RECLAIM_ID)
  reclaimId!: string;

  @Choice("Why.", ["unused", "late_report", "cost_not_accepted", "ruling", "other"])
  grounds!: ReclaimDecided["data"]["grounds"];

  @Text("The decision, made elsewhere.", "Regeringsbeslut S2023/01234", { most: 200 })
  decision!: string;
}

export class RecordOpeningBalance extends OfGrant {
  @Text("The document or system that the figures are taken from.", "Bidragsregistret, utdrag 2022-09-30", {
    most: 200,
  })
  source!: string;

  @CalendarDay("The cut-over day.", { example: "2022-10-01" })
  effectiveOn!: string;

  @Nested(() => OpenedItem, "Where the grant's money stands that day: all of it.", { list: true })
  items!: OpenedItem[];

  @Nested(
    () => OpenedRequisition,
    "Requisitions that are approved and not paid, or whose payment may come back.",
    {
      optional: true,
      list: true,
    },
  )
  requisitions?: OpenedRequisition[];

  @Nested(() => OpenedDisbursement, "Payments that the bank has, or that may come back.", {
    ...unusual,
    list: true,
  })
  disbursements?: OpenedDisbursement[];

  @Nested(() => OpenedReport, "Cost reports that have come and are approved.", { ...unusual, list: true })
  reports?: OpenedReport[];

  @Nested(() => OpenedReclaim, "Claims that something is left of, or was repaid or given up of.", {
    ...unusual,
    list: true,
  })
  reclaims?: OpenedReclaim[];
}
