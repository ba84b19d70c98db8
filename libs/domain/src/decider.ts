/** An event that a decider has decided on, before a store has given it a place in the log. Plain data. */
export interface EventDraft {
  readonly type: string;
  readonly data: object;
}

/**
 * What decides about one kind of stream (ARCHITECTURE: Decider). All three functions are pure: the same
 * command on the same state always gives the same events, and folding the same events the same state. The
 * handler relies on it when it decides a command anew after a conflict.
 */
export interface Decider<Command, Event extends EventDraft, State> {
  /** The state of a stream in which nothing has happened. */
  initialState(): State;

  /** The state after one more event. Returns a new state and leaves the given one as it was. */
  evolve(state: State, event: Event): State;

  /**
   * The events that the command leads to, in order; none when there is nothing to do.
   *
   * @throws RuleError when a rule of the ledger refuses the command
   */
  decide(command: Command, state: State): readonly Event[];
}
