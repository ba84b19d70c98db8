import { type ExpressionBuilder, type SelectQueryBuilder, sql } from "kysely";
import type { Account } from "#domain/accounts.ts";
import { type Day, addDays } from "#domain/calendar.ts";
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
import type { Axis, PlacesTable, ReadModelTables } from "../tables.ts";

/** A point on both axes of time. */
export interface AsOf {
  /** Which date counts: the effective date if not given. */
  readonly axis?: Axis;
  /** The end of this day; without it, every day. */
  readonly on?: Day;
  /** The log position that was known; without it, everything that is known. */
  readonly knownPosition?: number;
}

export interface SumsQuery extends AsOf {
  readonly by: readonly Dimension[];
  readonly where?: Key;
  readonly accounts?: readonly Account[];
}

type PlaceFilter = (
  expression: ExpressionBuilder<ReadModelTables, "places">,
) => ReturnType<ExpressionBuilder<ReadModelTables, "places">["and"]>;

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

interface Flows {
  place: number;
  inflow: number | bigint;
  outflow: number | bigint;
}
type FlowQuery = SelectQueryBuilder<ReadModelTables, never, Flows>;

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
  const flows = await flowQueries(db, query, places);
  const [first, ...rest] = flows;
  if (!first) return [];
  const columns = by.map((dimension) => `places.${dimension}` as const);
  const rows = await db
    .selectFrom(rest.reduce<FlowQuery>((all, one) => all.unionAll(one) as FlowQuery, first).as("flows"))
    .innerJoin("places", "places.id", "flows.place")
    .select([...columns, "places.account"])
    .select([
      // A sum may be beyond what a number holds exactly; as text it is the same from every database.
      sql<string>`cast(sum(flows.inflow) as text)`.as("inflow"),
      sql<string>`cast(sum(flows.outflow) as text)`.as("outflow"),
    ])
    .groupBy([...columns, "places.account"])
    .execute();
  return grouped(by, rows as unknown[] as GroupedRow[]);
}

type GroupedRow = Partial<PlacesTable> & {
  readonly account: Account;
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
    group.net[row.account] = add(group.net[row.account], exactly(inflow - outflow));
    group.turnover[row.account] = add(group.turnover[row.account], exactly(inflow));
  }
  return inKeyOrder(groups);
}

type Places = SelectQueryBuilder<ReadModelTables, "places", { id: number }> | undefined;

/** The parts that add up to the sums: whole months, and what the day and the position cut off of theirs. */
async function flowQueries(db: Reading, { axis = "effective", on, knownPosition }: AsOf, places: Places) {
  const day = on === undefined ? undefined : { on, month: on.slice(0, 7), isMonthEnd: endsMonth(on) };
  const known = knownPosition === undefined ? undefined : await knownMonth(db, knownPosition);
  if (knownPosition !== undefined && known === undefined) return [];
  const date = axis === "effective" ? "effective_on" : "posting_on";

  let months = db.selectFrom("place_months").where("axis", "=", axis);
  if (day) months = months.where("month", day.isMonthEnd ? "<=" : "<", day.month);
  if (known) months = months.where("known_month", "<", known.month);
  if (places) months = months.where("place", "in", places);
  const queries: unknown[] = [months.select(["place", "inflow", "outflow"])];

  const transfers = db.selectFrom("transfers");
  const sides = (rest: typeof transfers): unknown[] => {
    const zero = sql<number>`0`;
    const came = places ? rest.where("to_place", "in", places) : rest;
    const left = places ? rest.where("from_place", "in", places) : rest;
    return [
      came.select(["to_place as place", "amount as inflow", zero.as("outflow")]),
      left.select(["from_place as place", zero.as("inflow"), "amount as outflow"]),
    ];
  };
  if (day && !day.isMonthEnd) {
    const rest = transfers.where(date, ">=", `${day.month}-01`).where(date, "<=", day.on);
    queries.push(...sides(known ? rest.where("position", "<=", known.position) : rest));
  }
  if (known) {
    const rest = transfers
      .where("position", ">=", known.firstOfMonth)
      .where("position", "<=", known.position);
    const until = day && (day.isMonthEnd ? day.on : `${day.month}-01`);
    const before = day?.isMonthEnd ? "<=" : "<";
    queries.push(...sides(until === undefined ? rest : rest.where(date, before, until)));
  }
  return queries as FlowQuery[];
}

const endsMonth = (on: Day): boolean => addDays(on, 1).slice(0, 7) !== on.slice(0, 7);

/** In which month of recording a position lies, and where that month begins in the log. */
async function knownMonth(
  db: Reading,
  knownPosition: number,
): Promise<{ month: string; firstOfMonth: number; position: number } | undefined> {
  const last = await db
    .selectFrom("events")
    .select(["position", "recorded_at"])
    .where("position", "<=", knownPosition)
    .orderBy("position", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!last) return undefined;
  const month = last.recorded_at.slice(0, 7);
  const { position } = await db
    .selectFrom("events")
    .select("position")
    .where("recorded_at", ">=", month)
    .orderBy("recorded_at")
    .orderBy("position")
    .limit(1)
    .executeTakeFirstOrThrow();
  return { month, firstOfMonth: position, position: last.position };
}
