/**
 * The tables of the desk: what stands in agreements and the register of parties, by when something is due, what
 * has arrived and what waits for somebody.
 *
 * A row holds from the position at which it came to be until the one at which it changed or went: then another
 * row with the same owner, item and part begins, or none. So every question can be asked as of a position.
 */
export interface VersionedTables {
  parties: PartiesTable;
  party_names: PartyNamesTable;
  agreements: AgreementsTable;
  agreement_conditions: AgreementConditionsTable;
  agreement_lines: AgreementLinesTable;
  line_funding: LineFundingTable;
  line_recipients: LineRecipientsTable;
  deadlines: DeadlinesTable;
  arrivals: ArrivalsTable;
  work_items: WorkItemsTable;
  work_item_writers: WorkItemWritersTable;
  search_entries: SearchEntriesTable;
}

export interface WorkTables extends VersionedTables {
  facts: FactsTable;
  search_terms: SearchTermsTable;
}

/**
 * What the state of an owner is folded from, as the log has it: a part that starts anew reads it here, for it
 * does not read the log.
 */
export interface FactsTable {
  position: number;
  ordinal: number;
  /** The stream that the fact is about, most often the one that it stands in. */
  owner: string;
  type: string;
  /** JSON. */
  data: string;
}

/** From when to when a row held, in log positions. */
export interface Versioned {
  /** The stream that the row is folded from. */
  owner: string;
  /** What the row is about within its owner, and which part of that. */
  item: string;
  part: string;
  from_position: number;
  /** The position from which the row holds no more; null while it does. */
  until_position: number | null;
}

export interface PartiesTable extends Versioned {
  party: string;
  kind: string;
  /** The latest name. */
  name: string;
  organisationsnummer: string | null;
  /** The regions of a collaboration region, with spaces between; else empty. */
  members: string;
  /** Who is paid in its place, by the latest word. */
  payee: string | null;
  successor: string | null;
}

export interface PartyNamesTable extends Versioned {
  party: string;
  name: string;
  from_on: string;
}

export interface AgreementsTable extends Versioned {
  agreement: string;
  title: string;
  version: number;
  budget_year: number;
  through_year: number | null;
  /** Validity conditions recorded as met, and those that are not; in force when none is missing. */
  conditions_met: number;
  conditions_missing: number;
  /** Lines whose document states several figures, where nobody has decided which of them rules. */
  discrepancies_unruled: number;
  line_count: number;
}

export interface AgreementConditionsTable extends Versioned {
  agreement: string;
  condition: string;
  decided_by: string;
  met_on: string | null;
}

export interface AgreementLinesTable extends Versioned {
  agreement: string;
  line: string;
  /** Its place in the document. */
  ordinal: number;
  ref: string;
  purpose: string;
  payment: string;
  /** As the document states it first. */
  amount: number;
  /** The most that the line can carry: the figure that rules. */
  ceiling: number;
  /** What posts carry of it, together. */
  funded: number;
}

export interface LineFundingTable extends Versioned {
  agreement: string;
  line: string;
  anslagspost: string;
  amount: number;
}

export interface LineRecipientsTable extends Versioned {
  agreement: string;
  line: string;
  recipient: string;
}

export const DEADLINE_KINDS = ["requisition", "cost_report", "repayment"] as const;
export type DeadlineKind = (typeof DEADLINE_KINDS)[number];

/** By when a recipient does something about a line; what no document states has no row. */
export interface DeadlinesTable extends Versioned {
  agreement: string;
  line: string;
  recipient: string;
  kind: DeadlineKind;
  due_on: string;
}

/** What came in and was not sent back or withdrawn, per line and holder. */
export interface ArrivalsTable extends Versioned {
  agreement: string;
  recipient: string;
  kind: "requisition" | "cost_report";
  /** The id of the requisition or the report. */
  id: string;
  /** Null for a requisition that nobody has mapped: it may be about any line. */
  line: string | null;
  /** Null for requisitions. */
  holder: string | null;
  received_on: string;
}

export const STORED_WORK = [
  "requisition_to_decide",
  "supplement_awaited",
  "requisition_to_order",
  "refund_to_order",
  "payment_to_approve",
  "payment_to_confirm",
  "cost_report_to_decide",
  "deviation_to_resolve",
  "receipt_to_place",
  "claim_open",
  "condition_to_meet",
  "discrepancy_to_rule",
] as const;
export type StoredWork = (typeof STORED_WORK)[number];

/** What waits for somebody at the desk. */
export interface WorkItemsTable extends Versioned {
  kind: StoredWork;
  /** Where it began to wait, whatever has changed in it since. */
  opened_position: number;
  opened_on: string;
  /** The id of what it is about: a requisition, an order, a report, a claim, a receipt, a condition, a line. */
  subject: string;
  agreement: string | null;
  recipient: string | null;
  line: string | null;
  amount: number | null;
}

/** Who may not decide an item, since they wrote in it (two pairs of eyes); in small letters. */
export interface WorkItemWritersTable extends Versioned {
  kind: StoredWork;
  writer: string;
}

export const SEARCH_KINDS = [
  "agreement",
  "line",
  "party",
  "payment_decision",
  "requisition",
  "disbursement",
  "cost_report",
  "receipt",
  "reclaim",
] as const;
export type SearchKind = (typeof SEARCH_KINDS)[number];

export interface SearchEntriesTable extends Versioned {
  /** Names this version to its terms. */
  entry: string;
  kind: SearchKind;
  id: string;
  title: string;
  agreement: string | null;
  recipient: string | null;
  line: string | null;
  amount: number | null;
  /** All its terms, each once, in order, with spaces between. */
  terms: string;
}

/** A word by which an entry is found, in small letters. */
export interface SearchTermsTable {
  term: string;
  entry: string;
}
