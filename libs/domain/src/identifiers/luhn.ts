import { invariant } from "../rule-error.ts";

/**
 * The digit that completes a number by the Luhn algorithm (mod 10, ISO/IEC 7812-1 annex B): from the
 * right, every second digit doubled with its digits summed, and the total brought up to whole tens.
 *
 * @param digits the number without its check digit, digits only
 */
export function luhnDigit(digits: string): string {
  invariant(/^\d+$/.test(digits), "a check digit is computed over digits only");
  let total = 0;
  for (const [index, digit] of [...digits].reverse().entries()) {
    const weighted = index % 2 === 0 ? Number(digit) * 2 : Number(digit);
    total += weighted > 9 ? weighted - 9 : weighted;
  }
  return String((10 - (total % 10)) % 10);
}

/** What the last digit of a complete number should be, given those before it. */
export function expectedLastDigit(digits: string): string {
  return luhnDigit(digits.slice(0, -1));
}
