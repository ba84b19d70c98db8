import type { Day } from "../calendar.ts";
import type { Actor } from "../event.ts";

/**
 * The books are closed through a day. The closing names the log position that its certified balances hold
 * for: if another entry landed between that position and the closing itself, it is void and repeated.
 */
export interface PeriodClosed {
  readonly type: "PeriodClosed";
  readonly data: { readonly through: Day; readonly asOfPosition: number; readonly by: Actor };
}

export type PeriodsEvent = PeriodClosed;
