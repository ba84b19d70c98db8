import { Controller, Inject } from "@nestjs/common";
import type { Day } from "#domain/calendar.ts";
import { formatAmount } from "#domain/money.ts";
import type { Key } from "#projections/balance-fold.ts";
import {
  type DeadlineRow,
  type DeadlineStatus,
  deadlines,
} from "#projections/read-model/queries/deadlines.ts";
import { DEADLINE_KINDS, type DeadlineKind } from "#projections/read-model/work-tables.ts";
import { assertKnown } from "../balances/known-places.ts";
import { Ledger } from "../ledger/ledger.ts";
import type { Answer } from "../platform/answer.ts";
import { Asking, Read } from "../platform/routes.ts";
import { dayAsked } from "../reads/asked-day.ts";
import { ReadSide } from "../reads/read-side.ts";
import { AgreementId, CalendarDay, Choice, Slug } from "../requests/fields.ts";
import { type ListAsKnownAsked, ListAsKnownQuery } from "../work/work-queries.ts";

const USUAL_PAGE = 1_000;

class DeadlinesQuery extends ListAsKnownQuery {
  @CalendarDay("Only deadlines on or after this day.", { optional: true })
  from?: string;

  @CalendarDay("Only deadlines on or before this day.", { optional: true, example: "2023-03-31" })
  to?: string;

  @CalendarDay("What has come by the end of this day; without it today, or the day of knownAt.", {
    optional: true,
  })
  effective?: string;

  @AgreementId("Only this agreement.", { optional: true })
  agreement?: string;

  @Slug("Only this line.", "3a", { optional: true })
  line?: string;

  @Slug("Only this recipient.", "skr", { optional: true })
  recipient?: string;

  @Choice("Only what is due in this way.", DEADLINE_KINDS, { optional: true })
  what?: string;

  @Choice("Only those of which this came.", ["open", "met", "late", "missed", "nothing_due"], {
    optional: true,
  })
  status?: string;
}

interface DeadlinesAsked extends ListAsKnownAsked {
  readonly from?: Day;
  readonly to?: Day;
  readonly effective?: Day;
  readonly agreement?: string;
  readonly line?: string;
  readonly recipient?: string;
  readonly what?: DeadlineKind;
  readonly status?: DeadlineStatus;
}

@Controller()
export class DeadlinesController {
  constructor(
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(ReadSide) private readonly reads: ReadSide,
  ) {}

  @Read("api/deadlines", DeadlinesQuery, {
    id: "list-deadlines",
    tag: "Deadlines",
    summary:
      "By when each recipient requisitions, reports and repays, per line, and what came of it; what no document states is no duty",
    answer: "Deadlines in order of their days.",
  })
  deadlines(@Asking() asked: DeadlinesAsked): Promise<Answer> {
    const { knownAt, limit = USUAL_PAGE, what, effective: _, ...filters } = asked;
    assertKnown(this.ledger.view, placesOf(asked));
    const on = dayAsked(asked);
    return this.reads.answer(
      { effective: on, ...(knownAt && { knownAt }) },
      async (db, { knownPosition }) => {
        const page = await deadlines(db, {
          ...{ ...filters, on, limit },
          ...(what === undefined ? {} : { kinds: [what] }),
          ...(knownPosition === undefined ? {} : { knownPosition }),
        });
        return { deadlines: page.rows.map(inWireForm), next: page.next };
      },
    );
  }
}

const placesOf = ({ agreement, line, recipient }: DeadlinesAsked): Key => ({
  ...(agreement === undefined ? {} : { agreement }),
  ...(line === undefined ? {} : { line }),
  ...(recipient === undefined ? {} : { recipient }),
});

function inWireForm({ kind, dueOn, receivedOn, atStake, ...row }: DeadlineRow): object {
  return {
    ...{ on: dueOn, what: kind, ...row, receivedOn, atStake: formatAmount(atStake) },
    ...(kind === "cost_report" ? { reportReceived: receivedOn !== null } : {}),
  };
}
