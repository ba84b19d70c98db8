import { Decimal } from "decimal.js";
import { add, formatAmount, ore, subtract, sum, ZERO } from "./money.ts";
import type { Ore } from "./money.ts";
import { RuleError, invariant } from "./rule-error.ts";

/** One recipient's part in a key: a population, or 1 where all are equal. A whole number, zero allowed. */
export interface Weight {
  readonly key: string;
  readonly weight: number;
}

/** What one recipient gets, in öre. Shares stand in the order of the key that they were computed from. */
export interface Share {
  readonly key: string;
  readonly amount: Ore;
}

/**
 * decimal.js keeps 20 significant digits unless told otherwise (ARCHITECTURE: Ground). An amount (16
 * digits) times a weight (16) against a sum of weights times a unit stays far below 60, so that every
 * quotient and remainder here is an exact integer.
 */
const Exact = Decimal.clone({ precision: 60 });

/**
 * Splits an amount into equal shares, as far as whole units go.
 *
 * The first in order get the units that are left over, one each (DOMAIN: Distribution).
 *
 * @param amount öre, zero or more
 * @param unit the decision's rounding unit in öre (2022: one krona = 100)
 * @throws RuleError as {@link distributeByKey}
 */
export function distributeEqually(amount: Ore, keys: readonly string[], unit: Ore): readonly Share[] {
  return distributeByKey(
    amount,
    keys.map((key) => ({ key, weight: 1 })),
    unit,
  );
}

/**
 * Splits an amount in proportion to weights by largest remainder (DOMAIN: Distribution): everybody gets
 * the whole units of their exact share; the units left over go one each to the largest remainders, ties
 * in key order.
 *
 * An amount that is not a multiple of the unit leaves a rest below one unit. It goes undivided to the next
 * in that same row, the largest remainder that got no unit: so one share at most is off the unit, shares
 * always sum to the amount, and a larger weight never gets less.
 *
 * @param amount öre, zero or more
 * @param unit the decision's rounding unit in öre (2022: one krona = 100)
 * @throws RuleError `distribution-amount-negative`, `distribution-unit`, `distribution-no-keys`,
 *   `distribution-duplicate-key`, `distribution-weight`, `distribution-no-weight`
 */
export function distributeByKey(amount: Ore, weights: readonly Weight[], unit: Ore): readonly Share[] {
  checkAmount(amount);
  checkKeys(weights.map(({ key }) => key));
  if (unit <= 0) {
    throw new RuleError(
      "distribution-unit",
      `The rounding unit must be one öre or more, not ${formatAmount(unit)} kronor.`,
      { field: "unit", figures: { given: formatAmount(unit) } },
    );
  }
  const whole = weights.reduce((total, weight) => total.plus(checkedWeight(weight)), new Exact(0));
  if (whole.isZero()) {
    throw new RuleError("distribution-no-weight", "All weights are zero: nobody can be given the amount.", {
      field: "weights",
      figures: { amount: formatAmount(amount) },
    });
  }

  // An exact share in units is amount × weight / (whole × unit); its remainder is kept over that divisor.
  const divisor = whole.times(unit);
  const parts = weights.map(({ key, weight }, order) => {
    const product = new Exact(amount).times(weight);
    const units = product.dividedToIntegerBy(divisor);
    return { key, order, share: ore(units.times(unit).toNumber()), remainder: product.modulo(divisor) };
  });
  const row = parts.toSorted((a, b) => b.remainder.comparedTo(a.remainder) || a.order - b.order);
  let left = subtract(amount, sum(parts.map(({ share }) => share)));
  for (const part of row) {
    if (left <= 0) break;
    const given = left < unit ? left : unit;
    part.share = add(part.share, given);
    left = subtract(left, given);
  }
  invariant(left === ZERO, "the remainders of a distribution sum to what is left over");
  return parts.map(({ key, share }) => ({ key, amount: share }));
}

/**
 * Takes the shares from a table in the decision, which overrides computation (DOMAIN: Distribution).
 *
 * @param amount öre, zero or more
 * @throws RuleError `distribution-table-sum` when the rows do not sum to the amount,
 *   `distribution-table-negative`, `distribution-amount-negative`, `distribution-no-keys`,
 *   `distribution-duplicate-key`
 */
export function distributeByTable(amount: Ore, table: readonly Share[]): readonly Share[] {
  checkAmount(amount);
  checkKeys(table.map(({ key }) => key));
  for (const row of table) {
    if (row.amount < 0) {
      throw new RuleError(
        "distribution-table-negative",
        `The table gives ${row.key} a negative amount: ${formatAmount(row.amount)}.`,
        { field: "table", figures: { key: row.key, given: formatAmount(row.amount) } },
      );
    }
  }
  const total = sum(table.map((row) => row.amount));
  const difference = subtract(total, amount);
  if (difference !== ZERO) {
    throw new RuleError(
      "distribution-table-sum",
      `The table sums to ${formatAmount(total)}, not to ${formatAmount(amount)}: the difference is ${formatAmount(difference)}.`,
      {
        field: "table",
        figures: {
          amount: formatAmount(amount),
          sum: formatAmount(total),
          difference: formatAmount(difference),
        },
      },
    );
  }
  return table.map(({ key, amount: share }) => ({ key, amount: share }));
}

function checkAmount(amount: Ore): void {
  if (amount < 0) {
    throw new RuleError(
      "distribution-amount-negative",
      `An amount to distribute must be zero or more, not ${formatAmount(amount)}.`,
      { field: "amount", figures: { given: formatAmount(amount) } },
    );
  }
}

function checkKeys(keys: readonly string[]): void {
  if (keys.length === 0) {
    throw new RuleError("distribution-no-keys", "There is nobody to distribute to.", { field: "keys" });
  }
  const seen = new Set<string>();
  for (const key of keys) {
    if (seen.has(key)) {
      throw new RuleError("distribution-duplicate-key", `${key} stands twice in the distribution.`, {
        field: "keys",
        figures: { key },
      });
    }
    seen.add(key);
  }
}

function checkedWeight({ key, weight }: Weight): number {
  if (!Number.isSafeInteger(weight) || weight < 0) {
    throw new RuleError(
      "distribution-weight",
      `The weight of ${key} must be a whole number, zero or more, not ${weight}.`,
      { field: "weights", figures: { key, given: String(weight) } },
    );
  }
  return weight;
}
