import { Controller, Inject } from "@nestjs/common";
import { didYouMean } from "#domain/agreements/did-you-mean.ts";
import { given } from "#domain/given.ts";
import { RuleError } from "#domain/rule-error.ts";
import type { Answer } from "../platform/answer.ts";
import { type Asked, AskedRequest, Asking, Read, Write } from "../platform/routes.ts";
import { Writes } from "../platform/writes.ts";
import { OfAgreement } from "../requests/agreement-requests.ts";
import { InvalidRequest } from "../requests/read-request.ts";
import {
  type AgreementsAsked,
  AgreementsQuery,
  type OverviewAsked,
  OverviewQuery,
} from "./agreement-queries.ts";
import { AgreementReads } from "./agreement-reads.ts";

const tag = "Agreements";
const AGREEMENT = "api/agreements/:agreement";

@Controller()
export class AgreementsController {
  constructor(
    @Inject(Writes) private readonly writes: Writes,
    @Inject(AgreementReads) private readonly reads: AgreementReads,
  ) {}

  @Read("api/agreements", AgreementsQuery, {
    id: "list-agreements",
    tag,
    summary: "All agreements, with what they lack",
    answer: "Agreements with their state.",
  })
  all(@Asking() asked: AgreementsAsked): Promise<Answer> {
    return this.reads.all(asked);
  }

  @Read(`${AGREEMENT}/overview`, OverviewQuery, {
    id: "read-agreement-overview",
    tag,
    summary: "How far the money of each line has come: decided, funded, promised, paid, used, to reclaim",
    answer: "Lines in the document's order.",
  })
  overview(@Asking() asked: OverviewAsked): Promise<Answer> {
    return this.reads.overview(asked);
  }

  @Read(AGREEMENT, OfAgreement, {
    id: "read-agreement",
    tag,
    summary: "One agreement: its text, versions, conditions, funding and what does not add up in it",
    answer: "The agreement.",
  })
  one(@Asking() { agreement }: OfAgreement): Promise<Answer> {
    return this.reads.one(agreement);
  }

  @Write("register-agreement", "api/agreements", { tag, summary: "Register an agreement", begins: true })
  register(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("amend-agreement", `${AGREEMENT}/versions`, {
    tag,
    path: OfAgreement,
    summary: "Register a new version",
    begins: true,
  })
  amend(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(ofSameId(asked));
  }

  @Write("record-condition", `${AGREEMENT}/conditions`, {
    tag,
    summary: "Record a validity condition as met",
  })
  recordCondition(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("record-payment-decision", `${AGREEMENT}/payment-decisions`, {
    tag,
    summary: "Record the decision about payment",
    begins: true,
  })
  recordPaymentDecision(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("rule-discrepancy", `${AGREEMENT}/lines/:line/rulings`, {
    tag,
    summary: "Decide which of the stated figures holds",
  })
  ruleDiscrepancy(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("fund-line", `${AGREEMENT}/lines/:line/funding`, {
    tag,
    summary: "Decide which post carries a line",
  })
  fundLine(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }
}

/** The version's document has an id of its own, which must be the one in the path. */
function ofSameId(asked: Asked): Asked {
  const { agreement: id = "" } = asked.params;
  const { agreement } = (asked.body ?? {}) as { agreement?: unknown };
  const stated =
    typeof agreement === "object" && agreement !== null && "id" in agreement ? agreement.id : undefined;
  if (stated !== undefined && stated !== id) {
    const hint = typeof stated === "string" ? didYouMean(stated, [id]) : "";
    throw new InvalidRequest([
      new RuleError(
        "agreement-id-differs",
        `agreement.id is ${given(stated)}, but the path says ${id}${hint}.`,
        {
          field: "agreement.id",
          figures: { path: id },
        },
      ),
    ]);
  }
  return { ...asked, params: {} };
}
