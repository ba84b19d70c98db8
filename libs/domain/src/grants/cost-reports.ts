import { lineOf, registered } from "../agreements/agreement.ts";
import { fundingParts } from "../appropriations/funding-key.ts";
import { type Day, laterOf, yearOf } from "../calendar.ts";
import { covered } from "../guarded-books.ts";
import { ZERO, formatAmount } from "../money.ts";
import { RuleError } from "../rule-error.ts";
import type { ApproveCostReport, ReceiveCostReport, RejectCostReport, ResolveDeviation } from "./commands.ts";
import { coveredFrom, freeReclaims, reckon } from "./cost-report-reckoning.ts";
import type { CostReportReceived, GrantEvent } from "./events.ts";
import { assertOtherPerson, grantBooks, known, unused } from "./placing.ts";
import { assertPeriod } from "./requisitions.ts";
import { knownOn } from "./refunds.ts";
import type { CostReport, GrantState } from "./state.ts";

export function receiveCostReport(state: GrantState, command: ReceiveCostReport): GrantEvent[] {
  const { type: _, basis, ...data } = command;
  unused(state.reports, data.reportId, "cost report", "reportId");
  assertPeriod(data.period);
  assertOfItsYears(state, command);
  if (data.uses.length === 0) {
    throw new RuleError("cost-report-empty", "A cost report accounts for at least one line.", {
      field: "uses",
    });
  }
  const seen = new Set<string>();
  for (const [index, use] of data.uses.entries()) {
    lineOf(basis.agreement, data.agreement, use.line);
    // A line is told apart by post or not at all: both would account for the same money twice.
    const whole = [use.line, use.holder].join("|");
    const key = use.funding === undefined ? whole : `${whole}|${use.funding}`;
    const other = use.funding === undefined && [...seen].some((each) => each.startsWith(`${whole}|`));
    if (seen.has(key) || seen.has(whole) || other) {
      throw new RuleError(
        "cost-report-repeats",
        `Line ${use.line} held by ${use.holder} stands twice in the report.`,
        {
          field: `uses[${index}]`,
          figures: { line: use.line, holder: use.holder },
        },
      );
    }
    seen.add(key);
    if (use.costs < 0 || (use.disputed ?? ZERO) < 0 || (use.disputed ?? ZERO) > use.costs) {
      throw new RuleError(
        "cost-report-amounts",
        `Costs are zero or more and at least what is disputed of them: line ${use.line} says ${formatAmount(use.costs)} and ${formatAmount(use.disputed ?? ZERO)}.`,
        {
          field: `uses[${index}]`,
          figures: { costs: formatAmount(use.costs), disputed: formatAmount(use.disputed ?? ZERO) },
        },
      );
    }
  }
  const { alternative, deviations, measures } = data.certificate;
  if (alternative === 2 && (!deviations || !measures)) {
    throw new RuleError(
      "certificate-without-deviations",
      "Alternative 2 (not correct) states the deviations and the measures (2013 Bilaga 2 item 4).",
      { field: "certificate", figures: { alternative: "2" } },
    );
  }
  if (data.corrects === undefined) assertFirstForPeriod(state, data);
  else correctable(state, data.corrects);
  return [{ type: "CostReportReceived", data }];
}

/** Asked when a correction comes in and again when it is booked: another may have been booked in between. */
function correctable(state: GrantState, reportId: string): CostReport {
  const corrected = known(state.reports, reportId, "cost report", "corrects");
  if (corrected.status !== "approved") {
    throw new RuleError(
      "corrects-unapproved-report",
      `Report ${reportId} is ${corrected.status}: only an approved report is corrected.`,
      { field: "corrects", figures: { report: reportId, status: corrected.status } },
    );
  }
  return corrected;
}

/**
 * A report accounts for the years of the agreement or of the money that was allocated. One for other years
 * would otherwise count as received, and make nothing overdue.
 *
 * @throws RuleError `cost-report-outside-years`
 */
function assertOfItsYears(state: GrantState, { basis, agreement, period }: ReceiveCostReport): void {
  const { budgetYear, throughYear = budgetYear } = registered(basis.agreement, agreement);
  const fundings = [...(state.books?.cells.values() ?? [])].flatMap(({ place }) => place.funding ?? []);
  const years = [budgetYear, throughYear, ...fundings.map((funding) => fundingParts(funding).budgetYear)];
  const [first, last] = [Math.min(...years), Math.max(...years)];
  if (yearOf(period.to) >= first && yearOf(period.from) <= last) return;
  throw new RuleError(
    "cost-report-outside-years",
    `The report is about ${period.from}–${period.to}; this grant is about ${first === last ? first : `${first}–${last}`}.`,
    {
      field: "period",
      figures: { from: period.from, to: period.to, firstYear: String(first), lastYear: String(last) },
    },
  );
}

