import type { EventDraft } from "#domain/decider.ts";
import { derivedId } from "./derived-id.ts";
import type { EventToAppend } from "./event-store.ts";
import { isPreparedAs, prepareAppend } from "./prepared-append.ts";
import type { StreamView } from "./stream-view.ts";

/** A command that waits for its turn in a stream, with its types taken away. */
export interface QueuedCommand {
  readonly commandId: string;
  readonly commandHash: string;
  /** The revision that the caller saw, −1 for no stream, if the command holds on that alone. */
  readonly expectedRevision: number | undefined;
  readonly metadata: object;
  decide(state: unknown): readonly EventDraft[];
  /** What the answer says of the state that the command led to, see `CommandRequest`. */
  readonly summarise: Summarise | undefined;
}

/** Reads from the state at once what an answer needs: the state may move on in place right after. */
export type Summarise = (state: unknown, events: readonly WrittenEvent[]) => unknown;

/** An event that has been written by a command: what is known of it without reading it back. */
export interface WrittenEvent extends EventToAppend {
  readonly stream: string;
  readonly revision: number;
}

/** What became of one command, provided that what was decided before it in the same plan is written. */
export type Verdict =
  | {
      readonly kind: "written";
      readonly events: readonly WrittenEvent[];
      readonly state: unknown;
      readonly summary: unknown;
    }
  | {
      readonly kind: "nothing";
      readonly revision: number;
      readonly state: unknown;
      readonly summary: unknown;
    }
  /** The stream has taken a command of this id; whether it was this one says its first event. */
  | { readonly kind: "repeat"; readonly firstRevision: number }
  | { readonly kind: "stale"; readonly expected: number; readonly actual: number }
  | { readonly kind: "refused"; readonly error: unknown };

/**
 * Commands decided one after the other from a view: what to append, and each one's verdict. Evolving may
 * change the view's state in place, so a plan with events leaves a view that is true only once they are stored.
 */
export interface CommandPlan<Queued extends QueuedCommand> {
  readonly verdicts: readonly { readonly command: Queued; readonly verdict: Verdict }[];
  readonly events: readonly WrittenEvent[];
  readonly state: unknown;
}

export function planCommands<Queued extends QueuedCommand>(
  view: StreamView,
  commands: readonly Queued[],
): CommandPlan<Queued> {
  const events: WrittenEvent[] = [];
  let state = view.state;
  const verdicts = commands.map((command) => {
    const verdict = decideOne(view, command, state, view.revision + events.length);
    if (verdict.kind === "written") {
      events.push(...verdict.events);
      state = verdict.state;
    }
    return { command, verdict };
  });
  return { verdicts, events, state };
}

/** Whether a verdict says no, or nothing to do, on a state that the store may have moved past. */
export function restsOnTheState({ kind }: Verdict): boolean {
  return kind === "nothing" || kind === "stale" || kind === "refused";
}

function decideOne(view: StreamView, command: QueuedCommand, state: unknown, revision: number): Verdict {
  const firstRevision = view.commands.get(command.commandId);
  if (firstRevision !== undefined) return { kind: "repeat", firstRevision };
  if (command.expectedRevision !== undefined && command.expectedRevision !== revision) {
    return { kind: "stale", expected: command.expectedRevision, actual: revision };
  }
  try {
    const drafts = command.decide(state);
    if (drafts.length === 0) {
      return { kind: "nothing", revision, state, summary: command.summarise?.(state, []) };
    }
    return write(view, command, drafts, state, revision);
  } catch (error) {
    return { kind: "refused", error };
  }
}

/** The state after the events is folded over what storage will give back, not over the decider's own objects. */
function write(
  view: StreamView,
  command: QueuedCommand,
  drafts: readonly EventDraft[],
  before: unknown,
  revision: number,
): Verdict {
  const { commandId, commandHash, metadata } = command;
  const toAppend = drafts.map(({ type, data }, index) => ({
    id: derivedId(commandId, commandHash, view.stream, index),
    type,
    data,
    metadata,
  }));
  // Checked for this command alone: an event that cannot be stored must not take the others along.
  const prepared = prepareAppend(view.stream, "no_stream", toAppend, Number.POSITIVE_INFINITY);
  let state = before;
  const events = prepared.map((asStored, index) => {
    const { id, type } = asStored;
    const data = JSON.parse(asStored.data) as object;
    const event = { id, type, data, metadata, stream: view.stream, revision: revision + 1 + index };
    isPreparedAs(event, asStored);
    state = view.fold.evolve(state, event);
    return event;
  });
  return { kind: "written", events, state, summary: command.summarise?.(state, events) };
}
