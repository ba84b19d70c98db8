import { Controller, Inject } from "@nestjs/common";
import type { Answer } from "../platform/answer.ts";
import { type Asked, AskedRequest, Write } from "../platform/routes.ts";
import { Writes } from "../platform/writes.ts";
import { GRANT } from "./grant-reads.ts";

const tag = "Disbursements";
const ALL = `${GRANT}/disbursements`;
const ONE = `${ALL}/:disbursementId`;

@Controller()
export class PaymentsController {
  constructor(@Inject(Writes) private readonly writes: Writes) {}

  @Write("order-disbursement", ALL, { tag, summary: "Order a payment", begins: true })
  order(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("approve-disbursement", `${ONE}/approval`, { tag, summary: "Approve the order, as a second person" })
  approve(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("cancel-disbursement", `${ONE}/cancellation`, { tag, summary: "Cancel the order" })
  cancel(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("confirm-disbursement", `${ONE}/confirmation`, { tag, summary: "Register the bank's confirmation" })
  confirm(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("return-disbursement", `${ONE}/return`, { tag, summary: "Register that the bank returned it" })
  return(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }
}

@Controller()
export class UseOfFundsController {
  constructor(@Inject(Writes) private readonly writes: Writes) {}

  @Write("report-disposal", `${GRANT}/disposals`, {
    tag: "Use of funds",
    summary: "Register what an authority used itself, without payment",
    begins: true,
  })
  reportDisposal(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("pass-on", `${GRANT}/transfers-to-holders`, {
    tag: "Use of funds",
    summary: "Register what the recipient handed on",
    begins: true,
  })
  passOn(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("co-finance", `${GRANT}/co-financings`, {
    tag: "Use of funds",
    summary: "Register that one line's money is used for another",
    begins: true,
  })
  coFinance(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }
}
