import { RuleError } from "../rule-error.ts";

/**
 * A document breaks one or more rules. `rule`, `field` and figures are those of the first, so that a
 * caller who knows only RuleError has something exact; `problems` holds them all, in document order.
 */
export class DocumentError extends RuleError {
  readonly problems: readonly RuleError[];

  constructor(first: RuleError, ...rest: RuleError[]) {
    const problems = [first, ...rest];
    super(first.rule, problems.map((problem) => problem.message).join("\n"), first.details);
    this.problems = problems;
  }
}
