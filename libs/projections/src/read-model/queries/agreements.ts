import { sql } from "kysely";
import type { Account } from "#domain/accounts.ts";
import type { Day } from "#domain/calendar.ts";
import { type Ore, ZERO, add, ore, sum } from "#domain/money.ts";
import type { Reading } from "../part.ts";
import { type Page, type Question, decodeCursor, pageOf } from "./cursor.ts";
import { comesAfter, heldAt } from "./held-at.ts";
import { reclaimable } from "./reclaimable.ts";
import { balances } from "./sums.ts";

export interface AgreementsQuery {
  readonly knownPosition?: number;
  readonly budgetYear?: number;
  readonly inForce?: boolean;
  readonly sort?: "id" | "title" | "year";
  readonly descending?: boolean;
  readonly limit: number;
  readonly cursor?: string;
}

export interface AgreementRow {
  readonly id: string;
  readonly title: string;
  readonly budgetYear: number;
  readonly throughYear: number | null;
  readonly version: number;
  readonly inForce: boolean;
  readonly conditionsMet: number;
  readonly conditionsMissing: number;
  readonly discrepanciesUnruled: number;
  readonly lines: number;
}

const SORTED_BY = { id: "agreement", title: "title", year: "budget_year" } as const;

/**
 * The agreements that are registered.
 *
 * @throws RuleError `cursor-unknown`
 */
export async function agreements(db: Reading, query: AgreementsQuery): Promise<Page<AgreementRow>> {
  const { limit, cursor, ...question } = query;
  const { knownPosition, budgetYear, inForce, sort = "id", descending = false } = question;
  const asked: Question = { list: "agreements", ...question };
  let found = db.selectFrom("agreements").selectAll().where(heldAt("agreements", knownPosition));
  if (budgetYear !== undefined) found = found.where("budget_year", "=", budgetYear);
  if (inForce !== undefined) found = found.where("conditions_missing", inForce ? "=" : ">", 0);
  const first = SORTED_BY[sort];
  if (cursor !== undefined) {
    const order = [sql.ref(first), sql.ref("agreement")];
    found = found.where(comesAfter(order, decodeCursor(cursor, asked, 2), descending));
  }
  const direction = descending ? "desc" : "asc";
  const rows = await found
    .orderBy(first, direction)
    .orderBy("agreement", direction)
    .limit(limit + 1)
    .execute();
  const page = pageOf(rows, limit, asked, (row) => [row[first], row.agreement]);
  return {
    ...page,
    rows: page.rows.map((row) => ({
      id: row.agreement,
      title: row.title,
      budgetYear: row.budget_year,
      throughYear: row.through_year,
      version: row.version,
      inForce: row.conditions_missing === 0,
      conditionsMet: row.conditions_met,
      conditionsMissing: row.conditions_missing,
      discrepanciesUnruled: row.discrepancies_unruled,
      lines: row.line_count,
    })),
  };
}

export interface OverviewQuery {
  readonly agreement: string;
  /** The end of this day. */
  readonly on: Day;
  readonly knownPosition?: number;
}

/** How far the money of a line has come (öre): where it stands, and what was ever paid of it. */
export interface LineOverview {
  readonly line: string;
  readonly purpose: string;
  /** As the document states it first, and the most that the line can carry. */
  readonly stated: Ore;
  readonly decided: Ore;
  readonly funded: Ore;
  /** All that is promised to recipients, wherever it has come since; net of what was reduced or released. */
  readonly promised: Ore;
  /** What of it recipients have had or used, whatever they have reported, repaid or been let off. */
  readonly paid: Ore;
  /** Unused, demanded back, or not accounted for in time (DOMAIN, Dimensions). */
  readonly toReclaim: Ore;
  readonly accounts: Readonly<Record<LineAccount, Ore>>;
}

export const LINE_ACCOUNTS = [
  "allocated",
  "requisitioned",
  "in_payment",
  "outstanding",
  "spent",
  "unused",
  "reclaimed",
  "repaid",
  "written_off",
  "lapsed",
] as const satisfies readonly Account[];
export type LineAccount = (typeof LINE_ACCOUNTS)[number];

const NOT_PAID: ReadonlySet<LineAccount> = new Set(["allocated", "requisitioned", "in_payment", "lapsed"]);

/**
 * Every line of an agreement in the document's order, from what was decided to what is to be claimed back, with
 * lines last that have money though the document no longer names them.
 */
export async function agreementOverview(
  db: Reading,
  { agreement, on, knownPosition }: OverviewQuery,
): Promise<LineOverview[]> {
  const lines = await db
    .selectFrom("agreement_lines")
    .selectAll()
    .where(heldAt("agreement_lines", knownPosition))
    .where("agreement", "=", agreement)
    .orderBy("ordinal")
    .execute();
  const asOf = { on, where: { agreement }, ...(knownPosition === undefined ? {} : { knownPosition }) };
  const sums = await balances(db, { by: ["line"], accounts: LINE_ACCOUNTS, ...asOf });
  const amounts = new Map(sums.map(({ key, net }) => [key.line ?? "", net] as const));
  const toReclaim = new Map<string, Ore>();
  for (const { line, total } of await reclaimable(db, asOf)) {
    toReclaim.set(line, add(toReclaim.get(line) ?? ZERO, total));
  }
  const stated = lines.map((row) => ({
    line: row.line,
    purpose: row.purpose,
    stated: ore(row.amount),
    decided: ore(row.ceiling),
    funded: ore(row.funded),
  }));
  const unnamed = [...amounts.keys()]
    .filter((line) => !lines.some((row) => row.line === line))
    .map((line) => ({ line, purpose: "", stated: ZERO, decided: ZERO, funded: ZERO }));
  return [...stated, ...unnamed].map((each) => {
    const on = (account: LineAccount): Ore => amounts.get(each.line)?.[account] ?? ZERO;
    const standing = LINE_ACCOUNTS.map((account) => [account, on(account)] as const);
    return {
      ...each,
      promised: sum(LINE_ACCOUNTS.map(on)),
      paid: sum(LINE_ACCOUNTS.filter((account) => !NOT_PAID.has(account)).map(on)),
      toReclaim: toReclaim.get(each.line) ?? ZERO,
      accounts: Object.fromEntries(standing) as Record<LineAccount, Ore>,
    };
  });
}
