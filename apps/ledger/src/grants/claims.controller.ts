import { Controller, Inject } from "@nestjs/common";
import type { Answer } from "../platform/answer.ts";
import { type Asked, AskedRequest, Write } from "../platform/routes.ts";
import { Writes } from "../platform/writes.ts";
import { GRANT } from "./grant-reads.ts";

const REPORT = `${GRANT}/cost-reports/:reportId`;
const RECLAIM = `${GRANT}/reclaims/:reclaimId`;

@Controller()
export class CostReportsController {
  constructor(@Inject(Writes) private readonly writes: Writes) {}

  @Write("receive-cost-report", `${GRANT}/cost-reports`, {
    tag: "Cost reports",
    summary: "Register a cost report that arrived",
    begins: true,
  })
  receive(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("approve-cost-report", `${REPORT}/approval`, {
    tag: "Cost reports",
    summary: "Approve a cost report",
  })
  approve(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("reject-cost-report", `${REPORT}/rejection`, {
    tag: "Cost reports",
    summary: "Send a cost report back",
  })
  reject(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("resolve-deviation", `${REPORT}/resolution`, {
    tag: "Cost reports",
    summary: "Resolve a deviation of the certificate",
  })
  resolveDeviation(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }
}

@Controller()
export class ReclaimsController {
  constructor(@Inject(Writes) private readonly writes: Writes) {}

  @Write("decide-reclaim", `${GRANT}/reclaims`, {
    tag: "Reclaims",
    summary: "Record a decision to demand money back",
    begins: true,
  })
  decide(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("withdraw-reclaim", `${RECLAIM}/withdrawals`, {
    tag: "Reclaims",
    summary: "Withdraw a claim, or part of it",
  })
  withdraw(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("write-off-reclaim", `${RECLAIM}/write-offs`, {
    tag: "Reclaims",
    summary: "Give up a claim, or part of it",
  })
  writeOff(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("decide-refund", `${GRANT}/refunds`, {
    tag: "Reclaims",
    summary: "Decide to pay back what was repaid beyond the debt",
    begins: true,
  })
  refund(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }
}
