import type { FundingKey } from "../appropriations/funding-key.ts";
import type { Day } from "../calendar.ts";
import { type Ore, sum } from "../money.ts";
import { RuleError } from "../rule-error.ts";
import type { Agreement, AgreementLine, LineId } from "./agreement-terms.ts";
import { type LineDiscrepancy, ceilingOf, openDiscrepancies } from "./discrepancies.ts";
import type { PaymentDecisionRecorded } from "./events.ts";

export interface AgreementState {
  agreement: Agreement | undefined;
  version: number;
  readonly conditionsMet: Map<string, Day>;
  /** The figure that was decided to rule, for lines that the document states differently in two places. */
  readonly rulings: Map<LineId, Ore>;
  readonly funded: Map<LineId, Map<FundingKey, Ore>>;
  readonly paymentDecisions: Map<string, PaymentDecisionRecorded["data"]>;
  readonly causes: Set<string>;
}

/** @throws RuleError `agreement-unknown` */
export function registered(state: AgreementState, id: string): Agreement {
  if (!state.agreement) {
    throw new RuleError("agreement-unknown", `No agreement ${id} is registered.`, {
      field: "agreement",
      figures: { agreement: id },
    });
  }
  return state.agreement;
}

/** @throws RuleError `agreement-unknown`, `line-unknown` naming the lines that exist */
export function lineOf(state: AgreementState, id: string, line: LineId): AgreementLine {
  const agreement = registered(state, id);
  const found = agreement.lines.find((candidate) => candidate.id === line);
  if (!found) {
    const known = agreement.lines.map((candidate) => candidate.id).join(", ");
    throw new RuleError("line-unknown", `Agreement ${id} has no line ${line}; it has ${known}.`, {
      field: "line",
      figures: { line, known },
    });
  }
  return found;
}

/**
 * The most that a line can carry: the figure that was ruled, else the lowest that the document states
 * (DOMAIN, the process, 3: until someone decides, the lower figure is the ceiling). An intention beyond the
 * line's amount is never money.
 */
export function lineCeiling(state: Pick<AgreementState, "rulings">, line: AgreementLine): Ore {
  return rulingOn(state, line) ?? ceilingOf(line);
}

/** A ruling decides between stated figures; once an amendment states others it has nothing to say. */
function rulingOn(state: Pick<AgreementState, "rulings">, line: AgreementLine): Ore | undefined {
  const ruled = state.rulings.get(line.id);
  return ruled !== undefined && statedFigures(line).includes(ruled) ? ruled : undefined;
}

/** The lines that are stated with several figures, and no ruling decides between them. */
export function unruledDiscrepancies(
  state: Pick<AgreementState, "agreement" | "rulings">,
): LineDiscrepancy[] {
  const { agreement } = state;
  if (!agreement) return [];
  const ruled = new Set(
    agreement.lines.filter((line) => rulingOn(state, line) !== undefined).map(({ id }) => id),
  );
  return openDiscrepancies(agreement).filter(({ line }) => !ruled.has(line));
}

/** Every figure that the document states for a line, its own first. */
export function statedFigures(line: AgreementLine): Ore[] {
  return [line.amount, ...(line.alsoStated ?? []).map(({ amount }) => amount)];
}

export function fundedOf(state: AgreementState, line: LineId): Ore {
  return sum(state.funded.get(line)?.values() ?? []);
}

/** The conditions that are not yet recorded as met; the agreement is in force when there are none. */
export function unmetConditions(state: AgreementState): string[] {
  return (state.agreement?.validity ?? [])
    .filter(({ id }) => !state.conditionsMet.has(id))
    .map(({ id }) => id);
}

/** @throws RuleError `agreement-not-in-force` */
export function assertInForce(state: AgreementState, id: string): void {
  registered(state, id);
  const unmet = unmetConditions(state);
  if (unmet.length > 0) {
    throw new RuleError(
      "agreement-not-in-force",
      `Agreement ${id} is not in force: ${unmet.join(", ")} ${unmet.length === 1 ? "is" : "are"} not recorded as met.`,
      { field: "agreement", figures: { agreement: id, unmet: unmet.join(", ") } },
    );
  }
}

/**
 * What must hold before money of a line is promised to someone: the agreement is in force and names them.
 *
 * @throws RuleError `agreement-not-in-force`, `line-unknown`, `recipient-not-in-line`
 */
export function assertMayAllocate(
  state: AgreementState,
  id: string,
  line: LineId,
  recipients: readonly string[],
): void {
  assertInForce(state, id);
  const allowed = lineOf(state, id, line).recipients;
  const stranger = recipients.find((recipient) => !allowed.includes(recipient));
  if (stranger !== undefined) {
    throw new RuleError(
      "recipient-not-in-line",
      `Line ${line} of ${id} goes to ${allowed.join(", ")}, not to ${stranger}.`,
      { field: "recipient", figures: { line, recipient: stranger, allowed: allowed.join(", ") } },
    );
  }
}

/** The recorded payment decision that covers a line; the latest when there are several. */
export function paymentDecisionFor(
  state: AgreementState,
  line: LineId,
): PaymentDecisionRecorded["data"] | undefined {
  return [...state.paymentDecisions.values()].reverse().find((decision) => decision.lines.includes(line));
}
