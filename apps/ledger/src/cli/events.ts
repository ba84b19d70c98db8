import type { LedgerEvent } from "#domain/ledger-event.ts";
import { sum } from "#domain/money.ts";
import { effectiveDateOf, transfersOf } from "#domain/transfers.ts";
import { StreamNotFound } from "#event-store/errors.ts";
import type { EventStore, Position, StoredEvent } from "#event-store/event-store.ts";
import { inWireForm } from "../platform/wire-form.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { UsageError } from "./failures.ts";
import { print, stdoutClosed } from "./output.ts";
import { inTable, tableOf } from "./tables.ts";

export interface EventsQuery {
  readonly stream?: string;
  readonly after?: Position;
  readonly limit?: number;
  /** Goes on with what is written from now on, until it is interrupted. */
  readonly follow: boolean;
}

/** How many rows a table gets before it is printed and the next one begun: a long log never lies in memory. */
const ROWS_AT_ONCE = 1_000;

/** The log as it is. With `json` a list, or when following one object per line. */
export async function events(
  store: EventStore,
  query: EventsQuery,
  { json, ended }: { readonly json: boolean; readonly ended: AbortSignal },
): Promise<ExitCode> {
  const writer = query.follow ? linesOf(json) : json ? jsonList() : tables();
  for await (const event of read(store, query, ended)) {
    writer.write(event);
    if (stdoutClosed.aborted) break;
  }
  writer.end();
  return EXIT.fine;
}

async function* read(store: EventStore, query: EventsQuery, ended: AbortSignal): AsyncIterable<StoredEvent> {
  const { stream, after, limit = Number.POSITIVE_INFINITY } = query;
  const source = query.follow
    ? followed(store, after, ended)
    : stream === undefined
      ? store.readAll({ ...(after === undefined ? {} : { after }), ...(limit === Infinity ? {} : { limit }) })
      : existing(store, stream);
  let count = 0;
  for await (const event of source) {
    if (stream !== undefined && event.stream !== stream) continue;
    if (after !== undefined && event.position <= after) continue;
    yield event;
    count += 1;
    if (count >= limit) return;
  }
}

async function* existing(store: EventStore, stream: string): AsyncIterable<StoredEvent> {
  try {
    yield* store.readStream(stream);
  } catch (error) {
    if (!(error instanceof StreamNotFound)) throw error;
    throw new UsageError("stream-unknown", `There is no stream ${stream} in this log.`, {
      field: "--stream",
      figures: { stream },
    });
  }
}

async function* followed(
  store: EventStore,
  after: Position | undefined,
  ended: AbortSignal,
): AsyncIterable<StoredEvent> {
  const subscription = store.subscribeAll(after === undefined ? {} : { after });
  const end = (): void => void subscription.close();
  const either = AbortSignal.any([ended, stdoutClosed]);
  either.addEventListener("abort", end);
  if (either.aborted) end();
  try {
    yield* subscription;
  } finally {
    await subscription.close();
  }
}

interface Writer {
  write(event: StoredEvent): void;
  end(): void;
}

function jsonList(): Writer {
  let rows = 0;
  return {
    write: (event) => {
      // The comma goes before a row, since nobody knows which one is the last.
      print(`${rows === 0 ? "[\n  " : ", "}${JSON.stringify(asJson(event))}`);
      rows += 1;
    },
    end: () => print(rows === 0 ? "[]" : "]"),
  };
}

function linesOf(json: boolean): Writer {
  return {
    write: (event) => print(json ? JSON.stringify(asJson(event)) : lineOf(event)),
    end: () => undefined,
  };
}

function tables(): Writer {
  let rows: StoredEvent[] = [];
  let any = false;
  const flush = (): void => {
    if (rows.length > 0) print(tableOf(COLUMNS, rows));
    rows = [];
  };
  return {
    write: (event) => {
      any = true;
      rows.push(event);
      if (rows.length >= ROWS_AT_ONCE) flush();
    },
    end: () => (any ? flush() : print("No events.")),
  };
}

const COLUMNS = [
  { heading: "position", amount: true, of: ({ position }: StoredEvent) => String(position) },
  { heading: "recorded (UTC)", of: ({ recordedAt }: StoredEvent) => recordedAt },
  { heading: "stream", of: ({ stream }: StoredEvent) => stream },
  { heading: "revision", amount: true, of: ({ revision }: StoredEvent) => String(revision) },
  { heading: "event", of: ({ type }: StoredEvent) => type },
  { heading: "effective", of: (event: StoredEvent) => moneyOf(event)?.effectiveOn ?? "" },
  { heading: "moved, kr", amount: true, of: (event: StoredEvent) => movedText(event) },
  { heading: "by", of: ({ metadata }: StoredEvent) => actorOf(metadata) ?? "" },
];

const lineOf = (event: StoredEvent): string => COLUMNS.map(({ of }) => of(event)).join("  ");

function moneyOf({ type, data }: StoredEvent) {
  const event = { type, data } as LedgerEvent;
  const transfers = transfersOf(event);
  return transfers.length === 0 ? undefined : { transfers, effectiveOn: effectiveDateOf(event) };
}

function movedText(event: StoredEvent): string {
  const money = moneyOf(event);
  return money === undefined ? "" : inTable(sum(money.transfers.map(({ amount }) => amount)));
}

function actorOf(metadata: StoredEvent["metadata"]): string | undefined {
  const { actor } = metadata;
  return typeof actor === "string" ? actor : undefined;
}

/** The stored event, and what it means in money; all amounts in wire form. */
function asJson(event: StoredEvent): object {
  const { position, recordedAt, stream, revision, id, type, metadata, data } = event;
  const money = moneyOf(event);
  return {
    position,
    recordedAt,
    stream,
    revision,
    id,
    type,
    actor: actorOf(metadata) ?? null,
    effectiveOn: money?.effectiveOn ?? null,
    transfers: inWireForm(money?.transfers ?? []),
    data: inWireForm(data),
    metadata,
  };
}
