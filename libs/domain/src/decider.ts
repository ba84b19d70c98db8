/** What a decider decides: plain data with a name independent of any class. */
export interface EventDraft {
  readonly type: string;
  readonly data: object;
}

/**
 * Three pure functions are the whole model of a stream.
 *
 * `decide` throws a RuleError when the command breaks a rule, and never changes the state it was given.
 * `evolve` owns the state it is given: it may change it in place and returns the state to go on with, so
 * that a stream with many thousand events costs what is new and not what is old. Whoever holds a state
 * whose events were not stored in the end throws it away and loads the stream again.
 */
export interface Decider<Command, Event extends EventDraft, State> {
  initialState(): State;
  evolve(state: State, event: Event): State;
  decide(command: Command, state: State): Event[];
}
