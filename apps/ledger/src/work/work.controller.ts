import { Controller, Inject } from "@nestjs/common";
import { formatAmount } from "#domain/money.ts";
import { search } from "#projections/read-model/queries/search.ts";
import { worklist } from "#projections/read-model/queries/worklist.ts";
import { assertKnown } from "../balances/known-places.ts";
import { Ledger } from "../ledger/ledger.ts";
import type { Answer } from "../platform/answer.ts";
import { Asking, Read } from "../platform/routes.ts";
import { dayAsked } from "../reads/asked-day.ts";
import { ReadSide } from "../reads/read-side.ts";
import { type SearchAsked, SearchQuery, type WorklistAsked, WorklistQuery } from "./work-queries.ts";

const USUAL_PAGE = 100;

/** What waits at the desk, and what is found there. */
@Controller()
export class WorkController {
  constructor(
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(ReadSide) private readonly reads: ReadSide,
  ) {}

  @Read("api/worklist", WorklistQuery, {
    id: "list-work",
    tag: "Work",
    summary:
      "What waits for somebody: to decide, to pay, to place, to resolve, to claim; and overdue reports",
    answer: "What has waited longest first, with who may not decide it.",
  })
  work(@Asking() asked: WorklistAsked): Promise<Answer> {
    const { kind, notRegisteredBy, order = "opened", limit = USUAL_PAGE, cursor } = asked;
    const of = {
      ...(asked.agreement === undefined ? {} : { agreement: asked.agreement }),
      ...(asked.recipient === undefined ? {} : { recipient: asked.recipient }),
    };
    assertKnown(this.ledger.view, of);
    const on = dayAsked(asked);
    const { knownAt } = asked;
    return this.reads.answer(
      { effective: on, ...(knownAt && { knownAt }) },
      async (db, { knownPosition }) => {
        const page = await worklist(db, {
          ...{ on, limit, ...of },
          sort: order.endsWith("amount") ? "amount" : "opened",
          descending: order.startsWith("-"),
          ...(kind === undefined ? {} : { kinds: [kind] }),
          ...(notRegisteredBy === undefined ? {} : { notWrittenBy: notRegisteredBy }),
          ...(knownPosition === undefined ? {} : { knownPosition }),
          ...(cursor === undefined ? {} : { cursor }),
        });
        const items = page.rows.map(({ amount, ...row }) => ({
          ...row,
          amount: amount === null ? null : formatAmount(amount),
        }));
        return { items, next: page.next };
      },
    );
  }

  @Read("api/search", SearchQuery, {
    id: "list-found",
    tag: "Work",
    summary:
      "Agreements, lines, parties, decisions, requisitions, payments, reports, receipts and claims by words",
    answer: "What every word begins a word of, the latest first.",
  })
  search(@Asking() asked: SearchAsked): Promise<Answer> {
    const { q, kind, agreement, recipient, knownAt, limit = USUAL_PAGE, cursor } = asked;
    return this.reads.answer(knownAt === undefined ? {} : { knownAt }, async (db, { knownPosition }) => {
      const page = await search(db, {
        ...{ text: q, limit },
        ...(kind === undefined ? {} : { kinds: [kind] }),
        ...(agreement === undefined ? {} : { agreement }),
        ...(recipient === undefined ? {} : { recipient }),
        ...(knownPosition === undefined ? {} : { knownPosition }),
        ...(cursor === undefined ? {} : { cursor }),
      });
      const found = page.rows.map(({ amount, ...row }) => ({
        ...row,
        amount: amount === null ? null : formatAmount(amount),
      }));
      return { q, found, next: page.next };
    });
  }
}
