import { type Account, ACCOUNT_NAMES, type Dimensions, guardianOf } from "#domain/accounts.ts";
import type { RecordedEvent } from "#domain/policies.ts";
import { TRANSFER_TABLE, isVoucher, transfersOf } from "#domain/transfers.ts";

const DIMENSIONS = [
  "funding",
  "agreement",
  "line",
  "recipient",
  "holder",
  "receipt",
] as const satisfies (keyof Dimensions)[];

/** One way that an event type moves money, as it was seen. */
export interface TransferSeen {
  readonly type: string;
  readonly from: Account;
  readonly to: Account;
  readonly voucher: boolean;
  /** The dimensions that the place it leaves has, and those that the place it comes to has. */
  readonly leaves: readonly string[];
  readonly arrives: readonly string[];
  /** Dimensions that both have with different values: who holds it, which line it is of. */
  readonly changes: readonly string[];
  readonly crosses: boolean;
}

/** The rows of the transfer table in its own order, as the events show them. Reversals are left out. */
export function transfersSeen(events: readonly RecordedEvent[]): TransferSeen[] {
  const rows = new Map<string, TransferSeen>();
  for (const event of events) {
    if (event.type === "EntryReversed") continue;
    for (const { from, to } of transfersOf(event)) {
      const key = `${event.type} ${from.account} ${to.account}`;
      const changed = DIMENSIONS.filter((name) => name in from && name in to && from[name] !== to[name]);
      rows.set(key, {
        type: event.type,
        from: from.account,
        to: to.account,
        voucher: isVoucher(event),
        leaves: DIMENSIONS.filter((name) => name in from),
        arrives: DIMENSIONS.filter((name) => name in to),
        changes: [...new Set([...(rows.get(key)?.changes ?? []), ...changed])],
        crosses: guardianOf(from.account) !== guardianOf(to.account),
      });
    }
  }
  const types = Object.keys(TRANSFER_TABLE);
  const order = ({ type, from, to }: TransferSeen): number =>
    types.indexOf(type) * 1_000 + ACCOUNT_NAMES.indexOf(from) * 30 + ACCOUNT_NAMES.indexOf(to);
  return [...rows.values()].sort((a, b) => order(a) - order(b));
}

/** Event types whose row in the table moves nothing, whatever the event says. */
export function withoutMoney(): string[] {
  const { transfers } = TRANSFER_TABLE.FundsArrived;
  return Object.entries(TRANSFER_TABLE).flatMap(([type, row]) => (row.transfers === transfers ? [type] : []));
}

/** Money events that nothing that was played has shown. */
export function notShown(events: readonly RecordedEvent[]): string[] {
  const shown = new Set<string>(
    events.filter((event) => transfersOf(event).length > 0).map(({ type }) => type),
  );
  const moneyless = new Set<string>(withoutMoney());
  return Object.keys(TRANSFER_TABLE).filter((type) => !moneyless.has(type) && !shown.has(type));
}
