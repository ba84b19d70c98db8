import { Controller, Inject } from "@nestjs/common";
import type { Answer } from "../platform/answer.ts";
import { type Asked, AskedRequest, Write } from "../platform/routes.ts";
import { Writes } from "../platform/writes.ts";
import { GRANT } from "./grant-reads.ts";

const tag = "Requisitions";
const ALL = `${GRANT}/requisitions`;
const ONE = `${ALL}/:requisitionId`;

@Controller()
export class RequisitionsController {
  constructor(@Inject(Writes) private readonly writes: Writes) {}

  @Write("receive-requisition", ALL, { tag, summary: "Register a requisition that arrived", begins: true })
  receive(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("request-supplement", `${ONE}/supplement-requests`, { tag, summary: "Ask for what is missing" })
  requestSupplement(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("supplement-requisition", `${ONE}/supplements`, { tag, summary: "Register a supplement" })
  supplement(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("approve-requisition", `${ONE}/approval`, { tag, summary: "Approve, wholly or in part" })
  approve(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("reject-requisition", `${ONE}/rejection`, { tag, summary: "Reject, with a reason" })
  reject(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("withdraw-requisition", `${ONE}/withdrawal`, {
    tag,
    summary: "Register that the recipient withdrew it",
  })
  withdraw(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("record-exception", `${GRANT}/exceptions`, {
    tag,
    summary: "Record the exception that a second requisition rests on",
    begins: true,
  })
  recordException(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }
}
