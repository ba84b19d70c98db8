import { Decimal } from "decimal.js";
import { given, givenFigure } from "./given.ts";
import { RuleError, invariant } from "./rule-error.ts";

declare const oreBrand: unique symbol;

/**
 * An amount in whole öre (1 krona = 100 öre), negative where a difference is.
 *
 * Kept as an integer `number` that every operation here proves to be a safe integer: each integer up to
 * 2^53 is exact, which is 90 071 miljarder kronor, some seventy state budgets; beyond it the operation
 * throws instead of rounding. The brand makes the compiler refuse `a + b` where an amount is expected, so
 * that amounts are only added and subtracted here, and never divided outside `distribution.ts`.
 */
export type Ore = number & { readonly [oreBrand]: true };

/** Takes a whole number of öre from storage or a test. Throws when it is not an exact integer. */
export function ore(amount: number): Ore {
  invariant(Number.isSafeInteger(amount), `an amount is a whole number of öre, not ${amount}`);
  // Minus zero would survive JSON as 0 but compare unequal in tests; there is one zero.
  return (amount === 0 ? 0 : amount) as Ore;
}

export const ZERO: Ore = ore(0);

/** Whole kronor as öre. A fraction is refused even when it happens to be exact: 0.5 is, 0.29 is not. */
export function kronor(amount: number): Ore {
  invariant(Number.isSafeInteger(amount), `kronor() takes whole kronor, not ${amount}`);
  return ore(amount * 100);
}

export function add(a: Ore, b: Ore): Ore {
  return exactly(a + b);
}

export function subtract(a: Ore, b: Ore): Ore {
  return exactly(a - b);
}

/**
 * A sum that is too large to be exact was asked for, so it is the asker's error and nothing is written.
 *
 * @throws RuleError `sum-too-large`
 */
export function exactly(total: number | bigint): Ore {
  if (total >= -Number.MAX_SAFE_INTEGER && total <= Number.MAX_SAFE_INTEGER) return ore(Number(total));
  throw new RuleError("sum-too-large", "The amounts add up to more than the ledger can hold exactly.", {
    figures: { largest: formatAmount(ore(Number.MAX_SAFE_INTEGER)) },
  });
}

export function negate(a: Ore): Ore {
  return ore(-a);
}

export function sum(amounts: Iterable<Ore>): Ore {
  let total: Ore = ZERO;
  for (const amount of amounts) total = add(total, amount);
  return total;
}

export function smallest(first: Ore, ...rest: Ore[]): Ore {
  return rest.reduce((least, amount) => (amount < least ? amount : least), first);
}

export function largest(first: Ore, ...rest: Ore[]): Ore {
  return rest.reduce((most, amount) => (amount > most ? amount : most), first);
}

const WIRE_AMOUNT = /^-?(0|[1-9]\d*)\.\d{2}$/;

/**
 * Reads an amount from the API: a decimal string with exactly two decimals, `"172500000.00"`.
 *
 * @throws RuleError `amount-format` (not such a string, or more decimals than öre), `amount-too-large`
 */
export function parseAmount(text: unknown, field = "amount"): Ore {
  if (typeof text !== "string" || !WIRE_AMOUNT.test(text)) {
    throw new RuleError(
      "amount-format",
      `${field} must be a decimal string with exactly two decimals, such as "172500000.00", not ${given(text)}.`,
      { field, figures: { given: givenFigure(text) } },
    );
  }
  return oreFromKronor(new Decimal(text), field);
}

/**
 * Like {@link parseAmount}, for an amount that someone asks to move: above zero.
 *
 * @throws RuleError additionally `amount-not-positive`
 */
export function parsePositiveAmount(text: unknown, field = "amount"): Ore {
  return positive(parseAmount(text, field), field);
}

/** @throws RuleError `amount-not-positive` */
export function positive(amount: Ore, field = "amount"): Ore {
  if (amount <= 0) {
    throw new RuleError("amount-not-positive", `${field} must be above zero, not ${formatAmount(amount)}.`, {
      field,
      figures: { given: formatAmount(amount) },
    });
  }
  return amount;
}

/**
 * For an amount that someone reports, such as costs: zero or above.
 *
 * @throws RuleError `amount-negative`
 */
export function notNegative(amount: Ore, field = "amount"): Ore {
  if (amount < 0) {
    throw new RuleError("amount-negative", `${field} must be zero or above, not ${formatAmount(amount)}.`, {
      field,
      figures: { given: formatAmount(amount) },
    });
  }
  return amount;
}

/** 2^53 − 1 öre. */
/**
 * The largest amount that anybody may ask for: a thousand miljarder kronor, about one state budget. It
 * leaves room for some ninety of them in one sum before exactness would end.
 */
export const LARGEST_AMOUNT: Ore = kronor(1_000_000_000_000);
const LARGEST_IN_KRONOR = "1000000000000.00";

/**
 * An exact number of kronor as öre.
 *
 * @throws RuleError `amount-format` when it is finer than an öre, `amount-too-large` beyond 2^53 öre
 */
export function oreFromKronor(amount: Decimal, field = "amount"): Ore {
  invariant(!amount.isNaN(), "an amount is a number");
  // Both checks come before the multiplication: it keeps 20 significant digits and would round away a
  // fraction of an öre behind a long amount.
  if (amount.abs().greaterThan(LARGEST_IN_KRONOR)) {
    const shown = givenFigure(amount.toFixed(2));
    throw new RuleError(
      "amount-too-large",
      `${field} is larger than the ledger takes: ${shown} kronor, at most ${LARGEST_IN_KRONOR}.`,
      { field, figures: { given: shown, largest: LARGEST_IN_KRONOR } },
    );
  }
  if (amount.decimalPlaces() > 2) {
    const shown = givenFigure(amount.toFixed());
    throw new RuleError("amount-format", `${field} is finer than one öre: ${shown} kronor.`, {
      field,
      figures: { given: shown },
    });
  }
  return ore(amount.times(100).toNumber());
}

/** The wire form: a decimal string in kronor with two decimals, `"172500000.00"`. */
export function formatAmount(amount: Ore): string {
  const digits = Math.abs(amount).toString().padStart(3, "0");
  return `${amount < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
