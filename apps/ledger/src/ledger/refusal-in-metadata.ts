import { type Figures, RuleError } from "#domain/rule-error.ts";

/**
 * A refusal as it stands beside the event that followed it, so that a repeat tells it in the words and with
 * the figures of the first answer.
 */
export function refusalAsMetadata({ rule, message, field, figures }: RuleError): {
  readonly refusal: object;
} {
  return { refusal: { rule, message, figures, ...(field === undefined ? {} : { field }) } };
}

/** The refusal that an event's metadata tells of; events recorded before that was kept have the reason alone. */
export function refusalFrom(
  metadata: Readonly<Record<string, unknown>>,
  reason = "Refused before.",
): RuleError {
  const { rule, message, field, figures } = (metadata["refusal"] ?? {}) as {
    readonly rule?: string;
    readonly message?: string;
    readonly field?: string;
    readonly figures?: Figures;
  };
  return new RuleError(rule ?? "refused-before", message ?? reason, {
    figures: figures ?? {},
    ...(field === undefined ? {} : { field }),
  });
}
