import type { Account, Transfer } from "#domain/accounts.ts";
import { type Day, addDays } from "#domain/calendar.ts";
import { effectiveDateOf, transfersOf } from "#domain/transfers.ts";
import type { StoredEvent } from "#event-store/event-store.ts";

/** A transfer with both of its dates and its place in the log: a line of the simplest possible journal. */
export interface JournalLine extends Transfer {
  readonly position: number;
  readonly effective: Day;
  readonly posting: Day;
}

/**
 * The oracle: every transfer in a list, with nothing but filters and sums on it. Written from DOMAIN's words
 * alone: an entry into closed books is posted on the first open day, and a closing before which other money
 * moved than it certifies closes nothing.
 */
export function journalOf(log: readonly StoredEvent[]): JournalLine[] {
  const lines: JournalLine[] = [];
  let firstOpen: Day | undefined;
  for (const event of log) {
    if (event.type === "PeriodClosed") {
      const { through, asOfPosition } = event.data as { through: Day; asOfPosition: number };
      const certified = lines.every(({ position }) => position <= asOfPosition);
      const next = addDays(through, 1);
      if (certified && (firstOpen === undefined || next > firstOpen)) firstOpen = next;
      continue;
    }
    for (const transfer of transfersOf(event)) {
      const effective = effectiveDateOf(event);
      const posting = firstOpen !== undefined && effective < firstOpen ? firstOpen : effective;
      lines.push({ ...transfer, position: event.position, effective, posting });
    }
  }
  return lines;
}

export interface Sums {
  readonly net: bigint;
  readonly turnover: bigint;
}

/** What stands at each place, by its dimensions and account, at the end of a day as known at a position. */
export function sumsAt(
  lines: readonly JournalLine[],
  { axis, on, known }: { axis: "effective" | "posting"; on?: Day | undefined; known?: number | undefined },
): Map<string, Sums> {
  const sums = new Map<string, Sums>();
  const put = (place: Transfer["from"], net: bigint, turnover: bigint): void => {
    const { account, funding, agreement, line, recipient, holder, receipt } = place;
    const key = nameOf({ account, anslagspost: funding, agreement, line, recipient, holder, receipt });
    const before = sums.get(key) ?? { net: 0n, turnover: 0n };
    sums.set(key, { net: before.net + net, turnover: before.turnover + turnover });
  };
  for (const each of lines) {
    if (on !== undefined && each[axis] > on) continue;
    if (known !== undefined && each.position > known) continue;
    put(each.from, -BigInt(each.amount), 0n);
    put(each.to, BigInt(each.amount), BigInt(each.amount));
  }
  return sums;
}

type Name = { readonly account: Account } & Readonly<Record<string, string | null | undefined>>;

export function nameOf({ account, anslagspost, agreement, line, recipient, holder, receipt }: Name): string {
  return [account, anslagspost, agreement, line, recipient, holder, receipt]
    .map((value) => value ?? "-")
    .join("|");
}
