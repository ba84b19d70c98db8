import type { Scale } from "./scale.ts";
import type { Workplace } from "./workplace.ts";
import type { History } from "./world/history.ts";

/** What every part of the bench gets. */
export interface Bench {
  readonly scale: Scale;
  readonly workplace: Workplace;
  readonly history: History;
}
