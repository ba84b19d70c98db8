import { ACCOUNT_NAMES, guardianOf } from "#domain/accounts.ts";
import { AMOUNT_FIELDS } from "#domain/amount-fields.ts";
import { type Ore, formatAmount, ore } from "#domain/money.ts";
import type { AccountAmounts } from "#projections/balance-fold.ts";

/**
 * Data of the domain as others see it: amounts as decimal strings, a post's key as `anslagspost`, maps as
 * objects and sets as lists. The opposite of what `requests/` reads.
 */
export function inWireForm(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inWireForm);
  if (value instanceof Set) return [...value].map(inWireForm);
  if (value instanceof Map) return inWireForm(Object.fromEntries(value));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => memberInWireForm(name, member)));
}

function memberInWireForm(name: string, member: unknown): [string, unknown] {
  if (typeof member === "number" && AMOUNT_FIELDS.has(name)) return [name, formatAmount(ore(member))];
  // In an agreement's text `funding` is a list of what the document states; everywhere else it is one post.
  if (name === "funding" && typeof member === "string") return ["anslagspost", member];
  return [name, inWireForm(member)];
}

export type WireAccounts = Readonly<Record<string, string>>;

/** All accounts with their amounts as decimal strings. */
export function accountsInWireForm(amounts: AccountAmounts): WireAccounts {
  return Object.fromEntries(
    Object.entries<Ore>(amounts).map(([account, amount]) => [account, formatAmount(amount)]),
  );
}

/** The accounts that a grant's money can be in, as decimal strings. */
export function grantAccountsInWireForm(amounts: AccountAmounts): WireAccounts {
  const ofGrant = ACCOUNT_NAMES.filter((account) => guardianOf(account) === "grant");
  return Object.fromEntries(ofGrant.map((account) => [account, formatAmount(amounts[account])]));
}
