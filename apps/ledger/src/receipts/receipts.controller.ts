import { Controller, Inject } from "@nestjs/common";
import { receiptStream } from "#domain/accounts.ts";
import { receipt as receiptDecider } from "#domain/receipts/receipt.ts";
import { RuleError } from "#domain/rule-error.ts";
import { NoFields } from "../agreements/agreement-reads.ts";
import { Ledger } from "../ledger/ledger.ts";
import { placesIn } from "../platform/accounts-of-stream.ts";
import { Answer } from "../platform/answer.ts";
import { type Asked, AskedRequest, Asking, Read, Write } from "../platform/routes.ts";
import { accountsInWireForm, inWireForm } from "../platform/wire-form.ts";
import { Writes } from "../platform/writes.ts";
import { Id } from "../requests/fields.ts";

const tag = "Receipts";
const RECEIPT = "api/receipts/:receipt";

class OfReceipt {
  @Id("The bank's own reference of the entry.", "BG-20230415-0042")
  receipt!: string;
}

@Controller()
export class ReceiptsController {
  constructor(
    @Inject(Writes) private readonly writes: Writes,
    @Inject(Ledger) private readonly ledger: Ledger,
  ) {}

  @Read("api/receipts", NoFields, {
    id: "list-receipts",
    tag,
    summary: "All bank entries: what waits is unplaced",
    answer: "Receipts with their accounts.",
  })
  async all(): Promise<Answer> {
    await this.ledger.caughtUp();
    const { byEffectiveDate, position } = this.ledger.view;
    const rows = byEffectiveDate.balances({ by: ["receipt"] }).filter(({ key }) => key.receipt !== null);
    const receipts = rows.map(({ key, net }) => {
      const { unplaced, placed } = accountsInWireForm(net);
      return { receipt: key.receipt, unplaced, placed };
    });
    return new Answer({ receipts }, { position });
  }

  @Read(RECEIPT, OfReceipt, {
    id: "read-receipt",
    tag,
    summary: "One bank entry and where it was placed",
    answer: "The receipt.",
  })
  async one(@Asking() { receipt }: OfReceipt): Promise<Answer> {
    await this.ledger.caughtUp();
    const { state, revision } = await this.ledger.read(receiptStream(receipt), receiptDecider);
    if (!state.recorded) {
      throw new RuleError("receipt-unknown", `No bank entry ${receipt} is recorded.`, {
        field: "receipt",
        figures: { receipt },
      });
    }
    const body = {
      ...(inWireForm(state.recorded) as object),
      accounts: placesIn(state.books).map(({ account, amount }) => ({ account, amount })),
      placements: inWireForm([...state.placements.values()]),
    };
    return new Answer(body, { revision, position: this.ledger.view.position });
  }

  @Write("record-receipt", "api/receipts", { tag, summary: "Register a bank entry", begins: true })
  record(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("place-receipt", `${RECEIPT}/placements`, {
    tag,
    summary: "Say whose repayment it is",
    begins: true,
  })
  place(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("refund-receipt", `${RECEIPT}/refunds`, { tag, summary: "Send back what waits", begins: true })
  refund(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }
}
