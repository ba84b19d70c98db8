/** The figures and facts that decided a refusal, already in wire form (amounts as decimal strings). */
export type Figures = Readonly<Record<string, string>>;

/**
 * A command or a value broke a rule of the ledger.
 *
 * `rule` is stable (kebab-case): clients may branch on it, and over HTTP it becomes the problem's `type`.
 * `field` names the offending input where there is one, in the caller's own words (`lines[0].amount`).
 * The message is one sentence for a person and holds the figures; `figures` holds the same for machines.
 */
export class RuleError extends Error {
  override readonly name = "RuleError";
  readonly rule: string;
  readonly details: { readonly field?: string; readonly figures?: Figures };

  constructor(
    rule: string,
    message: string,
    details: { readonly field?: string; readonly figures?: Figures } = {},
  ) {
    super(message);
    this.rule = rule;
    this.details = details;
  }

  get field(): string | undefined {
    return this.details.field;
  }

  get figures(): Figures {
    return this.details.figures ?? {};
  }
}

/** A defect in the ledger itself: an invariant did not hold. Never caused by a caller's input. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/** Stops the program's current step when something that must always hold does not. */
export function invariant(holds: boolean, whatMustHold: string): asserts holds {
  if (!holds) throw new InvariantError(`Invariant broken: ${whatMustHold}`);
}
