import { APPROPRIATION_KINDS, type AppropriationKind } from "#domain/appropriations/events.ts";
import {
  AgreementId,
  Amount,
  AmountOrZero,
  AnslagKey,
  CalendarDay,
  Choice,
  Nested,
  Slug,
  Text,
} from "./fields.ts";

const DECISION = "The decision: its diarienummer, or the regleringsbrev by name.";
const DECISION_EXAMPLE = "Regleringsbrev 2022, S2021/08111";

class Decision {
  @Text(DECISION, DECISION_EXAMPLE, { most: 200 })
  decision!: string;

  @CalendarDay("The day on which it takes effect.", { example: "2022-01-01" })
  effectiveOn!: string;
}

class DecisionOnPost extends Decision {
  @AnslagKey()
  anslagspost!: string;
}

export class GrantAppropriation extends DecisionOnPost {
  @Text("The post's name in that year.", "Bidrag till folkhälsa och sjukvård, ap. 5", { most: 200 })
  name!: string;

  @Choice("What the decision adds.", APPROPRIATION_KINDS)
  kind!: AppropriationKind;

  @AmountOrZero(
    "Kronor with two decimals; zero when the post is taken over in mid-year and nothing of it is left to allocate.",
    { example: "172500000.00" },
  )
  amount!: string;
}

export class AdjustAppropriation extends DecisionOnPost {
  @Choice("What the decision changes.", APPROPRIATION_KINDS)
  kind!: AppropriationKind;

  @Choice("Which way.", ["increase", "decrease"])
  direction!: "increase" | "decrease";

  @Amount(undefined, { example: "1000000.00" })
  amount!: string;
}

export class MoveAppropriation extends Decision {
  @AnslagKey("The post that the money leaves.")
  from!: string;

  @AnslagKey("The post that takes it over.", { example: "2022-9-1:6-18" })
  to!: string;

  @Amount(undefined, { example: "1000000.00" })
  amount!: string;
}

export class WithdrawAppropriation extends DecisionOnPost {
  @Amount(undefined, { example: "1000000.00" })
  amount!: string;
}

export class CloseYear {
  @AnslagKey()
  anslagspost!: string;

  @AmountOrZero("How much is carried over to the next year; the rest of what is available is withdrawn.")
  carriedOver!: string;

  @Text(DECISION, DECISION_EXAMPLE, { most: 200 })
  decision!: string;
}

export class ReduceLineFunding {
  @AnslagKey()
  anslagspost!: string;

  @AgreementId("The agreement.")
  agreement!: string;

  @Slug("The line.", "3a")
  line!: string;

  @Amount("How much less this post carries.", { example: "500000.00" })
  amount!: string;

  @Text("Why.", "Insatsen bekostas från ap. 18")
  reason!: string;

  @CalendarDay("The day of the decision.")
  on!: string;
}

class OnLine extends DecisionOnPost {
  @AgreementId("The agreement.")
  agreement!: string;

  @Slug("The line.", "3a")
  line!: string;
}

class AllocationTo {
  @Slug("Who may requisition the money.", "skr")
  recipient!: string;

  @Amount()
  amount!: string;
}

export class Allocate extends OnLine {
  @Nested(() => AllocationTo, "All of them are decided, or none.", { list: true })
  allocations!: AllocationTo[];
}

export class Distribute {
  @AnslagKey(undefined, { example: "2022-9-1:6-40" })
  anslagspost!: string;

  @AgreementId("The agreement.")
  agreement!: string;

  @Slug("The line.", "6b")
  line!: string;

  @Text(DECISION, "S2022/00973", { most: 200 })
  decision!: string;

  @CalendarDay("The day on which it takes effect.", { example: "2022-02-21" })
  effectiveOn!: string;

  @Amount("What is split.", { example: "112500000.00" })
  amount!: string;

  @Choice("By a registered key, equally, or by the decision's own table.", ["key", "equal", "table"])
  method!: "equal" | "key" | "table";

  @Amount(
    "The decision's rounding unit: every share is a multiple of it, but for remainders. Needed by key and equal.",
    { example: "1.00", optional: true },
  )
  unit?: string;

  @Slug("For the method key, when it is not the one that the agreement names.", "population-2022", {
    optional: true,
  })
  key?: string;

  @Nested(() => AllocationTo, "For the method table: every amount; they sum to what is split.", {
    list: true,
    optional: true,
    unusual: true,
  })
  table?: AllocationTo[];

  @Text(
    "Why the decision splits the line otherwise than the agreement says; needed when it does.",
    "Regionerna har enats om lika delar",
    { optional: true, unusual: true },
  )
  departure?: string;
}
