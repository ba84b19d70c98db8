import { DEADLINE_KINDS, SEARCH_KINDS } from "#projections/read-model/work-tables.ts";
import { WORK_KINDS } from "#projections/read-model/queries/worklist.ts";
import { AS_OF_MAY_BE_ABSENT, asOf, grantAccounts, next } from "./money-schemas.ts";
import { amount, day, flag, list, object, text, textOrNull, whole } from "./schema-parts.ts";
import type { SchemaObject } from "./schemas.ts";

const amountOrNull: SchemaObject = { ...amount("65000000.00"), type: ["string", "null"] };
const dayOrNull: SchemaObject = { type: ["string", "null"], format: "date", examples: ["2023-03-31"] };
const wholeOrNull = (example: number): SchemaObject => ({ type: ["integer", "null"], examples: [example] });
const paged = { next, ...asOf };
const MAY_BE_ABSENT = ["next", ...AS_OF_MAY_BE_ABSENT];

const workItem = object({
  kind: { type: "string", enum: [...WORK_KINDS] },
  stream: text("grant-sjsv-2022.skr"),
  subject: { ...text("r-1"), description: "The id of what waits." },
  agreement: textOrNull("sjsv-2022"),
  recipient: textOrNull("skr"),
  line: textOrNull("3a"),
  amount: amountOrNull,
  openedOn: { ...day("2022-11-25"), description: "Since when it waits." },
  openedPosition: wholeOrNull(42),
  dueOn: dayOrNull,
  writers: {
    ...list(text("anna")),
    description: "Who wrote in it and so may not decide it, in small letters.",
  },
});
const foundEntry = object({
  kind: { type: "string", enum: [...SEARCH_KINDS] },
  id: text("sjsv-2022"),
  title: text("Sammanhållen, jämlik och säker vård 2022"),
  stream: text("agreement-sjsv-2022"),
  agreement: textOrNull("sjsv-2022"),
  recipient: textOrNull("skr"),
  line: textOrNull("3a"),
  amount: amountOrNull,
  position: whole(42),
});
const deadline = object(
  {
    on: day("2022-12-01"),
    what: { type: "string", enum: [...DEADLINE_KINDS] },
    agreement: text("sjsv-2022"),
    line: text("3a"),
    recipient: text("skr"),
    reportReceived: flag,
    status: { type: "string", enum: ["open", "met", "late", "missed", "nothing_due"] },
    receivedOn: dayOrNull,
    atStake: amount("65000000.00"),
  },
  ["reportReceived"],
);
const agreementSummary = object(
  {
    id: text("sjsv-2022"),
    title: text("Sammanhållen, jämlik och säker vård 2022"),
    budgetYear: whole(2022),
    throughYear: whole(2024),
    version: whole(1),
    inForce: flag,
    conditionsMet: whole(2),
    conditionsMissing: whole(0),
    discrepanciesUnruled: whole(1),
    lines: whole(16),
  },
  ["throughYear"],
);
const lineOverview = object({
  line: text("3a"),
  purpose: text("Kvalitetsregister"),
  stated: amount("65000000.00"),
  decided: amount("65000000.00"),
  funded: amount("65000000.00"),
  promised: amount("65000000.00"),
  paid: amount("65000000.00"),
  toReclaim: amount("1100000.00"),
  accounts: grantAccounts,
});

/** What the desk's lists answer, by their names. */
export const WORK_ANSWERS = {
  "list-work": object({ items: list(workItem), ...paged }, MAY_BE_ABSENT),
  "list-found": object({ q: text("S2022/02782"), found: list(foundEntry), ...paged }, MAY_BE_ABSENT),
  "list-deadlines": object({ deadlines: list(deadline), ...paged }, MAY_BE_ABSENT),
  "list-agreements": object({ agreements: list(agreementSummary), ...paged }, MAY_BE_ABSENT),
  "read-agreement-overview": object(
    { agreement: text("sjsv-2022"), lines: list(lineOverview), ...asOf },
    AS_OF_MAY_BE_ABSENT,
  ),
} as const satisfies Readonly<Record<string, SchemaObject>>;
