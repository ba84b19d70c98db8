import type { LineId } from "#domain/agreements/agreement-terms.ts";
import type { FundingKey } from "#domain/appropriations/funding-key.ts";
import { day } from "#domain/calendar.ts";
import type { Ore } from "#domain/money.ts";
import type { RequestOf } from "../ledger/requests.ts";
import { unknownCaseNumber } from "./assumed.ts";
import { type Act, type Known, anna, bo } from "./story.ts";

/** The words of one agreement before anybody is paid: its validity, its posts, its lines' funding, its allocations. */
export class AgreementWords {
  private readonly known: Known;
  private readonly agreement: string;

  constructor(known: Known) {
    this.known = known;
    this.agreement = known.agreement.id;
  }

  met(condition: string, on: string): Act {
    return anna({ type: "record-condition", agreement: this.agreement, condition, on: day(on) });
  }

  granted(
    funding: FundingKey,
    amount: Ore,
    on: string,
    name: string,
    kind: RequestOf<"grant-appropriation">["kind"] = "years_grant",
  ): Act {
    const decision = `Regleringsbrev ${funding.slice(0, 4)}`;
    return anna({ type: "grant-appropriation", funding, name, kind, amount, decision, effectiveOn: day(on) });
  }

  funds(line: LineId, funding: FundingKey, amount: Ore, on: string): Act {
    return anna({
      type: "fund-line",
      agreement: this.agreement,
      line,
      funding,
      amount,
      decision: `Finansiering av rad ${line}`,
      on: day(on),
    });
  }

  /** Every line from the anslag or anslagspost that the document states for it. */
  fundsAsStated(lines: readonly LineId[], on: string): Act[] {
    return lines.flatMap((line) =>
      this.known.line(line).funding.map(({ funding, amount }) => this.funds(line, funding, amount, on)),
    );
  }

  decidesPayment(
    decisionId: string,
    kind: RequestOf<"record-payment-decision">["kind"],
    lines: readonly LineId[],
    on: string,
  ): Act {
    return bo({
      type: "record-payment-decision",
      agreement: this.agreement,
      decisionId,
      kind,
      caseNumber: unknownCaseNumber(this.known.agreement.budgetYear),
      lines,
      repaymentTo: "anslagspost",
      on: day(on),
    });
  }

  /** One line's amount to its only recipient, or to the recipient that is given. */
  allocates(line: LineId, funding: FundingKey, amount: Ore, on: string): Act {
    const [recipient = ""] = this.known.line(line).recipients;
    return anna({
      type: "allocate",
      agreement: this.agreement,
      line,
      funding,
      allocations: [{ recipient, amount }],
      decision: `Tilldelning rad ${line}`,
      effectiveOn: day(on),
    });
  }

  allocatesAsStated(lines: readonly LineId[], on: string): Act[] {
    return lines.flatMap((line) =>
      this.known.line(line).funding.map(({ funding, amount }) => this.allocates(line, funding, amount, on)),
    );
  }
}
