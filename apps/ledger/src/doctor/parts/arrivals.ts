import { type RecordedEvent, reactionsTo } from "#domain/policies.ts";
import { canonicalJson } from "#event-store/canonical-json.ts";
import type { StoredEvent } from "#event-store/event-store.ts";
import { Findings, RESTORE, checksOf } from "../check.ts";
import type { Examination, Part } from "../examination.ts";

const { ok, problem } = checksOf("arrivals");

/**
 * Money that leaves one stream for another is written down twice: in the event that sends it, and in the arrival that
 * follows from that. Where the two differ one of them was changed; each stream by itself may still be sound.
 */
export const arrivals: Part = () => {
  /** What is sent and has not arrived: a moment's worth, however long the log is. */
  const sent = new Map<string, string>();
  const differing = new Findings();
  return {
    take: ({ stored }) => {
      if (stored.type === "FundsArrived") compare(stored, sent, differing);
      for (const [key, content] of sendings(stored)) sent.set(key, content);
    },
    checks: ({ isWhole }) => {
      if (!isWhole) return [];
      return [
        differing.any
          ? problem("sent", `Money did not arrive as it was sent: ${differing.toString()}.`, RESTORE)
          : ok("sent", "Money that went from one stream to another arrived there as it was sent."),
      ];
    },
  } satisfies Examination;
};

function sendings({ id, stream, type, data }: StoredEvent): [key: string, content: string][] {
  const event = { eventId: id, stream, type, data } as RecordedEvent;
  return reactionsTo(event).flatMap((reaction) => {
    if (reaction.command.type !== "record-arrival") return [];
    const { type: _, ...content } = reaction.command;
    return [[`${reaction.stream} ${id}`, canonicalJson(content)]];
  });
}

function compare({ stream, data, position }: StoredEvent, sent: Map<string, string>, found: Findings): void {
  const cause = (data as { readonly cause?: { readonly eventId?: unknown } }).cause;
  const key = `${stream} ${String(cause?.eventId)}`;
  const content = sent.get(key);
  sent.delete(key);
  if (content === canonicalJson(data)) return;
  found.add(
    content === undefined
      ? `what arrived in ${stream} at position ${position} was sent by no event before it`
      : `what arrived in ${stream} at position ${position} is not what its cause says`,
  );
}
