import { didYouMean } from "#domain/agreements/did-you-mean.ts";
import { DIMENSIONS, type Dimension, type Key } from "#projections/balance-fold.ts";
import type { LedgerView } from "#projections/ledger-view.ts";
import { UsageError } from "./failures.ts";

/** More would not be read. */
const MOST_SHOWN = 12;

/**
 * A condition on something that does not exist is a slip of the pen: an empty answer would look like "no
 * money".
 *
 * @throws UsageError `value-unknown`
 */
export function mustBeKnown(where: Key, view: LedgerView): void {
  for (const dimension of DIMENSIONS) {
    const value = where[dimension];
    if (value === undefined || value === null) continue;
    const known = knownValues(dimension, where, view);
    if (known.has(value)) continue;
    const all = [...known].sort();
    const some = all.slice(0, MOST_SHOWN).join(", ");
    const others =
      all.length === 0 ? "none is." : `known are ${some}${all.length > MOST_SHOWN ? ", …" : ""}.`;
    throw new UsageError(
      "value-unknown",
      `--where: ${dimension} ${value} is not known in this ledger${didYouMean(value, all)}; ${others}`,
      { field: "--where", figures: { dimension, given: value } },
    );
  }
}

/** What is registered, and what money has ever stood on. */
function knownValues(dimension: Dimension, where: Key, view: LedgerView): ReadonlySet<string> {
  const moved = view.byEffectiveDate.balances({ by: [dimension] }).flatMap(({ key }) => key[dimension] ?? []);
  return new Set([...moved, ...registered(dimension, where, view)]);
}

function registered(dimension: Dimension, where: Key, view: LedgerView): string[] {
  const agreements = [...view.agreements.values()].flatMap(({ agreement }) => agreement ?? []);
  switch (dimension) {
    case "agreement":
      return agreements.map(({ id }) => id);
    case "line":
      return agreements
        .filter(({ id }) => where.agreement === undefined || where.agreement === id)
        .flatMap(({ lines }) => lines.map(({ id }) => id));
    case "recipient":
    case "holder":
      return [...view.parties.values()].flatMap(({ party }) => party?.party ?? []);
    default:
      return [];
  }
}
