import type { FundingKey } from "../appropriations/funding-key.ts";
import type { Decider } from "../decider.ts";
import { type Ore, ZERO, add, formatAmount, positive, subtract, sum } from "../money.ts";
import { RuleError } from "../rule-error.ts";
import {
  type AgreementState,
  fundedOf,
  lineCeiling,
  lineOf,
  registered,
  statedFigures,
} from "./agreement-state.ts";
import type { Agreement, LineId } from "./agreement-terms.ts";
import type { AgreementCommand, AmendAgreement, FundLine, RuleDiscrepancy } from "./commands.ts";
import type { AgreementEvent } from "./events.ts";

export * from "./agreement-state.ts";

/** The decider of one agreement: its text, its validity, which figure rules, and which post funds which line. */
export const agreement: Decider<AgreementCommand, AgreementEvent, AgreementState> = {
  initialState: () => ({
    agreement: undefined,
    version: 0,
    conditionsMet: new Map(),
    rulings: new Map(),
    funded: new Map(),
    paymentDecisions: new Map(),
    causes: new Set(),
  }),
  evolve,
  decide,
};

function evolve(state: AgreementState, event: AgreementEvent): AgreementState {
  switch (event.type) {
    case "AgreementRegistered":
      state.agreement = event.data.agreement;
      state.version = 1;
      break;
    case "AgreementAmended":
      state.agreement = event.data.agreement;
      state.version = event.data.version;
      forgetRulings(state, event.data.agreement);
      break;
    case "ConditionMet":
      state.conditionsMet.set(event.data.condition, event.data.on);
      break;
    case "DiscrepancyRuled":
      state.rulings.set(event.data.line, event.data.amount);
      break;
    case "LineFundingDecided":
      fund(state, event.data.line, event.data.funding, event.data.amount);
      break;
    case "LineFundingReturned":
      state.causes.add(event.data.cause.eventId);
      fund(state, event.data.line, event.data.funding, subtract(ZERO, event.data.amount));
      break;
    case "LineFundingMoved": {
      const { line, from, to, amount, cause } = event.data;
      state.causes.add(cause.eventId);
      fund(state, line, from, subtract(ZERO, amount));
      fund(state, line, to, amount);
      break;
    }
    case "PaymentDecisionRecorded":
      state.paymentDecisions.set(event.data.decisionId, event.data);
      break;
  }
  return state;
}

function fund(state: AgreementState, line: LineId, funding: FundingKey, difference: Ore): void {
  const posts = state.funded.get(line) ?? new Map<FundingKey, Ore>();
  state.funded.set(line, posts);
  posts.set(funding, add(posts.get(funding) ?? ZERO, difference));
}

function decide(command: AgreementCommand, state: AgreementState): AgreementEvent[] {
  switch (command.type) {
    case "register-agreement": {
      const { agreement, by } = command;
      if (agreement.id.includes(".")) {
        throw new RuleError(
          "agreement-id-format",
          `An agreement's id holds no full stop, which parts it from the recipient in the names of grants: ${agreement.id}.`,
          { field: "agreement.id", figures: { agreement: agreement.id } },
        );
      }
      if (state.agreement) {
        throw new RuleError(
          "agreement-exists",
          `Agreement ${agreement.id} is already registered (version ${state.version}): amend it instead.`,
          { field: "agreement.id", figures: { agreement: agreement.id, version: String(state.version) } },
        );
      }
      return [{ type: "AgreementRegistered", data: { agreement, by } }];
    }
    case "amend-agreement":
      return amend(state, command);
    case "record-condition": {
      const { agreement: id, condition, on, decision, by } = command;
      const known = registered(state, id).validity.map((each) => each.id);
      if (!known.includes(condition)) {
        throw new RuleError(
          "condition-unknown",
          `Agreement ${id} has no validity condition ${condition}; it has ${known.join(", ") || "none"}.`,
          { field: "condition", figures: { condition, known: known.join(", ") } },
        );
      }
      const metOn = state.conditionsMet.get(condition);
      if (metOn !== undefined) {
        throw new RuleError("condition-already-met", `${condition} is already recorded as met on ${metOn}.`, {
          field: "condition",
          figures: { condition, on: metOn },
        });
      }
      return [
        {
          type: "ConditionMet",
          data: { agreement: id, condition, on, by, ...(decision === undefined ? {} : { decision }) },
        },
      ];
    }
    case "rule-discrepancy":
      return rule(state, command);
    case "fund-line":
      return fundLine(state, command);
    case "return-line-funding": {
      const { agreement: id, line, funding, amount, cause } = command;
      if (state.causes.has(cause.eventId)) return [];
      return [{ type: "LineFundingReturned", data: { agreement: id, line, funding, amount, cause } }];
    }
    case "move-line-funding": {
      const { type: _, ...moved } = command;
      return state.causes.has(moved.cause.eventId) ? [] : [{ type: "LineFundingMoved", data: moved }];
    }
    case "record-payment-decision": {
      const { type: _, agreement: id, ...decision } = command;
      for (const line of decision.lines) lineOf(state, id, line);
      if (decision.lines.length === 0) {
        throw new RuleError(
          "payment-decision-without-lines",
          "A payment decision names the lines it covers.",
          {
            field: "lines",
          },
        );
      }
      if (state.paymentDecisions.has(decision.decisionId)) {
        throw new RuleError(
          "payment-decision-exists",
          `Payment decision ${decision.decisionId} is recorded already.`,
          {
            field: "decisionId",
            figures: { decisionId: decision.decisionId },
          },
        );
      }
      return [{ type: "PaymentDecisionRecorded", data: { agreement: id, ...decision } }];
    }
  }
}

