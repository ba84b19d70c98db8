import type { Decider } from "#domain/decider.ts";
import { commandHash } from "../canonical-json.ts";
import type { CommandRequest } from "../command-handler.ts";
import { StoreUnavailable } from "../errors.ts";
import type { EventStore, StoredEvent } from "../event-store.ts";
import { MemoryEventStore } from "../memory/memory-event-store.ts";

/** A till: what is put in can be taken out, never more. */
export interface Till {
  readonly total: number;
  readonly moves: number;
}
export type Move = {
  readonly type: "Moved";
  readonly data: { readonly by: number; readonly note?: unknown };
};
export interface MoveBy {
  readonly by: number;
  readonly note?: unknown;
  readonly times?: number;
}

export const till: Decider<MoveBy, Move, Till> = {
  initialState: () => ({ total: 0, moves: 0 }),
  evolve: (state, { data }) => ({ total: state.total + data.by, moves: state.moves + 1 }),
  decide: ({ by, note, times = 1 }, state) => {
    if (by === 0) return [];
    if (state.total + by * times < 0) throw new RangeError(`Only ${state.total} in the till.`);
    return Array.from({ length: times }, () => ({ type: "Moved", data: { by, note } }));
  },
};

let named = 0;
/** Without a summary, which would name the state: a test may give the same command to another decider. */
export type Request = Omit<CommandRequest<MoveBy, Move, Till>, "summarise">;
export function moving(command: MoveBy, more: Partial<Request> = {}): Request {
  const commandId = `desk:${++named}`;
  return {
    stream: "till-a",
    decider: till,
    command,
    commandId,
    commandHash: commandHash({ by: command.by, times: command.times }),
    actor: "clerk-1",
    ...more,
  };
}

export const memoryStore = (appendLimit?: number): MemoryEventStore =>
  new MemoryEventStore({
    clock: { now: () => "2025-03-31T10:15:30.123Z" },
    ...(appendLimit === undefined ? {} : { appendLimit }),
  });

/** The store with another `append`, everything else as it is. */
export function withAppend(store: EventStore, append: EventStore["append"]): EventStore {
  return {
    append,
    readStream: (stream, options) => store.readStream(stream, options),
    readAll: (options) => store.readAll(options),
    subscribeAll: (options) => store.subscribeAll(options),
    close: () => store.close(),
  };
}

export const lostAnswer = (): StoreUnavailable =>
  new StoreUnavailable("unknown_outcome", "No answer in time.");

export const movesIn = (events: readonly StoredEvent[]): number[] =>
  events.map((event) => (event.data as Move["data"]).by);
