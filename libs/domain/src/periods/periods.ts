import { type Day, LAST_DAY } from "../calendar.ts";
import type { Decider } from "../decider.ts";
import { RuleError } from "../rule-error.ts";
import type { PeriodClosed, PeriodsEvent } from "./events.ts";

export type ClosePeriod = { readonly type: "close-period" } & PeriodClosed["data"];

export interface PeriodsState {
  readonly closings: PeriodClosed["data"][];
}

/**
 * The decider of the ledger's closings. Whether a closing is void, because an entry landed between the
 * position it certifies and itself, shows only in log order: the fold over the log says so, see
 * `libs/projections`. A void closing is repeated, so the same day may be closed again.
 */
export const periods: Decider<ClosePeriod, PeriodsEvent, PeriodsState> = {
  initialState: () => ({ closings: [] }),
  evolve: (state, event) => {
    state.closings.push(event.data);
    return state;
  },
  decide: ({ through, asOfPosition, by }, state) => {
    if (through === LAST_DAY) {
      throw new RuleError(
        "period-leaves-no-day",
        `through is ${through}, the last day that there is: no day would be left to post on.`,
        { field: "through", figures: { given: through } },
      );
    }
    const last = state.closings.at(-1);
    if (last && through < last.through) {
      throw new RuleError(
        "period-already-closed",
        `The books were last closed through ${last.through}; a closing through ${through} would reopen them.`,
        { field: "through", figures: { closedThrough: last.through, asked: through } },
      );
    }
    return [{ type: "PeriodClosed", data: { through, asOfPosition, by } }];
  },
};

/** The last day that any closing, void or not, names: what reversals treat as closed. */
export function lastClosed(state: PeriodsState): Day | undefined {
  return state.closings.at(-1)?.through;
}
