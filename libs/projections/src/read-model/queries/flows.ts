import { type SelectQueryBuilder, sql } from "kysely";
import { type Day, endsMonth } from "#domain/calendar.ts";
import type { Reading } from "../part.ts";
import type { Axis, ReadModelTables } from "../tables.ts";

/** A point on both axes of time. */
export interface AsOf {
  /** Which date counts: the effective date if not given. */
  readonly axis?: Axis;
  /** The end of this day; without it, every day. */
  readonly on?: Day;
  /** The log position that was known; without it, everything that is known. */
  readonly knownPosition?: number;
}

/** What came to a place and what left it (öre): some of it, several rows a place. */
interface Flow {
  place: number;
  inflow: number | bigint;
  outflow: number | bigint;
}
type Flows = SelectQueryBuilder<ReadModelTables, keyof ReadModelTables, Flow>;
type PlaceIds = SelectQueryBuilder<ReadModelTables, "places", { id: number }>;

/**
 * Everything that came to places and left them up to a point on both axes of time.
 *
 * Whole months come from the sums of months. What the day and the position leave over of their own months
 * comes from the transfers themselves.
 *
 * @param places only these; all if not given
 * @returns undefined when nothing was known yet
 */
export async function flowsAt(
  db: Reading,
  { axis = "effective", on, knownPosition }: AsOf,
  places: PlaceIds | undefined,
): Promise<Flows | undefined> {
  const known = knownPosition === undefined ? undefined : await knownMonth(db, knownPosition);
  if (knownPosition !== undefined && known === undefined) return undefined;
  const day = on === undefined ? undefined : { on, month: on.slice(0, 7), isMonthEnd: endsMonth(on) };
  const date = axis === "effective" ? "effective_on" : "posting_on";

  let months = db.selectFrom("place_months").where("axis", "=", axis);
  if (day) months = months.where("month", day.isMonthEnd ? "<=" : "<", day.month);
  if (known) months = months.where("known_month", "<", known.month);
  if (places) months = months.where("place", "in", places);
  // A place is looked up once, not once a month.
  let flows: Flows = months
    .select(({ fn }) => [
      "place",
      fn.sum<number>("inflow").as("inflow"),
      fn.sum<number>("outflow").as("outflow"),
    ])
    .groupBy("place");

  const transfers = db.selectFrom("transfers");
  const none = sql<number>`0`;
  const addBothSides = (rest: typeof transfers): void => {
    const came = places ? rest.where("to_place", "in", places) : rest;
    const left = places ? rest.where("from_place", "in", places) : rest;
    flows = flows
      .unionAll(came.select(["to_place as place", "amount as inflow", none.as("outflow")]))
      .unionAll(left.select(["from_place as place", none.as("inflow"), "amount as outflow"]));
  };
  if (day && !day.isMonthEnd) {
    const rest = transfers.where(date, ">=", `${day.month}-01`).where(date, "<=", day.on);
    addBothSides(known ? rest.where("position", "<=", known.position) : rest);
  }
  if (known) {
    const rest = transfers
      .where("position", ">=", known.firstOfMonth)
      .where("position", "<=", known.position);
    const until = day && (day.isMonthEnd ? day.on : `${day.month}-01`);
    addBothSides(until === undefined ? rest : rest.where(date, day?.isMonthEnd ? "<=" : "<", until));
  }
  return flows;
}

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
