import { Controller, Inject } from "@nestjs/common";
import type { Day } from "#domain/calendar.ts";
import { formatAmount } from "#domain/money.ts";
import { balancePage } from "#projections/read-model/queries/balance-page.ts";
import { reclaimable } from "#projections/reclaimable.ts";
import { NoFields } from "../agreements/agreement-reads.ts";
import { Ledger } from "../ledger/ledger.ts";
import { Answer } from "../platform/answer.ts";
import { type Asked, AskedRequest, Asking, Read, Write } from "../platform/routes.ts";
import { accountsInWireForm } from "../platform/wire-form.ts";
import { ReadSide } from "../reads/read-side.ts";
import { Writes } from "../platform/writes.ts";
import { assertKnown } from "./known-places.ts";
import { type BalancesAsked, BalancesQuery, ReclaimableQuery, whereOf } from "./queries.ts";

const tag = "Balances";
const USUAL_PAGE = 1_000;

@Controller()
export class BalancesController {
  constructor(
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(ReadSide) private readonly reads: ReadSide,
    @Inject(Writes) private readonly writes: Writes,
  ) {}

  @Read("api/balances", BalancesQuery, {
    id: "list-balances",
    tag,
    summary: "Balances and turnover of all accounts, by any dimensions, as of any day, as known at any time",
    answer: "One row per group; every account in kronor with two decimals.",
  })
  balances(@Asking() asked: BalancesAsked): Promise<Answer> {
    const { by = ["anslagspost"], from, limit = USUAL_PAGE, cursor } = asked;
    const where = whereOf(asked);
    assertKnown(this.ledger.view, where);
    return this.reads.answer(asked, async (db, asOf) => {
      const query = { ...asOf, by, where, limit };
      const page = await balancePage(db, {
        ...query,
        ...(from === undefined ? {} : { from }),
        ...(cursor === undefined ? {} : { cursor }),
      });
      const rows = page.rows.map(({ key, net, turnover }) => ({
        key,
        net: accountsInWireForm(net),
        turnover: accountsInWireForm(turnover),
      }));
      return { by, from, where, rows, next: page.next };
    });
  }

  @Read("api/reclaimable", ReclaimableQuery, {
    id: "list-reclaimable",
    tag,
    summary: "Unused funds to reclaim: unused, already reclaimed, and overdue, each shown apart",
    answer: "One row per agreement, recipient, line, holder and post.",
  })
  async reclaimable(@Asking() asked: { on: Day; agreement?: string; recipient?: string }): Promise<Answer> {
    await this.ledger.caughtUp();
    const { on, agreement, recipient } = asked;
    assertKnown(this.ledger.view, {
      ...(agreement === undefined ? {} : { agreement }),
      ...(recipient === undefined ? {} : { recipient }),
    });
    const rows = reclaimable(this.ledger.view, on)
      .filter((row) => agreement === undefined || row.agreement === agreement)
      .filter((row) => recipient === undefined || row.recipient === recipient)
      .map(({ unused, reclaimed, overdue, total, ...row }) => ({
        ...row,
        unused: formatAmount(unused),
        reclaimed: formatAmount(reclaimed),
        overdue: formatAmount(overdue),
        total: formatAmount(total),
      }));
    return new Answer({ on, rows }, { position: this.ledger.view.position });
  }

  @Read("api/closings", NoFields, {
    id: "read-closings",
    tag: "Books",
    summary: "Through which day the books are closed, and which closings turned out void",
    answer: "`closedThrough` is null while no period is closed; `void` holds log positions.",
  })
  async closings(): Promise<Answer> {
    await this.ledger.caughtUp();
    const { position, postingDates } = this.ledger.view;
    const body = { closedThrough: this.ledger.closedThrough ?? null, void: postingDates.voidClosings };
    return new Answer(body, { position });
  }

  @Write("close-period", "api/closings", {
    tag: "Books",
    summary: "Close the books through a day",
    begins: true,
  })
  closePeriod(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }

  @Write("reverse", "api/reversals", {
    tag: "Books",
    summary: "Reverse an entry: its exact opposite, once",
    begins: true,
  })
  reverse(@AskedRequest() asked: Asked): Promise<Answer> {
    return this.writes.take(asked);
  }
}
