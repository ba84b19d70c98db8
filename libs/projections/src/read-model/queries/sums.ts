import { type Expression, type ExpressionBuilder, type SqlBool, sql } from "kysely";
import type { Account } from "#domain/accounts.ts";
import { add, exactly } from "#domain/money.ts";
import {
  type AccountAmounts,
  type BalanceRow,
  DIMENSIONS,
  type Dimension,
  type Key,
  inKeyOrder,
  noAmounts,
} from "../../balance-fold.ts";
import type { Reading } from "../part.ts";
import type { PlacesTable, ReadModelTables } from "../tables.ts";
import { type AsOf, flowsAt } from "./flows.ts";

export type { AsOf };

export interface SumsQuery extends AsOf {
  readonly by: readonly Dimension[];
  readonly where?: Key;
  readonly accounts?: readonly Account[];
}

type PlaceFilter = (places: ExpressionBuilder<ReadModelTables, "places">) => Expression<SqlBool>;

/** The places that a question is about. */
export function atPlaces(where: Key, accounts?: readonly Account[]): PlaceFilter {
  return (expression) =>
    expression.and([
      ...DIMENSIONS.filter((dimension) => where[dimension] !== undefined).map((dimension) => {
        const value = where[dimension];
        if (value === null || value === undefined) return expression(dimension, "is", null);
        const isNumber = dimension === "year" || dimension === "area";
        return expression(dimension, "=", isNumber ? Number(value) : value);
      }),
      ...(accounts === undefined ? [] : [expression("account", "in", [...accounts])]),
    ]);
}

/**
 * Balances and turnover at a point on both axes of time: the same rows, in the same order, as
 * `BalanceFold.balances` gives over the transfers up to that day which were recorded up to that position.
 *
 * Whole months come from the sums of months. What the day and the position leave over of their own months
 * comes from the transfers themselves.
 *
 * @throws RuleError `sum-too-large` when a group's sum is beyond what is exact
 */
export async function balances(db: Reading, query: SumsQuery): Promise<BalanceRow[]> {
  const { by, where = {}, accounts } = query;
  const narrowed = Object.keys(where).length > 0 || accounts !== undefined;
  const places = narrowed ? db.selectFrom("places").select("id").where(atPlaces(where, accounts)) : undefined;
  const flows = await flowsAt(db, query, places);
  if (flows === undefined) return [];
  const columns = [...by.map((dimension) => `places.${dimension}` as const), "places.account" as const];
  const rows = await db
    .selectFrom(flows.as("flows"))
    .innerJoin("places", "places.id", "flows.place")
    .select(columns)
    .select([
      // A sum may be beyond what a number holds exactly; as text it is the same from every database.
      sql<string>`cast(sum(flows.inflow) as text)`.as("inflow"),
      sql<string>`cast(sum(flows.outflow) as text)`.as("outflow"),
    ])
    .groupBy(columns)
    .execute();
  return grouped(by, rows);
}

type GroupedRow = Partial<Pick<PlacesTable, Dimension>> & {
  readonly account: string;
  readonly inflow: string;
  readonly outflow: string;
};

function grouped(by: readonly Dimension[], rows: readonly GroupedRow[]): BalanceRow[] {
  const groups = new Map<string, { key: Key; net: AccountAmounts; turnover: AccountAmounts }>();
  for (const row of rows) {
    const values = by.map((dimension) => {
      const value = row[dimension];
      return value === null || value === undefined ? null : String(value);
    });
    const id = JSON.stringify(values);
    let group = groups.get(id);
    if (!group) {
      const key = Object.fromEntries(by.map((dimension, index) => [dimension, values[index] ?? null]));
      group = { key, net: noAmounts(), turnover: noAmounts() };
      groups.set(id, group);
    }
    const [inflow, outflow] = [BigInt(row.inflow), BigInt(row.outflow)];
    const account = row.account as Account;
    group.net[account] = add(group.net[account], exactly(inflow - outflow));
    group.turnover[account] = add(group.turnover[account], exactly(inflow));
  }
  return inKeyOrder(groups);
}
