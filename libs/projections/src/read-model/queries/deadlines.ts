import { type RawBuilder, sql } from "kysely";
import type { Account } from "#domain/accounts.ts";
import type { Day } from "#domain/calendar.ts";
import { type Ore, ZERO, sum } from "#domain/money.ts";
import type { AccountAmounts } from "../../balance-fold.ts";
import type { Reading } from "../part.ts";
import type { DeadlineKind } from "../work-tables.ts";
import { type CursorValues, type Page, type Question, decodeCursor, pageOf } from "./cursor.ts";
import { comesAfter, heldAt } from "./held-at.ts";
import { balances } from "./sums.ts";

/** `late`: it came, but after its day. `nothing_due`: the day went by, and there was no money to ask about. */
export const DEADLINE_STATUSES = ["open", "met", "late", "missed", "nothing_due"] as const;
export type DeadlineStatus = (typeof DEADLINE_STATUSES)[number];

export interface DeadlinesQuery {
  /** The day as of which it is asked what has come: arrivals and balances by its end. */
  readonly on: Day;
  readonly knownPosition?: number;
  readonly from?: Day;
  readonly to?: Day;
  readonly agreement?: string;
  readonly recipient?: string;
  readonly line?: string;
  readonly kinds?: readonly DeadlineKind[];
  readonly status?: DeadlineStatus;
  readonly descending?: boolean;
  readonly limit: number;
  readonly cursor?: string;
}

export interface DeadlineRow {
  readonly kind: DeadlineKind;
  readonly dueOn: Day;
  readonly agreement: string;
  readonly line: string;
  readonly recipient: string;
  readonly status: DeadlineStatus;
  /** The first day on which one came; null for repayments, which come as money. */
  readonly receivedOn: Day | null;
  /** What lapses or has lapsed, is not accounted for or is not repaid when nothing comes (öre). */
  readonly atStake: Ore;
}

interface Duty {
  readonly owner: string;
  readonly item: string;
  readonly part: string;
  readonly agreement: string;
  readonly line: string;
  readonly recipient: string;
  readonly kind: DeadlineKind;
  readonly due_on: string;
  /** The first day on which a requisition or report about it came, by the day that is asked. */
  readonly came_on: string | null;
}

/** Where the money stands that a missed duty is about. */
const AT_STAKE: Record<DeadlineKind, readonly Account[]> = {
  requisition: ["allocated", "lapsed"],
  cost_report: ["outstanding"],
  repayment: ["unused", "reclaimed"],
};

/** A status is told row by row, so a page of one status is looked for in pages of all. */
const LOOK_AHEAD = 500;

/**
 * By when each recipient requisitions, reports and repays, with what came of it: in order of their days.
 *
 * @throws RuleError `cursor-unknown`
 */
export async function deadlines(db: Reading, query: DeadlinesQuery): Promise<Page<DeadlineRow>> {
  const { limit, cursor, ...question } = query;
  const asked: Question = { list: "deadlines", ...question };
  let after = cursor === undefined ? undefined : decodeCursor(cursor, asked, 4);
  const sums = new Map<string, Promise<ReadonlyMap<string, AccountAmounts>>>();
  const found: { duty: Duty; row: DeadlineRow }[] = [];
  for (;;) {
    const size = query.status === undefined ? limit + 1 : LOOK_AHEAD;
    const duties = await dutiesAfter(db, query, after, size);
    for (const duty of duties) {
      const { agreement } = duty;
      const sumsOf = sums.get(agreement) ?? heldBy(db, query, agreement);
      sums.set(agreement, sumsOf);
      const row = told(query, duty, (await sumsOf).get(`${duty.line}|${duty.recipient}`));
      if (query.status === undefined || row.status === query.status) found.push({ duty, row });
    }
    const last = duties.at(-1);
    if (last === undefined || duties.length < size || found.length > limit) break;
    after = placeOf(last);
  }
  const page = pageOf(found, limit, asked, ({ duty }) => placeOf(duty));
  return { ...page, rows: page.rows.map(({ row }) => row) };
}

const placeOf = ({ due_on, owner, item, part }: Duty): CursorValues => [due_on, owner, item, part];

async function dutiesAfter(
  db: Reading,
  query: DeadlinesQuery,
  after: CursorValues | undefined,
  size: number,
): Promise<Duty[]> {
  const { knownPosition, from, to, agreement, recipient, line, kinds, descending = false } = query;
  let found = db
    .selectFrom("deadlines")
    .select(["owner", "item", "part", "agreement", "line", "recipient", "kind", "due_on"])
    .select(cameOn(query).as("came_on"))
    .where(heldAt("deadlines", knownPosition));
  if (from !== undefined) found = found.where("due_on", ">=", from);
  if (to !== undefined) found = found.where("due_on", "<=", to);
  if (agreement !== undefined) found = found.where("agreement", "=", agreement);
  if (recipient !== undefined) found = found.where("recipient", "=", recipient);
  if (line !== undefined) found = found.where("line", "=", line);
  if (kinds !== undefined) found = found.where("kind", "in", kinds);
  const columns = ["due_on", "owner", "item", "part"] as const;
  if (after) {
    const order = columns.map((column) => sql.ref(column));
    found = found.where(comesAfter(order, after, descending));
  }
  for (const column of columns) found = found.orderBy(column, descending ? "desc" : "asc");
  return found.limit(size).execute();
}

/** A requisition that is mapped to no line may be about any; a report is about the lines that it names. */
const cameOn = ({ on, knownPosition }: DeadlinesQuery): RawBuilder<string | null> => sql<string | null>`(
  select min(arrivals.received_on) from arrivals
  where arrivals.agreement = deadlines.agreement
    and arrivals.recipient = deadlines.recipient
    and arrivals.kind = deadlines.kind
    and (arrivals.line = deadlines.line or arrivals.line is null)
    and arrivals.received_on <= ${on}
    and ${heldAt("arrivals", knownPosition)}
)`;

async function heldBy(
  db: Reading,
  { on, knownPosition }: DeadlinesQuery,
  agreement: string,
): Promise<ReadonlyMap<string, AccountAmounts>> {
  const accounts = Object.values(AT_STAKE).flat();
  const known = knownPosition === undefined ? {} : { knownPosition };
  const rows = await balances(db, {
    by: ["line", "recipient"],
    where: { agreement },
    accounts,
    on,
    ...known,
  });
  return new Map(rows.map(({ key, net }) => [`${key.line}|${key.recipient}`, net] as const));
}

function told({ on }: DeadlinesQuery, duty: Duty, net: AccountAmounts | undefined): DeadlineRow {
  const { kind, due_on, agreement, line, recipient, came_on } = duty;
  const atStake = net ? sum(AT_STAKE[kind].map((account) => net[account])) : ZERO;
  const common = { kind, dueOn: due_on as Day, agreement, line, recipient, atStake };
  const receivedOn = came_on as Day | null;
  if (receivedOn !== null) {
    return { ...common, status: receivedOn <= due_on ? "met" : "late", receivedOn };
  }
  if (on <= due_on) return { ...common, status: "open", receivedOn };
  return { ...common, status: atStake > 0 ? "missed" : "nothing_due", receivedOn };
}
