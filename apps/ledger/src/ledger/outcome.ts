import type { RecordedEvent } from "#domain/policies.ts";
import type { RuleError } from "#domain/rule-error.ts";
import type { ExpectedRevision, Position } from "#event-store/event-store.ts";
import type { BalancesAt } from "./balances-touched.ts";

/** What became of a request. */
export interface Outcome {
  readonly stream: string;
  readonly revision: ExpectedRevision;
  /** A view that holds this position shows everything that the command did, in all streams. */
  readonly position: Position | undefined;
  /** What was recorded in the command's own stream. */
  readonly events: readonly RecordedEvent[];
  /** What followed from it in other streams; on a repeat what had followed. */
  readonly caused: readonly RecordedEvent[];
  /** The command had been taken before; this is its first outcome and nothing was written now. */
  readonly repeated: boolean;
  /** Refusals by other streams that the command caused, such as a placing that the grant did not take. */
  readonly refusals: readonly RuleError[];
  /** Every place that the money left or came to, as the streams had it that decided, right after they did. */
  readonly balances: readonly BalancesAt[];
}

/**
 * A command was written, and something that must follow from it in another stream was not. A defect of the
 * ledger: the next start tries again, and does not open the ledger while it fails, unless it is the follow-up
 * of a refusal, which becomes one of the ledger's alarms.
 */
export class ReactionFailed extends Error {
  override readonly name = "ReactionFailed";

  constructor(events: readonly RecordedEvent[], cause: Error) {
    const what = events.map(({ type, stream }) => `${type} in ${stream}`).join(", ");
    super(`${what} is recorded, but what must follow elsewhere was refused: ${cause.message}`, { cause });
  }
}
