import type { WorkTables } from "./work-tables.ts";

/**
 * The tables of the read model. Amounts are whole öre, days `YYYY-MM-DD`, months `YYYY-MM`, instants UTC
 * with milliseconds. Every row says at which log position it came to be, so that the past can be asked as it
 * was known.
 */
export interface ReadModelTables extends WorkTables {
  checkpoint: CheckpointTable;
  events: EventsTable;
  places: PlacesTable;
  transfers: TransfersTable;
  place_months: PlaceMonthsTable;
}

/** One row: how far the log has been read, and what deriving the next posting date needs. */
export interface CheckpointTable {
  id: 1;
  /** -1 before the first event. */
  position: number;
  schema_version: number;
  /** The last day of the closed books at this position. */
  closed_through: string | null;
  /** The last position at which money moved, -1 before it: a closing that certifies less is void. */
  last_money_position: number;
}

/** Every event of the log but for its data, which stands in the log alone. */
export interface EventsTable {
  position: number;
  event_id: string;
  stream: string;
  revision: number;
  type: string;
  /** Of an agreement's stream and its grants'. */
  agreement: string | null;
  /** Of a grant's stream. */
  recipient: string | null;
  actor: string;
  command_id: string;
  recorded_at: string;
  /** Null for events that move no money. */
  effective_on: string | null;
  posting_on: string | null;
  /** 1 for an accounting event (verifikation). */
  voucher: 0 | 1;
  /** 1 for a closing that certified balances which had changed since: it closed nothing. */
  void_closing: 0 | 1;
}

/** Where money can stand: an account with all its dimensions, each once. */
export interface PlacesTable {
  id: number;
  key: string;
  account: string;
  anslagspost: string | null;
  year: number | null;
  area: number | null;
  anslag: string | null;
  agreement: string | null;
  line: string | null;
  recipient: string | null;
  holder: string | null;
  receipt: string | null;
}

/** The journal: every transfer that an event made, in the order of the transfer table. */
export interface TransfersTable {
  position: number;
  ordinal: number;
  effective_on: string;
  posting_on: string;
  from_place: number;
  to_place: number;
  amount: number;
}

/**
 * What came to a place and left it, month by month on both axes of time. Sums up to a month end, as known
 * at a month end, need no transfer at all; any other pair of day and instant needs those of one month on
 * each axis.
 */
export interface PlaceMonthsTable {
  place: number;
  axis: Axis;
  /** Of the effective or the posting date. */
  month: string;
  /** Of the recording, in UTC. */
  known_month: string;
  inflow: number | bigint;
  outflow: number | bigint;
}

export type Axis = "effective" | "posting";
