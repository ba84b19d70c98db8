import { assertInForce, lineOf, registered } from "../agreements/agreement.ts";
import { covered } from "../guarded-books.ts";
import { RuleError } from "../rule-error.ts";
import type { LineId } from "../agreements/agreement-terms.ts";
import type { Basis, CoFinance, PassOn, ReportDisposal } from "./commands.ts";
import type { GrantEvent } from "./events.ts";
import { grantBooks, itemsFrom, locate } from "./placing.ts";
import type { GrantState } from "./state.ts";
import { assertWay } from "./terms.ts";

/** An authority reports what it used of money at its own disposal: no payment is made (2007 ch. 8, 2013 §3.2.1). */
export function reportDisposal(state: GrantState, command: ReportDisposal): GrantEvent[] {
  const { agreement, recipient, report, by, effectiveOn, basis } = command;
  assertInForce(basis.agreement, agreement);
  for (const { line } of command.items) assertWay(basis.agreement, agreement, line, "disposal");
  const items = itemsFrom(state, "allocated", command.items, effectiveOn, {
    rule: "disposal-exceeds-allocated",
    what: "The report of use",
  });
  return covered<GrantEvent>(grantBooks(state, command), [
    { type: "DisposalReported", data: { agreement, recipient, items, report, by, effectiveOn } },
  ]);
}

/**
 * SKR hands money on by its own decision. It stays in the grant of the party that was paid and answers for it.
 *
 * @throws RuleError `line-not-passed-on`, `passed-on-to-holder`, `passing-on-exceeds-outstanding`
 */
export function passOn(state: GrantState, command: PassOn): GrantEvent[] {
  const { agreement, recipient, decision, by, effectiveOn, basis } = command;
  for (const [index, part] of command.items.entries()) {
    assertPassedOn(basis, agreement, part.line, `items[${index}].line`);
    if (part.to === (part.holder ?? recipient)) {
      throw new RuleError("passed-on-to-holder", `${part.to} has the money already.`, {
        field: `items[${index}].to`,
        figures: { holder: part.to },
      });
    }
  }
  const items = locate(state, "outstanding", command.items, effectiveOn, {
    rule: "passing-on-exceeds-outstanding",
    what: "Passing on",
  }).map(({ item, part }) => ({ ...item, to: part.to }));
  return covered<GrantEvent>(grantBooks(state, command), [
    { type: "FundsPassedOn", data: { agreement, recipient, items, decision, by, effectiveOn } },
  ]);
}

/** @throws RuleError `line-not-passed-on` */
export function assertPassedOn(
  { agreement: state }: Basis,
  agreement: string,
  line: LineId,
  field: string,
): void {
  const { finalRecipient, distribution } = lineOf(state, agreement, line);
  if (finalRecipient !== undefined || distribution?.method === "passed_on") return;
  throw new RuleError(
    "line-not-passed-on",
    `Line ${line} of ${agreement} is for its recipient; the agreement names no final recipient to pass it on to.`,
    { field, figures: { line } },
  );
}

/**
 * Money of one line used for another of the same agreement (2013 §7): after consultation, the anslagspost stays.
 *
 * @throws RuleError `co-financing-not-agreed`, `co-financing-same-line`, `co-financing-exceeds-outstanding`
 */
export function coFinance(state: GrantState, command: CoFinance): GrantEvent[] {
  const { agreement, recipient, consultation, by, effectiveOn, basis } = command;
  if (!registered(basis.agreement, agreement).terms.coFinancing) {
    throw new RuleError(
      "co-financing-not-agreed",
      `Agreement ${agreement} has no term that lets money of one line be used for another.`,
      { field: "agreement", figures: { agreement } },
    );
  }
  for (const [index, part] of command.items.entries()) {
    lineOf(basis.agreement, agreement, part.toLine);
    if (part.line === part.toLine) {
      throw new RuleError("co-financing-same-line", `Line ${part.line} cannot co-finance itself.`, {
        field: `items[${index}].toLine`,
        figures: { line: part.line },
      });
    }
  }
  const items = locate(state, "outstanding", command.items, effectiveOn, {
    rule: "co-financing-exceeds-outstanding",
    what: "Co-financing",
  }).map(({ item, part }) => ({ ...item, toLine: part.toLine }));
  return covered<GrantEvent>(grantBooks(state, command), [
    { type: "CoFinancingDecided", data: { agreement, recipient, items, consultation, by, effectiveOn } },
  ]);
}
