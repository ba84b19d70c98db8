import type { ReclaimDecided, ReclaimSource } from "#domain/grants/events.ts";
import {
  AgreementId,
  Amount,
  AnslagKey,
  CalendarDay,
  Choice,
  GiroNumber,
  Id,
  Nested,
  Slug,
  Text,
} from "./fields.ts";
import { OfGrant, PartOfLine } from "./grant-parts.ts";

const RECLAIM_ID = "aterkrav-1";
const DECISION = "The decision, made elsewhere and recorded here.";
const DECISION_EXAMPLE = "Regeringsbeslut S2023/01234";

class ReclaimedPart extends PartOfLine {
  @Choice("What the money is now.", ["unused", "outstanding", "spent"])
  from!: ReclaimSource;
}

export class DecideReclaim extends OfGrant {
  @Id("The claim's id; the ledger gives one when it is left out.", RECLAIM_ID, { optional: true })
  reclaimId?: string;

  @Nested(() => ReclaimedPart, "What is demanded back.", { list: true })
  items!: ReclaimedPart[];

  @Choice("Why.", ["unused", "late_report", "cost_not_accepted", "ruling", "other"])
  grounds!: ReclaimDecided["data"]["grounds"];

  @Text(DECISION, DECISION_EXAMPLE, { most: 200 })
  decision!: string;

  @CalendarDay("The day on which it takes effect.", { example: "2023-05-02" })
  effectiveOn!: string;
}

class OfReclaim extends OfGrant {
  @Id("The claim.", RECLAIM_ID)
  reclaimId!: string;

  @Amount("How much of it; the whole rest when it is left out.", { optional: true, example: "100000.00" })
  amount?: string;

  @CalendarDay("The day on which it takes effect.", { example: "2023-06-01" })
  effectiveOn!: string;
}

export class WithdrawReclaim extends OfReclaim {
  @Text("Why.", "Redovisningen kom in")
  reason!: string;
}

export class WriteOffReclaim extends OfReclaim {
  @Text(DECISION, DECISION_EXAMPLE, { most: 200 })
  decision!: string;
}

export class DecideRefund extends OfGrant {
  @Id("The refund's id; the ledger gives one when it is left out.", "refund-1", { optional: true })
  refundId?: string;

  @Nested(() => PartOfLine, "What was repaid beyond the debt.", { list: true })
  items!: PartOfLine[];

  @Text("The decision.", "Kammarkollegiet 2023-06-01", { most: 200 })
  decision!: string;

  @GiroNumber("Where it is paid.")
  payTo!: { type: string; number: string };

  @CalendarDay("The day on which it takes effect.", { example: "2023-06-01" })
  effectiveOn!: string;
}

export class ReduceAllocation extends OfGrant {
  @Slug("The line.", "3a")
  line!: string;

  @AnslagKey("The post; needed only when the line has money from several.", { optional: true })
  anslagspost?: string;

  @Amount(undefined, { example: "3000000.00" })
  amount!: string;

  @Text("Why.", "Insatsen påbörjas senare")
  reason!: string;

  @Text("The decision.", "S2022/02782", { most: 200 })
  decision!: string;

  @CalendarDay("The day on which it takes effect.")
  effectiveOn!: string;

  @AnslagKey("The post that takes over the commitment, at year end.", {
    optional: true,
    example: "2023-9-1:6-5",
  })
  movesTo?: string;
}

export class LapseDue {
  @AgreementId("One agreement alone.", { optional: true })
  agreement?: string;

  @Slug("One recipient alone.", "skr", { optional: true })
  recipient?: string;

  @CalendarDay("The day as of which it is looked at.", { example: "2022-12-02" })
  on!: string;
}

class ReleasedPart extends PartOfLine {
  @Choice("What the money is now.", ["lapsed", "repaid"])
  from!: "lapsed" | "repaid";
}

export class ReleaseFunds extends OfGrant {
  @Nested(() => ReleasedPart, "What becomes available to the post again.", { list: true })
  items!: ReleasedPart[];

  @Text("The decision.", "S2022/02782", { most: 200 })
  decision!: string;

  @CalendarDay("The day on which it takes effect.", { example: "2022-12-15" })
  effectiveOn!: string;
}

export class ApplyRuling extends OfGrant {
  @Slug("The line that was ruled lower.", "4")
  line!: string;

  @Amount("How much this grant holds beyond the ruling.", { example: "500000.00" })
  excess!: string;

  @Text("The decision.", "S2022/02782", { most: 200 })
  decision!: string;

  @CalendarDay("The day on which it takes effect.")
  effectiveOn!: string;
}
