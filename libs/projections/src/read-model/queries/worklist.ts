import { sql } from "kysely";
import { grantStream } from "#domain/accounts.ts";
import { type Day, addDays } from "#domain/calendar.ts";
import { type Ore, add, exactly } from "#domain/money.ts";
import type { Reading } from "../part.ts";
import { STORED_WORK, type StoredWork } from "../work-tables.ts";
import { type CursorValues, type Page, type Question, decodeCursor, pageOf } from "./cursor.ts";
import { comesAfter, heldAt } from "./held-at.ts";
import { reclaimable } from "./reclaimable.ts";

export type WorkKind = StoredWork | "overdue_report";
export const WORK_KINDS: readonly WorkKind[] = [...STORED_WORK, "overdue_report"];

export interface WorkQuery {
  /** The day as of which reports are overdue. */
  readonly on: Day;
  readonly knownPosition?: number;
  readonly kinds?: readonly WorkKind[];
  readonly agreement?: string;
  readonly recipient?: string;
  /** Leaves out what this person wrote in and so may not decide. */
  readonly notWrittenBy?: string;
  readonly sort?: "opened" | "amount";
  readonly descending?: boolean;
  readonly limit: number;
  readonly cursor?: string;
}

/** Something that waits for somebody; amounts in öre. */
export interface WorkRow {
  readonly kind: WorkKind;
  readonly stream: string;
  readonly subject: string;
  readonly agreement: string | null;
  readonly recipient: string | null;
  readonly line: string | null;
  readonly amount: Ore | null;
  readonly openedOn: string;
  /** Null for an overdue report: a day went by, and nothing was recorded. */
  readonly openedPosition: number | null;
  readonly dueOn: string | null;
  /** Who wrote in it, in small letters: none of them may decide it. */
  readonly writers: readonly string[];
}

type Placed = WorkRow & { readonly item: string; readonly part: string };

/**
 * What waits at the desk, the longest first: the stored items, and reports that are overdue by the day that is
 * asked. So it was at any position of the log.
 *
 * @throws RuleError `cursor-unknown`
 */
export async function worklist(db: Reading, query: WorkQuery): Promise<Page<WorkRow>> {
  const { limit, cursor, ...question } = query;
  const asked: Question = { list: "worklist", ...question };
  const after = cursor === undefined ? undefined : decodeCursor(cursor, asked, 4);
  const stored = await storedWork(db, query, after);
  const overdue = (await overdueReports(db, query)).filter((row) => !after || isAfter(query, row, after));
  const rows = [...stored, ...overdue].sort((a, b) => inOrder(query, placeOf(query, a), placeOf(query, b)));
  const page = pageOf(rows, limit, asked, (row) => placeOf(query, row));
  const writers = await writersOf(db, query, page.rows);
  return {
    ...page,
    rows: page.rows.map(({ item, part, ...row }) => ({
      ...row,
      writers: writers.get(`${row.stream}|${item}|${row.kind}`) ?? [],
    })),
  };
}

const placeOf = ({ sort }: WorkQuery, row: Placed): CursorValues => [
  sort === "amount" ? (row.amount ?? 0) : row.openedOn,
  row.stream,
  row.item,
  row.part,
];

const isAfter = (query: WorkQuery, row: Placed, after: CursorValues): boolean =>
  inOrder(query, placeOf(query, row), after) > 0;

function inOrder({ descending }: WorkQuery, a: CursorValues, b: CursorValues): number {
  for (const [index, value] of a.entries()) {
    const other = b[index];
    if (value === other) continue;
    return (value ?? "") < (other ?? "") === !descending ? -1 : 1;
  }
  return 0;
}

