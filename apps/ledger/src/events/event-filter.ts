import { anslagspostStream, partyStream, receiptStream } from "#domain/accounts.ts";
import type { EventsFilter } from "#projections/read-model/queries/events.ts";

/** Which events are asked for, in the words of the address; all of it must hold. */
export interface EventsAsked extends EventsFilter {
  readonly funding?: string;
  readonly receipt?: string;
  readonly party?: string;
}

/** A stream that is asked for by its own name, or by what it is about. */
export interface NamedStream {
  /** The field that names it. */
  readonly field: string;
  readonly stream: string;
}

export function streamsNamed({ stream, funding, receipt, party }: EventsAsked): NamedStream[] {
  return [
    ...(stream === undefined ? [] : [{ field: "stream", stream }]),
    ...(funding === undefined ? [] : [{ field: "anslagspost", stream: anslagspostStream(funding) }]),
    ...(receipt === undefined ? [] : [{ field: "receipt", stream: receiptStream(receipt) }]),
    ...(party === undefined ? [] : [{ field: "party", stream: partyStream(party) }]),
  ];
}
