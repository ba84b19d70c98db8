import type { StoredEvent } from "#event-store/event-store.ts";
import {
  agreementStream,
  anslagspostStream,
  grantStream,
  partyStream,
  receiptStream,
} from "#domain/accounts.ts";

/** Which events are asked for; all of it must hold. */
export interface EventsAsked {
  readonly stream?: string;
  readonly agreement?: string;
  readonly recipient?: string;
  readonly funding?: string;
  readonly receipt?: string;
  readonly party?: string;
  readonly type?: string;
  readonly actor?: string;
  readonly command?: string;
  readonly entry?: string;
}

/** The one stream in which everything that is asked for stands, when there is only one. */
export function oneStream(asked: EventsAsked): string | undefined {
  const { stream, agreement, recipient, funding, receipt, party } = asked;
  if (stream !== undefined) return stream;
  if (agreement !== undefined && recipient !== undefined) return grantStream(agreement, recipient);
  if (funding !== undefined) return anslagspostStream(funding);
  if (receipt !== undefined) return receiptStream(receipt);
  return party === undefined ? undefined : partyStream(party);
}

/** Whether an event is one of those that are asked for. */
export function isAsked(event: StoredEvent, asked: EventsAsked): boolean {
  const { id, stream, type, metadata } = event;
  const { funding, receipt, party } = asked;
  const told = [
    [asked.stream, stream],
    [funding && anslagspostStream(funding), stream],
    [receipt && receiptStream(receipt), stream],
    [party && partyStream(party), stream],
    [asked.type, type],
    [asked.actor, metadata["actor"]],
    [asked.entry, id],
  ] as const;
  return (
    told.every(([wanted, is]) => wanted === undefined || wanted === is) &&
    isOfGrants(stream, asked) &&
    (asked.command === undefined || [metadata["commandId"], metadata["partOf"]].includes(asked.command))
  );
}

/** An agreement is asked for with all its grants, a recipient with the grants that it has in any agreement. */
function isOfGrants(stream: string, { agreement, recipient }: EventsAsked): boolean {
  if (agreement === undefined && recipient === undefined) return true;
  if (recipient === undefined) {
    return stream === agreementStream(agreement ?? "") || stream.startsWith(grantStream(agreement ?? "", ""));
  }
  if (agreement !== undefined) return stream === grantStream(agreement, recipient);
  // No agreement's id holds a dot: the first one ends it.
  return stream.startsWith("grant-") && stream.slice(stream.indexOf(".") + 1) === recipient;
}