async function storedWork(db: Reading, query: WorkQuery, after: CursorValues | undefined): Promise<Placed[]> {
  const { kinds, agreement, recipient, notWrittenBy, knownPosition, sort, descending = false, limit } = query;
  let found = db.selectFrom("work_items").selectAll().where(heldAt("work_items", knownPosition));
  if (kinds) {
    const stored = kinds.filter((kind): kind is StoredWork => kind !== "overdue_report");
    if (stored.length === 0) return [];
    found = found.where("kind", "in", stored);
  }
  if (agreement !== undefined) found = found.where("agreement", "=", agreement);
  if (recipient !== undefined) found = found.where("recipient", "=", recipient);
  if (notWrittenBy !== undefined) {
    found = found.where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("work_item_writers")
            .select("writer")
            .whereRef("work_item_writers.owner", "=", "work_items.owner")
            .whereRef("work_item_writers.item", "=", "work_items.item")
            .whereRef("work_item_writers.kind", "=", "work_items.kind")
            .where("writer", "=", notWrittenBy.toLowerCase())
            .where(heldAt("work_item_writers", knownPosition)),
        ),
      ),
    );
  }
  const first = sort === "amount" ? sql`coalesce(amount, 0)` : sql`opened_on`;
  const columns = [first, sql`owner`, sql`item`, sql`part`];
  if (after) found = found.where(comesAfter(columns, after, descending));
  for (const column of columns) found = found.orderBy(column, descending ? "desc" : "asc");
  const rows = await found.limit(limit + 1).execute();
  return rows.map((row) => ({
    kind: row.kind,
    stream: row.owner,
    subject: row.subject,
    agreement: row.agreement,
    recipient: row.recipient,
    line: row.line,
    amount: row.amount === null ? null : exactly(BigInt(row.amount)),
    openedOn: row.opened_on,
    openedPosition: row.opened_position,
    dueOn: null,
    writers: [],
    item: row.item,
    part: row.part,
  }));
}

/** One item per line and holder that has not reported; it waits from the day after its last day. */
async function overdueReports(db: Reading, query: WorkQuery): Promise<Placed[]> {
  const { kinds, agreement, recipient, on, knownPosition } = query;
  if (kinds && !kinds.includes("overdue_report")) return [];
  const rows = await reclaimable(db, {
    on,
    ...(knownPosition === undefined ? {} : { knownPosition }),
    where: {
      ...(agreement === undefined ? {} : { agreement }),
      ...(recipient === undefined ? {} : { recipient }),
    },
  });
  const items = new Map<string, Placed>();
  for (const { overdue, reportDeadline, agreement: of, recipient: by, line, holder } of rows) {
    if (overdue === 0 || reportDeadline === undefined) continue;
    const stream = grantStream(of, by);
    const item = `overdue_report/${line}/${holder}`;
    const before = items.get(`${stream}|${item}`);
    items.set(`${stream}|${item}`, {
      ...{ kind: "overdue_report", stream, subject: holder, agreement: of, recipient: by, line },
      amount: before?.amount ? add(before.amount, overdue) : overdue,
      openedOn: addDays(reportDeadline, 1),
      openedPosition: null,
      dueOn: reportDeadline,
      writers: [],
      ...{ item, part: "" },
    });
  }
  return [...items.values()];
}

async function writersOf(
  db: Reading,
  { knownPosition }: WorkQuery,
  rows: readonly Placed[],
): Promise<Map<string, string[]>> {
  const writers = new Map<string, string[]>();
  const streams = [...new Set(rows.map(({ stream }) => stream))];
  if (streams.length === 0) return writers;
  const found = await db
    .selectFrom("work_item_writers")
    .select(["owner", "item", "kind", "writer"])
    .where(heldAt("work_item_writers", knownPosition))
    .where("owner", "in", streams)
    .where("item", "in", [...new Set(rows.map(({ item }) => item))])
    .orderBy("writer")
    .execute();
  for (const { owner, item, kind, writer } of found) {
    const key = `${owner}|${item}|${kind}`;
    writers.set(key, [...(writers.get(key) ?? []), writer]);
  }
  return writers;
}
