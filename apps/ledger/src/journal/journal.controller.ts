import { Controller, Inject } from "@nestjs/common";
import { grantStream } from "#domain/accounts.ts";
import { formatAmount } from "#domain/money.ts";
import { type JournalRow, journal } from "#projections/read-model/queries/journal.ts";
import { statement } from "#projections/read-model/queries/statement.ts";
import { assertKnown } from "../balances/known-places.ts";
import { type PlacesAsked, whereOf } from "../balances/queries.ts";
import { GRANT, unknownGrant } from "../grants/grant-reads.ts";
import { Ledger } from "../ledger/ledger.ts";
import type { Answer } from "../platform/answer.ts";
import { Asking, Read } from "../platform/routes.ts";
import { grantAccountsInWireForm } from "../platform/wire-form.ts";
import { ReadSide } from "../reads/read-side.ts";
import { type JournalAsked, JournalQuery, type StatementAsked, StatementQuery } from "./journal-queries.ts";

const USUAL_PAGE = 100;

@Controller()
export class JournalController {
  constructor(
    @Inject(ReadSide) private readonly reads: ReadSide,
    @Inject(Ledger) private readonly ledger: Ledger,
  ) {}

  @Read("api/journal", JournalQuery, {
    id: "list-journal",
    tag: "Journal",
    summary: "Every transfer of money with all its dimensions and both its dates, page by page",
    answer: "Transfers; `next` is the cursor of the next page, absent when there is none.",
  })
  journal(@Asking() asked: JournalAsked & PlacesAsked): Promise<Answer> {
    const { from, account, type, actor, vouchers, order, limit = USUAL_PAGE, cursor } = asked;
    const where = whereOf(asked);
    assertKnown(this.ledger.view, where);
    return this.reads.answer(asked, async (db, asOf) => {
      const page = await journal(db, {
        ...asOf,
        where,
        limit,
        vouchersOnly: vouchers === "true",
        ...(from === undefined ? {} : { from }),
        ...(account === undefined ? {} : { accounts: account }),
        ...(type === undefined ? {} : { types: type }),
        ...(actor === undefined ? {} : { actor }),
        ...(order === undefined ? {} : { order }),
        ...(cursor === undefined ? {} : { cursor }),
      });
      return { rows: page.rows.map(inWire), next: page.next };
    });
  }

  @Read(`${GRANT}/statement`, StatementQuery, {
    id: "read-statement",
    tag: "Grants",
    summary: "What happened to a grant's money, day by day, with running balances",
    answer: "Opening balance, entries in the order of their days, closing balance of the page.",
  })
  statement(@Asking() asked: StatementAsked): Promise<Answer> {
    const { agreement, recipient, line, holder, funding, from, limit = USUAL_PAGE, cursor } = asked;
    if (!this.ledger.view.grants.has(grantStream(agreement, recipient)))
      throw unknownGrant(agreement, recipient);
    assertKnown(this.ledger.view, {
      agreement,
      ...(line === undefined ? {} : { line }),
      ...(holder === undefined ? {} : { holder }),
      ...(funding === undefined ? {} : { anslagspost: funding }),
    });
    return this.reads.answer(asked, async (db, { axis = "effective", on, knownPosition }) => {
      const of = {
        agreement,
        recipient,
        ...(line === undefined ? {} : { line }),
        ...(holder === undefined ? {} : { holder }),
        ...(funding === undefined ? {} : { anslagspost: funding }),
      };
      const { opening, rows, closing, next } = await statement(db, {
        of,
        axis,
        limit,
        ...(on === undefined ? {} : { on }),
        ...(knownPosition === undefined ? {} : { knownPosition }),
        ...(from === undefined ? {} : { from }),
        ...(cursor === undefined ? {} : { cursor }),
      });
      return {
        of,
        opening: grantAccountsInWireForm(opening),
        rows: rows.map(({ balances, ...row }) => ({
          ...inWire(row),
          balances: grantAccountsInWireForm(balances),
        })),
        closing: grantAccountsInWireForm(closing),
        next,
      };
    });
  }
}

const inWire = ({ amount, ...row }: JournalRow): object => ({ ...row, amount: formatAmount(amount) });
