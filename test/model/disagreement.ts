import type { Day } from "#domain/calendar.ts";
import type { Axis } from "./books.ts";

/** Where the model and the ledger part, in words for a person, and where the sums differ. */
export class Disagreement extends Error {
  override readonly name = "Disagreement";
  readonly at: { readonly axis: Axis; readonly on: Day | undefined } | undefined;

  constructor(message: string, at?: { readonly axis: Axis; readonly on: Day | undefined }) {
    super(message);
    this.at = at;
  }
}
