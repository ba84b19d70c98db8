import { Controller, Inject } from "@nestjs/common";
import { receiptStream } from "#domain/accounts.ts";
import { receipt as receiptDecider } from "#domain/receipts/receipt.ts";
import { RuleError } from "#domain/rule-error.ts";
import { formatAmount } from "#domain/money.ts";
import type { BalanceRow } from "#projections/balance-fold.ts";
import { balancePage } from "#projections/read-model/queries/balance-page.ts";
import { Ledger } from "../ledger/ledger.ts";
import { placesIn } from "../platform/accounts-of-stream.ts";
import { Answer } from "../platform/answer.ts";
import { type Asked, AskedRequest, Asking, Read, Write } from "../platform/routes.ts";
import { inWireForm } from "../platform/wire-form.ts";
import { Writes } from "../platform/writes.ts";
import { AsKnownQuery, type ListAsOfAsked, ListAsOfQuery } from "../reads/as-of-queries.ts";
import type { AsKnown } from "../reads/asked-time.ts";
import { ReadSide } from "../reads/read-side.ts";
import { stateAsKnown } from "../reads/state-as-known.ts";
import { Choice, Id } from "../requests/fields.ts";

const tag = "Receipts";
const RECEIPT = "api/receipts/:receipt";

const USUAL_PAGE = 1_000;
const WAITING = { name: "waiting", holds: ({ net }: BalanceRow) => net.unplaced > 0 };

class ReceiptsQuery extends ListAsOfQuery {
  @Choice("Only receipts of which something waits to be placed.", ["true", "false"], { optional: true })
  waiting?: string;
}

interface ReceiptsAsked extends ListAsOfAsked {
  readonly waiting?: "true" | "false";
}

class ReceiptQuery extends AsKnownQuery {
  @Id("The bank's own reference of the entry.", "BG-20230415-0042")
  receipt!: string;
}

@Controller()
export class ReceiptsController {
  constructor(
    @Inject(Writes) private readonly writes: Writes,
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(ReadSide) private readonly reads: ReadSide,
  ) {}

  @Read("api/receipts", ReceiptsQuery, {
    id: "list-receipts",
    tag,
    summary: "All bank entries: what waits is unplaced",
    answer: "Receipts with their accounts.",
  })
  all(@Asking() { waiting, limit = USUAL_PAGE, cursor, ...asked }: ReceiptsAsked): Promise<Answer> {
    return this.reads.answer(asked, async (db, asOf) => {
      const accounts = ["unplaced", "placed"] as const;
      const query = { ...asOf, by: ["receipt"] as const, accounts, limit, ...(cursor && { cursor }) };
      const page = await balancePage(db, waiting === "true" ? { ...query, only: WAITING } : query);
      const receipts = page.rows.map(({ key, net }) => ({
        receipt: key.receipt,
        unplaced: formatAmount(net.unplaced),
        placed: formatAmount(net.placed),
      }));
      return { receipts, next: page.next };
    });
  }

  @Read(RECEIPT, ReceiptQuery, {
    id: "read-receipt",
    tag,
    summary: "One bank entry and where it was placed",
    answer: "The receipt.",
  })
  async one(@Asking() { receipt, effective, knownAt }: AsKnown & { receipt: string }): Promise<Answer> {
    const stream = receiptStream(receipt);
    const { state, revision } = await stateAsKnown(this.ledger, stream, receiptDecider, knownAt);
    if (!state.recorded) {
      throw new RuleError("receipt-unknown", `No bank entry ${receipt} is recorded.`, {
        field: "receipt",
        figures: { receipt },
      });
    }
    const body = {
      ...(inWireForm(state.recorded) as object),
      accounts: placesIn(state.books, effective).map(({ account, amount }) => ({ account, amount })),
      placements: inWireForm([...state.placements.values()]),
      effective,
      knownAt,
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
