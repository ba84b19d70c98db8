import type { Day } from "#domain/calendar.ts";
import {
  type Asked,
  type Fields,
  type GrantFacts,
  type Report,
  type Use,
  type Verdict,
  type World,
  refused,
} from "../facts.ts";
import { amountOf, dayOf, listOf, maybe, text } from "../reading.ts";
import { unknownGrant } from "./allocations.ts";
import { leftOut, restsOn } from "./refunds.ts";
import { bookReport } from "./report-arithmetic.ts";

/** DOMAIN, the process, 8: received, with costs per line and holder; a certificate of alternative 2 is no refusal. */
export function receiveCostReport(world: World, { command, on, by }: Asked): Verdict {
  const [agreement, recipient] = [text(command, "agreement"), text(command, "recipient")];
  const grant = world.grant(agreement, recipient);
  const unknown = unknownGrant(world, agreement, recipient);
  if (!grant || unknown.length > 0) return refused(...unknown);
  const period = (command["period"] ?? yearBefore(on)) as { from: string; to: string };
  const [from, to] = [dayOf(period.from), dayOf(period.to)];
  const uses = listOf(command["uses"]).map((use: Fields): Use => ({
    ...{
      line: text(use, "line"),
      holder: maybe(use, "holder") ?? recipient,
      funding: maybe(use, "anslagspost"),
    },
    ...{ costs: amountOf(use["costs"]), disputed: amountOf(use["disputed"] ?? "0.00") },
  }));
  const id = text(command, "reportId");
  const corrects = maybe(command, "corrects");
  const facts = world.agreements.get(agreement)!;
  const reasons = [
    ...(grant.reports.has(id) ? ["cost-report-exists"] : []),
    ...(to < from ? ["period-backwards"] : []),
    ...(Number(to.slice(0, 4)) < facts.years[0] || Number(from.slice(0, 4)) > facts.years[1] + 1
      ? ["cost-report-outside-years"]
      : []),
    ...uses.flatMap(({ line, costs, disputed }) => [
      ...(facts.lines.has(line) ? [] : ["line-unknown"]),
      ...(disputed > costs ? ["cost-report-amounts"] : []),
    ]),
    ...toCorrect(grant, { from, to, uses, corrects }),
  ];
  if (reasons.length > 0) return refused(...reasons);
  const deviates = String((command["certificate"] as Fields | undefined)?.["alternative"] ?? 1) === "2";
  return {
    entries: [],
    then: () => {
      grant.reports.set(id, {
        ...{ id, from, to, uses, corrects, receivedOn: on, by, deviates, resolved: false },
        ...{ status: "received", outcomes: [] },
      });
    },
  };
}

/** A second report on the same line, holder and time says that it corrects the first, which was approved. */
function toCorrect(
  grant: GrantFacts,
  { from, to, uses, corrects }: Pick<Report, "from" | "to" | "uses" | "corrects">,
): string[] {
  if (corrects !== undefined) {
    const corrected = grant.reports.get(corrects);
    if (!corrected) return ["cost-report-unknown"];
    return corrected.status === "approved" ? [] : ["corrects-unapproved-report"];
  }
  const same = [...grant.reports.values()].some(
    (each) =>
      (each.status === "received" || each.status === "approved") &&
      each.from <= to &&
      from <= each.to &&
      each.uses.some(({ line, holder }) => uses.some((use) => use.line === line && use.holder === holder)),
  );
  return same ? ["cost-report-exists"] : [];
}

function yearBefore(on: Day): { from: string; to: string } {
  const year = String(Number(on.slice(0, 4)) - 1);
  return { from: `${year}-01-01`, to: `${year}-12-31` };
}

/** Booked by a second person, on the last day of its period or the first later day on which the money was there. */
export function approveCostReport(world: World, asked: Asked): Verdict {
  return ofReport(world, asked, (report, grant) => {
    if (report.status !== "received") return refused("cost-report-decided");
    const corrected = report.corrects === undefined ? undefined : grant.reports.get(report.corrects);
    const reasons = [
      ...(report.by === asked.by ? ["same-person"] : []),
      ...(asked.on < report.receivedOn ? ["decided-before-received"] : []),
      ...(corrected && corrected.status !== "approved" ? ["corrects-unapproved-report"] : []),
    ];
    const booking = bookReport(world, grant, report);
    if ("refused" in booking) return refused(...reasons, ...booking.refused);
    if (reasons.length > 0) return refused(...reasons);
    const { entry, freed, outcomes } = booking;
    const reportEntry = {
      ...entry,
      // A correction, or a refund, rests on it: DOMAIN, "repaid too much" is by what a report says.
      blocked: () =>
        report.status === "replaced" || restsOn(grant, report) ? "reversal-blocked" : undefined,
      undo: () => {
        report.status = "received";
        report.outcomes = [];
        if (corrected) corrected.status = "approved";
      },
    };
    return {
      entries: [...freed, reportEntry],
      then: () => {
        freed.forEach(({ then }) => then());
        const kept = corrected ? leftOut(grant, corrected, outcomes) : [];
        Object.assign(report, { status: "approved", outcomes: [...outcomes, ...kept] });
        if (corrected) corrected.status = "replaced";
      },
    };
  });
}

/** Sent back: it cannot be booked as it is. */
export function rejectCostReport(world: World, asked: Asked): Verdict {
  return ofReport(world, asked, (report) => {
    if (report.status !== "received") return refused("cost-report-decided");
    if (asked.on < report.receivedOn) return refused("decided-before-received");
    return { entries: [], then: () => (report.status = "rejected") };
  });
}

export function resolveDeviation(world: World, asked: Asked): Verdict {
  return ofReport(world, asked, (report) => {
    if (!report.deviates || report.resolved) return refused("no-open-deviation");
    return { entries: [], then: () => (report.resolved = true) };
  });
}

function ofReport(
  world: World,
  { command }: Asked,
  decide: (report: Report, grant: GrantFacts) => Verdict,
): Verdict {
  const [agreement, recipient] = [text(command, "agreement"), text(command, "recipient")];
  const grant = world.grant(agreement, recipient);
  const report = grant?.reports.get(text(command, "reportId"));
  if (!grant || !report) {
    return refused(...unknownGrant(world, agreement, recipient), "cost-report-unknown");
  }
  return decide(report, grant);
}
