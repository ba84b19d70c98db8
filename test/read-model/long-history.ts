import fc from "fast-check";
import { AGREEMENT } from "#domain/testing/given-agreement.ts";
import { kindOf } from "#domain/ledger-command.ts";
import type { EventStore, EventToAppend, StoredEvent } from "#event-store/event-store.ts";
import { anyDeskRequests } from "./any-desk-requests.ts";
import { historyOf } from "./any-history.ts";

/** An event and the stream that it is written to. */
export interface Entry extends EventToAppend {
  readonly stream: string;
}

/**
 * At least so many events: one history of a desk, which many agreements live through side by side, so that the
 * streams of the log are written in turns.
 */
export async function longHistory(events: number): Promise<Entry[]> {
  const requests = fc.sample(anyDeskRequests, { numRuns: 12, seed: 4 }).flat();
  const once = await historyOf(requests, [1, 30, 200]);
  const repeated = once.filter(({ stream }) => ["agreement", "grant", "receipt"].includes(kindOf(stream)));
  const others = Math.ceil((events - once.length) / repeated.length);
  return [
    ...once,
    ...repeated.flatMap((event) => Array.from({ length: others }, (_, index) => ofOther(event, index + 1))),
  ];
}

/** The same event of another agreement, or of another receipt. */
function ofOther({ stream, id, type, data, metadata }: StoredEvent, other: number): Entry {
  const text = JSON.stringify({ stream, type, data, metadata }).replaceAll(
    AGREEMENT,
    `${AGREEMENT}-${other}`,
  );
  const renamed = JSON.parse(text) as Omit<Entry, "id">;
  const name = kindOf(stream) === "receipt" ? `${renamed.stream}-${other}` : renamed.stream;
  return { ...renamed, stream: name, id: `${String(other).padStart(8, "0")}${id.slice(8)}` };
}

/** Most events that are written at the same time, all to different streams. */
const AT_ONCE = 500;

/** Writes them in their order; what is written at the same time shares a commit. */
export async function append(store: EventStore, entries: readonly Entry[]): Promise<void> {
  const written = new Map<string, number>();
  let streams = new Set<string>();
  let writing: Promise<unknown>[] = [];
  for (const { stream, id, type, data, metadata } of entries) {
    if (streams.has(stream) || streams.size >= AT_ONCE) {
      await Promise.all(writing);
      [streams, writing] = [new Set(), []];
    }
    const before = written.get(stream) ?? 0;
    writing.push(
      store.append(stream, before === 0 ? "no_stream" : before - 1, [{ id, type, data, metadata }]),
    );
    written.set(stream, before + 1);
    streams.add(stream);
  }
  await Promise.all(writing);
}
