import { ACCOUNTS, ACCOUNT_NAMES, guardianOf } from "#domain/accounts.ts";
import { DIMENSIONS } from "#projections/balance-fold.ts";
import { amount, day, flag, list, object, recorded, text, textOrNull, whole } from "./schema-parts.ts";
import type { SchemaObject } from "./schemas.ts";

export const accounts: SchemaObject = {
  ...object(Object.fromEntries(ACCOUNT_NAMES.map((account) => [account, amount()]))),
  description: "Every account.",
};
const DIMENSION_EXAMPLES: Readonly<Record<string, string>> = {
  year: "2022",
  area: "9",
  anslag: "1:6",
  line: "3a",
  receipt: "BG-20230415-0042",
};
const key: SchemaObject = {
  ...object(
    Object.fromEntries(
      DIMENSIONS.map((dimension) => [dimension, textOrNull(DIMENSION_EXAMPLES[dimension] ?? "skr")]),
    ),
    DIMENSIONS,
  ),
  description: "The dimensions that were asked for; null where the money has none.",
};
const balanceRow = object({ key, net: accounts, turnover: accounts });

const AXIS: SchemaObject = { type: "string", enum: ["effective", "posting"] };

/** What every answer tells that is as of a point in time. */
export const asOf = {
  axis: AXIS,
  effective: day("2022-12-31"),
  knownAt: { ...text("2022-12-31T22:59:59.999Z"), description: "The last instant that counts, in UTC." },
};
export const AS_OF_MAY_BE_ABSENT = ["effective", "knownAt"] as const;

/** The cursor of the next page. */
export const next = text("WyJhIl0");

const grantAccounts: SchemaObject = {
  ...object(
    Object.fromEntries(
      ACCOUNT_NAMES.filter((account) => guardianOf(account) === "grant").map((account) => [
        account,
        { ...amount(), description: ACCOUNTS[account].swedish },
      ]),
    ),
  ),
  description: "Every account that a grant's money can be in.",
};

const place = object({
  account: { type: "string", enum: ACCOUNT_NAMES },
  anslagspost: textOrNull("2022-9-1:6-5"),
  agreement: textOrNull("sjsv-2022"),
  line: textOrNull("3a"),
  recipient: textOrNull("skr"),
  holder: textOrNull("skr"),
  receipt: textOrNull("BG-20230415-0042"),
});

const transfer = {
  position: whole(42),
  ordinal: { ...whole(0), description: "Its place among the event's transfers." },
  eventId: text("0e892c9a-9bb2-841e-b992-8c49e3eaa465"),
  type: text("DisbursementConfirmed"),
  stream: text("grant-sjsv-2022.skr"),
  revision: whole(5),
  actor: text("registrar"),
  recordedAt: text("2022-12-05T09:00:00.000Z"),
  effectiveOn: day("2022-12-02"),
  postingOn: day("2022-12-02"),
  voucher: { ...flag, description: "An accounting event (verifikation)." },
  amount: amount("65000000.00"),
  from: place,
  to: place,
};

/** What reads of money answer, by their names. */
export const MONEY_ANSWERS = {
  "list-balances": object(
    {
      by: list({ type: "string", enum: [...DIMENSIONS] }),
      from: day("2022-01-01"),
      where: recorded("The filters."),
      rows: list(balanceRow),
      next,
      ...asOf,
    },
    ["from", "next", ...AS_OF_MAY_BE_ABSENT],
  ),
  "list-journal": object({ rows: list(object(transfer)), next, ...asOf }, ["next", ...AS_OF_MAY_BE_ABSENT]),
  "read-statement": object(
    {
      of: recorded("The money that the statement is of."),
      opening: grantAccounts,
      rows: list(object({ ...transfer, balances: grantAccounts })),
      closing: grantAccounts,
      next,
      ...asOf,
    },
    ["next", ...AS_OF_MAY_BE_ABSENT],
  ),
} as const satisfies Readonly<Record<string, SchemaObject>>;