/** A second report on the same line, holder and period must say that it corrects the first. */
function assertFirstForPeriod(state: GrantState, data: CostReportReceived["data"]): void {
  for (const { received, status } of state.reports.values()) {
    if (status === "replaced" || status === "rejected") continue;
    const overlaps = received.period.from <= data.period.to && data.period.from <= received.period.to;
    const repeated = data.uses.find((use) =>
      received.uses.some((other) => other.line === use.line && other.holder === use.holder),
    );
    if (overlaps && repeated) {
      throw new RuleError(
        "cost-report-exists",
        `Report ${received.reportId} accounts for line ${repeated.line} in ${received.period.from}–${received.period.to}: say that this one corrects it.`,
        { field: "corrects", figures: { report: received.reportId, line: repeated.line } },
      );
    }
  }
}

/** @throws RuleError `cost-report-unknown`, `cost-report-decided` */
function undecided(state: GrantState, reportId: string): CostReport {
  const report = known(state.reports, reportId, "cost report", "reportId");
  if (report.status === "received") return report;
  throw new RuleError("cost-report-decided", `Report ${reportId} is ${report.status} already.`, {
    field: "reportId",
    figures: { reportId, status: report.status },
  });
}

function assertReceivedBefore({ received: { reportId, receivedOn } }: CostReport, decidedOn: Day): void {
  if (decidedOn >= receivedOn) return;
  throw new RuleError(
    "decided-before-received",
    `Report ${reportId} was received on ${receivedOn} and cannot be decided on ${decidedOn}.`,
    { field: "on", figures: { receivedOn, decidedOn } },
  );
}

/** A report that cannot be booked is sent back with the reason; another may then come in its place. */
export function rejectCostReport(state: GrantState, command: RejectCostReport): GrantEvent[] {
  const { type: _, ...data } = command;
  assertReceivedBefore(undecided(state, data.reportId), data.on);
  return [{ type: "CostReportRejected", data }];
}

export function resolveDeviation(state: GrantState, command: ResolveDeviation): GrantEvent[] {
  const { type: _, ...data } = command;
  if (!known(state.reports, data.reportId, "cost report", "reportId").deviationOpen) {
    throw new RuleError("no-open-deviation", `Report ${data.reportId} has no open deviation.`, {
      field: "reportId",
      figures: { reportId: data.reportId },
    });
  }
  return [{ type: "DeviationResolved", data }];
}

/**
 * Books a received report by the cost report arithmetic. Alternative 2 opens a deviation to resolve; it is
 * not a rejection and does not stop the booking.
 *
 * @throws RuleError `cost-report-decided`, `same-person`, `decided-before-received`, `nothing-received`
 */
export function approveCostReport(state: GrantState, command: ApproveCostReport): GrantEvent[] {
  const { agreement, recipient, reportId, by, on } = command;
  const report = undecided(state, reportId);
  assertOtherPerson(by, [report.received.by], `cost report ${reportId}`);
  assertReceivedBefore(report, on);
  const { period, corrects } = report.received;
  const corrected = corrects === undefined ? undefined : correctable(state, corrects);
  const asOf = knownOn(state, report);
  const reckonings = report.received.uses.flatMap((use) => reckon(state, use, corrected, asOf));
  const withdrawals = reckonings.flatMap(({ outcome, freed }) =>
    freeReclaims(state, outcome, freed, {
      reason: `Cost report ${reportId}`,
      by,
      correcting: corrects !== undefined,
    }),
  );
  const outcomes = reckonings.map(({ outcome }) => outcome);
  const effectiveOn = reckonings.reduce(
    (date, reckoning) =>
      laterOf(
        date,
        coveredFrom(state, reckoning, { periodEnd: period.to, on, correcting: corrects !== undefined }),
      ),
    period.to,
  );
  const booking: GrantEvent =
    corrects === undefined
      ? {
          type: "CostReportApproved",
          data: { agreement, recipient, reportId, period, outcomes, by, decidedOn: on, effectiveOn },
        }
      : {
          type: "CostReportCorrected",
          data: {
            agreement,
            recipient,
            reportId,
            corrects,
            period,
            outcomes,
            differences: reckonings.flatMap(({ differences }) => differences),
            by,
            decidedOn: on,
            effectiveOn,
          },
        };
  return covered<GrantEvent>(grantBooks(state, command), [...withdrawals, booking]);
}