/**
 * A ruling decides between the figures of a text. Once an amendment states others, or one only, it is over: when a
 * later amendment brings the figures back, somebody decides anew (DOMAIN, the process, 3: never silently).
 */
function forgetRulings(state: AgreementState, { lines }: Agreement): void {
  for (const [lineId, ruled] of state.rulings) {
    const line = lines.find(({ id }) => id === lineId);
    const stated = new Set(line ? statedFigures(line) : []);
    if (stated.size < 2 || !stated.has(ruled)) state.rulings.delete(lineId);
  }
}

function amend(state: AgreementState, command: AmendAgreement): AgreementEvent[] {
  const { agreement, reason, by, on } = command;
  registered(state, agreement.id);
  for (const [line, posts] of state.funded) {
    const funded = sum(posts.values());
    const amended = agreement.lines.find((candidate) => candidate.id === line);
    const ceiling = amended ? lineCeiling(state, amended) : ZERO;
    if (funded > ceiling) {
      throw new RuleError(
        "amendment-below-funded",
        `The amendment gives line ${line} ${formatAmount(ceiling)}, but ${formatAmount(funded)} is funded: lower the funding first (never below what is allocated).`,
        {
          field: `lines.${line}.amount`,
          figures: { line, amended: formatAmount(ceiling), funded: formatAmount(funded) },
        },
      );
    }
  }
  return [{ type: "AgreementAmended", data: { agreement, version: state.version + 1, reason, by, on } }];
}

function rule(state: AgreementState, command: RuleDiscrepancy): AgreementEvent[] {
  const { agreement: id, line: lineId, reason, by, on } = command;
  const line = lineOf(state, id, lineId);
  const stated = statedFigures(line);
  if (new Set(stated).size === 1) {
    throw new RuleError(
      "no-discrepancy",
      `Line ${lineId} states one figure only, ${formatAmount(line.amount)}.`,
      {
        field: "line",
        figures: { line: lineId, stated: formatAmount(line.amount) },
      },
    );
  }
  const amount = positive(command.amount);
  if (!stated.includes(amount)) {
    const figures = stated.map(formatAmount).join(" and ");
    throw new RuleError(
      "ruling-not-a-stated-figure",
      `Line ${lineId} is stated as ${figures}; a ruling decides which of them holds, not ${formatAmount(amount)}.`,
      { field: "amount", figures: { line: lineId, stated: figures, asked: formatAmount(amount) } },
    );
  }
  return [{ type: "DiscrepancyRuled", data: { agreement: id, line: lineId, amount, reason, by, on } }];
}

function fundLine(state: AgreementState, command: FundLine): AgreementEvent[] {
  const { agreement: id, line: lineId, funding, decision, by, on, fundingKnown } = command;
  const line = lineOf(state, id, lineId);
  const amount = positive(command.amount);
  if (!fundingKnown) {
    throw new RuleError(
      "anslagspost-unknown",
      `No appropriation is registered on ${funding}: register the appropriation decision first.`,
      { field: "anslagspost", figures: { anslagspost: funding } },
    );
  }
  const ceiling = lineCeiling(state, line);
  const funded = fundedOf(state, lineId);
  const left = subtract(ceiling, funded);
  if (amount > left) {
    throw new RuleError(
      "funding-exceeds-line",
      `Line ${lineId} can carry ${formatAmount(ceiling)}, of which ${formatAmount(funded)} is funded: ${formatAmount(left)} is left, ${formatAmount(amount)} was asked for.`,
      {
        field: "amount",
        figures: {
          line: lineId,
          ceiling: formatAmount(ceiling),
          funded: formatAmount(funded),
          left: formatAmount(left),
          asked: formatAmount(amount),
        },
      },
    );
  }
  return [
    { type: "LineFundingDecided", data: { agreement: id, line: lineId, funding, amount, decision, by, on } },
  ];
}
