import { type Expression, type ExpressionBuilder, type SqlBool, sql } from "kysely";
import type { Account } from "#domain/accounts.ts";
import type { Day } from "#domain/calendar.ts";
import { type Ore, ore } from "#domain/money.ts";
import type { Key } from "../../balance-fold.ts";
import type { Reading } from "../part.ts";
import { type CursorValues, type Page, type Question, decodeCursor, pageOf } from "./cursor.ts";
import { type AsOf, atPlaces } from "./sums.ts";

/** Where money stands, with the dimensions that the place has. */
export interface JournalPlace {
  readonly account: Account;
  readonly anslagspost: string | null;
  readonly agreement: string | null;
  readonly line: string | null;
  readonly recipient: string | null;
  readonly holder: string | null;
  readonly receipt: string | null;
}

/** One transfer with the event that made it. */
export interface JournalRow {
  readonly position: number;
  /** Its place among the event's transfers, from 0. */
  readonly ordinal: number;
  readonly eventId: string;
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
  readonly actor: string;
  readonly recordedAt: string;
  readonly effectiveOn: Day;
  readonly postingOn: Day;
  readonly voucher: boolean;
  /** Öre, above zero. */
  readonly amount: Ore;
  readonly from: JournalPlace;
  readonly to: JournalPlace;
}

export type JournalOrder = "position" | "-position" | "effective" | "-effective" | "posting" | "-posting";

export interface JournalQuery extends AsOf {
  /** Transfers that leave or reach such a place. */
  readonly where?: Key;
  readonly accounts?: readonly Account[];
  readonly types?: readonly string[];
  readonly actor?: string;
  readonly vouchersOnly?: boolean;
  /** The first day, on the same axis as `on`. */
  readonly from?: Day;
  readonly order?: JournalOrder;
  readonly limit: number;
  readonly cursor?: string;
}

const DATE = { effective: "transfers.effective_on", posting: "transfers.posting_on" } as const;
const PLACE = ["account", "anslagspost", "agreement", "line", "recipient", "holder", "receipt"] as const;

/**
 * The journal, page by page, in a fixed order: no row comes twice or is left out, also when entries are
 * recorded between two pages.
 *
 * @throws RuleError `cursor-unknown`
 */
export async function journal(db: Reading, query: JournalQuery): Promise<Page<JournalRow>> {
  const { where = {}, accounts, types, actor, vouchersOnly = false, from, on, knownPosition } = query;
  const { axis = "effective", order = "position", limit, cursor } = query;
  const question: Question = {
    ...(where as Record<string, string | null>),
    accounts,
    types,
    actor,
    vouchersOnly,
    from,
    on,
    axis,
    order,
  };
  const { columns, direction } = orderOf(order);
  const after = cursor === undefined ? undefined : decodeCursor(cursor, question, columns.length);

  let rows = selectTransfers(db);
  if (Object.keys(where).length > 0 || accounts !== undefined) {
    const places = db.selectFrom("places").select("places.id").where(atPlaces(where, accounts));
    rows = rows.where((is) => is.or([is("from_place", "in", places), is("to_place", "in", places)]));
  }
  if (types !== undefined) rows = rows.where("events.type", "in", [...types]);
  if (actor !== undefined) rows = rows.where("events.actor", "=", actor);
  if (vouchersOnly) rows = rows.where("events.voucher", "=", 1);
  if (from !== undefined) rows = rows.where(DATE[axis], ">=", from);
  if (on !== undefined) rows = rows.where(DATE[axis], "<=", on);
  if (knownPosition !== undefined) rows = rows.where("transfers.position", "<=", knownPosition);
  if (after !== undefined) rows = rows.where((is) => beyond(is, columns, direction, after));
  for (const column of columns) rows = rows.orderBy(column, direction);
  const found = await rows.limit(limit + 1).execute();
  return pageOf(found.map(rowOf), limit, question, (row) => placeInOrder(row, order));
}

/** Everything that a row shows; the transfers come first, so that their order can be an index's. */
function selectTransfers(db: Reading) {
  return db
    .selectFrom("transfers")
    .innerJoin("events", "events.position", "transfers.position")
    .innerJoin("places as f", "f.id", "transfers.from_place")
    .innerJoin("places as t", "t.id", "transfers.to_place")
    .select([
      "transfers.position",
      "transfers.ordinal",
      "transfers.effective_on",
      "transfers.posting_on",
      "transfers.amount",
      "events.event_id",
      "events.type",
      "events.stream",
      "events.revision",
      "events.actor",
      "events.recorded_at",
      "events.voucher",
    ])
    .select(PLACE.map((column) => sql.ref(`f.${column}`).as(`from_${column}`)))
    .select(PLACE.map((column) => sql.ref(`t.${column}`).as(`to_${column}`)));
}

type TransferRow = Awaited<ReturnType<ReturnType<typeof selectTransfers>["execute"]>>[number];

function rowOf(row: TransferRow): JournalRow {
  return {
    position: row.position,
    ordinal: row.ordinal,
    eventId: row.event_id,
    type: row.type,
    stream: row.stream,
    revision: row.revision,
    actor: row.actor,
    recordedAt: row.recorded_at,
    effectiveOn: row.effective_on as Day,
    postingOn: row.posting_on as Day,
    voucher: row.voucher === 1,
    amount: ore(row.amount),
    from: placeOf(row, "from"),
    to: placeOf(row, "to"),
  };
}

function placeOf(row: object, side: "from" | "to"): JournalPlace {
  const values = row as Readonly<Record<string, unknown>>;
  return Object.fromEntries(PLACE.map((column) => [column, values[`${side}_${column}`]])) as never;
}

type OrderColumn =
  "transfers.position" | "transfers.ordinal" | "transfers.effective_on" | "transfers.posting_on";

function orderOf(order: JournalOrder): { columns: OrderColumn[]; direction: "asc" | "desc" } {
  const direction = order.startsWith("-") ? "desc" : "asc";
  const place: OrderColumn[] = ["transfers.position", "transfers.ordinal"];
  const by = order.replace("-", "");
  if (by === "position") return { columns: place, direction };
  return { columns: [by === "posting" ? DATE.posting : DATE.effective, ...place], direction };
}

function placeInOrder(row: JournalRow, order: JournalOrder): CursorValues {
  const by = order.replace("-", "");
  const date = by === "effective" ? [row.effectiveOn] : by === "posting" ? [row.postingOn] : [];
  return [...date, row.position, row.ordinal];
}

/**
 * What comes after these values in the order of the columns. Written out column by column: not every
 * database compares whole rows.
 */
export function beyond<DB, TB extends keyof DB>(
  is: ExpressionBuilder<DB, TB>,
  columns: readonly string[],
  direction: "asc" | "desc",
  values: CursorValues,
): Expression<SqlBool> {
  const further = sql.raw(direction === "asc" ? ">" : "<");
  return is.or(
    columns.map((column, index) =>
      is.and([
        ...columns
          .slice(0, index)
          .map((equal, at) => sql<SqlBool>`${sql.ref(equal)} = ${values[at] ?? null}`),
        sql<SqlBool>`${sql.ref(column)} ${further} ${values[index] ?? null}`,
      ]),
    ),
  );
}
