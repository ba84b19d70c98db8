import type { Day } from "#domain/calendar.ts";
import { ZERO, add } from "#domain/money.ts";
import type { Key } from "../../balance-fold.ts";
import type { ReclaimableRow } from "../../reclaimable.ts";
import type { Reading } from "../part.ts";
import { heldAt } from "./held-at.ts";
import { balances } from "./sums.ts";

export interface ReclaimableQuery {
  /** Balances at its end, deadlines before it. */
  readonly on: Day;
  /** The log position that was known; without it, everything that is known. */
  readonly knownPosition?: number;
  readonly where?: Key;
}

const BY = ["agreement", "recipient", "line", "holder", "anslagspost"] as const;

/**
 * Unused funds to reclaim, each part shown apart (DOMAIN, Dimensions), in öre: `unused`, `reclaimed`, and the
 * `outstanding` of which no cost report came by its day. One row per agreement, recipient, line, holder and post.
 */
export async function reclaimable(
  db: Reading,
  { on, knownPosition, where = {} }: ReclaimableQuery,
): Promise<ReclaimableRow[]> {
  const known = knownPosition === undefined ? {} : { knownPosition };
  const accounts = ["unused", "reclaimed", "outstanding"] as const;
  const rows = await balances(db, { by: BY, on, where, accounts, ...known });
  const deadlines = await reportDeadlines(db, where, knownPosition);
  const received = await reportsReceived(db, on, where, knownPosition);
  return rows.flatMap(({ key, net }) => {
    const { agreement, recipient, line, holder, anslagspost } = key;
    if (!agreement || !recipient || !line || !holder || !anslagspost) return [];
    const deadline = deadlines.get([agreement, recipient, line].join("|"));
    const hasReported = received.has([agreement, recipient, line, holder].join("|"));
    const overdue = deadline !== undefined && on > deadline && !hasReported ? net.outstanding : ZERO;
    const total = add(add(net.unused, net.reclaimed), overdue);
    if (total === 0) return [];
    return [
      {
        ...{ agreement, recipient, line, holder, anslagspost },
        unused: net.unused,
        reclaimed: net.reclaimed,
        overdue,
        ...(deadline === undefined ? {} : { reportDeadline: deadline }),
        total,
      },
    ];
  });
}

async function reportDeadlines(
  db: Reading,
  { agreement, recipient, line }: Key,
  knownPosition: number | undefined,
): Promise<Map<string, Day>> {
  let query = db
    .selectFrom("deadlines")
    .select(["agreement", "recipient", "line", "due_on"])
    .where(heldAt("deadlines", knownPosition))
    .where("kind", "=", "cost_report");
  if (agreement) query = query.where("agreement", "=", agreement);
  if (recipient) query = query.where("recipient", "=", recipient);
  if (line) query = query.where("line", "=", line);
  const rows = await query.execute();
  return new Map(
    rows.map((row) => [[row.agreement, row.recipient, row.line].join("|"), row.due_on as Day] as const),
  );
}

async function reportsReceived(
  db: Reading,
  on: Day,
  { agreement, recipient }: Key,
  knownPosition: number | undefined,
): Promise<Set<string>> {
  let query = db
    .selectFrom("arrivals")
    .select(["agreement", "recipient", "line", "holder"])
    .distinct()
    .where(heldAt("arrivals", knownPosition))
    .where("kind", "=", "cost_report")
    .where("received_on", "<=", on);
  if (agreement) query = query.where("agreement", "=", agreement);
  if (recipient) query = query.where("recipient", "=", recipient);
  const rows = await query.execute();
  return new Set(rows.map((row) => [row.agreement, row.recipient, row.line, row.holder].join("|")));
}
