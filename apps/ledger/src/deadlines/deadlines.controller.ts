import { Controller, Inject } from "@nestjs/common";
import { grantStream } from "#domain/accounts.ts";
import type { AgreementState } from "#domain/agreements/agreement.ts";
import type { Day } from "#domain/calendar.ts";
import { costReportDeadline, requisitionDeadline } from "#domain/grants/terms.ts";
import { assertKnown } from "../balances/known-places.ts";
import { Ledger } from "../ledger/ledger.ts";
import { Answer } from "../platform/answer.ts";
import { Asking, Read } from "../platform/routes.ts";
import { CalendarDay, Slug } from "../requests/fields.ts";

class DeadlinesQuery {
  @CalendarDay("Only deadlines on or after this day.", { optional: true })
  from?: string;

  @CalendarDay("Only deadlines on or before this day.", { optional: true, example: "2023-03-31" })
  to?: string;

  @Slug("Only this agreement.", "sjsv-2022", { optional: true })
  agreement?: string;
}

interface DeadlinesAsked {
  readonly from?: Day;
  readonly to?: Day;
  readonly agreement?: string;
}

interface Duty {
  readonly on: Day;
  readonly what: "requisition" | "cost_report";
  readonly agreement: string;
  readonly line: string;
  readonly recipient: string;
  /** Whether a cost report for the line has arrived; it says nothing about requisitions. */
  readonly reportReceived?: boolean;
}

@Controller()
export class DeadlinesController {
  constructor(@Inject(Ledger) private readonly ledger: Ledger) {}

  @Read("api/deadlines", DeadlinesQuery, {
    id: "list-deadlines",
    tag: "Deadlines",
    summary: "By when each recipient requisitions and reports, per line; what no document states is no duty",
    answer: "Deadlines in order of their days.",
  })
  async deadlines(@Asking() { from, to, agreement }: DeadlinesAsked): Promise<Answer> {
    await this.ledger.caughtUp();
    if (agreement !== undefined) assertKnown(this.ledger.view, { agreement });
    const { agreements, position } = this.ledger.view;
    const duties = [...agreements.values()]
      .flatMap((state) => this.dutiesIn(state))
      .filter((duty) => agreement === undefined || duty.agreement === agreement)
      .filter(({ on }) => (from === undefined || on >= from) && (to === undefined || on <= to))
      .sort((a, b) => (a.on === b.on ? 0 : a.on < b.on ? -1 : 1));
    return new Answer({ deadlines: duties }, { position });
  }

  private dutiesIn(state: AgreementState): Duty[] {
    const { agreement } = state;
    if (!agreement) return [];
    return agreement.lines.flatMap(({ id: line, recipients }) =>
      recipients.flatMap((recipient): Duty[] => {
        const about = { agreement: agreement.id, line, recipient };
        const requisition = requisitionDeadline(state, agreement.id, line);
        const report = costReportDeadline(state, agreement.id, line, recipient);
        const reportReceived = this.hasReported(agreement.id, recipient, line);
        return [
          ...(requisition === undefined ? [] : [{ on: requisition, what: "requisition" as const, ...about }]),
          ...(report === undefined
            ? []
            : [{ on: report, what: "cost_report" as const, ...about, reportReceived }]),
        ];
      }),
    );
  }

  private hasReported(agreement: string, recipient: string, line: string): boolean {
    const reports = this.ledger.view.reports.get(grantStream(agreement, recipient)) ?? [];
    return reports.some(({ uses }) => uses.some((use) => use.line === line));
  }
}
