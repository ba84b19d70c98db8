import type { Day } from "../calendar.ts";
import { covered } from "../guarded-books.ts";
import { type Ore, formatAmount, positive, smallest, subtract, sum } from "../money.ts";
import { RuleError } from "../rule-error.ts";
import type { DecideReclaim, WithdrawReclaim, WriteOffReclaim } from "./commands.ts";
import type { GrantEvent, ItemFrom, ReclaimSource } from "./events.ts";
import { grantBooks, known, locate, unused } from "./placing.ts";
import type { GrantState } from "./state.ts";
import { costReportDeadline } from "./terms.ts";

/**
 * A decision to demand money back, made elsewhere and recorded here (2013 §8: Regeringskansliet; 2022
 * chapter 8: the government). A late report makes it possible, never automatic.
 *
 * @throws RuleError `reclaim-exceeds-…`, `report-not-overdue`, `no-report-duty`
 */
export function decideReclaim(state: GrantState, command: DecideReclaim): GrantEvent[] {
  const { agreement, recipient, reclaimId, grounds, decision, by, effectiveOn } = command;
  unused(state.reclaims, reclaimId, "reclaim", "reclaimId");
  if (grounds === "late_report") {
    for (const part of command.items) assertReportOverdue(state, command, part, effectiveOn);
  }
  const items = (["unused", "outstanding", "spent"] as const).flatMap((from) => {
    const parts = command.items.filter((part) => part.from === from);
    if (parts.length === 0) return [];
    const refusal = { rule: `reclaim-exceeds-${from}`, what: "The reclaim" };
    return locate(state, from, parts, effectiveOn, refusal).map(({ item }) => ({ ...item, from }));
  });
  if (items.length === 0) {
    throw new RuleError("nothing-asked", "A reclaim names at least one amount.", { field: "items" });
  }
  return covered<GrantEvent>(grantBooks(state, command), [
    {
      type: "ReclaimDecided",
      data: { agreement, recipient, reclaimId, items, grounds, decision, by, effectiveOn },
    },
  ]);
}

/** Late is what no report came about: a report on one holder's part says nothing of another's. */
function assertReportOverdue(
  state: GrantState,
  command: DecideReclaim,
  { line, holder = command.recipient }: DecideReclaim["items"][number],
  on: Day,
): void {
  const deadline = costReportDeadline(command.basis.agreement, command.agreement, line, command.recipient);
  if (deadline === undefined) {
    throw new RuleError(
      "no-report-duty",
      `No document gives ${command.recipient} a day to account for line ${line}: nothing is late.`,
      { field: "grounds", figures: { line, recipient: command.recipient } },
    );
  }
  const inTime = [...state.reports.values()].find(
    ({ received, status }) =>
      status !== "rejected" &&
      received.receivedOn <= deadline &&
      received.uses.some((use) => use.line === line && use.holder === holder),
  );
  if (inTime || on <= deadline) {
    const why = inTime
      ? `report ${inTime.received.reportId} came on ${inTime.received.receivedOn}`
      : `${on} is not after it`;
    throw new RuleError(
      "report-not-overdue",
      `The cost report for line ${line} was due on ${deadline}; ${why}.`,
      { field: "grounds", figures: { line, deadline, on } },
    );
  }
}

/** In whole or in part, back to where the demanded money came from. */
export function withdrawReclaim(state: GrantState, command: WithdrawReclaim): GrantEvent[] {
  const { agreement, recipient, reclaimId, reason, by, effectiveOn } = command;
  const items = demanded(state, reclaimId, command.amount);
  return covered<GrantEvent>(grantBooks(state, command), [
    { type: "ReclaimWithdrawn", data: { agreement, recipient, reclaimId, items, reason, by, effectiveOn } },
  ]);
}

export function writeOffReclaim(state: GrantState, command: WriteOffReclaim): GrantEvent[] {
  const { agreement, recipient, reclaimId, decision, by, effectiveOn } = command;
  const items = demanded(state, reclaimId, command.amount);
  return covered<GrantEvent>(grantBooks(state, command), [
    {
      type: "ReclaimWrittenOff",
      data: { agreement, recipient, reclaimId, items, decision, by, effectiveOn },
    },
  ]);
}

/** @throws RuleError `reclaim-unknown`, `exceeds-reclaimed` */
function demanded(state: GrantState, reclaimId: string, asked: Ore | undefined): ItemFrom<ReclaimSource>[] {
  const { left } = known(state.reclaims, reclaimId, "reclaim", "reclaimId");
  const total = sum(left.map(({ amount }) => amount));
  let rest = asked === undefined ? total : positive(asked);
  if (rest > total || total === 0) {
    throw new RuleError(
      "exceeds-reclaimed",
      `Reclaim ${reclaimId} still demands ${formatAmount(total)}${asked === undefined ? "" : `; ${formatAmount(asked)} was asked for`}.`,
      {
        field: "amount",
        figures: {
          demanded: formatAmount(total),
          ...(asked === undefined ? {} : { asked: formatAmount(asked) }),
        },
      },
    );
  }
  return left.flatMap(({ item, amount }) => {
    const part = smallest(rest, amount);
    rest = subtract(rest, part);
    return part === 0 ? [] : [{ ...item, amount: part }];
  });
}
